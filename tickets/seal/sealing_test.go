package seal_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

func TestSealedBytesOpenInOnePlaceOnly(t *testing.T) { overAll(t, testSealedBytesOpenInOnePlaceOnly) }

func testSealedBytesOpenInOnePlaceOnly(t *testing.T, kd kind) {
	s := kd.shop(t)
	ctx := t.Context()
	ks := s.keys(2)
	for _, plain := range [][]byte{nil, {0}, []byte("Karin Exempel"), bytes.Repeat([]byte("x"), 100_000)} {
		sealed, err := s.ring.Seal(ctx, ks[0], "messages/1", plain)
		if err != nil {
			t.Fatal(err)
		}
		if len(sealed) != len(plain)+seal.Overhead {
			t.Errorf("%d bytes became %d", len(plain), len(sealed))
		}
		if len(plain) > 4 && bytes.Contains(sealed, plain[:5]) {
			t.Error("the plain text shows")
		}
		if got, err := s.ring.Open(ctx, ks[0], "messages/1", sealed); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("opened %q, %v", got, err)
		}
		if again, err := s.ring.Seal(ctx, ks[0], "messages/1", plain); err != nil || bytes.Equal(again, sealed) {
			t.Errorf("sealing twice gave the same bytes, %v", err)
		}
		for what, try := range map[string]struct {
			key  seal.KeyID
			bind string
		}{"another key": {ks[1], "messages/1"}, "another place": {ks[0], "messages/2"}, "no place": {ks[0], ""}, "a longer place": {ks[0], "messages/12"}} {
			if got, err := s.ring.Open(ctx, try.key, try.bind, sealed); !errors.Is(err, seal.ErrDamaged) {
				t.Errorf("%s: %q, %v", what, got, err)
			}
		}
	}
}

func TestAlteredBytesDoNotOpen(t *testing.T) { overAll(t, testAlteredBytesDoNotOpen) }

func testAlteredBytesDoNotOpen(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)
	for at := range sealed {
		for _, bit := range []byte{1, 0x80} {
			bad := bytes.Clone(sealed)
			bad[at] ^= bit
			s.fails(k, bad, seal.ErrDamaged)
		}
		s.fails(k, sealed[:at], seal.ErrDamaged)
		s.fails(k, sealed[at+1:], seal.ErrDamaged)
	}
	s.fails(k, append(bytes.Clone(sealed), 0), seal.ErrDamaged)
	s.fails(k, nil, seal.ErrDamaged)
	s.opens(k, sealed)
}

func TestKeysThatAreNone(t *testing.T) { overAll(t, testKeysThatAreNone) }

func testKeysThatAreNone(t *testing.T, kd kind) {
	s := kd.shop(t)
	k := s.keys(1)[0]
	sealed := s.seal(k)
	never := seal.KeyID(strings.Repeat("b", 25) + "a")
	s.fails(never, sealed, seal.ErrNoKey)
	for _, bad := range []seal.KeyID{"", "x", k + "a", k[:25], seal.KeyID(strings.ToUpper(string(k))), seal.KeyID(strings.Repeat("a", 26)),
		seal.KeyID(strings.Repeat("b", 26)), seal.KeyID(strings.Repeat("1", 26)), "../" + k[3:]} {
		s.fails(bad, sealed, seal.ErrBadID)
		if err := s.ring.Shred(t.Context(), k, bad); !errors.Is(err, seal.ErrBadID) {
			t.Errorf("shred %q: %v", bad, err)
		}
	}
	s.opens(k, sealed)
}

// An opened key is forgotten after 30 s: what happens to its wrapped form shows from then on.
func TestOpenedKeysAreCachedBriefly(t *testing.T) {
	s := newShop(t)
	ks := s.keys(2)
	sealed := [][]byte{s.seal(ks[0]), s.seal(ks[1])}
	at := bytes.Index(s.file("keys"), rawID(t, ks[0]))
	damaged := s.file("keys")
	damaged[at+20] ^= 1
	s.write("keys", damaged)
	s.clock.add(29 * time.Second)
	s.opens(ks[0], sealed[0])
	s.clock.add(time.Second)
	s.fails(ks[0], sealed[0], seal.ErrDamaged)
	s.opens(ks[1], sealed[1])
}
