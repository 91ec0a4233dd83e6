package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/web"
)

// serve runs the site on a free port of this machine; stop ends it and waits.
func serve(t *testing.T, s *site) (base string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(cancel)
	return "http://" + l.Addr().String(), func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(20 * time.Second):
			t.Error("the server does not stop")
			return nil
		}
	}
}

// listen opens a stream and gives its data lines.
func listen(t *testing.T, base string, cookie *http.Cookie) <-chan string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("stream: %d %v", res.StatusCode, res.Header)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for sc := bufio.NewScanner(res.Body); sc.Scan(); {
			if data, ok := strings.CutPrefix(sc.Text(), "data: "); ok {
				lines <- data
			}
		}
	}()
	return lines
}

func next(t *testing.T, lines <-chan string) (string, bool) {
	t.Helper()
	select {
	case l, ok := <-lines:
		return l, ok
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came")
		return "", false
	}
}

func TestNewsReachesThosePagesThatMayHaveIt(t *testing.T) {
	s := open(t)
	base, stop := serve(t, s)
	engineer, officer := listen(t, base, s.enter(t, "engineer")), listen(t, base, s.enter(t, "officer"))
	s.Hub().Publish(web.News{Topic: "ticket", ID: "abc"}, tickets.RoleEngineer)
	s.Hub().Publish(web.News{Topic: "run"}, tickets.RoleOfficer)
	if got, _ := next(t, engineer); got != `{"topic":"ticket","id":"abc"}` {
		t.Errorf("the engineer hears %s", got)
	}
	if got, _ := next(t, officer); got != `{"topic":"run"}` {
		t.Errorf("the officer hears %s", got)
	}
	if err := stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if _, open := next(t, engineer); open {
		t.Error("the stream goes on after the stop")
	}
	s.Hub().Publish(web.News{Topic: "ticket", ID: "later"}, tickets.RoleEngineer)
}

func TestAPageThatCannotKeepUpIsToldOnce(t *testing.T) {
	s := open(t)
	base, stop := serve(t, s)
	lines := listen(t, base, s.enter(t, "engineer"))
	for i := range 5000 {
		s.Hub().Publish(web.News{Topic: "ticket", ID: strings.Repeat("x", i%500)}, tickets.RoleEngineer)
	}
	s.Hub().Publish(web.News{Topic: "last"}, tickets.RoleEngineer)
	for n := 0; ; n++ {
		got, open := next(t, lines)
		if !open || n > 5000 {
			t.Fatal("the last news never came, nor that anything changed")
		}
		if strings.Contains(got, `"last"`) || strings.Contains(got, `"*"`) {
			break
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestATicketThatChangesIsNewsAndOneThatStoodIsNot(t *testing.T) {
	s := open(t)
	base, stop := serve(t, s)
	before := s.desk.Arrive(t, desktest.Letter("Bo Prov", "bo@kund.example", "Den första", "Givaren visar fel."))
	lines := listen(t, base, s.enter(t, "engineer"))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Hub().Follow(ctx, s.desk.Tickets) }()
	// Tickets come until one of them is told of: those before the follower's mark are not news.
	made := map[string]bool{}
	var got string
	for i := 0; got == "" && i < 200; i++ {
		made[s.desk.Arrive(t, desktest.Letter("Bo Prov", "bo@kund.example", fmt.Sprint("Nummer ", i), "Givaren visar fel.")).Ticket] = true
		select {
		case got = <-lines:
		case <-time.After(50 * time.Millisecond):
		}
	}
	var news web.News
	if err := json.Unmarshal([]byte(got), &news); err != nil || news.Topic != "ticket" || !made[news.ID] || news.ID == before.Ticket {
		t.Errorf("the news is %q (%v)", got, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("following ended with %v", err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
