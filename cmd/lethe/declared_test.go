package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
)

// TestServeEndsWhenANewerLetheOpensTheStore: it says so and ends with a status, so that whoever watches over it starts it
// again. If that is the old program again, it is refused, and the newer one works on.
func TestServeEndsWhenANewerLetheOpensTheStore(t *testing.T) {
	for locale, says := range map[string][3]string{
		"sv_SE.UTF-8": {"Lethe finns på", "En annan version av Lethe har öppnat databasen", "En nyare version av Lethe än den här har öppnat installationen"},
		"en_GB.UTF-8": {"Lethe is at", "Another version of Lethe has opened the database", "A newer version of Lethe than this one has opened the installation"},
	} {
		t.Run(locale, func(t *testing.T) { serveEnds(t, locale, says) })
	}
}

func serveEnds(t *testing.T, locale string, says [3]string) {
	t.Helper()
	top := t.TempDir()
	places, _ := onServer(t, top)
	environ := []string{"LANG=" + locale, envName("data") + "=" + filepath.Join(top, "data")}
	for i := 0; i < len(places); i += 2 {
		environ = append(environ, envName(places[i])+"="+places[i+1])
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	serve := func(out *said) int {
		return run(ctx, []string{"serve", "--listen", "127.0.0.1:0"}, environ, strings.NewReader(""), out, out)
	}
	out, ended := &said{}, make(chan int, 1)
	go func() { ended <- serve(out) }()
	for !strings.Contains(out.String(), says[0]) {
		if ctx.Err() != nil {
			t.Fatalf("it does not serve: %s", out)
		}
		time.Sleep(10 * time.Millisecond)
	}
	set, err := readSettings(nil, environ, "")
	if err != nil {
		t.Fatal(err)
	}
	newer, err := mongo.Open(t.Context(), mongo.Options{Address: *set.place().server, Version: tickets.Declared + 1,
		Colls: append(tickets.Collections(), store.Coll{Name: "newer", Indexes: []store.Index{{Name: "all"}}})})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = newer.Close() }()
	if code := <-ended; code != 1 || !strings.Contains(out.String(), "lethe: "+says[1]) || ctx.Err() != nil {
		t.Errorf("%d, %v: %s", code, ctx.Err(), out)
	}
	for range 2 {
		again := &said{}
		if code := serve(again); code != 1 || !strings.Contains(again.String(), "lethe: "+says[2]) {
			t.Errorf("started again: %d %s", code, again)
		}
	}
	nothing, err := bson.Marshal(bson.D{})
	if err != nil {
		t.Fatal(err)
	}
	if err := newer.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: store.Ref{Coll: "newer", ID: "a"}, Body: nothing}); err != nil {
		t.Errorf("the newer one: %v", err)
	}
}
