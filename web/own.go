package web

import (
	"net/http"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// own is this package's part of the table.
func (s *Site) own() []page.Route {
	const onLive = tickets.RoleEngineer | tickets.RoleOfficer | tickets.RoleAdmin
	return []page.Route{
		{Method: http.MethodGet, Path: "/", Verb: "none", Public: true, Handle: s.home},
		{Method: http.MethodGet, Path: "/sign-in", Verb: "Accounts.Session", Public: true, Handle: s.enter},
		{Method: http.MethodPost, Path: "/sign-in", Verb: "Accounts.SignIn", Public: true, Body: 16 << 10, Handle: s.signIn},
		{Method: http.MethodPost, Path: "/sign-out", Verb: "Accounts.SignOut", Public: true, Body: 16 << 10, Handle: s.leave},
		{Method: http.MethodGet, Path: "/first", Verb: "Accounts.Empty", Public: true, Handle: s.begin},
		{Method: http.MethodPost, Path: "/first", Verb: "Accounts.CreateFirst", Public: true, Body: 16 << 10, Rate: 30, Handle: s.createFirst},
		{Method: http.MethodGet, Path: "/me", Verb: "Accounts.Session", Roles: page.Staff, Handle: s.me},
		{Method: http.MethodPost, Path: "/me", Verb: "Accounts.SetPrefs", Roles: page.Staff, Body: 16 << 10, Handle: s.wish},
		{Method: http.MethodPost, Path: "/me/password", Verb: "Accounts.SetPassword", Roles: page.Staff, Body: 16 << 10, Handle: s.setPassword},
		{Method: http.MethodGet, Path: "/live", Verb: "Tickets.Watch", Roles: onLive, Stream: true, Handle: s.live},
		{Method: http.MethodGet, Path: "/healthz", Verb: "Store.Check", Public: true, Handle: s.health},
	}
}
