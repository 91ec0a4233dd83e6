package page

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// Reader is the person a page is made for: who they are, and how they want it. The zero value is somebody who has not
// signed in and reads English.
type Reader struct {
	Lang lang.Lang // SV or EN
	// Asked says that the language stands in the address (?lang=), so that links of the page carry it on: see the
	// template function here.
	Asked   bool
	Theme   string // "light", "dark", "" as the browser says
	Density string // "compact" or ""
	NoKeys  bool   // no single-key shortcuts
	Account string // id of the account, "" when nobody is signed in
	Name    tickets.Personal
	Roles   tickets.Roles
}

// SignedIn says whether the reader has an account.
func (r Reader) SignedIn() bool { return r.Account != "" }

// Actor is the reader as one who carries out verbs.
func (r Reader) Actor() tickets.Actor { return tickets.Actor{Account: r.Account, Roles: r.Roles} }

// Has says whether the reader has any of the roles.
func (r Reader) Has(roles tickets.Roles) bool { return r.Roles&roles != 0 }

// FirstName is the reader's name up to the first space.
func (r Reader) FirstName() string {
	first, _, _ := strings.Cut(r.Name.Reveal(), " ")
	return first
}

// LastName is the rest of the reader's name, with the space before it.
func (r Reader) LastName() string { return strings.TrimPrefix(r.Name.Reveal(), r.FirstName()) }

// ReaderOf makes the reader of a request: the account's settings first, then ?lang=, then the browser's wish, then house.
// account is nil for somebody who has not signed in.
func ReaderOf(r *http.Request, account *tickets.Account, house lang.Lang) Reader {
	var reader Reader
	if account != nil {
		reader = Reader{Account: account.ID, Name: account.Name, Roles: account.Roles, Theme: oneOf(account.Prefs.Theme, "light", "dark"),
			Density: oneOf(account.Prefs.Density, "compact"), NoKeys: account.Prefs.NoKeys}
		if l, ok := lang.Parse(account.Prefs.Lang); ok {
			reader.Lang = l.Voice()
			return reader
		}
	}
	if l, ok := lang.Parse(r.URL.Query().Get("lang")); ok {
		reader.Lang, reader.Asked = l.Voice(), true
		return reader
	}
	if reader.Lang = wished(r.Header.Get("Accept-Language")); reader.Lang == "" {
		reader.Lang = house.Voice()
	}
	return reader
}

// wished is the language with the greatest weight in an Accept-Language header that Lethe has an answer for
// (RFC 9110 section 12.5.4), "" when there is none.
func wished(header string) lang.Lang {
	var best lang.Lang
	top := 0.0
	for part := range strings.SplitSeq(header, ",") {
		code, params, _ := strings.Cut(part, ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			f, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			if err != nil {
				continue
			}
			weight = f
		}
		if l, ok := lang.Parse(code); ok && weight > top {
			best, top = l.Voice(), weight
		}
	}
	return best
}

func oneOf(s string, allowed ...string) string {
	for _, a := range allowed {
		if s == a {
			return s
		}
	}
	return ""
}

type readerKey struct{}

// With puts the reader into a request's context.
func With(ctx context.Context, r Reader) context.Context {
	return context.WithValue(ctx, readerKey{}, r)
}

// Of is the reader of a request's context; without one it is the zero Reader.
func Of(ctx context.Context) Reader {
	r, _ := ctx.Value(readerKey{}).(Reader)
	return r
}
