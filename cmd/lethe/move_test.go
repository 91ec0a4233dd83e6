package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/store/mongo/mongotest"
)

// TestADeskMoves: a desk is carried there and back by the command. On each side its lists, stories, attachments and search
// work, and a night forgets, which first destroys the keys where it came from; and nobody serves what it left.
func TestADeskMoves(t *testing.T) {
	t.Run("folders", func(t *testing.T) { moveADesk(t, filepath.Join(t.TempDir(), "second")) })
	t.Run("server", func(t *testing.T) {
		uri := mongotest.Server(t)
		moveADesk(t, addressOf(uri, mongotest.Name(t, uri)))
	})
}

const movedLog = "04:10 E-47 X=+0,82 operatör Planterad"

// movable fills a desk with tickets a month apart, each with an attachment, and returns where it lies.
func movable(t *testing.T, n int) (d *desktest.Desk, at map[string]string, ids []string) {
	t.Helper()
	d = desktest.Open(t)
	d.Stock(t)
	for i := range n {
		in := desktest.Letter("Planterad Provsson", fmt.Sprintf("planterad%d@kund.example", i), "Drift efter regn", "Vår AX-200 driver 0,8° efter regn. Mvh Planterad Provsson")
		in.Files = []tickets.NewFile{{Name: tickets.P("logg.txt"), Type: "text/plain", Data: []byte(movedLog)}}
		ids = append(ids, d.Arrive(t, in).Ticket)
		d.Deliver(t)
		d.Clock.Set(d.Clock.Now().AddDate(0, 1, 0))
	}
	d.Close(t)
	return d, installation(d), ids
}

func moveADesk(t *testing.T, second string) {
	d, at, ids := movable(t, 3)
	now := d.Clock.Now().AddDate(7, -3, 1) // the first ticket is due
	for i, to := range []string{second, filepath.Join(t.TempDir(), "third")} {
		left := at["keys"]
		secret := keyBytes(t, left)
		code, said := lethe(t, at, "move", "--to", to)
		if code != 0 || !strings.Contains(said, "lika på båda sidor") {
			t.Fatalf("%d %s", code, said)
		}
		if code, said := lethe(t, at, "forget"); code != 1 || !strings.Contains(said, "har flyttat till") {
			t.Errorf("the source after its move: %d %s", code, said)
		}
		at = pointed(at, said)
		if at["store"] != "" {
			at["store"] = to // what was said leaves out the password
		}
		workMoved(t, d, at, ids[i:], left, func() time.Time { return now.AddDate(0, i, 0) })
		if scan(t, filepath.Dir(left), secret) {
			t.Errorf("keys of %s can still be found", left)
		}
	}
	if code, said := lethe(t, at, "move", "--finish"); code != 0 || !strings.Contains(said, "Ingen flytt") {
		t.Errorf("%d %s", code, said)
	}
}

// workMoved opens a desk that has moved and does a day's and a night's work there: ids are its tickets, the first of which is due.
func workMoved(t *testing.T, d *desktest.Desk, at map[string]string, ids []string, left string, now func() time.Time) {
	t.Helper()
	set, err := readSettings(at, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	h, err := openHouse(t.Context(), set, slog.New(slog.NewTextHandler(&log, nil)), now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	page, err := h.desk.Tickets.List(t.Context(), d.Engineer.Actor(), tickets.ListQuery{List: tickets.ListOpen, Limit: 10})
	if err != nil || len(page.Rows) != len(ids) {
		t.Fatalf("%d open, want %d: %v", len(page.Rows), len(ids), err)
	}
	for _, id := range ids {
		readMoved(t, d, h, id)
	}
	searchMoved(t, h, len(ids))
	if err := h.askToFinish(t.Context(), tickets.Runner("housekeeping")); err != nil || !strings.Contains(log.String(), "not finished") {
		t.Errorf("the log does not ask for the move to be finished: %v", err)
	}
	elsewhere := left + ".away"
	if err := os.Rename(left, elsewhere); err != nil {
		t.Fatal(err)
	}
	if run, err := h.anon.Night(t.Context(), tickets.Runner("anonymizer"), now()); !errors.Is(err, tickets.ErrUnfinished) || run.Forgotten != 0 {
		t.Errorf("a night while the old keys cannot be destroyed: %+v, %v", run, err)
	}
	readMoved(t, d, h, ids[0])
	if m, ok, err := h.desk.Forgetting.Moved(t.Context(), d.Officer.Actor()); err != nil || !ok || m.Tried.IsZero() {
		t.Errorf("what the officer is told: %+v, %v, %v", m, ok, err)
	}
	for _, path := range []string{"/forget", "/settings"} {
		if page := pageMoved(t, h, path); !strings.Contains(page, "lethe move --finish") || !strings.Contains(page, "Senaste försöket misslyckades") {
			t.Errorf("%s does not ask for the move to be finished: %.2000s", path, page)
		}
	}
	if err := os.Rename(elsewhere, left); err != nil {
		t.Fatal(err)
	}
	run, err := h.anon.Night(t.Context(), tickets.Runner("anonymizer"), now())
	if err != nil || run.Forgotten != 1 || run.Failed != 0 {
		t.Fatalf("%+v, %v", run, err)
	}
	if _, err := h.desk.Tickets.Story(t.Context(), d.Engineer.Actor(), ids[0]); !errors.Is(err, tickets.ErrNotFound) {
		t.Errorf("the forgotten ticket: %v", err)
	}
	if _, ok, err := h.desk.Forgetting.Moved(t.Context(), d.Officer.Actor()); err != nil || ok {
		t.Errorf("the move is not finished by a night: %v", err)
	}
}

// pageMoved is a page as the officer or the administrator sees it.
func pageMoved(t *testing.T, h *house, path string) string {
	t.Helper()
	site, err := h.site("")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- site.Serve(ctx, l) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, h: h, base: "http://" + l.Addr().String(), client: &http.Client{Jar: jar, Timeout: time.Minute}}
	who := map[string]string{"/forget": "officer@axsensor.example", "/settings": "admin@axsensor.example"}[path]
	if code, page := s.post("/sign-in", url.Values{"email": {who}, "password": {desktest.Password}}); code != 200 {
		t.Fatalf("sign-in: %d %.400s", code, page)
	}
	_, page := s.get(path)
	return page
}

// readMoved reads a ticket's story and its attachment.
func readMoved(t *testing.T, d *desktest.Desk, h *house, id string) {
	t.Helper()
	s, err := h.desk.Tickets.Story(t.Context(), d.Engineer.Actor(), id)
	if err != nil || !strings.Contains(s.Messages[0].Text.Reveal(), "driver 0,8°") || len(s.Messages[0].Files) != 1 {
		t.Fatalf("the story of %s: %v, %v", id, s.Messages, err)
	}
	_, r, err := h.desk.Tickets.File(t.Context(), d.Engineer.Actor(), s.Messages[0].ID, s.Messages[0].Files[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil || !strings.HasPrefix(string(b), movedLog) {
		t.Errorf("the attachment: %.100q, %v", b, err)
	}
}

// searchMoved waits until the index, which begins anew after a move, finds all tickets that there are.
func searchMoved(t *testing.T, h *house, want int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- h.live.Run(ctx) }()
	found, err := search.Found{}, error(nil)
	for range 3000 + want {
		if found, err = h.live.Ask(t.Context(), search.Wanted{Words: "regn", Limit: 10}); err != nil || found.Total == want {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	<-done
	if err != nil || found.Total != want {
		t.Errorf("%d found, want %d: %v", found.Total, want, err)
	}
}

// lethe runs a command line on an installation, in Swedish, and returns its status and all that it said.
func lethe(t *testing.T, at map[string]string, args ...string) (int, string) {
	t.Helper()
	environ := []string{"LANG=sv_SE.UTF-8"}
	for k, v := range at {
		environ = append(environ, envName(k)+"="+v)
	}
	out := &said{} // the log is written meanwhile
	code := run(context.WithoutCancel(t.Context()), args, environ, strings.NewReader(""), out, out)
	return code, out.String()
}

var saidSetting = regexp.MustCompile(`(?m)^  (\w+) = "(.*?)" +\(LETHE_`)

// pointed are the settings, changed as a move said.
func pointed(at map[string]string, said string) map[string]string {
	at = maps.Clone(at)
	delete(at, "cache")
	for _, m := range saidSetting.FindAllStringSubmatch(said, -1) {
		at[m[1]] = m[2]
	}
	return at
}

// keyBytes are a wrapped key of a folder.
func keyBytes(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "keys"))
	if err != nil || len(b) < 256 {
		t.Fatalf("%d bytes of keys, %v", len(b), err)
	}
	for key := range slices.Chunk(b[128:], 64) {
		if !bytes.Equal(key, make([]byte, len(key))) { // one that was shredded
			return key
		}
	}
	t.Fatal("no key is left")
	return nil
}

// scan says whether any part of some bytes is in a file below a folder.
func scan(t *testing.T, dir string, secret []byte) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || slices.ContainsFunc(slices.Collect(slices.Chunk(secret, 32)), func(part []byte) bool { return bytes.Contains(b, part) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
