package mailin_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-smtp"

	"github.com/axsensor/lethe/mailin"
	"github.com/axsensor/lethe/mailin/localmail"
	"github.com/axsensor/lethe/tickets"
)

const address = "support@makers.example"

// place is a mail server under test with the desk's mailbox on it.
type place struct {
	addr    string
	user    string
	deliver func(t testing.TB, raws ...[]byte)
}

// everywhere runs a test against our own server and against a private Dovecot.
func everywhere(t *testing.T, test func(t *testing.T, p place)) {
	t.Run("localmail", func(t *testing.T) { test(t, ours(t)) })
	t.Run("dovecot", func(t *testing.T) { test(t, theirs(startDovecot(t))) })
}

func ours(t testing.TB) place {
	t.Helper()
	s, err := localmail.Start(t.Context(), localmail.Options{
		Dir: t.TempDir(), Domain: "makers.example", Users: []localmail.User{{Name: "support", Password: "secret"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return place{addr: s.IMAPAddr(), user: "support", deliver: func(t testing.TB, raws ...[]byte) {
		t.Helper()
		for _, raw := range raws {
			if err := s.Deliver(address, raw); err != nil {
				t.Fatal(err)
			}
		}
	}}
}

// theirs delivers over LMTP, as a mail server in front of Dovecot does.
func theirs(d *dovecot) place {
	return place{addr: d.imap, user: address, deliver: func(t testing.TB, raws ...[]byte) {
		t.Helper()
		conn, err := net.Dial("tcp", d.lmtp)
		if err != nil {
			t.Fatal(err)
		}
		l := smtp.NewClientLMTP(conn)
		defer func() { _ = l.Close() }()
		for _, raw := range raws {
			if err := l.SendMail("kund@example.com", []string{address}, bytes.NewReader(raw)); err != nil {
				t.Fatal(err)
			}
		}
	}}
}

func (p place) mailbox() mailin.Mailbox {
	return mailin.Mailbox{Name: "desk", Addr: p.addr, Security: mailin.Plain, Login: mailin.Login{User: p.user, Password: "secret"},
		Pause: 10 * time.Millisecond}
}

func (p place) client(t testing.TB) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(p.addr, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Login(p.user, "secret").Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

// count is how many mails lie in a folder, 0 when there is none.
func (p place) count(t testing.TB, folder string) int {
	t.Helper()
	c := p.client(t)
	defer func() { _ = c.Close() }()
	data, err := c.Status(folder, &imap.StatusOptions{NumMessages: true}).Wait()
	if err != nil {
		return 0
	}
	return int(*data.NumMessages)
}

func (p place) appendTo(t testing.TB, folder string, raw []byte, flags ...imap.Flag) {
	t.Helper()
	c := p.client(t)
	defer func() { _ = c.Close() }()
	cmd := c.Append(folder, int64(len(raw)), &imap.AppendOptions{Flags: flags})
	if _, err := cmd.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

// ledger is a desk that keeps what it is given in memory, and that can be made to fail.
type ledger struct {
	mu      sync.Mutex
	uids    map[string]bool
	sums    map[[32]byte]bool
	mails   []tickets.Arrived
	copies  int
	notes   map[string]uint32
	onSpool func([]tickets.Arrived) error
}

func newLedger() *ledger {
	return &ledger{uids: map[string]bool{}, sums: map[[32]byte]bool{}, notes: map[string]uint32{}}
}

func uidKey(mailbox string, validity, uid uint32) string {
	return fmt.Sprint(mailbox, " ", validity, " ", uid)
}

func (l *ledger) Unseen(_ context.Context, _ tickets.Actor, mailbox string, validity uint32, uids []uint32) ([]uint32, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(uids), func(u uint32) bool { return l.uids[uidKey(mailbox, validity, u)] }), nil
}

func (l *ledger) Spool(_ context.Context, _ tickets.Actor, mails ...tickets.Arrived) ([]tickets.Spooled, error) {
	if l.onSpool != nil {
		if err := l.onSpool(mails); err != nil {
			return nil, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range mails {
		sum := sha256.Sum256(m.Raw)
		if l.uids[uidKey(m.Mailbox, m.UIDValidity, m.UID)] || l.sums[sum] {
			l.copies++
		} else {
			l.mails = append(l.mails, m)
		}
		l.uids[uidKey(m.Mailbox, m.UIDValidity, m.UID)], l.sums[sum] = true, true
	}
	return make([]tickets.Spooled, len(mails)), nil
}

func (l *ledger) NoteMoved(_ context.Context, _ tickets.Actor, mailbox string, validity, next uint32) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notes[uidKey(mailbox, validity, 0)] = next
	return nil
}

func (l *ledger) MovedBefore(_ context.Context, _ tickets.Actor, mailbox string, validity uint32, t time.Time) (uint32, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(t) > 24*time.Hour {
		return 0, nil
	}
	return l.notes[uidKey(mailbox, validity, 0)], nil
}

func (l *ledger) spooled() []tickets.Arrived {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.mails)
}

// has says whether every mail is there whole, whatever lines the server put on top of it.
func (l *ledger) has(raws ...[]byte) bool {
	got := l.spooled()
	for _, raw := range raws {
		if !slices.ContainsFunc(got, func(m tickets.Arrived) bool { return bytes.HasSuffix(m.Raw, raw) }) {
			return false
		}
	}
	return true
}

// run runs a mailbox until the test ends or stop is called.
func run(t testing.TB, box mailin.Mailbox, l mailin.Ledger) (r *mailin.Runner, stop func()) {
	t.Helper()
	r = &mailin.Runner{Mailbox: box, Desk: l, Log: slog.New(slog.DiscardHandler)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return r, stop
}

// await waits until something is so; it gives up after a time that is far longer than any sound machine needs.
func await(t testing.TB, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(15 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}

func letterTo(n, size int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "From: Kund %d <kund%d@example.com>\r\nTo: %s\r\nSubject: Mail %d\r\nMessage-ID: <%d@example.com>\r\n\r\n", n, n, address, n, n)
	for b.Len() < size {
		fmt.Fprintf(&b, "Rad %d: givaren visar fel efter regn.\r\n", b.Len())
	}
	b.WriteString("slut\r\n")
	return []byte(b.String())
}

// behind puts a proxy before the server.
func (p place) behind(t testing.TB) (mailin.Mailbox, *localmail.Proxy) {
	t.Helper()
	proxy, err := localmail.NewProxy(t.Context(), p.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = proxy.Close() })
	box := p.mailbox()
	box.Addr = proxy.Addr()
	return box, proxy
}
