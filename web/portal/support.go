package portal

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

// supportPage is the form to support. It tells nothing about a serial number, known or not: whoever reads the form is a
// stranger.
type supportPage struct {
	Form     page.Form
	Products []page.Option // empty: no models are offered
	Action   string
	Notice   string // address of the whole privacy notice
	Request  string // names this filling-in, so that a second click is no second ticket
	Years    int
	Lost     bool // files were sent along with a form that was refused
}

// Head implements page.Page.
func (p supportPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "portal/support.html", Title: r.Lang.T("portal.title"), Layout: page.Open, Skip: r.Lang.T("portal.skip"),
		Bad: p.Form.Bad(), Styles: []string{"portal/portal.css"}, Scripts: []string{"portal/support.js"}}
}

// MaxFiles and MaxMB are the limits of attachments as the form tells them.
func (supportPage) MaxFiles() int { return tickets.MaxFormFiles }
func (supportPage) MaxMB() int    { return tickets.MaxFormBytes >> 20 }

// MaxBytes is MaxMB for the script.
func (supportPage) MaxBytes() int { return tickets.MaxFormBytes }

func (p *Portal) support(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, supportPage{Request: rand.Text()})
}

func (p *Portal) show(w http.ResponseWriter, r *http.Request, s supportPage) error {
	reader := page.Of(r.Context())
	s.Action, s.Notice, s.Years = local(reader, "/support"), p.notice(reader), p.years()
	var err error
	if s.Products, err = p.products(r, reader.Lang); err != nil {
		return err
	}
	return p.e.Show(w, r, s)
}

// products are the models to choose from, after the choice of none.
func (p *Portal) products(r *http.Request, l lang.Lang) ([]page.Option, error) {
	if p.Records == nil {
		return nil, nil
	}
	all, err := p.Records.Products(r.Context())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	out := []page.Option{{Text: l.T("portal.product.none")}}
	for _, pr := range all {
		out = append(out, page.Option{Value: pr.ID, Text: strings.TrimSpace(pr.ID + " " + pr.Name)})
	}
	return out, nil
}

// notice is where the whole notice stands: the maker's own, or ours.
func (p *Portal) notice(r page.Reader) string {
	if own := p.e.Profile().Privacy; own != "" {
		return own
	}
	return local(r, "/privacy")
}

// years is how long tickets are kept.
func (p *Portal) years() int {
	if y := p.e.Profile().Years; y > 0 {
		return y
	}
	return 7
}
