package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/smtp"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// said collects what a command prints, and calls back for each piece.
type said struct {
	mu   sync.Mutex
	b    bytes.Buffer
	each func(string)
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.b.Write(p)
	if s.each != nil {
		s.each(string(p))
	}
	return len(p), nil
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// showing is a demonstration that runs beside the test.
type showing struct {
	t    *testing.T
	out  *said
	stop context.CancelFunc
	code chan int
}

func show(t *testing.T, dir string, each func(string)) *showing {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	s := &showing{t: t, out: &said{each: each}, stop: stop, code: make(chan int, 1)}
	go func() {
		s.code <- run(ctx, []string{"demo", "--data", dir, "--listen", "127.0.0.1:0", "--scale", "0.03"}, []string{"LANG=sv_SE.UTF-8", "LETHE_SMTP_ADDRESS=127.0.0.1:1"}, strings.NewReader(""), s.out, s.out)
	}()
	t.Cleanup(func() { s.end() })
	return s
}

// end stops the demonstration and returns its exit status.
func (s *showing) end() int {
	s.stop()
	select {
	case n := <-s.code:
		s.code <- n
		return n
	case <-time.After(time.Minute):
		s.t.Error("the demonstration does not end")
		return -1
	}
}

// open waits until everything was printed, and finds the addresses in it: of the web, SMTP and IMAP.
func (s *showing) open() (web, send, read string) {
	s.t.Helper()
	for range 6000 {
		if strings.Contains(s.out.String(), "Inget brev lämnar datorn") {
			break
		}
		if len(s.code) > 0 {
			s.t.Fatal(s.out.String())
		}
		time.Sleep(10 * time.Millisecond)
	}
	find := func(re string) string {
		m := regexp.MustCompile(re).FindStringSubmatch(s.out.String())
		if m == nil {
			s.t.Fatalf("%s is not in: %s", re, s.out.String())
		}
		return m[1]
	}
	return find(`Skrivbordet: (http://\S+)`), find(`smtp://(\S+)`), find(`imap://([^/]+)/INBOX`)
}

func TestTheDemonstration(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	var first *showing
	begun := make(chan struct{})
	once := sync.OnceFunc(func() { close(begun) })
	first = show(t, dir, func(line string) {
		if strings.Contains(line, "procent") {
			once()
		}
	})
	<-begun
	if code := first.end(); code != 1 || !strings.Contains(first.out.String(), "Avbrutet") {
		t.Fatalf("stopped in the middle: %d, %s", code, first.out.String())
	}

	again := show(t, dir, nil)
	web, send, read := again.open()
	if out := again.out.String(); !strings.Contains(out, "halvt fylld") || !strings.Contains(out, "procent") {
		t.Errorf("a half-filled folder: %s", out)
	}
	desk := everybodySignsIn(t, web, again.out.String())
	mailComesAndGoes(t, desk, web, send, read, again.out.String())
	if code := again.end(); code != 0 {
		t.Errorf("exit status %d: %s", code, again.out.String())
	}

	third := show(t, dir, nil)
	web, _, _ = third.open()
	if out := third.out.String(); strings.Contains(out, "procent") || strings.Contains(out, "halvt fylld") {
		t.Errorf("the next start fills again: %s", out)
	}
	everybodySignsIn(t, web, third.out.String())
	third.end()
}

// everybodySignsIn signs in with every address that was printed, goes to where each works, and returns the engineer.
func everybodySignsIn(t *testing.T, web, out string) *http.Client {
	t.Helper()
	m := regexp.MustCompile(`lösenordet (\S+)`).FindStringSubmatch(out)
	logins := regexp.MustCompile(`(?m)^  (\S+@axsensor\.example) `).FindAllStringSubmatch(out, -1)
	if m == nil || len(logins) != 4 {
		t.Fatalf("%d sign-ins in: %s", len(logins), out)
	}
	var engineer *http.Client
	for i, page := range []string{"/tickets?list=open", "/archive", "/forget", "/settings"} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &http.Client{Jar: jar, Timeout: 30 * time.Second}
		res, err := c.PostForm(web+"/sign-in", url.Values{"email": {logins[i][1]}, "password": {m[1]}})
		if err != nil {
			t.Fatal(err)
		}
		if code, text := body(t, res); code != 200 {
			t.Errorf("%s signs in: %d %.200s", logins[i][1], code, text)
		}
		res, err = c.Get(web + page)
		if err != nil {
			t.Fatal(err)
		}
		if code, text := body(t, res); code != 200 {
			t.Errorf("%s at %s: %d %.200s", logins[i][1], page, code, text)
		}
		if i == 0 {
			engineer = c
		}
	}
	return engineer
}

// mailComesAndGoes sends the very mail that is printed, finds it on the desk, and its acknowledgement in the mailbox of
// its sender, on the same server.
func mailComesAndGoes(t *testing.T, desk *http.Client, web, send, read, out string) {
	t.Helper()
	m := regexp.MustCompile(`printf '([^']*)' \| curl -sS smtp://\S+ --mail-from (\S+) --mail-rcpt (\S+) -T -`).FindStringSubmatch(out)
	if m == nil {
		t.Fatal(out)
	}
	if err := smtp.SendMail(send, nil, m[2], []string{m[3]}, []byte(strings.ReplaceAll(m[1], `\r\n`, "\r\n"))); err != nil {
		t.Fatal(err)
	}
	letter := ""
	for range 1500 {
		if letter = lastLetter(t, read, m[2]); letter != "" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if header(letter, "Auto-Submitted") != "auto-replied" || !strings.Contains(header(letter, "To"), m[2]) {
		t.Fatalf("the acknowledgement: %q", letter)
	}
	res, err := desk.Get(web + "/tickets?list=unassigned")
	if err != nil {
		t.Fatal(err)
	}
	if _, page := body(t, res); !strings.Contains(page, "Kim Kund") || !strings.Contains(page, "Driver efter regn") {
		t.Error("the mail is no ticket")
	}
}

// lastLetter reads the newest mail of a customer's mailbox, "" when there is none.
func lastLetter(t *testing.T, server, who string) string {
	t.Helper()
	c, err := imapclient.DialInsecure(server, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.Login(who, demoMailbox).Wait(); err != nil {
		t.Fatal(err)
	}
	box, err := c.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if box.NumMessages == 0 {
		return ""
	}
	whole := &imap.FetchItemBodySection{}
	msgs, err := c.Fetch(imap.SeqSetNum(box.NumMessages), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil || len(msgs) != 1 {
		t.Fatal(len(msgs), err)
	}
	return string(msgs[0].FindBodySection(whole))
}

func TestTheDemonstrationLeavesOtherFoldersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "real")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "store.db"), []byte("somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := show(t, dir, nil)
	code := <-s.code
	s.code <- code
	if !strings.Contains(s.out.String(), "Ingenting har ändrats") || code != 1 {
		t.Errorf("%d: %s", code, s.out.String())
	}
	list, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(list) != 1 {
		t.Errorf("folders were made: %v, %v", list, err)
	}
	inside, err := os.ReadDir(dir)
	if err != nil || len(inside) != 1 {
		t.Errorf("the folder was changed: %v, %v", inside, err)
	}
}
