package main

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
)

// staff makes an administrator and somebody of each other role, all with adminPassword.
func (s *shop) staff() tickets.Account {
	s.t.Helper()
	ctx := s.t.Context()
	first, err := s.h.desk.Accounts.CreateFirst(ctx, tickets.NewAccount{Name: tickets.P("Astrid Provare"), Login: tickets.P("admin@axsensor.example"), Password: tickets.P(adminPassword), Lang: "sv"})
	if err != nil {
		s.t.Fatal(err)
	}
	for login, roles := range map[string]tickets.Roles{"elin": tickets.RoleEngineer, "olle": tickets.RoleOfficer, "pia": tickets.RoleProduct} {
		if _, err := s.h.desk.Accounts.Create(ctx, first.Actor(), tickets.NewAccount{Name: tickets.P(login + " Provare"), Login: tickets.P(login + "@axsensor.example"),
			Password: tickets.P(adminPassword), Roles: roles, Lang: "sv"}); err != nil {
			s.t.Fatal(err)
		}
	}
	return first
}

// stock imports a model and twenty units.
func (s *shop) stock() {
	s.t.Helper()
	if _, err := s.h.desk.Records.ImportProducts(s.t.Context(), atConsole(), strings.NewReader(csvProducts)); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.h.desk.Records.ImportUnits(s.t.Context(), atConsole(), strings.NewReader(csvUnits())); err != nil {
		s.t.Fatal(err)
	}
}

// command runs a subcommand beside the serving process, as somebody at a terminal does.
func (s *shop) command(args ...string) string {
	s.t.Helper()
	var out bytes.Buffer
	if code := run(s.t.Context(), append(args, "--data", filepath.Join(s.dir, "data")), []string{"LANG=sv_SE.UTF-8"}, strings.NewReader(""), &out, &out); code != 0 {
		s.t.Fatalf("lethe %s: %d %s", strings.Join(args, " "), code, out.String())
	}
	return out.String()
}

// others writes in from twelve more customers, so that a stage may be published.
func (s *shop) others() {
	s.t.Helper()
	for i := range 13 {
		if i == 8 {
			continue // A2-2317-0448 has somebody else
		}
		if _, err := s.h.desk.Tickets.Submit(s.t.Context(), tickets.Submission{Name: tickets.P("Planterad Granne"), Email: tickets.P(fmt.Sprintf("granne%d@kund.example", i)),
			Serial: tickets.P(fmt.Sprintf("A2-2317-%04d", 440+i)), Text: tickets.P("Givaren visar E-51 efter åskan."), Lang: "sv"}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// plain is the readable text of a letter.
func plain(t *testing.T, letter string) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(letter))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(m.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheWholeWayInABrowser(t *testing.T) {
	clock := &demoClock{}
	s := openShop(t, t.TempDir(), clock)
	s.stock()
	s.staff()
	b := browse(t)
	desk, customer := b.open("engineer"), b.open("customer")

	desk.signIn(s.base, "elin@axsensor.example")
	desk.do(chromedp.Navigate(s.base+"/tickets?list=unassigned"), chromedp.WaitVisible("html.scripted .empty"))
	js[int](desk, "window.neverLeft = 1")

	number := fillIn(t, s, customer)
	desk.do(chromedp.WaitVisible("#rows tr.t")) // nobody pressed anything here
	if row := js[string](desk, "document.querySelector('#rows tr.t').innerText"); !strings.Contains(row, number) || !strings.Contains(row, "Nollpunkten driver") {
		t.Errorf("the row of ticket %s: %s", number, row)
	}
	if js[int](desk, "window.neverLeft ?? 0") != 1 {
		t.Error("the list was loaded again instead of being alive")
	}
	answerIt(t, s, desk)
	s.others()
	s.until("letters wait", func() bool { return len(s.inbox("granne12@kund.example")) == 1 })

	clock.Set(time.Now().AddDate(7, 1, 0))
	itIsForgotten(t, s, b.open("officer"), number)
	theFaultIsRemembered(t, s, b.open("product"))
	desk.signIn(s.base, "elin@axsensor.example") // seven years end every session
	desk.do(chromedp.Navigate(s.base + "/tickets?list=solved"))
	if all := desk.text(); strings.Contains(all, "Nollpunkten") {
		t.Errorf("a forgotten ticket is on a list: %s", all)
	}
}

// fillIn sends the form, first with a mistake in it, and returns the ticket's number from the confirmation.
func fillIn(t *testing.T, s *shop, p *tab) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mätning.csv")
	if err := os.WriteFile(file, []byte("tid;grader\n04:10;0,82\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	typed := map[string]string{"name": "Planterad Kanariensson", "serial": "A2-2317-0448", "phone": "070-174 06 05", "text": "Nollpunkten driver 0,8° efter regn, larm E-47.\nHälsningar Planterad"}
	p.do(chromedp.Navigate(s.base+"/support"), chromedp.SetValue("#email", "planterad.kund.example"), chromedp.SetUploadFiles("#files", []string{file}))
	for field, words := range typed {
		p.do(chromedp.SetValue("#"+field, words))
	}
	p.do(chromedp.Click("button.first"), chromedp.WaitVisible(".errors"))
	if said := js[string](p, "document.querySelector('.errors').innerText"); !strings.Contains(said, "@") {
		t.Errorf("what is wrong with the address: %s", said)
	}
	typed["email"] = "planterad.kund.example"
	for field, words := range typed {
		if got := js[string](p, "document.getElementById('"+field+"').value"); got != words {
			t.Errorf("%s was %q and is now %q", field, words, got)
		}
	}
	if got := js[string](p, "document.getElementById('files').files[0]?.name ?? ''"); got != "mätning.csv" {
		t.Errorf("the chosen file is now %q", got)
	}
	p.do(chromedp.SetValue("#email", "planterad@kund.example"), chromedp.Click("button.first"), chromedp.WaitVisible(".given"))
	number := strings.TrimSpace(js[string](p, "new URL(location).searchParams.get('n')"))
	if all := p.text(); number == "" || !strings.Contains(all, number) {
		t.Fatalf("the confirmation: %s", all)
	}
	s.until("no acknowledgement", func() bool { return len(s.inbox("planterad@kund.example")) == 1 })
	if subject, err := new(mime.WordDecoder).DecodeHeader(header(s.inbox("planterad@kund.example")[0], "Subject")); err != nil || !strings.Contains(subject, number) {
		t.Errorf("the acknowledgement of ticket %s: %q, %v", number, subject, err)
	}
	return number
}

// answerIt opens the ticket from the list, answers it, reads the answer as the customer does, and solves it.
func answerIt(t *testing.T, s *shop, p *tab) {
	t.Helper()
	p.do(chromedp.Click("#rows tr.t .subject a"), chromedp.WaitVisible("#log .msg"))
	all := p.text()
	for _, want := range []string{"Nollpunkten driver 0,8°", "A2-2317-0448", "AX-200", "Planterad Kanariensson", "mätning.csv", "Garanti"} {
		if !strings.Contains(all, want) {
			t.Errorf("the ticket does not show %q: %s", want, all)
		}
	}
	p.do(chromedp.SendKeys("#reply", "Hej, torka **kontakten** och kalibrera om:\n\n- lossa M12\n- blås torrt"), chromedp.Click("button[value=send-wait]"), chromedp.WaitVisible("#log .msg.reply"))
	if strong := js[string](p, "document.querySelector('#log .msg.reply strong')?.innerText ?? ''"); strong != "kontakten" {
		t.Errorf("the answer's Markdown: %q", strong)
	}
	s.until("no answer in the customer's mailbox", func() bool { return len(s.inbox("planterad@kund.example")) == 2 })
	answer := s.inbox("planterad@kund.example")[1]
	if text := plain(t, answer); !strings.Contains(text, "kontakten</strong>") || !strings.Contains(text, "lossa M12") || header(answer, "Auto-Submitted") != "" {
		t.Errorf("the answer: %s", answer)
	}
	p.do(chromedp.SetValue("#fault", "moisture"), chromedp.SetValue("#resolution", "dried"), chromedp.SetValue("#status", "solved"),
		chromedp.Click(`#side section[aria-labelledby="h-case"] button`), chromedp.WaitVisible("[data-toast]"))
	if got := js[string](p, "[...document.querySelectorAll('#fault, #resolution, #status')].map(e => e.value).sort().join(' ')"); got != "dried moisture solved" {
		t.Errorf("the ticket is %q", got)
	}
}

// itIsForgotten looks at what is due, tries it dry, and forgets and publishes beside the running desk.
func itIsForgotten(t *testing.T, s *shop, p *tab, number string) {
	t.Helper()
	p.signIn(s.base, "olle@axsensor.example")
	p.do(chromedp.Navigate(s.base+"/forget"), chromedp.WaitVisible("table.cards"), chromedp.Click(fmt.Sprintf(`//a[normalize-space()=%q]`, number)), chromedp.WaitVisible("#dry"))
	dry := js[string](p, "[...document.querySelectorAll('.dry del')].map(e => e.innerText).join(' | ')")
	if !strings.Contains(dry, "Planterad") || strings.Contains(dry, "E-47") || !strings.Contains(p.text(), "E-47") {
		t.Errorf("the dry run takes away %q in: %s", dry, p.text())
	}
	if said := s.command("forget"); !strings.Contains(said, "Glömda: 13 av 13") {
		t.Fatal(said)
	}
	p.do(chromedp.Navigate(s.base+"/forget"), chromedp.WaitVisible(".empty"))
	if said := s.command("publish"); !strings.Contains(said, "13 ärenden flyttades") {
		t.Fatal(said)
	}
}

// theFaultIsRemembered searches the archive as the product team, by what stays and by what must not.
func theFaultIsRemembered(t *testing.T, s *shop, p *tab) {
	t.Helper()
	p.signIn(s.base, "pia@axsensor.example")
	look := func(words string) string {
		p.do(chromedp.Navigate(s.base+"/archive"), chromedp.SetValue("#q", words))
		p.press(".find button")
		return p.text()
	}
	s.until("the archive is not searchable", func() bool {
		found, err := s.h.archive.Ask(t.Context(), atConsole(), search.Question{})
		return err == nil && found.Total == 13
	})
	found := look("nollpunkten kalibrera")
	if !strings.Contains(found, "AX-200") || !strings.Contains(found, "Nollpunkten driver") {
		t.Errorf("what the archive finds: %s", found)
	}
	for _, name := range []string{"Kanariensson", "planterad@kund.example", "A2-2317-0448"} {
		if all := look(name); strings.Contains(all, "Nollpunkten") || strings.Contains(all, "0448\n") {
			t.Errorf("%s finds: %s", name, all)
		}
	}
	p.do(chromedp.Navigate(s.base+"/archive?q=nollpunkten+E-47"), chromedp.Click(`main a[href^="/archive/ticket/"]`), chromedp.WaitVisible(".msg"))
	if all := p.text(); !strings.Contains(all, "0,8°") || strings.Contains(all, "Kanariensson") || strings.Contains(all, "Planterad") || strings.Contains(all, "070-174") {
		t.Errorf("the archived ticket: %s", all)
	}
	for _, path := range []string{"/tickets", "/tickets/new", "/forget", "/settings"} {
		p.do(chromedp.Navigate(s.base + path))
		if code := p.status(); code != 403 {
			t.Errorf("%s is answered with %d to the product team", path, code)
		}
	}
}
