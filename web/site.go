package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/singleflight"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/web/page"
)

// Options is what a site is made of.
type Options struct {
	Engine   *page.Engine
	Accounts *tickets.Accounts
	Routes   []page.Route // of the packages of pages and of the API
	Hub      *Hub         // nil: a new one
	// Check says whether the data can be reached, for /healthz; nil is always well.
	Check func(context.Context) error
	// FirstCode must be typed to create the first administrator from another machine than this; "" asks nobody.
	FirstCode string
	// Proxies are the networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
	Proxies []netip.Prefix
	Log     *slog.Logger     // the operations log; nil: the default logger
	Now     func() time.Time // nil: the system's clock
}

// Site answers every request. It is safe for use by many at once.
type Site struct {
	opts     Options
	pages    *page.Engine
	accounts *tickets.Accounts
	hub      *Hub
	log      *slog.Logger
	now      func() time.Time
	routes   []page.Route
	guard    *http.CrossOriginProtection
	tries    *limiter      // sign-ins
	visits   *limiter      // routes with a rate
	hashing  chan struct{} // how many passwords are compared at once
	checks   singleflight.Group
	handler  http.Handler
}

// hashers bounds the memory that comparing passwords takes.
const hashers = 2

// New mounts every route. It refuses, by name, a route that stands twice, that is neither public nor for a role, or that
// would let the product team reach anything but the archive.
func New(o Options) (*Site, error) {
	s := &Site{opts: o, pages: o.Engine, accounts: o.Accounts, hub: o.Hub, log: o.Log, now: o.Now, hashing: make(chan struct{}, hashers)}
	if s.hub == nil {
		s.hub = NewHub()
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.tries, s.visits = newLimiter(s.now), newLimiter(s.now)
	s.guard = http.NewCrossOriginProtection()
	if base := o.Engine.Profile().BaseURL; base != "" {
		if err := s.guard.AddTrustedOrigin(base); err != nil {
			return nil, fmt.Errorf("the address of the web, %q, is not an origin such as https://desk.example", base)
		}
	}
	s.routes = append(s.own(), o.Routes...)
	if err := checkRoutes(s.routes, len(s.routes)-len(o.Routes)); err != nil {
		return nil, err
	}
	var err error
	s.handler, err = s.mount()
	return s, err
}

// Routes is the table of every address. The static files, /static/, are not in it: they are for everybody.
func (s *Site) Routes() []page.Route { return s.routes }

// Hub is where news for open pages is published.
func (s *Site) Hub() *Hub { return s.hub }

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// checkRoutes looks at the table before it is mounted. The first few routes are this package's own.
func checkRoutes(routes []page.Route, own int) error {
	seen := map[string]bool{}
	for i, r := range routes {
		name := r.Method + " " + r.Path
		switch {
		case seen[name]:
			return fmt.Errorf("route %s stands twice", name)
		case r.Handle == nil:
			return fmt.Errorf("route %s has nobody to answer", name)
		case r.Verb == "":
			return fmt.Errorf("route %s names no verb", name)
		case r.Public == (r.Roles != 0):
			return fmt.Errorf("route %s must be either public or for some roles", name)
		case i >= own && r.Roles&tickets.RoleProduct != 0 && !inArchive(r.Path):
			return fmt.Errorf("route %s would let the product team reach what is alive", name)
		}
		seen[name] = true
	}
	return nil
}

func inArchive(path string) bool {
	return path == "/archive" || strings.HasPrefix(path, "/archive/") || strings.HasPrefix(path, "/api/archive/")
}

// mount puts the routes into gin; two patterns that cannot stand beside each other are an error.
func (s *Site) mount() (h http.Handler, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("routes: %v", p)
		}
	}()
	gin.SetMode(gin.ReleaseMode)
	g := gin.New()
	g.HandleMethodNotAllowed = true
	g.RedirectTrailingSlash = false
	g.Use(s.observe, s.protect)
	static := gin.WrapH(s.pages.Assets())
	g.GET("/static/*path", static)
	g.HEAD("/static/*path", static)
	for _, r := range s.routes {
		g.Handle(r.Method, r.Path, s.route(r))
		if r.Method == http.MethodGet && !r.Stream {
			g.Handle(http.MethodHead, r.Path, s.route(r))
		}
	}
	g.NoRoute(func(c *gin.Context) { s.lost(c, tickets.ErrNotFound) })
	g.NoMethod(func(c *gin.Context) { s.lost(c, errMethod) })
	return g, nil
}

var errMethod = errors.New("no such method here")
