package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// onServer gives the settings of an installation whose documents, blobs and keys are on a server, in databases of the
// test's own, and its documents' database. The master key lies in dir.
func onServer(t *testing.T, dir string) (places []string, documents *mongo.Database) {
	t.Helper()
	uri := mongotest.Server(t)
	documents = mongotest.Database(t, uri)
	return []string{"store", addressOf(uri, documents.Name()), "keys", addressOf(uri, mongotest.Name(t, uri)),
		"master", "file:" + filepath.Join(dir, "master.key")}, documents
}

// addressOf puts a database's name into the address of a server, which has none.
func addressOf(uri, database string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	hosts, query, _ := strings.Cut(rest, "?")
	return scheme + "://" + strings.TrimSuffix(hosts, "/") + "/" + database + "?" + query
}

// TestTheWholeWayOnAServer: the same way, with nothing of anybody on the server in the clear at any time.
func TestTheWholeWayOnAServer(t *testing.T) {
	places, documents := onServer(t, t.TempDir())
	ctx, end := context.WithCancel(t.Context())
	defer end()
	watched := make(chan int, 1)
	go func() {
		looks := 0
		for ctx.Err() == nil {
			inTheClear(t, documents)
			looks++
			time.Sleep(500 * time.Millisecond)
		}
		watched <- looks
	}()
	theWholeWay(t, places...)
	end()
	if n := <-watched; n < 3 {
		t.Errorf("the server was looked at %d times", n)
	}
}

// inTheClear looks for the planted names in every document of a database.
func inTheClear(t *testing.T, db *mongo.Database) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	names, err := db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		t.Errorf("look at the server: %v", err)
		return
	}
	for _, name := range names {
		cur, err := db.Collection(name).Find(ctx, bson.D{})
		if err != nil {
			t.Errorf("look at %s: %v", name, err)
			return
		}
		for cur.Next(ctx) {
			low := bytes.ToLower(cur.Current)
			for _, c := range []string{"planterad", "kanariensson", "kund.example"} {
				if bytes.Contains(low, []byte(c)) {
					t.Errorf("%q is in %s in the clear", c, name)
				}
			}
		}
		_ = cur.Close(ctx)
	}
}
