// Package desk is the pages of the staff: the lists, the ticket with its conversation, and what is due to be forgotten.
package desk

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strconv"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

//go:embed *.html *.css *.js
var files embed.FS

// Set is the pages of the desk.
func Set() page.Set {
	return page.Set{Name: "desk", Files: files, Pages: []page.Page{listPage{}, ticketPage{}, createPage{}, duePage{}, settingsPage{}}}
}

// Options is what the desk's pages need.
type Options struct {
	Engine     *page.Engine
	Tickets    *tickets.Tickets
	Mailroom   *tickets.Mailroom
	Records    *tickets.Records
	Accounts   *tickets.Accounts
	Forgetting *tickets.Forgetting
	Settings   *tickets.Settings
	Anonymizer *anonymizer.Anonymizer
	Live       *search.Live
	Archive    *search.Archive // what was solved before; nil shows nothing of it
}

// Desk answers the staff's requests.
type Desk struct {
	Options
	e *page.Engine
}

// New returns the desk's pages.
func New(o Options) *Desk { return &Desk{Options: o, e: o.Engine} }

// Routes lists every address of the desk with the verb that it serves.
func (d *Desk) Routes() []page.Route {
	const eng, off = tickets.RoleEngineer, tickets.RoleOfficer
	big := int64(30 << 20)
	return []page.Route{
		{Method: "GET", Path: "/tickets", Verb: "Tickets.List", Roles: eng, Handle: d.list},
		{Method: "POST", Path: "/tickets/search", Verb: "Tickets.Rows", Roles: eng, Handle: d.search},
		{Method: "POST", Path: "/tickets/bulk", Verb: "Tickets.SetStatus", Roles: eng, Handle: d.bulk},
		{Method: "POST", Path: "/tickets/undo", Verb: "Tickets.SetStatus", Roles: eng, Handle: d.undo},
		{Method: "GET", Path: "/tickets/new", Verb: "Tickets.Create", Roles: eng, Handle: d.newTicket},
		{Method: "POST", Path: "/tickets/new", Verb: "Tickets.Create", Roles: eng, Body: big, Handle: d.create},
		{Method: "GET", Path: "/ticket/:id", Verb: "Tickets.Story", Roles: eng, Handle: d.ticket},
		{Method: "POST", Path: "/ticket/:id/write", Verb: "Tickets.Reply", Roles: eng, Body: big, Handle: d.write},
		{Method: "POST", Path: "/ticket/:id/draft", Verb: "Tickets.SaveDraft", Roles: eng, Body: 2 << 20, Handle: d.draft},
		{Method: "POST", Path: "/ticket/:id/set", Verb: "Tickets.SetStatus", Roles: eng, Handle: d.set},
		{Method: "POST", Path: "/ticket/:id/unit", Verb: "Tickets.LinkUnit", Roles: eng, Handle: d.unit},
		{Method: "POST", Path: "/ticket/:id/customer", Verb: "Records.SetCustomer", Roles: eng, Handle: d.customer},
		{Method: "POST", Path: "/ticket/:id/retry", Verb: "Mailroom.RetryDelivery", Roles: eng, Handle: d.retry},
		{Method: "GET", Path: "/ticket/:id/file/:message/:file", Verb: "Tickets.File", Roles: eng, Handle: d.file},
		{Method: "GET", Path: "/ticket/:id/sent/:message", Verb: "Tickets.Original", Roles: eng, Handle: d.original},
		{Method: "GET", Path: "/ticket/:id/html/:message", Verb: "Tickets.Story", Roles: eng, Handle: d.asSent},
		{Method: "GET", Path: "/forget", Verb: "Forgetting.Due", Roles: off, Handle: d.due},
		{Method: "POST", Path: "/forget/find", Verb: "Tickets.TicketByNumber", Roles: off, Handle: d.findDue},
		{Method: "POST", Path: "/forget/hold", Verb: "Forgetting.Hold", Roles: off, Handle: d.hold},
		{Method: "POST", Path: "/forget/release", Verb: "Forgetting.Release", Roles: off, Handle: d.release},
		{Method: "GET", Path: "/settings", Verb: "Accounts.All", Roles: tickets.RoleAdmin, Handle: d.settings},
		{Method: "POST", Path: "/settings/account", Verb: "Accounts.Create", Roles: tickets.RoleAdmin, Handle: d.account},
		{Method: "POST", Path: "/settings/lists", Verb: "Settings.SetLists", Roles: tickets.RoleAdmin, Handle: d.lists},
		{Method: "POST", Path: "/settings/active", Verb: "Accounts.SetActive", Roles: tickets.RoleAdmin, Handle: d.active},
	}
}

// view is one of the fixed lists as the navigation shows it.
type view struct {
	list tickets.List
	key  string // the keys that lead there
}

func views() []view {
	return []view{{tickets.ListMine, "g m"}, {tickets.ListUnassigned, "g u"}, {tickets.ListOpen, "g a"}, {tickets.ListWaiting, ""},
		{tickets.ListOverdue, "g l"}, {tickets.ListSolved, ""}}
}

// nav is the list of views with their counts.
func nav(r page.Reader, c tickets.Counts, current tickets.List) page.Nav {
	counts := map[tickets.List]int{tickets.ListMine: c.Mine, tickets.ListUnassigned: c.Unassigned, tickets.ListOpen: c.Open,
		tickets.ListWaiting: c.Waiting, tickets.ListOverdue: c.Overdue, tickets.ListHeld: c.Held, tickets.ListSpam: c.Spam}
	item := func(v view) page.NavItem {
		n := page.NavItem{Href: listHref(v.list), Text: r.Lang.T("list." + string(v.list)), Current: v.list == current, Key: v.key}
		if many, ok := counts[v.list]; ok && (many > 0 || v.list != tickets.ListOverdue) {
			n.Count = shown(r, many)
			n.Late = v.list == tickets.ListOverdue
		}
		return n
	}
	var main, post []page.NavItem
	for _, v := range views() {
		main = append(main, item(v))
	}
	for _, l := range []tickets.List{tickets.ListHeld, tickets.ListSpam} {
		post = append(post, item(view{l, ""}))
	}
	return page.Nav{Groups: []page.NavGroup{{Items: main}, {Title: r.Lang.T("list.post"), Items: post}}}
}

// shown is a count as lists show it: it stops at 999+.
func shown(r page.Reader, n int) string {
	if n >= tickets.MaxCount {
		return r.Lang.Int(tickets.MaxCount-1) + "+"
	}
	return r.Lang.Int(int64(n))
}

func listHref(l tickets.List) string { return "/tickets?list=" + string(l) }

// find is the search field in the head.
func find(r page.Reader, words string) page.Search {
	return page.Search{Action: "/tickets/search", Label: r.Lang.T("page.search.desk"), Value: words}
}

// byNumber is where a ticket's number leads, "" when there is no such ticket.
func (d *Desk) byNumber(ctx context.Context, as tickets.Actor, words string) string {
	n, err := strconv.ParseInt(words, 10, 64)
	if err != nil {
		return ""
	}
	id, err := d.Tickets.TicketByNumber(ctx, as, n)
	if err != nil {
		return ""
	}
	return id
}

func queryEscape(s string) string { return url.QueryEscape(s) }

// back is where a form that was sent from a ticket leads.
func back(r *http.Request) string { return "/ticket/" + r.PathValue("id") }
