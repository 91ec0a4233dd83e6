package portal

import (
	"net/http"
	"strconv"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// sentPage confirms a form. It is made of the number in its address alone and looks nothing up, so that it tells nobody
// which numbers there are.
type sentPage struct {
	Number  int64
	Support string
	Again   string
}

// Head implements page.Page.
func (sentPage) Head(r page.Reader) page.Head {
	return page.Head{Template: "portal/sent.html", Title: r.Lang.T("portal.sent.title"), Layout: page.Open, Styles: []string{"portal/portal.css"}}
}

func (p *Portal) sent(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.URL.Query().Get("n"), 10, 64)
	if err != nil || n <= 0 {
		return tickets.ErrNotFound
	}
	return p.e.Show(w, r, sentPage{Number: n, Support: p.e.Profile().Support, Again: local(page.Of(r.Context()), "/support")})
}
