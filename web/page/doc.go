// Package page turns a page's value and its template into HTML in the reader's language, inside the frame that every
// page of Lethe shares.
//
// # A page
//
// A page is a struct in a package of pages (web/desk, web/archive, web/portal …), with its template, style and script
// beside it in that package's folder:
//
//	web/desk/due.go     type Due struct { Rows []DueRow; Form page.Form }
//	web/desk/due.html   what stands inside <main>; its dot is the Due
//	web/desk/due.css    only what the shared styles (static/css) lack
//	web/desk/due.js     a module; the page works without it
//
//	//go:embed *.html *.css *.js
//	var files embed.FS
//
//	// Set is the pages of the desk.
//	func Set() page.Set {
//		return page.Set{Name: "desk", Files: files, Pages: []page.Page{List{}, Due{}}}
//	}
//
//	// Head implements page.Page.
//	func (p Due) Head(r page.Reader) page.Head {
//		return page.Head{Template: "desk/due.html", Title: r.Lang.T("due.title"), Layout: page.Desk, Live: true,
//			Nav: nav(r, "due"), Styles: []string{"desk/due.css"}, Scripts: []string{"desk/due.js"}, Bad: p.Form.Bad()}
//	}
//
// A file whose name begins with _ holds {{define}}s for all templates of the set. Each page has exactly one h1 in its own
// template. A page holds values, not finished words: words come from T and N, times from when. Personal values stay
// tickets.Personal up to the template, where text or pd reveals them; printed otherwise they are •••.
//
// # Answering a request
//
// A package of pages exports a constructor that takes the engine and the rooms it needs, and the routes it serves:
//
//	func New(e *page.Engine, t *tickets.Tickets) *Desk
//	func (d *Desk) Routes() []page.Route {
//		return []page.Route{
//			{Method: "GET", Path: "/due", Verb: "Forgetting.Due", Roles: tickets.RoleOfficer, Handle: d.due},
//			{Method: "POST", Path: "/tickets/:id/answer", Verb: "Tickets.Answer", Roles: tickets.RoleEngineer, Body: 30 << 20, Handle: d.answer},
//		}
//	}
//
// Handlers are plain net/http that may return an error; package web mounts them and turns the error into a page:
//
//	func (d *Desk) answer(w http.ResponseWriter, r *http.Request) error {
//		reader := page.Of(r.Context())               // language, name, roles; reader.Actor() for verbs
//		form, err := page.ReadForm(r)                // nothing typed is lost
//		if err != nil {
//			return err
//		}
//		err = d.tickets.Answer(r.Context(), reader.Actor(), r.PathValue("id"), …)
//		ok, err := form.Took(err)                    // Invalid and Problems go to their fields
//		if err != nil {
//			return err                           // 404, 403, 409 … by package web's table
//		}
//		if !ok {
//			return d.showTicket(w, r, form)      // the page again; Head.Bad makes it 422
//		}
//		return d.e.Go(w, r, "/tickets/"+id, &page.Said{Key: "desk.sent", Undo: "/tickets/"+id+"/unsend"})
//	}
//
// Engine.Show draws a page, ShowAs with another status, Go sends the browser on (303) with a sentence that is told once,
// as a toast; its arguments are numbers and words of ours, never names, since they stand in an address.
//
// Nothing is needed against forged requests: package web refuses every unsafe request from another origin
// (net/http.CrossOriginProtection). So a GET must change nothing, and every change is a POST. There is one cookie, the
// session's; a page never sets another. Live search words are posted, not put in the address.
//
// # What a template may call
//
// Words: {{T "key" args}}, {{N "key" n args}} (plural), {{langname "de"}}. Numbers: num, dec, size, percent, many (stops at
// 999+). Times, in the installation's zone: when ("i går 16:02"), whenfull, whensplit (on two lines), clock, day, longday, month,
// year, span, period; when, whenfull, whensplit and clock are time elements with the exact moment as a tip.
//
// People: pd (a personal value on the wash), mask (hidden, beside a Show button of yours), text (as plain text, in lists and
// running text), first ("Karin"), brief ("Elin S."), who "us" .Name.
//
// Signs: status .Status, priority, warranty .Warranty .Until, warrantyday, answerby .AnswerBy, clocksign and level
// (a tickets.Ticket), sign "class" "s-late" "words", icon "i-find"; every sign of LOOK is in the sheet that the layout
// draws (static/signs.html).
//
// Forms: errors .Form (the summary, first on the page), field, area, choice, pick, tick, and btn, link for buttons:
//
//	{{errors .Form}}
//	<form method="post" action="/support" class="stack">
//	{{field .Form "mail" "form.mail" "type" "email" "autocomplete" "email" "class" "mid-w" "hint" "form.mail.hint"}}
//	{{area .Form "what" "form.what" "rows" "6"}}
//	{{choice .Form "product" "form.product" .Products}}
//	{{tick .Form "copy" "yes" "form.copy"}}
//	{{btn "form.send" "class" "first"}}
//	</form>
//
// The field's name is its id, and the Field of the tickets.Invalid that belongs to it. btn and link take "key": the element
// is pressed by that key, shows it, and stands in the table of keys and the palette; data-key on any element does the
// same, "g m" being g and then m. data-write="ctrl+enter" works while writing in that form.
//
// Parts: chip, bar, barwith, empty, more (a list's foot), fold, file, msg (Msg), sys (Sys), composer (Composer). Everything
// else is plain HTML with the classes of static/css: .head .tools .list .table .cards .block .facts .links .tag .count
// .badge .sums .two .dry .gone .kept .hunt .facet .hit .chart .menu.
//
// A dialog is <dialog id="x" aria-labelledby="…"><form class="ask" method="post" …>; whatever has data-dialog="x" opens
// it, and is a link to a page of its own for those without script.
//
// # Script
//
// Modules are small and plain; they listen for data- attributes and never make what the page needs. data-live="ticket"
// on an element with an id lets the page renew it when any ticket changes, "ticket:<id>" when that one does; other topics
// are whatever is published to the hub of package web. What was served is compared with what is served now, so it must not differ
// from one answer to the next by itself; data-from names another address to fetch, data-changed what is told when it was
// renewed, data-news what the button says when it cannot be. Rows carry data-id, so that new ones fade in. "lethe:changed" and "lethe:up" are events on document. data-send on a select
// sends its form; class no-script hides what script makes needless.
//
// # Testing
//
// A package of pages tests its templates with pagetest.Check: every page, zero and filled, in both languages.
package page
