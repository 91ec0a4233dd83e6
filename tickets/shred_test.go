package tickets_test

import (
	"bytes"
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// arrived is a desk that has come here by a move which is not finished.
type arrived struct {
	*desktest.Desk
	asked int   // how often it was to be finished
	fails error // why it cannot be
}

func arrive(t *testing.T, d *desktest.Desk) *arrived {
	t.Helper()
	body, err := bson.Marshal(move.Mark{State: move.Arrived, Move: "m", At: d.Clock.Now(), Place: "old", Left: move.Left{Keys: "old.keys"}})
	if err == nil {
		err = d.Store.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: move.MarkRef, Body: body})
	}
	if err != nil {
		t.Fatal(err)
	}
	a := &arrived{Desk: d, fails: errors.New("the old keys are out of reach")}
	a.Desk.Desk, err = tickets.Open(t.Context(), tickets.Options{Store: d.Store, Keys: d.Keys, Blobs: d.Blobs, Now: d.Clock.Now, Profile: d.Profile(),
		Log: slog.New(slog.DiscardHandler), Alone: true, Finish: func(context.Context, move.Mark) error { a.asked++; return a.fails }})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// living counts the keys that open.
func (a *arrived) living(t *testing.T, keys ...seal.KeyID) (n int) {
	t.Helper()
	for _, k := range keys {
		_, err := a.Keys.Seal(t.Context(), k, "x", nil)
		if err == nil {
			n++
		} else if !errors.Is(err, seal.ErrShredded) {
			t.Fatal(err)
		}
	}
	return n
}

// listed counts the keys that wait to be destroyed.
func (a *arrived) listed(t *testing.T) (n int) {
	t.Helper()
	for d, err := range a.Store.Find(t.Context(), store.Query{Coll: "claims", Index: store.ByID}) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(d.ID, "ends/") {
			n++
		}
	}
	return n
}

// receive spools a mail and receives it, and returns the key that it was spooled under.
func (a *arrived) receive(t *testing.T, uid uint32) seal.KeyID {
	t.Helper()
	as := tickets.Runner("mailin")
	spooled, err := a.Mailroom.Spool(t.Context(), as, tickets.Arrived{Mailbox: "support", UIDValidity: 7, UID: uid, Raw: fmt.Appendf(nil, "Subject: Larm %d\r\n\r\nE-47\r\n", uid)})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := a.Store.Get(t.Context(), store.Ref{Coll: "spool", ID: spooled[0].ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Mailroom.Receive(t.Context(), as, spooled[0].ID, tickets.Inbound{
		From: []tickets.Party{{Address: tickets.P("kund@kund.example")}}, Subject: tickets.P("Larm"), Text: tickets.P("E-47")}); err != nil {
		t.Fatal(err)
	}
	return seal.KeyID(docs[0].Body.Lookup("key").StringValue())
}

// TestKeysWaitForTheMove: while a move is not finished no key is destroyed that the source may have, and what a person or a
// mail waits for neither fails for it nor has it finished. The night asks for it; once it is done all of them end.
func TestKeysWaitForTheMove(t *testing.T) {
	d := desktest.Open(t)
	d.Stock(t)
	hidden, err := d.Tickets.Hide(t.Context(), d.Engineer.Actor(), tickets.P("planterad kanariefågel"))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := d.LeaveImport(t.Context(), 400)
	if err != nil {
		t.Fatal(err)
	}
	words, err := d.HiddenKey(t.Context(), hidden[:10])
	if err != nil {
		t.Fatal(err)
	}
	before := (&arrived{Desk: d}).receive(t, 3) // destroyed there and here: it waits for nothing
	a := arrive(t, d)
	if err := a.Forgetting.Finish(t.Context(), tickets.Runner("anonymizer")); err != nil || a.asked != 0 || a.living(t, before) != 0 {
		t.Errorf("a night with nothing to destroy: %v, asked %d times", err, a.asked)
	}
	d.Clock.Add(72 * time.Hour)
	keys = append(keys, words, a.receive(t, 1))
	d.Stock(t) // takes back the import that was cut short
	sweep := func() {
		t.Helper()
		if err := a.Mailroom.ForgetSeen(t.Context(), tickets.Runner("housekeeping")); err != nil {
			t.Fatal(err)
		}
	}
	sweep()
	if n, m := a.living(t, keys...), a.listed(t); n != len(keys) || m != len(keys)-1 || a.asked != 0 {
		t.Errorf("%d of %d keys live, %d wait, and it was asked %d times for the move to be finished", n, len(keys), m, a.asked)
	}
	night := func() error { return a.Forgetting.Finish(t.Context(), tickets.Runner("anonymizer")) }
	if err := night(); !errors.Is(err, tickets.ErrUnfinished) || a.asked != 1 || a.living(t, keys...) != len(keys) {
		t.Errorf("a night: %v; asked %d times, %d of %d keys live", err, a.asked, a.living(t, keys...), len(keys))
	}
	a.fails = nil
	if err := night(); err != nil || a.asked != 2 || a.living(t, keys...) != 0 || a.listed(t) != 0 {
		t.Errorf("a night when the move can be finished: %v; asked %d times, %d keys live, %d wait", err, a.asked, a.living(t, keys...), a.listed(t))
	}
	if key := a.receive(t, 2); a.living(t, key) != 0 || a.listed(t) != 1 {
		t.Errorf("a mail after it: %d keys live, %d are listed", a.living(t, key), a.listed(t))
	}
	if sweep(); a.listed(t) != 0 {
		t.Error("what is destroyed stays on the list")
	}
}

// TestKeysEndThoughTheProcessDied between the Apply and the end of a key, or the key store was away.
func TestKeysEndThoughTheProcessDied(t *testing.T) {
	a := &arrived{Desk: desktest.Open(t)}
	keys, err := a.LeaveEnds(t.Context(), 3)
	if err != nil || a.living(t, keys...) != 3 {
		t.Fatal(a.living(t, keys...), err)
	}
	if err := a.Mailroom.ForgetSeen(t.Context(), tickets.Runner("housekeeping")); err != nil || a.living(t, keys...) != 0 || a.listed(t) != 0 {
		t.Errorf("%v, %d keys live, %d wait", err, a.living(t, keys...), a.listed(t))
	}
}

// TestADamagedKeyWaitsLikeAnyOther while a move is not finished, and hinders neither the hour nor the night. It ends with the
// others: a copy that is given back brings it to nobody.
func TestADamagedKeyWaitsLikeAnyOther(t *testing.T) {
	d := desktest.Open(t)
	keys, err := d.LeaveEnds(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	a := arrive(t, d)
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(string(keys[1])))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(d.Dir, "keys", "keys")
	file, err := os.ReadFile(path)
	at := bytes.Index(file, raw)
	if err != nil || at < 0 {
		t.Fatal("the key is not in the file", err)
	}
	file[at+len(raw)+5] ^= 1
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Keys.Seal(t.Context(), keys[1], "x", nil); !errors.Is(err, seal.ErrDamaged) {
		t.Fatalf("the key is not damaged: %v", err)
	}
	if err := a.Mailroom.ForgetSeen(t.Context(), tickets.Runner("housekeeping")); err != nil || a.listed(t) != 3 {
		t.Errorf("by the hour: %v, %d wait", err, a.listed(t))
	}
	night := func() error { return a.Forgetting.Finish(t.Context(), tickets.Runner("anonymizer")) }
	if err := night(); !errors.Is(err, tickets.ErrUnfinished) || a.listed(t) != 3 {
		t.Errorf("a night: %v, %d wait", err, a.listed(t))
	}
	a.fails = nil
	if err := night(); err != nil || a.listed(t) != 0 || a.living(t, keys...) != 0 {
		t.Errorf("a night when the move can be finished: %v, %d wait", err, a.listed(t))
	}
}

// TestListedKeysAreNamedByNobody once a move is finished: what is shredded again when an older key store was given back
// includes them. Before that it does not.
func TestListedKeysAreNamedByNobody(t *testing.T) {
	d := desktest.Open(t)
	keys, err := d.LeaveEnds(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := d.Unnamed(t.Context(), keys...); n != 2 || err != nil {
		t.Errorf("%d of 2 keys are named by nobody, %v", n, err)
	}
	a := arrive(t, d)
	if n, err := a.Unnamed(t.Context(), keys...); n != 0 || err != nil {
		t.Errorf("while a move is not finished: %d of 2 keys, %v", n, err)
	}
	d.Clock.Add(-time.Hour) // of the node that listed them is ahead
	if n, err := a.Unnamed(t.Context(), keys...); n != 0 || err != nil {
		t.Errorf("listed by a node whose clock is ahead: %d of 2 keys, %v", n, err)
	}
}

// TestKeysAreDestroyedInOnePlace: whoever destroys a key elsewhere has not asked whether it lives at the source of a move.
func TestKeysAreDestroyedInOnePlace(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Shred" {
				found[name]++
			}
			return true
		})
	}
	if found["shred.go"] != 3 || found["keys_again.go"] != 1 || len(found) != 2 {
		t.Errorf("keys are destroyed in %v", found)
	}
}
