package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/store"
)

// twoNodes opens two nodes of one installation on a server, with one mail server and one browser.
func twoNodes(t *testing.T) (one, two *shop) {
	t.Helper()
	dir, clock := t.TempDir(), &demoClock{}
	places, _ := onServer(t, dir)
	mail := startMail(t, dir, clock, "", "")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	open := func() *shop {
		s := openShopAt(t, t.TempDir(), clock, mail.IMAPAddr(), mail.SMTPAddr(), places...)
		s.mail, s.client.Jar = mail, jar // a jar knows no ports: the browser is the same on both
		return s
	}
	return open(), open()
}

// TestTwoNodes: a browser goes from one node to the other with every request; what happens on one is told on pages that
// the other shows; every letter is taken in and sent once; and when one dies, the other goes on alone.
func TestTwoNodes(t *testing.T) {
	one, two := twoNodes(t)
	nodes := []*shop{one, two}
	code, err := one.h.desk.Accounts.FirstCode(t.Context())
	if other, err2 := two.h.desk.Accounts.FirstCode(t.Context()); err != nil || err2 != nil || code == "" || code != other {
		t.Errorf("the code of the first account: %q and %q, %v, %v", code, other, err, err2)
	}
	if _, err := one.h.desk.Accounts.CreateFirst(t.Context(), tickets.NewAccount{Name: tickets.P("Elin Provare"), Login: tickets.P("elin@axsensor.example"),
		Password: tickets.P(adminPassword), Lang: "sv"}); err != nil {
		t.Fatal(err)
	}
	two.signIn("elin@axsensor.example")
	for i := range 6 {
		one.send(fmt.Sprintf("Planterad Kund <p%d@kund.example>", i), fmt.Sprintf("Subject: Givaren %d driver\r\nMessage-ID: <n%d@kund.example>\r\n", i, i), fmt.Sprintf("Larm E-4%d efter regn.\r\n", i))
	}
	id := ""
	for i := range 6 {
		acknowledgedOnce(one, fmt.Sprintf("p%d@kund.example", i))
		for _, s := range nodes {
			id = listedOnce(s, fmt.Sprintf("Givaren %d driver", i))
		}
	}
	told := follow(t, two)
	if code, page := one.multi("/ticket/"+id+"/write", map[string]string{"kind": "reply", "do": "send-wait", "reply": "Torka kontakten.", "request": "r1"}); code != 200 {
		t.Fatalf("answer: %d %.300s", code, page)
	}
	waitFor(t, told, id)
	one.until("no answer", func() bool { return len(one.inbox("p5@kund.example")) == 2 })
	for _, s := range nodes {
		if code, page := s.get("/ticket/" + id); code != 200 || !strings.Contains(page, "Torka kontakten") {
			t.Errorf("the ticket: %d", code)
		}
	}
	oneDies(t, one, two)
}

// oneDies takes the first node's store away, so that it can give nothing back, and looks whether the second does
// everything in its place, and the first nothing more.
func oneDies(t *testing.T, one, two *shop) {
	t.Helper()
	before := holders(t, two)
	if err := one.h.store.Close(); err != nil {
		t.Fatal(err)
	}
	two.send("Planterad Kund <sist@kund.example>", "Subject: Efter haveriet\r\nMessage-ID: <sist@kund.example>\r\n", "Larm E-47.\r\n")
	listedOnce(two, "Efter haveriet")
	acknowledgedOnce(two, "sist@kund.example")
	two.until("a runner is left to the dead", func() bool {
		for name, after := range holders(t, two) {
			if before[name] == "" || after == "" {
				t.Fatalf("nobody runs %s", name)
			}
			if after != holders(t, two)["receiver"] {
				return false
			}
		}
		return true
	})
}

// holders are who runs what.
func holders(t *testing.T, s *shop) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range []string{"receiver", "anonymizer", "housekeeping", "mailbox-support", "outbox"} {
		docs, err := s.h.store.Get(t.Context(), store.Ref{Coll: "leases", ID: name})
		if err != nil {
			t.Fatal(err)
		}
		out[name], _ = docs[0].Body.Lookup("holder").StringValueOK()
	}
	return out
}

// acknowledgedOnce waits for a customer's acknowledgement.
func acknowledgedOnce(s *shop, address string) {
	s.t.Helper()
	s.until("no acknowledgement to "+address, func() bool { return len(s.inbox(address)) > 0 })
	if n := len(s.inbox(address)); n != 1 {
		s.t.Errorf("%d acknowledgements to %s", n, address)
	}
}

// listedOnce waits for a subject in a node's list, where it must stand once, and returns its ticket.
func listedOnce(s *shop, subject string) (id string) {
	s.t.Helper()
	row := regexp.MustCompile(`(?s)href="/ticket/([a-z2-7]{26})"[^>]*>[^<]*` + regexp.QuoteMeta(subject))
	s.until(subject+" is not listed", func() bool {
		_, page := s.get("/tickets?list=open")
		found := row.FindAllStringSubmatch(page, -1)
		if len(found) > 1 {
			s.t.Fatalf("%s is listed %d times", subject, len(found))
		}
		if len(found) == 1 {
			id = found[0][1]
		}
		return id != ""
	})
	return id
}

// follow opens a page's stream of news on a node.
func follow(t *testing.T, s *shop) <-chan string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Jar: s.client.Jar}).Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("live: %v, %v", res, err)
	}
	told := make(chan string, 1000)
	go func() {
		defer func() { _ = res.Body.Close() }()
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			told <- lines.Text()
		}
	}()
	return told
}

func waitFor(t *testing.T, told <-chan string, id string) {
	t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case line := <-told:
			if strings.Contains(line, id) {
				return
			}
		case <-late:
			t.Fatal("the other node's page was not told")
		}
	}
}

// TestSearchWordsOfAnotherNode: an address that holds sealed search words is understood by the node that did not seal it.
func TestSearchWordsOfAnotherNode(t *testing.T) {
	one, two := twoNodes(t)
	if _, err := one.h.desk.Accounts.CreateFirst(t.Context(), tickets.NewAccount{Name: tickets.P("Elin Provare"), Login: tickets.P("elin@axsensor.example"),
		Password: tickets.P(adminPassword), Lang: "sv"}); err != nil {
		t.Fatal(err)
	}
	one.signIn("elin@axsensor.example")
	one.send("Planterad Kund <p@kund.example>", "Subject: Givaren driver\r\nMessage-ID: <n@kund.example>\r\n", "Larm E-47 efter regn.\r\n")
	id := listedOnce(two, "Givaren driver")
	res, err := one.client.PostForm(one.base+"/tickets/search", url.Values{"q": {"regn"}})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = body(t, res)
	at := res.Request.URL
	if !strings.Contains(at.RawQuery, "find=") || strings.Contains(at.RawQuery, "regn") {
		t.Fatalf("the address of what was found: %s", at)
	}
	two.until("the other node does not know what was asked", func() bool {
		_, page := two.get(at.RequestURI())
		return strings.Contains(page, id) && strings.Contains(page, `value="regn"`)
	})
}
