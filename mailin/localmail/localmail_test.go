package localmail_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-smtp"

	"github.com/axsensor/lethe/mailin/localmail"
)

const domain = "makers.example"

func start(t *testing.T, dir string) *localmail.Server {
	t.Helper()
	s, err := localmail.Start(t.Context(), localmail.Options{
		Dir: dir, Domain: domain, Password: "guest",
		Users: []localmail.User{{Name: "support", Aliases: []string{"bounce"}, Password: "secret"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func dial(t *testing.T, s *localmail.Server, name, password string, options *imapclient.Options) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(s.IMAPAddr(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Login(name, password).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

func mail(n int) []byte {
	return fmt.Appendf(nil, "From: Kund %d <kund%d@example.com>\r\nSubject: Mail %d\r\n\r\nBody %d\r\n", n, n, n, n)
}

func files(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".eml") {
			info, err := d.Info()
			if err != nil {
				return err
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, want 0600", info.Mode().Perm())
			}
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func send(t *testing.T, s *localmail.Server, from string, to []string, raw []byte) {
	t.Helper()
	c, err := smtp.Dial(s.SMTPAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := c.SendMail(from, to, bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	if err := c.Quit(); err != nil {
		t.Fatal(err)
	}
}

func TestMailReachesTheMailboxOfItsAddress(t *testing.T) {
	s := start(t, t.TempDir())
	send(t, s, "kund@example.com", []string{
		"support@makers.example", "Support+a.b@MAKERS.example", "bounce+x@makers.example", "other@makers.example", "karin@world.example",
	}, mail(1))
	for address, want := range map[string]int{
		"support@makers.example": 3, "other@makers.example": 1, "karin@world.example": 1, "nobody@world.example": 0,
	} {
		got, err := s.Messages(address, "INBOX")
		if err != nil || len(got) != want {
			t.Errorf("%s has %d mails (%v), want %d", address, len(got), err, want)
		}
	}
	got, err := s.Messages("other@makers.example", "INBOX")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Return-Path: <kund@example.com>\r\n", "Delivered-To: other@makers.example\r\n", "\r\nReceived: from ", string(mail(1))} {
		if !bytes.Contains(got[0], []byte(want)) {
			t.Errorf("delivered mail lacks %q", want)
		}
	}
}

func TestStrangersLeaveNoFile(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	send(t, s, "", []string{"karin@world.example"}, mail(1))
	if f := files(t, dir); len(f) != 0 {
		t.Errorf("mail to a stranger lies in %v", f)
	}
	c := dial(t, s, "karin@world.example", "guest", nil)
	if data, err := c.Select("INBOX", nil).Wait(); err != nil || data.NumMessages != 1 {
		t.Errorf("the stranger's inbox: %+v, %v", data, err)
	}
}

func TestWrongPasswordIsRefused(t *testing.T) {
	s := start(t, "")
	for _, pair := range [][2]string{{"support", "guest"}, {"support", ""}, {"karin@world.example", "secret"}, {"", ""}} {
		c, err := imapclient.DialInsecure(s.IMAPAddr(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Login(pair[0], pair[1]).Wait(); err == nil {
			t.Errorf("%q signed in with a wrong password", pair[0])
		}
		_ = c.Close()
	}
}

func TestMailOutlivesARestart(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	for n := range 3 {
		if err := s.Deliver("support@makers.example", mail(n)); err != nil {
			t.Fatal(err)
		}
	}
	c := dial(t, s, "support", "secret", nil)
	before, err := c.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Store(imap.UIDSetNum(2), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagFlagged}}, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = start(t, dir)
	c = dial(t, s, "support@makers.example", "secret", nil)
	after, err := c.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if after.UIDValidity != before.UIDValidity || after.NumMessages != 3 || after.UIDNext < before.UIDNext {
		t.Errorf("after the restart %+v, before %+v", after, before)
	}
	got, err := c.Fetch(imap.UIDSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{Flags: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
	if err != nil || len(got) != 3 {
		t.Fatalf("%d mails, %v", len(got), err)
	}
	for n, m := range got {
		if !bytes.Equal(m.BodySection[0].Bytes, mail(n)) {
			t.Errorf("mail %d is not what was delivered", n)
		}
		if flagged := len(m.Flags) == 1 && m.Flags[0] == imap.FlagFlagged; flagged != (m.UID == 2) {
			t.Errorf("flags of %d are %v", m.UID, m.Flags)
		}
		if time.Since(m.InternalDate) > time.Hour {
			t.Errorf("arrived %v", m.InternalDate)
		}
	}
}

func TestDeletedMailLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	for n := range 4 {
		if err := s.Deliver("support@makers.example", mail(n)); err != nil {
			t.Fatal(err)
		}
	}
	c := dial(t, s, "support", "secret", nil)
	if err := c.Create("Processed", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	data, err := c.Move(imap.UIDSetNum(1, 3), "Processed").Wait()
	if err != nil {
		t.Fatal(err)
	}
	if data.SourceUIDs.String() != "1,3" {
		t.Errorf("moved %v", data.SourceUIDs)
	}
	flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := c.Store(imap.UIDSetNum(2, 4), flags, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if gone, err := c.UIDExpunge(imap.UIDSetNum(2)).Collect(); err != nil || len(gone) != 1 {
		t.Fatalf("expunged %v, %v", gone, err)
	}
	if got := files(t, dir); len(got) != 3 {
		t.Errorf("%d files are left, want 3: %v", len(got), got)
	}
	if err := c.Delete("Processed").Wait(); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("%d files are left, want 1: %v", len(got), got)
	}
}

func TestSearch(t *testing.T) {
	s := start(t, "")
	for n := range 4 {
		if err := s.Deliver("support@makers.example", mail(n)); err != nil {
			t.Fatal(err)
		}
	}
	c := dial(t, s, "support", "secret", nil)
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		c    imap.SearchCriteria
		want string
	}{
		{"all", imap.SearchCriteria{}, "1:4"},
		{"uid", imap.SearchCriteria{UID: []imap.UIDSet{{{Start: 3, Stop: 0}}}}, "3:4"},
		{"last", imap.SearchCriteria{UID: []imap.UIDSet{{{Start: 99, Stop: 0}}}}, "4"},
		{"header", imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Subject", Value: "mail 2"}}}, "3"},
		{"body", imap.SearchCriteria{Body: []string{"body 1"}}, "2"},
		{"not", imap.SearchCriteria{Not: []imap.SearchCriteria{{Body: []string{"body 1"}}}}, "1,3:4"},
		{"or", imap.SearchCriteria{Or: [][2]imap.SearchCriteria{{{Body: []string{"Body 0"}}, {Text: []string{"Kund 3"}}}}}, "1,4"},
		{"flag", imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}, Smaller: 5}, ""},
		{"day", imap.SearchCriteria{Since: time.Now().AddDate(0, 0, -1), Before: time.Now().AddDate(0, 0, 2)}, "1:4"},
	}
	for _, tt := range tests {
		got, err := c.UIDSearch(&tt.c, nil).Wait()
		if err != nil || got.All.String() != tt.want {
			t.Errorf("%s: %v, %v; want %s", tt.name, got.All, err, tt.want)
		}
	}
}

// A mail without a proper header comes back byte for byte.
func TestBrokenMailComesBackAsItWas(t *testing.T) {
	s := start(t, t.TempDir())
	for _, raw := range []string{"\r\n", "no header at all", ": \r\nx", "Subject: x\r\n y\x00\r\n\r\n\xff"} {
		if err := s.Deliver("support@makers.example", []byte(raw)); err != nil {
			t.Fatal(err)
		}
		c := dial(t, s, "support", "secret", nil)
		data, err := c.Select("INBOX", nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Fetch(imap.SeqSetNum(data.NumMessages), &imap.FetchOptions{
			Envelope: true, RFC822Size: true, BodyStructure: &imap.FetchItemBodyStructure{}, BodySection: []*imap.FetchItemBodySection{{Peek: true}},
		}).Collect()
		if err != nil || len(got) != 1 || string(got[0].BodySection[0].Bytes) != raw || got[0].RFC822Size != int64(len(raw)) {
			t.Errorf("%q came back as %+v, %v", raw, got, err)
		}
	}
}

func TestOnlyLoopback(t *testing.T) {
	_, err := localmail.Start(context.Background(), localmail.Options{Domain: domain, SMTPAddr: "0.0.0.0:0"})
	if err == nil {
		t.Fatal("listens on every address")
	}
}
