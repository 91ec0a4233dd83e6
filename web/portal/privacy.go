package portal

import (
	"net/http"

	"github.com/axsensor/lethe/web/page"
)

// privacyPage is the whole notice (GDPR art. 13).
type privacyPage struct {
	Company string
	Support string
	Years   int
}

// Head implements page.Page.
func (privacyPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "portal/privacy.html", Title: r.Lang.T("privacy.title"), Layout: page.Open, Styles: []string{"portal/portal.css"}}
}

// Kept is one row of the table of times.
type Kept struct{ What, Key string }

// Fixed lists what is kept for a time that law or the promise sets, and no setting changes.
func (privacyPage) Fixed() []Kept {
	return []Kept{{"privacy.books", "privacy.books.long"}, {"privacy.cloud", "privacy.cloud.long"}, {"privacy.calls", "privacy.calls.long"},
		{"privacy.logs", "privacy.logs.long"}}
}

// Rights lists what everybody may ask for.
func (privacyPage) Rights() []string {
	return []string{"privacy.right.know", "privacy.right.mend", "privacy.right.fetch", "privacy.right.erase", "privacy.right.object", "privacy.right.mail"}
}

func (p *Portal) privacy(w http.ResponseWriter, r *http.Request) error {
	return p.e.Show(w, r, privacyPage{Company: p.e.Profile().Company, Support: p.e.Profile().Support, Years: p.years()})
}

// toPrivacy leads from the other address of the notice, which the frame of customer pages links to.
func (p *Portal) toPrivacy(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, local(page.Of(r.Context()), "/privacy"), http.StatusSeeOther)
	return nil
}
