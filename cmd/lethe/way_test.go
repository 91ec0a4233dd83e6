package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
)

const csvProducts = "code,name,family,kind,warranty_months,firmware,parts\nAX-200,Lutningsgivare,AX,tilt,36,1.6.1@2017-02-01 2.3.1@2023-01-10,7112-04\n"

func csvUnits() string {
	var b strings.Builder
	b.WriteString("serial,product,batch,firmware,delivered,country,customer_no,customer_name\n")
	for i := range 20 {
		fmt.Fprintf(&b, "A2-2317-%04d,AX-200,2317,1.6.1,2025-06-01,SE,K%d,Provbolag %d\n", 440+i, i, i)
	}
	return b.String()
}

func TestTheWholeWay(t *testing.T) {
	theWholeWay(t)
}

// theWholeWay goes from a customer's mail to the archive.
func theWholeWay(t *testing.T, places ...string) {
	t.Helper()
	dir, clock := t.TempDir(), &demoClock{}
	s := openShop(t, dir, clock, places...)
	as := atConsole()
	ctx := t.Context()
	if _, err := s.h.desk.Records.ImportProducts(ctx, as, strings.NewReader(csvProducts)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.h.desk.Records.ImportUnits(ctx, as, strings.NewReader(csvUnits())); err != nil {
		t.Fatal(err)
	}
	acc, err := s.h.desk.Accounts.CreateFirst(ctx, tickets.NewAccount{Name: tickets.P("Elin Provare"), Login: tickets.P("elin@axsensor.example"), Password: tickets.P(adminPassword), Lang: "sv"})
	if err != nil {
		t.Fatal(err)
	}

	s.send("Planterad Kanariensson <planterad@kund.example>", "Subject: Nollpunkten driver\r\nMessage-ID: <a1@kund.example>\r\nContent-Type: text/plain; charset=utf-8\r\n",
		"Hej!\r\n\r\nVår AX-200 med serienummer A2-2317-0448 driver 0,8° sedan regnet, larm E-47.\r\n\r\nMvh\r\nPlanterad Kanariensson\r\n")
	s.until("no acknowledgement", func() bool { return len(s.inbox("planterad@kund.example")) == 1 })
	ack := s.inbox("planterad@kund.example")[0]
	if header(ack, "Auto-Submitted") != "auto-replied" || header(ack, "In-Reply-To") != "<a1@kund.example>" {
		t.Errorf("the acknowledgement: %s", ack)
	}

	if code, _ := s.get("/tickets"); code != http.StatusUnauthorized {
		t.Errorf("the desk for a stranger: %d", code)
	}
	if code, page := s.post("/sign-in", url.Values{"email": {"elin@axsensor.example"}, "password": {"fel lösenord här"}}); code == 200 && strings.Contains(page, "Nollpunkten") {
		t.Error("a wrong password got in")
	}
	s.signIn("elin@axsensor.example")
	_, list := s.get("/tickets?list=open")
	link := regexp.MustCompile(`href="(/ticket/[a-z2-7]{26})"`).FindStringSubmatch(list)
	if link == nil || !strings.Contains(list, "Nollpunkten driver") {
		t.Fatalf("the list: %.2000s", list)
	}
	_, page := s.get(link[1])
	for _, want := range []string{"A2-2317-0448", "AX-200", "E-47", "Garanti till", "planterad@", "Avtal"} {
		if !strings.Contains(page, want) {
			t.Errorf("the ticket page lacks %q: %s", want, regexp.MustCompile(`(?s)<section class="block" aria-labelledby="h-cust">.*?</section>`).FindString(page))
		}
	}
	if code, page := s.multi(link[1]+"/write", map[string]string{"kind": "reply", "do": "send-wait", "reply": "Hej, torka **kontakten**.", "request": "r1"}); code != 200 {
		t.Fatalf("answer: %d %.300s", code, page)
	}
	s.until("no answer", func() bool { return len(s.inbox("planterad@kund.example")) == 2 })
	answer := s.inbox("planterad@kund.example")[1]
	if header(answer, "In-Reply-To") != "<a1@kund.example>" || header(answer, "Auto-Submitted") != "" || !strings.Contains(header(answer, "References"), "a1@kund.example") {
		t.Errorf("the answer: %.1500s", answer)
	}
	s.send("Planterad Kanariensson <planterad@kund.example>", "Subject: Helt annat\r\nMessage-ID: <a2@kund.example>\r\nIn-Reply-To: "+header(answer, "Message-ID")+"\r\n", "Det hjälpte. Fw 2.3.1.\r\n")
	s.until("the reply is not on the ticket", func() bool {
		_, p := s.get(link[1])
		return strings.Contains(p, "Det hj") && strings.Contains(p, "2.3.1")
	})

	id := strings.TrimPrefix(link[1], "/ticket/")
	if code, _ := s.post(link[1]+"/set", url.Values{"status": {"solved"}, "fault": {"moisture"}, "resolution": {"dried"}}); code != 200 {
		t.Errorf("solve: %d", code)
	}
	s.until("the desk's search finds nothing", func() bool {
		_, p := s.post("/tickets/search", url.Values{"q": {"kontakten"}})
		return strings.Contains(p, id)
	})
	theRest(t, s, clock, id, acc)
}

// theRest lets seven years pass, forgets, publishes, and looks at every file.
func theRest(t *testing.T, s *shop, clock *demoClock, id string, acc tickets.Account) {
	t.Helper()
	ctx, as := t.Context(), atConsole()
	for i := range 13 {
		n, err := s.h.desk.Tickets.Submit(ctx, tickets.Submission{Name: tickets.P("Planterad Kanariensson"), Email: tickets.P(fmt.Sprintf("planterad%d@kund.example", i)),
			Serial: tickets.P(fmt.Sprintf("A2-2317-%04d", 440+i)), Text: tickets.P("Givaren visar E-47 efter regn. Hälsar Planterad Kanariensson"), Lang: "sv"})
		if err != nil || n.Unit == "" {
			t.Fatal(n.Unit, err)
		}
	}
	s.until("letters are left", func() bool {
		c, err := s.h.desk.Tickets.Counts(ctx, acc.Actor())
		return err == nil && c.Outbox == 0
	})
	clock.Set(time.Now().AddDate(8, 1, 0))
	var out bytes.Buffer
	p := printer{"sv", &out}
	if err := forgetDry(ctx, s.h, nil, nil, p); err != nil || !strings.Contains(out.String(), "14 ärenden") {
		t.Fatalf("%v: %s", err, out.String())
	}
	if strings.Contains(out.String(), "Planterad") {
		t.Error("the dry run names somebody")
	}
	if err := forget(ctx, s.h, nil, nil, p); err != nil || !strings.Contains(out.String(), "Glömda: 14 av 14") {
		t.Fatalf("%v: %s", err, out.String())
	}
	if err := publish(ctx, s.h, nil, nil, p); err != nil {
		t.Fatal(err)
	}
	s.signIn("elin@axsensor.example") // eight years end every session
	if code, _ := s.get("/ticket/" + id); code != 404 {
		t.Errorf("a forgotten ticket: %d", code)
	}
	s.until("the archive is not searchable", func() bool { _, p := s.get("/archive?q=regn"); return strings.Contains(p, "E-47") })
	if got, err := s.h.desk.Archive.Count(ctx, as, 100); err != nil || got != 14 {
		t.Errorf("%d archived, %v", got, err)
	}
	// The mailbox's own copies end 30 days after they were taken in; here they are taken away by hand.
	s.stop()
	_ = os.RemoveAll(filepath.Join(s.dir, "data", "mail"))
	noCanary(t, s.dir)
}

func noCanary(t *testing.T, dir string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		low := strings.ToLower(string(b))
		for _, c := range []string{"planterad", "kanariensson"} {
			if strings.Contains(low, c) {
				t.Errorf("%q is in %s", c, path)
			}
		}
		return err
	})
	if err != nil || files < 6 {
		t.Fatalf("%d files, %v", files, err)
	}
}

func TestTheProductTeamReachesNothingAlive(t *testing.T) {
	s := openShop(t, t.TempDir(), &demoClock{})
	first, err := s.h.desk.Accounts.CreateFirst(t.Context(), tickets.NewAccount{Name: tickets.P("Elin Provare"), Login: tickets.P("elin@axsensor.example"), Password: tickets.P(adminPassword)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.h.desk.Accounts.Create(t.Context(), first.Actor(), tickets.NewAccount{Name: tickets.P("Pia Provare"), Login: tickets.P("pia@axsensor.example"), Password: tickets.P(adminPassword), Roles: tickets.RoleProduct}); err != nil {
		t.Fatal(err)
	}
	s.signIn("pia@axsensor.example")
	site, err := s.h.site("")
	if err != nil {
		t.Fatal(err)
	}
	alive := 0
	for _, r := range site.Routes() {
		if r.Public || r.Roles&tickets.RoleProduct != 0 || r.Stream {
			continue
		}
		alive++
		path := regexp.MustCompile(`:[a-z]+`).ReplaceAllString(r.Path, "aaaaaaaaaaaaaaaaaaaaaaaaaa")
		code := 0
		if r.Method == http.MethodGet {
			code, _ = s.get(path)
		} else {
			code, _ = s.post(path, url.Values{})
		}
		if code != http.StatusForbidden {
			t.Errorf("%s %s: %d", r.Method, r.Path, code)
		}
	}
	if alive < 15 {
		t.Errorf("only %d routes were tried", alive)
	}
	if code, _ := s.get("/archive"); code != 200 {
		t.Errorf("the archive: %d", code)
	}
}
