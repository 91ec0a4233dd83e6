// Package archive is the pages of the product team: the search over what was kept of forgotten tickets, and one of them
// whole. Nothing that is alive can be reached from here.
package archive

import (
	"embed"

	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

//go:embed *.html *.css
var files embed.FS

// Set is the pages of the archive.
func Set() page.Set {
	return page.Set{Name: "archive", Files: files, Pages: []page.Page{huntPage{}, ticketPage{}}}
}

// Options is what the archive's pages need; all of it is required.
type Options struct {
	Engine   *page.Engine
	Search   *search.Archive
	Archive  *tickets.Archive
	Settings *tickets.Settings
}

// Archive answers requests about archived tickets. It is safe for use by many at once.
type Archive struct {
	Options
	e *page.Engine
}

// New returns the archive's pages.
func New(o Options) *Archive { return &Archive{Options: o, e: o.Engine} }

// Routes lists every address of the archive with the verb that it serves.
func (a *Archive) Routes() []page.Route {
	const readers = tickets.RoleProduct | tickets.RoleEngineer | tickets.RoleOfficer
	return []page.Route{
		{Method: "GET", Path: home, Verb: "Archive.Ask", Roles: readers, Handle: a.hunt},
		{Method: "GET", Path: home + "/ticket/:id", Verb: "Archive.Get", Roles: readers, Handle: a.ticket},
	}
}

const home = "/archive"

// nav is the list of views beside the archive's pages.
func nav(r page.Reader, current bool) page.Nav {
	title := r.Lang.T("room.archive")
	items := []page.NavItem{{Href: home, Text: r.Lang.T("archive.search"), Current: current}}
	return page.Nav{Label: title, Groups: []page.NavGroup{{Title: title, Items: items}}}
}

// find is the search field in the head. What stands in the archive is nobody's, so its words may stand in an address.
func find(r page.Reader, words string) page.Search {
	return page.Search{Action: home, Method: "get", Label: r.Lang.T("archive.find"), Value: words}
}
