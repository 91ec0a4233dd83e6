package desk_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTheListsOfFaultsAndFixesAreEdited(t *testing.T) {
	s := open(t)
	body := html.UnescapeString(s.ask(t, "admin", "/settings", nil).Body.String())
	holds(t, "the settings", body, "moisture; Fukt i kontakt; Moisture in connector", "Astrid Provare", "Stäng kontot")
	for line, ok := range map[string]bool{"ingress; Vatten i huset; Water in the housing": true, "ingress; Vatten": false, "In gress; Vatten; Water": false,
		"moisture; Fukt; Moisture\nmoisture; Fukt; Moisture": false, "x; y; z; w": false} {
		w := s.ask(t, "admin", "/settings/lists", url.Values{"faults": {"\r\n" + line}, "resolutions": {"dried; Torkad; Dried"}})
		said := html.UnescapeString(w.Body.String())
		switch {
		case ok && w.Code != http.StatusSeeOther:
			t.Errorf("%q: %d", line, w.Code)
		case !ok && w.Code != http.StatusUnprocessableEntity:
			t.Errorf("%q: %d", line, w.Code)
		case !ok:
			holds(t, line, said, line, `href="#faults"`, "skriv en egen kod")
		}
	}
	ticket := s.get(t, "/ticket/"+s.arrive(t, 1)[0])
	holds(t, "a ticket", ticket, `<option value="ingress">Vatten i huset</option>`, `<option value="dried">Torkad</option>`)
	lacks(t, "a ticket", ticket, "Nollpunktsdrift")
	if w := s.ask(t, "engineer", "/settings/lists", url.Values{"faults": {""}}); w.Code != http.StatusForbidden {
		t.Errorf("an engineer: %d", w.Code)
	}
}

func TestATicketIsOpenedForSomebodyWhoCalled(t *testing.T) {
	s := open(t)
	form := url.Values{"kind": {"call"}, "name": {"Provare Kund"}, "email": {"provare.kund.example"}, "subject": {""}, "text": {"Ringer om\r\nlarm E-47"}, "serial": {"A2-2317-0999"}, "lang": {"sv"}}
	w := s.ask(t, "engineer", "/tickets/new", form)
	body := html.UnescapeString(w.Body.String())
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("a bad form: %d", w.Code)
	}
	holds(t, "what was typed", body, "Provare Kund", "provare.kund.example", "Ringer om\r\nlarm E-47", "A2-2317-0999", `href="#email"`, `href="#subject"`)
	form["email"], form["subject"], form["serial"] = []string{"provare@kund.example"}, []string{"Larm E-47"}, []string{"A2-2317-0448"}
	to := s.post(t, "/tickets/new", form)
	if !strings.HasPrefix(to, "/ticket/") {
		t.Fatalf("it leads to %s", to)
	}
	holds(t, "the ticket", s.get(t, to), "Ärende 10001 är skapat.", "Kund, samtal", "A2-2317-0448", "Larm E-47")
}
