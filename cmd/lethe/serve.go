package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"syscall"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/mailin"
	"github.com/axsensor/lethe/mailin/outbox"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web"
	"github.com/axsensor/lethe/web/archive"
	"github.com/axsensor/lethe/web/desk"
	"github.com/axsensor/lethe/web/page"
	"github.com/axsensor/lethe/web/portal"
)

type serveCommand struct {
	Listen string `placeholder:"ADDR"`
}

// Run serves an installation until it is told to stop.
func (s *serveCommand) Run(c *console) error {
	set, err := c.settings()
	if err != nil {
		return err
	}
	h, err := openHouse(c.ctx, set, c.logger(set), clock) // first: who has the folder is better news than who has the port
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", set.get("listen"))
	if err != nil {
		return errors.Join(errors.New(cannotListen(c.lang, set.get("listen"), err)), h.close())
	}
	mail, err := mailOf(set)
	if err != nil {
		return errors.Join(err, h.close(), l.Close())
	}
	for _, caution := range set.cautions(c.lang) {
		fmt.Fprintln(c.out, caution)
	}
	c.say("console.serving", "http://"+l.Addr().String(), set.place().name())
	code, err := h.desk.Accounts.FirstCode(c.ctx)
	if err == nil && code != "" {
		c.say("console.first", "http://"+l.Addr().String(), code)
	}
	if err == nil {
		err = h.serve(c.ctx, l, mail, code)
	}
	return errors.Join(err, h.close())
}

// cannotListen says why nobody can be answered at an address.
func cannotListen(l lang.Lang, at string, err error) string {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return l.T("console.listen.taken", at)
	case errors.Is(err, fs.ErrPermission):
		return l.T("console.listen.denied", at)
	}
	return l.T("console.listen", at, cause(l, err))
}

// post is where mail comes from and goes to.
type post struct {
	boxes []mailin.Mailbox
	relay *outbox.Relay // nil: letters wait in the outbox
}

// mailOf reads the mailboxes and the relay out of the settings.
func mailOf(s *settings) (post, error) {
	var p post
	for _, name := range s.mailboxes() {
		get := func(key string) string { return s.get("mailbox." + name + "." + key) }
		p.boxes = append(p.boxes, mailin.Mailbox{Name: name, Addr: get("address"), Security: mailin.Security(get("security")),
			Login: mailin.Login{User: get("user"), Password: get("password")}, Folder: get("folder"), Processed: get("processed")})
	}
	if addr := s.get("smtp.address"); addr != "" {
		p.relay = &outbox.Relay{Addr: addr, Security: outbox.Security(s.get("smtp.security")),
			Login: outbox.Login{User: s.get("smtp.user"), Password: s.get("smtp.password")}}
	}
	return p, nil
}

// site mounts every page of the product.
func (h *house) site(code string) (*web.Site, error) {
	e, err := page.New(page.Options{Profile: h.desk.Profile(), Now: h.now, Secret: h.desk.Secret("said"), Rooms: []page.Room{
		{Href: "/tickets", Key: "room.desk", Roles: tickets.RoleEngineer},
		{Href: "/forget", Key: "room.privacy", Roles: tickets.RoleOfficer},
		{Href: "/archive", Key: "room.archive", Roles: tickets.RoleProduct | tickets.RoleEngineer | tickets.RoleOfficer},
		{Href: "/settings", Key: "room.settings", Roles: tickets.RoleAdmin},
	}}, web.Set(), desk.Set(), portal.Set(), archive.Set())
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	routes := desk.New(desk.Options{Engine: e, Tickets: h.desk.Tickets, Mailroom: h.desk.Mailroom, Records: h.desk.Records,
		Accounts: h.desk.Accounts, Forgetting: h.desk.Forgetting, Settings: h.desk.Settings, Anonymizer: h.anon, Live: h.live, Archive: h.archive}).Routes()
	routes = append(routes, portal.New(portal.Options{Engine: e, Tickets: h.desk.Tickets, Records: h.desk.Records}).Routes()...)
	routes = append(routes, archive.New(archive.Options{Engine: e, Search: h.archive, Archive: h.desk.Archive, Settings: h.desk.Settings}).Routes()...)
	return web.New(web.Options{Engine: e, Accounts: h.desk.Accounts, Routes: routes, Check: h.desk.Check, FirstCode: code, Log: h.log, Now: h.now})
}

// serve answers the web and runs every runner until ctx ends: then the web drains first, the runners stop, and the store
// is closed last, by the caller. It ends by itself, with mongo.ErrDeclared, when another process has opened the store with
// other declarations: this one can do nothing more, and whoever watches over it starts it again.
func (h *house) serve(ctx context.Context, l net.Listener, mail post, code string) error {
	site, err := h.site(code)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	door, err := listenSocket(h.at.data)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	web, leave := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		defer leave()
		ended <- runAll(work, h.log, h.desk.Leases, h.runners(mail, site, door))
	}()
	err = site.Serve(web, l)
	stop()
	return errors.Join(err, <-ended)
}

// runners lists everything that works of itself.
func (h *house) runners(mail post, site *web.Site, door net.Listener) []runner {
	rs := []runner{
		{"socket", false, func(ctx context.Context) error { return h.serveSocket(ctx, door) }},
		{"live-index", false, h.live.Run},
		{"archive-index", false, h.archive.Run},
		{"live-pages", false, func(ctx context.Context) error { return site.Hub().Follow(ctx, h.desk.Tickets) }},
		{"receiver", true, (&mailin.Receiver{Desk: h.desk.Mailroom, AuthServer: h.set.get("auth_server"), Log: h.log}).Run},
		{"anonymizer", true, func(ctx context.Context) error { return h.anon.Run(ctx, h.schedule()) }},
		{"housekeeping", true, h.newHousekeeper().Run},
	}
	for _, box := range mail.boxes {
		r := &mailin.Runner{Mailbox: box, Desk: h.desk.Mailroom, Now: h.now, Log: h.log}
		rs = append(rs, runner{"mailbox-" + box.Name, true, r.Run})
	}
	if mail.relay != nil {
		o := &outbox.Outbox{Desk: h.desk.Mailroom, Relay: *mail.relay, Zone: h.zone, Now: h.now, Log: h.log}
		rs = append(rs, runner{"outbox", true, o.Run})
	} else {
		h.log.Log(context.Background(), slog.LevelWarn, "no relay is set: letters wait in the outbox")
	}
	return rs
}

func (h *house) schedule() anonymizer.Schedule {
	at, _ := time.Parse("15:04", h.set.get("forget_at")) // checked when it was read
	alone := func(ctx context.Context, night func(context.Context) error) error {
		return h.desk.Leases.Hold(ctx, leaseNight, night)
	}
	return anonymizer.Schedule{Hour: at.Hour(), Minute: at.Minute(), Zone: h.zone, Now: h.now, Alone: alone}
}
