package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
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

	"github.com/axsensor/lethe/mailin"
	"github.com/axsensor/lethe/mailin/localmail"
	"github.com/axsensor/lethe/mailin/outbox"
	"github.com/axsensor/lethe/tickets"
)

// shop is a whole installation in one process, with a mail server beside it.
type shop struct {
	t      *testing.T
	h      *house
	mail   *localmail.Server
	base   string
	client *http.Client
	dir    string
	stop   func()
}

const adminPassword = "ett långt lösenord"

// openShop opens an installation with its mail server.
func openShop(t *testing.T, dir string, clock *demoClock, places ...string) *shop {
	t.Helper()
	mail := startMail(t, dir, clock, "", "")
	s := openShopAt(t, dir, clock, mail.IMAPAddr(), mail.SMTPAddr(), places...)
	s.mail = mail
	return s
}

// startMail starts a mail server at addresses, "" for any.
func startMail(t *testing.T, dir string, clock *demoClock, imap, smtp string) *localmail.Server {
	t.Helper()
	mail, err := localmail.Start(context.WithoutCancel(t.Context()), localmail.Options{Dir: filepath.Join(dir, "data", "mail"), Domain: "axsensor.example", Password: "demo",
		Users: []localmail.User{{Name: "support", Password: "demo"}}, Now: clock.Now, IMAPAddr: imap, SMTPAddr: smtp})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mail.Close() })
	return mail
}

// openShopAt opens an installation whose mail servers are elsewhere, and may be down. places are names and values of
// settings that say where it lies, if not in the folder alone.
func openShopAt(t *testing.T, dir string, clock *demoClock, imap, smtp string, places ...string) *shop {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{t: t, base: "http://" + l.Addr().String(), dir: dir}
	given := map[string]string{"data": filepath.Join(dir, "data"), "company": "Axsensor AB", "support": "support@axsensor.example", "base_url": s.base}
	for i := 0; i < len(places); i += 2 {
		given[places[i]] = places[i+1]
	}
	set, err := readSettings(given, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	set.pace = tickets.LeasePace{Renew: 300 * time.Millisecond, Still: 6 * time.Second}
	ctx, cancel := context.WithCancel(context.Background())
	if s.h, err = openHouse(ctx, set, slog.New(slog.NewTextHandler(logFile(t, dir), nil)), clock.Now); err != nil {
		t.Fatal(err)
	}
	p := post{boxes: []mailin.Mailbox{{Name: "support", Addr: imap, Security: mailin.Plain, Login: mailin.Login{User: "support@axsensor.example", Password: "demo"}}},
		relay: &outbox.Relay{Addr: smtp, Security: outbox.Plain}}
	done := make(chan error, 1)
	go func() { done <- s.h.serve(ctx, l, p, "") }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if s.mail != nil {
			_ = s.mail.Close()
		}
		if err := s.h.close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(s.stop)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.client = &http.Client{Jar: jar, Timeout: 30 * time.Second}
	return s
}

// logFile is where the operations log goes: inside the installation, so that the canary scan reads it too.
func logFile(t *testing.T, dir string) io.Writer {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "operations.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func (s *shop) until(what string, f func() bool) {
	s.t.Helper()
	for range 6000 {
		if f() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal(what)
}

// send hands a mail to the SMTP server, as a customer's program does.
func (s *shop) send(from, headers, body string) {
	s.t.Helper()
	msg := "From: " + from + "\r\nTo: support@axsensor.example\r\n" + headers + "\r\n" + body
	addr := from[strings.IndexByte(from, '<')+1 : len(from)-1]
	if err := smtp.SendMail(s.mail.SMTPAddr(), nil, addr, []string{"support@axsensor.example"}, []byte(msg)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) inbox(address string) []string {
	msgs, err := s.mail.Messages(address, "INBOX")
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, m := range msgs {
		out = append(out, string(m))
	}
	return out
}

func (s *shop) get(path string) (int, string) {
	s.t.Helper()
	res, err := s.client.Get(s.base + path)
	if err != nil {
		s.t.Fatal(err)
	}
	return body(s.t, res)
}

func (s *shop) post(path string, form url.Values) (int, string) {
	s.t.Helper()
	res, err := s.client.PostForm(s.base+path, form)
	if err != nil {
		s.t.Fatal(err)
	}
	return body(s.t, res)
}

func (s *shop) signIn(login string) {
	s.t.Helper()
	if code, page := s.post("/sign-in", url.Values{"email": {login}, "password": {adminPassword}}); code != 200 {
		s.t.Fatalf("sign-in: %d %.400s", code, page)
	}
}

func body(t *testing.T, res *http.Response) (int, string) {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// multi posts a form with files as a browser does.
func (s *shop) multi(path string, fields map[string]string) (int, string) {
	s.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			s.t.Fatal(err)
		}
	}
	_ = w.Close()
	res, err := s.client.Post(s.base+path, w.FormDataContentType(), &b)
	if err != nil {
		s.t.Fatal(err)
	}
	return body(s.t, res)
}

func header(msg, name string) string {
	m := regexp.MustCompile(`(?im)^` + name + `:\s*(.*?)\r?$`).FindStringSubmatch(msg)
	if m == nil {
		return ""
	}
	return m[1]
}
