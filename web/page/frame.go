package page

import (
	"html/template"
	"net/http"
	"net/url"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// frame is what the layouts draw around a page.
type frame struct {
	Head
	Reader  Reader
	Profile tickets.Profile
	Body    template.HTML
	Said    *Said
	Rooms   []NavItem
	Sheets  []string
	Modules []string
	Tongues []tongue
}

// tongue is one language a reader can change to, on pages for people without an account.
type tongue struct {
	Lang    lang.Lang
	Name    string
	Href    string
	Current bool
}

func (e *Engine) frame(r *http.Request, reader Reader, h Head) frame {
	if h.Layout == "" {
		h.Layout = Desk
	}
	f := frame{Head: h, Reader: reader, Profile: e.opts.Profile, Said: e.said(r), Tongues: tongues(r, reader)}
	f.Sheets = e.addresses("page/lethe.css", h.Styles)
	f.Modules = e.addresses("page/main.js", h.Scripts)
	for _, room := range e.opts.Rooms {
		if reader.Has(room.Roles) {
			f.Rooms = append(f.Rooms, NavItem{Href: room.Href, Text: reader.Lang.T(room.Key), Current: inside(r.URL.Path, room.Href)})
		}
	}
	if len(f.Rooms) < 2 {
		f.Rooms = nil
	}
	return f
}

func (e *Engine) addresses(first string, more []string) []string {
	out := []string{e.assets.address(first)}
	for _, m := range more {
		out = append(out, e.assets.address(m))
	}
	return out
}

func inside(path, room string) bool {
	return path == room || len(path) > len(room) && path[:len(room)] == room && path[len(room)] == '/'
}

// tongues are the languages of a page with the address of the same page in each. An answer to a posted form has no such
// address: then the start of the same place is given.
func tongues(r *http.Request, reader Reader) []tongue {
	names := map[lang.Lang]string{lang.SV: "Svenska", lang.EN: "English"}
	var out []tongue
	for _, l := range lang.Spoken() {
		q := url.Values{}
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			q = r.URL.Query()
			q.Del(saidParam)
		}
		q.Set("lang", string(l))
		out = append(out, tongue{Lang: l, Name: names[l], Href: r.URL.Path + "?" + q.Encode(), Current: l == reader.Lang.Voice()})
	}
	return out
}
