package mailin_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/axsensor/lethe/mailin"
	"github.com/axsensor/lethe/mailin/localmail"
	"github.com/axsensor/lethe/tickets"
)

const processed = "Lethe"

func looked(r *mailin.Runner) func() bool { return func() bool { return !r.State().Looked.IsZero() } }

// The next look is five minutes away: only IDLE can bring the mail.
func TestNewMailIsSeenByIdle(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		l := newLedger()
		r, _ := run(t, p.mailbox(), l)
		await(t, "the first look", looked(r))
		for n := range 3 {
			raw := letterTo(n, 100)
			p.deliver(t, raw)
			await(t, "the mail", func() bool { return l.has(raw) })
		}
		await(t, "the move", func() bool { return p.count(t, processed) == 3 && p.count(t, "INBOX") == 0 })
	})
}

func TestMailIsDurableBeforeItIsMoved(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		var raws [][]byte
		for n := range 45 {
			raws = append(raws, letterTo(n, 100+n*500))
		}
		p.deliver(t, raws...)
		l := newLedger()
		l.onSpool = func(mails []tickets.Arrived) error {
			if len(mails) > 20 {
				t.Errorf("%d mails in one call, at most 20 fit", len(mails))
			}
			if got := p.count(t, "INBOX") + len(l.spooled()); got != len(raws) {
				t.Errorf("%d mails are in the inbox or spooled, want %d", got, len(raws))
			}
			return nil
		}
		run(t, p.mailbox(), l)
		await(t, "all mails", func() bool { return l.has(raws...) })
		await(t, "the move", func() bool { return p.count(t, processed) == len(raws) })
		for _, m := range l.spooled() {
			if m.Mailbox != "desk" || m.UIDValidity == 0 || m.UID == 0 || m.Internal.IsZero() || m.Cut != 0 {
				t.Fatalf("spooled with %q %d %d %v %d", m.Mailbox, m.UIDValidity, m.UID, m.Internal, m.Cut)
			}
		}
	})
}

func TestMailThatTheDeskRefusesStays(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		raw := letterTo(1, 100)
		p.deliver(t, raw)
		l := newLedger()
		var full atomic.Bool
		full.Store(true)
		l.onSpool = func([]tickets.Arrived) error {
			if full.Load() {
				return errors.New("disk full")
			}
			return nil
		}
		r, _ := run(t, p.mailbox(), l)
		await(t, "the problem", func() bool { return r.State().Problem == "desk" })
		if p.count(t, "INBOX") != 1 {
			t.Error("the mail left the inbox though nobody has it")
		}
		full.Store(false)
		await(t, "the mail", func() bool { return l.has(raw) })
		await(t, "a clean state", func() bool { return r.State().Problem == "" })
	})
}

func TestServerThatIsDownAtStart(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		raw := letterTo(1, 100)
		p.deliver(t, raw)
		box, proxy := p.behind(t)
		proxy.Spoil(localmail.Fault{Refuse: true})
		l := newLedger()
		r, _ := run(t, box, l)
		await(t, "some attempts", func() bool { return proxy.Accepted() > 2 && r.State().Problem == "connect" })
		proxy.Spoil(localmail.Fault{})
		await(t, "the mail", func() bool { return l.has(raw) })
		await(t, "a clean state", func() bool { return r.State().Problem == "" })
	})
}

// The connection breaks after every possible number of the server's bytes; each mail comes whole, and once.
func TestConnectionCutAnywhere(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		raws := [][]byte{letterTo(1, 9_000), letterTo(2, 40_000), letterTo(3, 500)}
		p.deliver(t, raws...)
		box, proxy := p.behind(t)
		l := newLedger()
		for cut := int64(20); cut < 60_000; cut += cut/5 + 13 {
			proxy.Spoil(localmail.Fault{CutAfter: cut})
			before := proxy.Accepted()
			_, stop := run(t, box, l)
			await(t, "a few attempts", func() bool { return proxy.Accepted() > before+2 || l.has(raws...) })
			stop()
			if l.has(raws...) {
				break
			}
		}
		proxy.Spoil(localmail.Fault{})
		run(t, box, l)
		await(t, "all mails", func() bool { return l.has(raws...) })
		await(t, "the move", func() bool { return p.count(t, "INBOX") == 0 })
		if got := l.spooled(); len(got) != len(raws) {
			t.Errorf("%d mails were spooled, want %d", len(got), len(raws))
		}
	})
}

func TestServerThatFallsSilent(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		box, proxy := p.behind(t)
		box.Patience, box.Idle = 300*time.Millisecond, 200*time.Millisecond
		l := newLedger()
		r, _ := run(t, box, l)
		await(t, "the first look", looked(r))
		proxy.Spoil(localmail.Fault{Silent: true})
		before := proxy.Accepted()
		await(t, "the watchdog", func() bool { return proxy.Accepted() > before+1 && r.State().Problem == "silent" })
		raw := letterTo(1, 100)
		p.deliver(t, raw)
		proxy.Spoil(localmail.Fault{})
		await(t, "the mail", func() bool { return l.has(raw) })
	})
}

// A slow line is not a silent one.
func TestSlowLine(t *testing.T) {
	p := ours(t)
	box, proxy := p.behind(t)
	box.Patience = 150 * time.Millisecond
	proxy.Spoil(localmail.Fault{Delay: 20 * time.Millisecond})
	raw := letterTo(1, 600_000) // about 20 pieces
	p.deliver(t, raw)
	l := newLedger()
	run(t, box, l)
	await(t, "the mail", func() bool { return l.has(raw) })
	if proxy.Accepted() != 1 {
		t.Errorf("%d connections, want 1", proxy.Accepted())
	}
}

func TestServersWithLessAbility(t *testing.T) {
	for name, fault := range map[string]localmail.Fault{
		"no MOVE":    {Replace: map[string]string{" MOVE": " XOVE"}},
		"no UIDPLUS": {Replace: map[string]string{"UIDPLUS": "UIDPLAS"}},
		"no IDLE":    {Replace: map[string]string{" IDLE": " IDOL"}},
	} {
		t.Run(name, func(t *testing.T) {
			everywhere(t, func(t *testing.T, p place) {
				marked := letterTo(99, 100)
				p.appendTo(t, "INBOX", marked, imap.FlagDeleted) // somebody else's mark is not a reason to lose mail
				var raws [][]byte
				for n := range 25 {
					raws = append(raws, letterTo(n, 100))
				}
				p.deliver(t, raws...)
				box, proxy := p.behind(t)
				box.Idle = 100 * time.Millisecond
				proxy.Spoil(fault)
				l := newLedger()
				run(t, box, l)
				await(t, "all mails", func() bool { return l.has(append(raws, marked)...) })
				await(t, "the move", func() bool { return p.count(t, processed) == len(raws)+1 && p.count(t, "INBOX") == 0 })
				time.Sleep(3 * box.Idle) // further looks
				if got := p.count(t, processed); got != len(raws)+1 {
					t.Errorf("%d copies among the processed, want %d", got, len(raws)+1)
				}
			})
		})
	}
}

// With neither MOVE nor UIDPLUS nothing may be expunged: what is copied stays marked, and is not copied again.
func TestServerWithoutMoveAndUIDPlus(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		p.deliver(t, letterTo(1, 100), letterTo(2, 100))
		box, proxy := p.behind(t)
		box.Idle = 50 * time.Millisecond
		proxy.Spoil(localmail.Fault{Replace: map[string]string{"MOVE": "XOVE", "UIDPLUS": "UIDPLAS"}})
		l := newLedger()
		run(t, box, l)
		await(t, "the mails", func() bool { return l.has(letterTo(1, 100), letterTo(2, 100)) })
		await(t, "the copies", func() bool { return p.count(t, processed) == 2 })
		p.deliver(t, letterTo(3, 100))
		await(t, "the third", func() bool { return p.count(t, processed) == 3 })
		time.Sleep(5 * box.Idle)
		if in, out := p.count(t, "INBOX"), p.count(t, processed); in != 3 || out != 3 {
			t.Errorf("%d in the inbox and %d processed, want 3 and 3", in, out)
		}
	})
}

func TestMailThatWasReadElsewhere(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		raw := letterTo(1, 100)
		p.appendTo(t, "INBOX", raw, imap.FlagSeen, imap.FlagFlagged)
		l := newLedger()
		run(t, p.mailbox(), l)
		await(t, "the mail", func() bool { return l.has(raw) })
	})
}

// A folder that was made anew gives its mails other numbers; the desk knows them by their bytes.
func TestUIDValidityChanges(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		box := p.mailbox()
		box.Folder = "Kunder"
		c := p.client(t)
		raws := [][]byte{letterTo(1, 100), letterTo(2, 100), letterTo(3, 100)}
		l := newLedger()
		for round := range 2 {
			if err := c.Create("Kunder", nil).Wait(); err != nil {
				t.Fatal(err)
			}
			for _, raw := range raws[:2+round] {
				p.appendTo(t, "Kunder", raw)
			}
			_, stop := run(t, box, l)
			await(t, "the move", func() bool { return p.count(t, "Kunder") == 0 && l.has(raws[:2+round]...) })
			stop()
			if err := c.Delete("Kunder").Wait(); err != nil {
				t.Fatal(err)
			}
		}
		if got := l.spooled(); len(got) != 3 || got[0].UIDValidity == got[2].UIDValidity || l.copies != 2 {
			t.Errorf("%d mails and %d copies, want 3 and 2", len(got), l.copies)
		}
	})
}

func TestThirtyMegabytes(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		raw := letterTo(1, 41<<20) // 30 MB in base64
		p.appendTo(t, "INBOX", raw)
		p.deliver(t, letterTo(2, 100))
		l := newLedger()
		run(t, p.mailbox(), l)
		await(t, "both mails", func() bool { return l.has(raw, letterTo(2, 100)) })
	})
}

func TestOversizeMailIsTakenInByItsBeginning(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		raw := letterTo(1, 3<<20)
		p.appendTo(t, "INBOX", raw)
		p.deliver(t, letterTo(2, 100))
		box := p.mailbox()
		box.MaxMail = 1 << 20
		l := newLedger()
		run(t, box, l)
		await(t, "both mails", func() bool { return len(l.spooled()) == 2 && p.count(t, "INBOX") == 0 })
		i := slices.IndexFunc(l.spooled(), func(m tickets.Arrived) bool { return m.Cut != 0 })
		if i < 0 {
			t.Fatal("no mail was cut")
		}
		m := l.spooled()[i]
		if m.Cut != int64(len(raw)) || len(m.Raw) == 0 || !bytes.HasPrefix(raw, m.Raw) {
			t.Errorf("cut at %d of %d, size told as %d", len(m.Raw), len(raw), m.Cut)
		}
	})
}

// One mail that the server cannot give out holds up nobody, and enough of it arrives for a ticket.
func TestPoisonMail(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		poison := letterTo(0, 400_000)
		copy(poison[350_000:], "POISON-LATE")
		worse := slices.Concat([]byte("POISON-SOON: x\r\n"), letterTo(1000, 100))
		raws := [][]byte{}
		for n := 1; n < 40; n++ {
			raws = append(raws, letterTo(n, 300))
		}
		p.deliver(t, raws[:20]...)
		p.appendTo(t, "INBOX", poison)
		p.appendTo(t, "INBOX", worse)
		p.deliver(t, raws[20:]...)
		box, proxy := p.behind(t)
		box.Idle = 100 * time.Millisecond
		proxy.Spoil(localmail.Fault{CutAt: "POISON-"})
		l := newLedger()
		r, _ := run(t, box, l)
		await(t, "the sound mails", func() bool { return l.has(raws...) })
		await(t, "the stub", func() bool {
			return slices.ContainsFunc(l.spooled(), func(m tickets.Arrived) bool { return m.Cut == int64(len(poison)) })
		})
		await(t, "the report", func() bool { s := r.State(); return s.Stuck == 1 && s.Problem == "fetch" })
		if p.count(t, "INBOX") != 1 {
			t.Error("the mail that nobody has left the inbox")
		}
	})
}

// Without a folder to move to, mail is taken in and stays.
func TestProcessedFolderCannotBeMade(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		box := p.mailbox()
		box.Processed = strings.Repeat("x", 300)
		raw := letterTo(1, 100)
		p.deliver(t, raw)
		l := newLedger()
		r, _ := run(t, box, l)
		await(t, "the mail", func() bool { return l.has(raw) })
		await(t, "the report", func() bool { return r.State().Problem == "folder" })
		if p.count(t, "INBOX") != 1 {
			t.Error("the mail is gone")
		}
	})
}

func TestOwnCopiesAreDeletedInTime(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		p.deliver(t, letterTo(1, 100), letterTo(2, 100))
		l := newLedger()
		_, stop := run(t, p.mailbox(), l)
		await(t, "the move", func() bool { return p.count(t, processed) == 2 })
		stop()

		_, stop = run(t, p.mailbox(), l) // notes the folder's state; 30 days have not passed
		p.deliver(t, letterTo(3, 100))
		await(t, "the third", func() bool { return p.count(t, processed) == 3 })
		stop()

		box := p.mailbox()
		box.Keep = time.Nanosecond
		run(t, box, l) // what was there at the last note goes, and with it everything older
		await(t, "the sweep", func() bool { return p.count(t, processed) == 0 })
	})
}

func TestWrongPassword(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		box, proxy := p.behind(t)
		box.Login.Password = "wrong"
		r, _ := run(t, box, newLedger())
		await(t, "the refusal", func() bool { return r.State().Problem == "sign-in" })
		time.Sleep(100 * time.Millisecond)
		if proxy.Accepted() > 1 {
			t.Error("knocks again at once, which gets accounts locked")
		}
	})
}

func TestSettingsThatCannotWork(t *testing.T) {
	good := mailin.Mailbox{Name: "desk", Addr: "mail.example.com:993", Login: mailin.Login{User: "u", Password: "hidden"}}
	tests := []struct {
		name  string
		spoil func(*mailin.Mailbox)
	}{
		{"address", func(m *mailin.Mailbox) { m.Addr = "mail.example.com" }},
		{"name", func(m *mailin.Mailbox) { m.Name = "" }},
		{"user", func(m *mailin.Mailbox) { m.Login.User = "" }},
		{"plain to elsewhere", func(m *mailin.Mailbox) { m.Security = mailin.Plain }},
		{"unknown security", func(m *mailin.Mailbox) { m.Security = "ssl" }},
		{"same folder", func(m *mailin.Mailbox) { m.Processed = "inbox" }},
	}
	for _, tt := range tests {
		box := good
		tt.spoil(&box)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := (&mailin.Runner{Mailbox: box, Desk: newLedger()}).Run(ctx)
		if !errors.Is(err, mailin.ErrConfig) {
			t.Errorf("%s: %v, want ErrConfig", tt.name, err)
		}
	}
	if s := fmt.Sprintf("%v %+v %s", good, good, good.Login); strings.Contains(s, "hidden") {
		t.Errorf("the password is printed: %s", s)
	}
}
