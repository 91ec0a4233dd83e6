package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/mailin/localmail"
	"github.com/axsensor/lethe/tickets"
)

// hand gives raw bytes to the mail server, as a customer's server does.
func (s *shop) hand(envelope, raw string) {
	s.t.Helper()
	if err := smtp.SendMail(s.mail.SMTPAddr(), nil, envelope, []string{"support@axsensor.example"}, []byte(raw)); err != nil {
		s.t.Fatal(err)
	}
}

// rows waits until all lists together show n tickets, and returns the rows' subjects with their links.
func (s *shop) rows(n int) map[string]string {
	s.t.Helper()
	found := map[string]string{}
	s.until(fmt.Sprintf("there are not %d tickets", n), func() bool {
		clear(found)
		for _, list := range []tickets.List{tickets.ListUnassigned, tickets.ListHeld, tickets.ListSpam, tickets.ListSolved} {
			_, page := s.get(listAt(list))
			for _, m := range regexp.MustCompile(`href="(/ticket/[a-z2-7]{26})"[^>]*>([^<]*)</a>`).FindAllStringSubmatch(page, -1) {
				found[m[1]] = m[2]
			}
		}
		return len(found) == n
	})
	return found
}

func listAt(l tickets.List) string { return "/tickets?list=" + string(l) }

// ticketOf finds the link of the only ticket with a subject.
func ticketOf(t *testing.T, rows map[string]string, subject string) string {
	t.Helper()
	var got []string
	for link, words := range rows {
		if words == subject {
			got = append(got, link)
		}
	}
	if len(got) != 1 {
		t.Fatalf("%d tickets are called %q: %q", len(got), subject, rows)
	}
	return got[0]
}

func openDesk(t *testing.T) *shop {
	t.Helper()
	s := openShop(t, t.TempDir(), &demoClock{})
	s.stock()
	s.staff()
	s.signIn("elin@axsensor.example")
	return s
}

func TestMailThatLacksWhatMailHasIsKept(t *testing.T) {
	s := openDesk(t)
	s.hand("planterad@kund.example", "To: support@axsensor.example\r\nSubject: Utan avsaendare\r\n\r\nVem skrev?\r\n")
	s.hand("planterad@kund.example", "From: Planterad Kund <planterad@kund.example>\r\nSubject: Utan Message-ID\r\n\r\nEtt.\r\n")
	s.hand("planterad@kund.example", "From: Planterad Kund <planterad@kund.example>\r\n\r\nUtan rubrik.\r\n")
	s.hand("planterad@kund.example", "Bara text, inga fält alls.\r\nDen driver.\r\n")
	s.hand("planterad@kund.example", "\r\n")
	rows := s.rows(5)
	for _, c := range []struct{ subject, text string }{{"Utan avsaendare", "Vem skrev?"}, {"Utan Message-ID", "Ett."}} {
		if _, page := s.get(ticketOf(t, rows, c.subject)); !strings.Contains(page, c.text) {
			t.Errorf("%s is kept without its text", c.subject)
		}
	}
	all := ""
	for link := range rows {
		code, page := s.get(link)
		if code != 200 {
			t.Errorf("%s: %d", link, code)
		}
		all += page
	}
	for _, text := range []string{"Utan rubrik.", "Den driver."} {
		if !strings.Contains(all, text) {
			t.Errorf("%q is lost", text)
		}
	}
	s.until("the two who can be answered are not", func() bool { return len(s.inbox("planterad@kund.example")) == 2 })
}

func TestTwoLettersUnderOneMessageIDAreBothKept(t *testing.T) {
	s := openDesk(t)
	const head = "From: Planterad Kund <planterad@kund.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\nSubject: Givare %d\r\nMessage-ID: <samma@kund.example>\r\n\r\nGivare %d driver.\r\n"
	s.hand("planterad@kund.example", fmt.Sprintf(head, 1, 1))
	s.rows(1)
	s.hand("planterad@kund.example", fmt.Sprintf(head, 2, 2))
	s.hand("granne@kund.example", strings.Replace(fmt.Sprintf(head, 1, 1), "Planterad Kund <planterad@", "Granne <granne@", 1))
	rows := s.rows(3)
	if _, page := s.get(ticketOf(t, rows, "Givare 2")); !strings.Contains(page, "Givare 2 driver.") {
		t.Error("the second letter's text is lost")
	}
	s.hand("planterad@kund.example", fmt.Sprintf(head, 1, 1)) // the very same, once more
	s.hand("planterad@kund.example", fmt.Sprintf(head, 4, 4))
	ticketOf(t, s.rows(4), "Givare 4")
	const withFile = "From: Planterad Kund <planterad@kund.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\nSubject: Logg\r\nMessage-ID: <samma@kund.example>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\n\r\nSe bilagan.\r\n--xx\r\nContent-Type: text/plain; name=logg.txt\r\nContent-Disposition: attachment; filename=logg.txt\r\n\r\nrad %d\r\n--xx--\r\n"
	s.hand("planterad@kund.example", fmt.Sprintf(withFile, 1))
	s.rows(5)
	s.hand("planterad@kund.example", fmt.Sprintf(withFile, 2))
	s.rows(6)
}

func TestThirtyMultipartsWithinEachOther(t *testing.T) {
	s := openDesk(t)
	var b strings.Builder
	b.WriteString("From: Planterad Kund <planterad@kund.example>\r\nSubject: Djup\r\nMIME-Version: 1.0\r\n")
	for i := range 30 {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: text/plain; charset=utf-8\r\n\r\nInnerst: larm E-47.\r\n")
	for i := range 30 {
		fmt.Fprintf(&b, "--b%d--\r\n", 29-i)
	}
	s.hand("planterad@kund.example", b.String())
	code, page := s.get(ticketOf(t, s.rows(1), "Djup"))
	if code != 200 || !strings.Contains(page, "Innerst: larm ") || !strings.Contains(page, "E-47") || !strings.Contains(page, "/sent/") || strings.Contains(page, "--b29") {
		t.Errorf("%d: the text or the original cannot be had: %s", code, page)
	}
}

func TestThirtyMegabytesByMail(t *testing.T) {
	s := openDesk(t)
	data := make([]byte, 30<<20)
	for i := range data {
		data[i] = byte(i * i >> 7)
	}
	var b bytes.Buffer
	b.WriteString("From: Planterad Kund <planterad@kund.example>\r\nSubject: Stor\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\n\r\nLoggen bifogas.\r\n" +
		"--xx\r\nContent-Type: application/octet-stream; name=logg.bin\r\nContent-Disposition: attachment; filename=logg.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	coded := base64.StdEncoding.EncodeToString(data)
	for len(coded) > 0 {
		n := min(76, len(coded))
		b.WriteString(coded[:n] + "\r\n")
		coded = coded[n:]
	}
	b.WriteString("--xx--\r\n")
	s.hand("planterad@kund.example", b.String())
	_, page := s.get(ticketOf(t, s.rows(1), "Stor"))
	link := regexp.MustCompile(`href="(/ticket/[^"]+/file/[^"]+)"`).FindStringSubmatch(page)
	if link == nil || !strings.Contains(page, "Loggen bifogas.") {
		t.Fatalf("no file: %s", page)
	}
	res, err := s.client.Get(s.base + link[1])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, res.Body)
	if want := sha256.Sum256(data); err != nil || n != int64(len(data)) || !bytes.Equal(h.Sum(nil), want[:]) {
		t.Errorf("%d bytes, %v: not what was sent", n, err)
	}
}

// freeAddr is an address that nobody listens on just now.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// logged waits until the operations log holds words.
func (s *shop) logged(words string, times int) {
	s.t.Helper()
	s.until(fmt.Sprintf("%q is not in the log %d times", words, times), func() bool {
		b, err := os.ReadFile(filepath.Join(s.dir, "operations.log"))
		return err == nil && strings.Count(string(b), words) >= times
	})
}

func TestAMailServerThatIsDownAndComesBack(t *testing.T) {
	dir, clock := t.TempDir(), &demoClock{}
	imap, relay := freeAddr(t), freeAddr(t)
	s := openShopAt(t, dir, clock, imap, relay)
	s.stock()
	s.staff()
	s.logged(`msg="mailbox does not work" mailbox=support problem=connect`, 1)
	s.signIn("elin@axsensor.example") // the desk is open meanwhile
	s.mail = startMail(t, dir, clock, imap, relay)
	s.send("Planterad Kund <planterad@kund.example>", "Subject: Forst\r\nMessage-ID: <1@kund.example>\r\n", "Ett.\r\n")
	s.rows(1)
	s.logged("mailbox works again", 1)

	_ = s.mail.Close()
	s.logged(`msg="mailbox does not work" mailbox=support problem=connect`, 2)
	s.mail = startMail(t, dir, clock, imap, relay)
	s.send("Planterad Kund <planterad@kund.example>", "Subject: Sedan\r\nMessage-ID: <2@kund.example>\r\n", "Tva.\r\n")
	rows := s.rows(2)
	ticketOf(t, rows, "Forst")
	ticketOf(t, rows, "Sedan")
}

// refusing is an SMTP server that greets and then takes nothing.
func refusing(t *testing.T, at, greeting string) (stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, greeting+"\r\n")
			line, _ := bufio.NewReader(c).ReadString('\n')
			if line != "" {
				_, _ = io.WriteString(c, "421 4.3.2 later\r\n")
			}
			_ = c.Close()
		}
	}()
	return func() { _ = l.Close() }
}

func TestALetterThatIsRefusedLeavesOnceTheServerTakesIt(t *testing.T) {
	dir, clock := t.TempDir(), &demoClock{}
	relay := freeAddr(t)
	stop := refusing(t, relay, "421 4.3.2 no service now")
	t.Cleanup(stop)
	mail := startMail(t, dir, clock, "", "")
	s := openShopAt(t, dir, clock, mail.IMAPAddr(), relay)
	s.mail = mail
	s.stock()
	s.staff()
	s.signIn("elin@axsensor.example")
	s.send("Planterad Kund <planterad@kund.example>", "Subject: Drift\r\nMessage-ID: <1@kund.example>\r\n", "Driver.\r\n")
	link := ticketOf(t, s.rows(1), "Drift")
	if code, page := s.multi(link+"/write", map[string]string{"kind": "reply", "do": "send-wait", "reply": "Torka kontakten.", "request": "r1"}); code != 200 || !strings.Contains(page, "Torka kontakten.") {
		t.Fatalf("an answer is refused because letters do not leave: %d %.500s", code, page)
	}
	s.logged("letters do not leave", 1)
	if _, page := s.get(link); !strings.Contains(page, "Torka kontakten.") || !strings.Contains(page, "planterad@kund.example") {
		t.Error("the answer that waits is not shown")
	}
	if n := len(s.inbox("planterad@kund.example")); n != 0 {
		t.Fatalf("%d letters arrived through a server that takes none", n)
	}
	stop()
	out, err := localmail.Start(t.Context(), localmail.Options{Domain: "relay.example", Password: "demo", SMTPAddr: relay})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	clock.Set(time.Now().Add(2 * time.Hour)) // letters that were refused are put off
	s.send("Granne Kund <granne@kund.example>", "Subject: Sedan\r\nMessage-ID: <2@kund.example>\r\n", "Driver.\r\n")
	s.until("the acknowledgement and the answer do not arrive", func() bool {
		got, err := out.Messages("planterad@kund.example", "INBOX")
		return err == nil && len(got) >= 2
	})
	s.logged("letters leave again", 1)
	s.until("letters wait still", func() bool {
		c, err := s.h.desk.Tickets.Counts(t.Context(), tickets.Actor{Account: "test", Roles: tickets.RoleEngineer})
		return err == nil && c.Outbox == 0
	})
	if got, err := out.Messages("planterad@kund.example", "INBOX"); err != nil || len(got) != 2 {
		t.Errorf("%d letters instead of 2, %v", len(got), err)
	}
}
