package localmail_test

import (
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

func TestMoveOfWhatIsGoneKeepsTheConnection(t *testing.T) {
	s := start(t, "")
	c := dial(t, s, "support", "secret", nil)
	if err := c.Create("Processed", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if data, err := c.Move(imap.UIDSetNum(7), "Processed").Wait(); err != nil || data.SourceUIDs != nil {
			t.Fatalf("move of nothing: %+v, %v", data, err)
		}
		if data, err := c.Copy(imap.UIDSetNum(7), "Processed").Wait(); err != nil || len(data.SourceUIDs) != 0 {
			t.Fatalf("copy of nothing: %+v, %v", data, err)
		}
	}
	if _, err := c.Move(imap.UIDSetNum(7), "Missing").Wait(); err == nil {
		t.Error("move to a missing folder succeeded")
	}
	if err := c.Noop().Wait(); err != nil {
		t.Errorf("the connection died: %v", err)
	}
}

// Mail that arrives between two commands, just before or during IDLE is always told.
func TestIdleMissesNothing(t *testing.T) {
	s := start(t, "")
	told := make(chan uint32, 100)
	c := dial(t, s, "support", "secret", &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				told <- *d.NumMessages
			}
		},
	}})
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	for n := range 60 {
		delivered := make(chan error, 1)
		go func() { delivered <- s.Deliver("support@makers.example", mail(n)) }()
		idle, err := c.Idle()
		if err != nil {
			t.Fatal(err)
		}
		for exists := uint32(0); exists < uint32(n+1); {
			select {
			case exists = <-told:
			case <-time.After(10 * time.Second):
				t.Fatalf("mail %d was not told of", n)
			}
		}
		if err := <-delivered; err != nil {
			t.Fatal(err)
		}
		if err := idle.Close(); err != nil {
			t.Fatal(err)
		}
		if err := idle.Wait(); err != nil {
			t.Fatal(err)
		}
	}
}

// What one connection removes, the other is told by the right numbers.
func TestTwoConnectionsSeeEachOther(t *testing.T) {
	s := start(t, "")
	for n := range 5 {
		if err := s.Deliver("support@makers.example", mail(n)); err != nil {
			t.Fatal(err)
		}
	}
	var gone []uint32
	a := dial(t, s, "support", "secret", &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Expunge: func(n uint32) { gone = append(gone, n) },
	}})
	b := dial(t, s, "support", "secret", nil)
	for _, c := range []*imapclient.Client{a, b} {
		if _, err := c.Select("INBOX", nil).Wait(); err != nil {
			t.Fatal(err)
		}
	}
	flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := b.Store(imap.UIDSetNum(2, 4), flags, nil).Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Expunge().Close(); err != nil {
		t.Fatal(err)
	}
	found, err := a.UIDSearch(&imap.SearchCriteria{}, nil).Wait()
	if err != nil || found.All.String() != "1,3,5" {
		t.Errorf("the other connection finds %v, %v", found.All, err)
	}
	if err := a.Noop().Wait(); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(gone) != "[4 2]" {
		t.Errorf("told that %v are gone, want [4 2]", gone)
	}
	got, err := a.Fetch(imap.SeqSetNum(3), &imap.FetchOptions{UID: true}).Collect()
	if err != nil || len(got) != 1 || got[0].UID != 5 {
		t.Errorf("number 3 is %+v, %v; want UID 5", got, err)
	}
}

func TestCloseEndsConnections(t *testing.T) {
	s := start(t, "")
	c := dial(t, s, "support", "secret", nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	<-c.Closed()
	if conn, err := net.Dial("tcp", s.IMAPAddr()); err == nil {
		_ = conn.Close()
		t.Error("still listening after Close")
	}
	if err := s.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}
