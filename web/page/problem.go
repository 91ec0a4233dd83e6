package page

import (
	"embed"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/axsensor/lethe/tickets/lang"
)

//go:embed own/*.html
var ownPages embed.FS

// ownSet is this package's own pages.
func ownSet() Set {
	files, err := fs.Sub(ownPages, "own")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return Set{Name: "page", Files: files, Pages: []Page{Problem{}}}
}

// Problem is the page for a request that cannot be met.
type Problem struct {
	Status int      // 0 is 500
	Text   string   // "" is the sentence of the status
	Note   string   // under what id the log knows of it
	Wait   string   // how long to wait, in the reader's words
	Public bool     // shown in the frame of customer pages
	Home   string   // where it leads; "" is the first page
	Kept   []string // what was written in the form that could not be taken
}

// Head implements Page.
func (p Problem) Head(r Reader) Head {
	h := Head{Template: "page/problem.html", Title: p.Title(r.Lang), Layout: Desk}
	if p.Public || !r.SignedIn() {
		h.Layout = Open
	}
	return h
}

// SignIn says whether it leads to the door.
func (p Problem) SignIn() bool { return strings.HasPrefix(p.Home, "/sign-in") }

// Title says what is wrong.
func (p Problem) Title(l lang.Lang) string { return l.T("page." + p.code() + ".title") }

// Words says what to do about it.
func (p Problem) Words(l lang.Lang) string {
	switch {
	case p.Text != "":
		return p.Text
	case p.code() == "500":
		return l.T("page.500.text", p.Note)
	case p.code() == "429":
		return l.T("page.429.text", p.Wait)
	}
	return l.T("page." + p.code() + ".text")
}

// code is the status that has sentences.
func (p Problem) code() string {
	switch p.Status {
	case 400, 401, 403, 404, 409, 410, 413, 429, 503, 507:
		return strconv.Itoa(p.Status)
	case http.StatusMethodNotAllowed:
		return "404"
	}
	return "500"
}
