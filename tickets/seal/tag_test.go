package seal_test

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

// A tag is the same for as long as the key store lives, through restarts, rotations and the end of epochs.
func TestTagsAreStable(t *testing.T) { over(t, testTagsAreStable) }

func testTagsAreStable(t *testing.T, kd kind) {
	s := kd.shop(t)
	tag := s.ring.Tag("mail", "karin@example.com")
	mac := s.ring.MAC("stage", []byte("a"), []byte("b"))
	if !regexp.MustCompile(`^v1:[a-z2-7]{32}$`).MatchString(tag) {
		t.Errorf("the tag is %q", tag)
	}
	if len(mac) != 32 {
		t.Errorf("the MAC has %d bytes", len(mac))
	}
	for range 3 {
		s.rotate()
		s.clock.add(seal.AgeLimit + time.Hour)
		if _, err := s.ring.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.reopen()
		if got := s.ring.Tag("mail", "karin@example.com"); got != tag {
			t.Fatalf("the tag was %s, is %s", tag, got)
		}
		if got := s.ring.MAC("stage", []byte("a"), []byte("b")); !bytes.Equal(got, mac) {
			t.Fatalf("the MAC was %x, is %x", mac, got)
		}
	}
}

func TestTagsTellPurposesAndStoresApart(t *testing.T) { overAll(t, testTagsTellPurposesAndStoresApart) }

func testTagsTellPurposesAndStoresApart(t *testing.T, kd kind) {
	s, other := kd.shop(t), kd.shop(t)
	seen := map[string]string{}
	add := func(what, tag string) {
		if was, twice := seen[tag]; twice {
			t.Errorf("%s and %s have one tag", was, what)
		}
		seen[tag] = what
	}
	for _, purpose := range []string{"mail", "phone", "", "mail/"} {
		for _, v := range []string{"", "x", "x\x00", "xx"} {
			add("tag "+purpose+" of "+v, s.ring.Tag(purpose, v))
			add("mac "+purpose+" of "+v, string(s.ring.MAC(purpose, []byte(v))))
			add("other's tag "+purpose+" of "+v, other.ring.Tag(purpose, v))
		}
	}
	add("mac of ab, c", string(s.ring.MAC("m", []byte("ab"), []byte("c"))))
	add("mac of a, bc", string(s.ring.MAC("m", []byte("a"), []byte("bc"))))
	add("mac of abc", string(s.ring.MAC("m", []byte("abc"))))
	add("mac of abc and nothing", string(s.ring.MAC("m", []byte("abc"), nil)))
	add("mac of nothing", string(s.ring.MAC("m")))
}
