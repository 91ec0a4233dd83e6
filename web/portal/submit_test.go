package portal_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
	"github.com/axsensor/lethe/web"
	"github.com/axsensor/lethe/web/page"
	"github.com/axsensor/lethe/web/page/pagetest"
	"github.com/axsensor/lethe/web/portal"
)

type site struct {
	*web.Site
	desk *desktest.Desk
	log  *bytes.Buffer
}

func open(t *testing.T) *site {
	t.Helper()
	d := desktest.Open(t)
	d.Stock(t)
	e, err := page.New(page.Options{Profile: tickets.Profile{Company: "Axsensor AB", Support: "support@axsensor.example", Lang: "sv", Years: 7}, Now: d.Clock.Now},
		web.Set(), portal.Set())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{desk: d, log: &bytes.Buffer{}}
	s.Site, err = web.New(web.Options{Engine: e, Accounts: d.Accounts, Now: d.Clock.Now, Log: slog.New(slog.NewJSONHandler(s.log, nil)),
		Routes: portal.New(portal.Options{Engine: e, Tickets: d.Tickets, Records: d.Records}).Routes()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) get(t *testing.T, path, language string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	return s.answer(r, language)
}

func (s *site) answer(r *http.Request, language string) *httptest.ResponseRecorder {
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if language != "" {
		r.Header.Set("Accept-Language", language)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// post sends the form as a browser does, with files by name.
func (s *site) post(t *testing.T, path, language string, form url.Values, files map[string][]byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range form {
		for _, v := range values {
			if err := m.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(files) == 0 {
		files = map[string][]byte{"": nil} // what a browser sends for no choice
	}
	for name, data := range files {
		w, err := m.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.answer(r, language)
}

func good() url.Values {
	return url.Values{"request": {"KLICK1"}, "name": {"Lina Hjort"}, "email": {"lina.hjort@tornugglan.example"}, "company": {"Tornugglan Prov AB"}, "phone": {"070-174 06 05"},
		"serial": {"A2-2317-0448"}, "product": {"AX-200"}, "text": {"Nollpunkten driver två grader varje morgon sedan i måndags.\r\nVi har bytt kabel."}}
}

// number reads the ticket's number where the confirmation stands.
func number(t *testing.T, w *httptest.ResponseRecorder) int64 {
	t.Helper()
	if w.Code != http.StatusSeeOther {
		t.Fatalf("not accepted: %d %s", w.Code, w.Body)
	}
	u, err := url.Parse(w.Header().Get("Location"))
	if err != nil || u.Path != "/support/sent" {
		t.Fatalf("sent on to %q", w.Header().Get("Location"))
	}
	return atoi(t, u.Query().Get("n"))
}

func atoi(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (s *site) story(t *testing.T, n int64) tickets.Story {
	t.Helper()
	id, err := s.desk.Tickets.TicketByNumber(t.Context(), s.desk.Engineer.Actor(), n)
	if err != nil {
		t.Fatal(err)
	}
	story, err := s.desk.Tickets.Story(t.Context(), s.desk.Engineer.Actor(), id)
	if err != nil {
		t.Fatal(err)
	}
	return story
}

func (s *site) open(t *testing.T) int {
	t.Helper()
	c, err := s.desk.Tickets.Counts(t.Context(), s.desk.Engineer.Actor())
	if err != nil {
		t.Fatal(err)
	}
	return c.Unassigned
}

func TestAnEmptyFormSaysWhatIsMissing(t *testing.T) {
	s := open(t)
	for language, words := range map[string][]string{
		"sv": {"Fel: Kontakta supporten", "3 saker behöver rättas", "Skriv ditt namn", "Skriv din e-postadress", "Beskriv felet"},
		"en": {"Error: Contact support", "3 things need mending", "Write your name", "Write your e-mail address", "Describe the fault"},
	} {
		w := s.post(t, "/support", language, url.Values{}, nil)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", language, w.Code)
		}
		for _, want := range words {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s does not say %q", language, want)
			}
		}
		for _, p := range pagetest.Problems(w.Body.String()) {
			t.Errorf("%s: %s", language, p)
		}
	}
	if n := s.open(t); n != 0 {
		t.Errorf("%d tickets", n)
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	s := open(t)
	form := good()
	form.Set("email", "lina.hjort.tornugglan.example")
	form.Set("text", "\n<b>Först</b> en tom rad")
	w := s.post(t, "/support?lang=en", "", form, map[string][]byte{"logg.csv": []byte("1;2")})
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", w.Code)
	}
	for _, want := range []string{`value="Lina Hjort"`, `value="lina.hjort.tornugglan.example"`, `value="Tornugglan Prov AB"`, `value="070-174 06 05"`, `value="A2-2317-0448"`,
		`<option value="AX-200" selected>`, "\n\n&lt;b&gt;Först&lt;/b&gt; en tom rad</textarea>", `value="KLICK1"`, `action="/support?lang=en"`, "The e-mail address has no @"} {
		if !strings.Contains(body, want) {
			t.Errorf("the form came back without %s", want)
		}
	}
	if !strings.Contains(body, `id="files-lost">`) {
		t.Error("it does not say that the files are to be chosen again")
	}
	if w = s.post(t, "/support", "", url.Values{}, nil); !strings.Contains(w.Body.String(), `id="files-lost" hidden>`) {
		t.Error("it asks for files that nobody chose")
	}
}

func TestAFormBecomesATicket(t *testing.T) {
	s := open(t)
	page := s.get(t, "/support", "sv").Body.String()
	if !strings.Contains(page, "AX-200 Lutningsgivare två axlar") || !strings.Contains(page, `name="request" value="`) {
		t.Errorf("the form: %s", page)
	}
	file := map[string][]byte{"../mätning \xff.csv": []byte("tid;grader\n1;2,5\n")}
	w := s.post(t, "/support", "sv", good(), file)
	n := number(t, w)
	story := s.story(t, n)
	if story.Unit.Serial.Reveal() != "A2-2317-0448" || story.Ticket.Product != "AX-200" || story.Ticket.Lang != "sv" {
		t.Errorf("unit %q, product %q, language %q", story.Unit.Serial.Reveal(), story.Ticket.Product, story.Ticket.Lang)
	}
	first := story.Messages[0]
	if first.Kind != tickets.Form || first.Text.Reveal() != "Nollpunkten driver två grader varje morgon sedan i måndags.\nVi har bytt kabel." || len(first.Files) != 1 {
		t.Errorf("kind %s, %d files, text %q", first.Kind, len(first.Files), first.Text.Reveal())
	}
	letters := s.desk.Deliver(t)
	if len(letters) != 1 || !letters[0].Automatic {
		t.Fatalf("%d letters", len(letters))
	}
	if again := number(t, s.post(t, "/support", "sv", good(), file)); again != n {
		t.Errorf("the second click made ticket %d beside %d", again, n)
	}
	if s.open(t) != 1 || len(s.desk.Deliver(t)) != 0 {
		t.Errorf("after the second click: %d tickets", s.open(t))
	}
	if strings.Contains(w.Header().Get("Location"), "Hjort") || len(w.Result().Cookies()) != 0 {
		t.Errorf("the answer: %v", w.Header())
	}
	if strings.Contains(s.log.String(), "Hjort") || strings.Contains(s.log.String(), "tornugglan") {
		t.Error("the log holds the customer")
	}
}

func TestOtherWordsUnderTheSameClickAreNotLost(t *testing.T) {
	s := open(t)
	n := number(t, s.post(t, "/support", "sv", good(), nil))
	form := good()
	form.Set("text", "En annan sak: displayen är svart.")
	m := number(t, s.post(t, "/support", "sv", form, nil))
	if m == n || !strings.Contains(s.story(t, m).Messages[0].Text.Reveal(), "displayen") {
		t.Errorf("tickets %d and %d", n, m)
	}
}

func TestAnUnknownSerialIsATicketAndTellsNothing(t *testing.T) {
	s := open(t)
	known, unknown := good(), good()
	unknown.Set("serial", "ZZ-0000-9999")
	unknown.Set("product", "finns-inte")
	unknown.Set("request", "KLICK2")
	n := number(t, s.post(t, "/support", "sv", unknown, nil))
	if story := s.story(t, n); story.Ticket.Unit != "" || story.Ticket.Product != "" {
		t.Errorf("linked to %q %q", story.Ticket.Unit, story.Ticket.Product)
	}
	for _, f := range []url.Values{known, unknown} {
		f.Del("text")
	}
	a, b := s.post(t, "/support", "sv", known, nil).Body.String(), s.post(t, "/support", "sv", unknown, nil).Body.String()
	b = strings.NewReplacer("ZZ-0000-9999", "A2-2317-0448", "KLICK2", "KLICK1").Replace(b)
	if a = strings.Replace(a, ` value="AX-200" selected`, ` value="AX-200"`, 1); a != b {
		t.Error("a known serial number is answered otherwise than an unknown one")
	}
}

func TestTooMuchIsRefusedInWords(t *testing.T) {
	s := open(t)
	form := good()
	form.Set("text", strings.Repeat("å", tickets.MaxFormText))
	if w := s.post(t, "/support", "sv", form, nil); w.Code != 422 || !strings.Contains(w.Body.String(), "Beskrivningen är för lång") {
		t.Errorf("a long text: %d", w.Code)
	}
	large := map[string][]byte{"film.mp4": make([]byte, tickets.MaxFormBytes+1)}
	if w := s.post(t, "/support", "en", good(), large); w.Code != 422 || !strings.Contains(w.Body.String(), "Attach 25 MB at most") || !strings.Contains(w.Body.String(), "Lina Hjort") {
		t.Errorf("files a little too large: %d", w.Code)
	}
	huge := map[string][]byte{"film.mp4": make([]byte, 27<<20)}
	for language, words := range map[string]string{"sv": "Bifoga högst 25 MB", "en": "Attach 25 MB at most"} {
		if w := s.post(t, "/support", language, good(), huge); w.Code != 422 || !strings.Contains(w.Body.String(), words) || !strings.Contains(w.Body.String(), "Lina Hjort") {
			t.Errorf("huge in %s: %d", language, w.Code)
		}
	}
	if n := s.open(t); n != 0 {
		t.Errorf("%d tickets", n)
	}
}

func TestOneNetworkMayNotFloodTheDesk(t *testing.T) {
	s := open(t)
	for range 20 {
		if w := s.post(t, "/support", "sv", url.Values{}, nil); w.Code != 422 {
			t.Fatalf("%d", w.Code)
		}
	}
	if w := s.post(t, "/support", "sv", good(), nil); w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "För många försök") {
		t.Errorf("%d", w.Code)
	}
}

func TestTheConfirmationTellsTheNumberAlone(t *testing.T) {
	s := open(t)
	for language, words := range map[string]string{"sv": "Vi har fått ditt ärende", "en": "We have your ticket"} {
		w := s.get(t, "/support/sent?n=10017", language)
		if w.Code != 200 || !strings.Contains(w.Body.String(), words) || !strings.Contains(w.Body.String(), "10017") {
			t.Errorf("%s: %d", language, w.Code)
		}
	}
	for _, q := range []string{"", "?n=", "?n=0", "?n=-4", "?n=<b>", "?n=99999999999999999999"} {
		if w := s.get(t, "/support/sent"+q, "sv"); w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", q, w.Code)
		}
	}
}

func TestTheNotice(t *testing.T) {
	s := open(t)
	for language, words := range map[string][]string{
		"sv": {"Axsensor AB är personuppgiftsansvarig", "support@axsensor.example", "7 år efter senaste kontakten i ärendet", "Sex månader", "sätter inga kakor"},
		"en": {"Axsensor AB is the controller", "support@axsensor.example", "7 years after the last contact in the ticket", "Six months", "set no cookies"},
	} {
		w := s.get(t, "/privacy", language)
		body, err := io.ReadAll(w.Body)
		if err != nil || w.Code != 200 || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s: %d %v", language, w.Code, err)
		}
		for _, want := range words {
			if !bytes.Contains(body, []byte(want)) {
				t.Errorf("%s does not say %q", language, want)
			}
		}
	}
	if w := s.get(t, "/support/privacy?lang=en", ""); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/privacy?lang=en" {
		t.Errorf("the other address: %d %v", w.Code, w.Header())
	}
}
