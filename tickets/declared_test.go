package tickets_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/tickets/store"
)

// TestDeclaredRises: whoever changes the declarations raises their version, and notes here what belongs to it.
func TestDeclaredRises(t *testing.T) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", tickets.Collections()))
	if got, want := fmt.Sprintf("%d %x", tickets.Declared, sum[:8]), "1 0eb48ea1c5cc4689"; got != want {
		t.Errorf("the declarations are %s, noted is %s: raise tickets.Declared when they have changed", got, want)
	}
}

// TestAnOlderLetheIsRefused once a newer one has opened the installation, whatever engine keeps it.
func TestAnOlderLetheIsRefused(t *testing.T) {
	d := desktest.Open(t)
	ref := store.Ref{Coll: "meta", ID: "installation"}
	schema := func() int64 {
		t.Helper()
		docs, err := d.Store.Get(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		return docs[0].Body.Lookup("schema").AsInt64()
	}
	set := func(n int64) {
		t.Helper()
		docs, err := d.Store.Get(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		var body bson.D
		if err := bson.Unmarshal(docs[0].Body, &body); err != nil {
			t.Fatal(err)
		}
		for i := range body {
			if body[i].Key == "schema" {
				body[i].Value = n
			}
		}
		raw, err := bson.Marshal(body)
		if err == nil {
			err = d.Store.Apply(t.Context(), store.Write{Op: store.OpPut, Ref: ref, Rev: docs[0].Rev, Body: raw})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	open := func() error {
		_, err := tickets.Open(t.Context(), tickets.Options{Store: d.Store, Keys: d.Keys, Blobs: d.Blobs, Now: d.Clock.Now})
		return err
	}
	now := schema()
	set(now - 1)
	if err := open(); err != nil || schema() != now {
		t.Errorf("an installation of an older Lethe is left at schema %d of %d: %v", schema(), now, err)
	}
	set(now + 1)
	if _, err := tickets.InUse(t.Context(), d.Store); !errors.Is(err, store.ErrNewer) {
		t.Errorf("a look at one of a newer Lethe: %v", err)
	}
	if err := open(); !errors.Is(err, store.ErrNewer) || schema() != now+1 {
		t.Errorf("one of a newer Lethe is opened: %v, schema %d", err, schema())
	}
}
