// Package portal is what a customer sees on the web: the form to support, its confirmation, and the privacy notice.
package portal

import (
	"embed"
	"net/http"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

//go:embed *.html *.css *.js
var files embed.FS

// Set is the pages of the portal.
func Set() page.Set {
	return page.Set{Name: "portal", Files: files, Pages: []page.Page{supportPage{}, sentPage{}, privacyPage{}}}
}

// Options is what the portal needs.
type Options struct {
	Engine  *page.Engine
	Tickets *tickets.Tickets
	Records *tickets.Records // its models are offered in the form; nil offers none
}

// Portal answers customers.
type Portal struct {
	Options
	e *page.Engine
}

// New returns the customers' pages.
func New(o Options) *Portal { return &Portal{Options: o, e: o.Engine} }

// The limits of the form's route. A form whose files alone are too large should still be read whole, so that its words can
// be shown again: hence a little more than the files may take.
const (
	formBody = tickets.MaxFormBytes + 1<<20
	// formRate is how many forms a minute one network may send. Customers of one company often share an address.
	formRate = 20
	readRate = 120
)

// Routes lists every address of the portal. All of them are public.
func (p *Portal) Routes() []page.Route {
	return []page.Route{
		{Method: http.MethodGet, Path: "/support", Verb: "Records.Products", Public: true, Rate: readRate, Handle: p.support},
		{Method: http.MethodPost, Path: "/support", Verb: "Tickets.Submit", Public: true, Rate: formRate, Body: formBody, Handle: p.submit},
		{Method: http.MethodGet, Path: "/support/sent", Verb: "none", Public: true, Rate: readRate, Handle: p.sent},
		{Method: http.MethodGet, Path: "/privacy", Verb: "none", Public: true, Rate: readRate, Handle: p.privacy},
		{Method: http.MethodGet, Path: "/support/privacy", Verb: "none", Public: true, Rate: readRate, Handle: p.toPrivacy},
	}
}

// local is an address of ours that carries on a language chosen by ?lang=.
func local(r page.Reader, to string) string {
	if r.Asked {
		return to + "?lang=" + string(r.Lang)
	}
	return to
}
