package desk_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// shown are the hidden fields of a page, as a browser sends them.
func shown(body string) url.Values {
	v := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
		v.Set(m[1], html.UnescapeString(m[2]))
	}
	return v
}

// sheet is the side panel's form as it was shown on a page, with some of it changed.
func sheet(body string, change map[string]string) url.Values {
	v := url.Values{}
	for name, was := range shown(body) {
		if field, ok := strings.CutPrefix(name, "was-"); ok {
			v[name], v[field] = was, was
		}
	}
	for k, s := range change {
		v.Set(k, s)
	}
	return v
}

func TestTheSidePanelSavesWhatWasChanged(t *testing.T) {
	s := open(t)
	id := s.arrive(t, 1)[0]
	path := "/ticket/" + id
	body := s.get(t, path)
	holds(t, "a ticket", body, "Ta ärendet", "Räknas från", "Berättigat intresse", "Glöms 25 nov 2033", "Ingen enhet kopplad.")
	to := s.post(t, path+"/set", sheet(body, map[string]string{"fault": "moisture", "tags": "Retur, fukt", "firmware": "2.3.1", "assignee": s.desk.Engineer.ID, "priority": "high"}))
	after := s.get(t, to)
	holds(t, "after it", after, "Ändringen är sparad.", `value="retur, fukt"`, "Provare engineer tog ärendet", "Fel: Fukt i kontakt, av Provare engineer", "Hög", `value="2.3.1"`)
	lacks(t, "after it", after, "Ta ärendet")
	holds(t, "nothing changed", s.get(t, s.post(t, path+"/set", sheet(after, nil))), "Inget var ändrat.")
	solved := s.get(t, s.post(t, path+"/set", url.Values{"status": {"solved"}}))
	holds(t, "solved", solved, "Öppna igen", "Ångra")
	holds(t, "undone", s.get(t, s.post(t, formAction(t, solved, "/tickets/undo"), url.Values{})), "som förut", ">Lös ")
}

func TestAColleaguesChangeIsNeverUndoneUnseen(t *testing.T) {
	s := open(t)
	id, ctx := s.arrive(t, 1)[0], t.Context()
	path := "/ticket/" + id
	body := s.get(t, path)
	must(t, s.desk.Tickets.SetStatus(ctx, s.desk.Admin.Actor(), id, tickets.StatusWaiting))
	must(t, s.desk.Tickets.SetFault(ctx, s.desk.Admin.Actor(), id, "moisture"))
	s.post(t, path+"/set", sheet(body, map[string]string{"tags": "retur"}))
	head := func() tickets.Ticket {
		rows, err := s.desk.Tickets.Rows(ctx, s.desk.Engineer.Actor(), id)
		must(t, err)
		return rows[0].Ticket
	}
	if h := head(); h.Status != tickets.StatusWaiting || h.Fault != "moisture" || len(h.Tags) != 1 {
		t.Fatalf("a form that left status and fault alone made them %s and %q", h.Status, h.Fault)
	}
	w := s.ask(t, "engineer", path+"/set", sheet(body, map[string]string{"fault": "zero-drift", "tags": "retur", "firmware": "2.3.4"}))
	again := html.UnescapeString(w.Body.String())
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("a fault that both chose: %d", w.Code)
	}
	holds(t, "the refusal", again, "Fel: någon annan satte ”Fukt i kontakt” medan du valde.", `href="#fault"`, `<option value="zero-drift" selected>`, `value="2.3.4"`)
	if h := head(); h.Fault != "moisture" || h.Firmware == "2.3.4" {
		t.Errorf("it was saved all the same: %q %q", h.Fault, h.Firmware)
	}
	s.post(t, path+"/set", sheet(again, map[string]string{"fault": "zero-drift", "firmware": "2.3.4"}))
	if h := head(); h.Fault != "zero-drift" || h.Firmware != "2.3.4" || h.Status != tickets.StatusWaiting {
		t.Errorf("sent again: %q %q %s", h.Fault, h.Firmware, h.Status)
	}
}

func TestWhatIsWrongInThePanelNamesItsField(t *testing.T) {
	s := open(t)
	id := s.arrive(t, 1)[0]
	path := "/ticket/" + id
	for form, want := range map[string][]string{
		"set?firmware=2+3":          {`href="#firmware"`, "Skriv versionen som 2.3.1", `value="2 3"`},
		"set?tags=a%40b.example":    {`href="#tags"`, "En etikett är", `value="a@b.example"`},
		"set?fault=nothing":         {`href="#fault"`, "inte i listan längre"},
		"set?status=gone":           {`href="#status"`, "Ett ärende kan inte ha den statusen"},
		"set?product=ZZ-1":          {`href="#product"`, "Den modellen finns inte"},
		"unit?serial=A2-2317-0999":  {`href="#serial"`, "Ingen enhet har det numret", `value="A2-2317-0999"`},
		"write?do=send&reply=":      {`href="#reply"`, "Svaret är tomt"},
		"write?do=note&reply=Hej+X": {`href="#note"`, "Anteckningen är tom", "Hej X"},
	} {
		where, q, _ := strings.Cut(form, "?")
		v, err := url.ParseQuery(q)
		must(t, err)
		w := s.ask(t, "engineer", path+"/"+where, v)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", form, w.Code)
		}
		holds(t, form, html.UnescapeString(w.Body.String()), append(want, "En sak behöver rättas", "<title>Fel: ")...)
	}
	holds(t, "a unit", s.get(t, s.post(t, path+"/unit", url.Values{"serial": {"a2 2317 0448"}})), "Enheten är kopplad.", "A2-2317-0448", "hade gått ut när kunden hörde av sig", "113 månader i drift")
	holds(t, "a model by hand", s.get(t, s.post(t, path+"/unit", url.Values{"serial": {""}})), "Enheten är bortkopplad.")
	holds(t, "a model by hand", s.get(t, s.post(t, path+"/set", url.Values{"product": {"VB-40"}})), `<b class="mid">VB-40</b>`)
}

func TestAnAnswerIsPreviewedSentAndNotSentBlindly(t *testing.T) {
	s := open(t)
	id := s.arrive(t, 1)[0]
	path := "/ticket/" + id
	form := shown(s.get(t, path))
	w := s.ask(t, "engineer", path+"/write", url.Values{"do": {"preview"}, "kind": {"reply"}, "reply": {"Torka **kontakten**\n\n- lossa\n"}, "note": {"minns"}})
	if w.Code != http.StatusOK {
		t.Fatalf("preview: %d", w.Code)
	}
	holds(t, "the preview", w.Body.String(), "<strong>kontakten</strong>", "<li>lossa</li>", "Torka **kontakten**", "minns")
	if st, err := s.desk.Tickets.Story(t.Context(), s.desk.Engineer.Actor(), id); err != nil || len(st.Messages) != 1 {
		t.Fatalf("a preview was sent: %v", err)
	}
	form.Set("do", "send")
	form.Set("reply", "Torka kontakten")
	must(t, s.desk.Tickets.Reply(t.Context(), s.desk.Admin.Actor(), id, tickets.Answer{Markdown: tickets.P("Byt kabeln"), Then: tickets.StatusOpen}))
	w = s.ask(t, "engineer", path+"/write", form)
	crossed := html.UnescapeString(w.Body.String())
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("an answer that crossed a colleague's: %d", w.Code)
	}
	holds(t, "the warning", crossed, "Astrid Provare svarade 12:01, medan du skrev.", "Torka kontakten", "Byt kabeln")
	form = shown(crossed)
	form.Set("do", "send-wait")
	form.Set("reply", "Torka kontakten")
	said := s.get(t, s.post(t, path+"/write", form))
	holds(t, "sent", said, "Svaret ligger i utkorgen.", "Torka kontakten", "Väntar på kund")
	s.post(t, path+"/write", form) // pressed twice
	if st, err := s.desk.Tickets.Story(t.Context(), s.desk.Engineer.Actor(), id); err != nil || len(st.Messages) != 3 {
		t.Errorf("pressed twice, it was sent twice: %d %v", len(st.Messages), err)
	}
	form = shown(s.get(t, path))
	s.desk.Arrive(t, desktest.Letter("Provare Kund", "kund0@kund.example", "En annan fråga", "Hej igen"))
	form.Set("do", "note")
	form.Set("note", "Ring dem")
	holds(t, "a note", s.get(t, s.post(t, path+"/write", form)), "Anteckningen är sparad.", "kunden ser den inte")
}

func TestADraftOutlivesTheSession(t *testing.T) {
	s := open(t)
	path := "/ticket/" + s.arrive(t, 1)[0]
	for kind, words := range map[string]string{"reply": "Hej, torka", "note": "Fråga verkstaden"} {
		if w := s.ask(t, "engineer", path+"/draft", url.Values{"kind": {kind}, "text": {words}}); w.Code != http.StatusNoContent {
			t.Fatalf("%s: %d", kind, w.Code)
		}
	}
	s.post(t, "/sign-out", url.Values{})
	delete(s.cookies, "engineer")
	holds(t, "signed in again", s.get(t, path), "\nHej, torka</textarea>", "\nFråga verkstaden</textarea>", "Utkast sparat 12:01")
	lacks(t, "a colleague's page", html.UnescapeString(s.ask(t, "admin", path, nil).Body.String()), "Hej, torka", "Fråga verkstaden")
}
