package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

//go:embed layout/*.html parts/*.html
var ownTemplates embed.FS

// Options is what every page is bound to.
type Options struct {
	Profile tickets.Profile // the maker's name and addresses; its Zone is the zone of every time shown
	Now     func() time.Time
	Rooms   []Room // where a reader may go, in the order in which they are shown
	// Secret is the same in every process of an installation: a sentence that one sends a browser away with is told by
	// whichever it comes to. nil: one of this process's own.
	Secret []byte
}

// Room is a part of the product with a first page, shown to readers with one of the roles.
type Room struct {
	Href  string
	Key   string // of its name in lang
	Roles tickets.Roles
}

// Engine draws pages. It holds every template, parsed once for each language, and is safe for use by many at once.
type Engine struct {
	opts   Options
	assets *assets
	voices map[lang.Lang]*voice
	seal   *saidSeal
}

// voice is the templates of one language: their functions speak it.
type voice struct {
	lang   lang.Lang
	layout *template.Template
	pages  map[string]*template.Template
}

// New reads the templates and static files of this package and of the sets. A template that does not parse, or a page
// without one, is an error that names it.
func New(o Options, sets ...Set) (*Engine, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Profile.Zone == nil {
		o.Profile.Zone = time.UTC
	}
	files, err := newAssets(sets)
	if err != nil {
		return nil, err
	}
	e := &Engine{opts: o, assets: files, voices: map[lang.Lang]*voice{}, seal: newSaidSeal(o.Secret)}
	for _, l := range lang.Spoken() {
		if e.voices[l], err = e.read(l, sets); err != nil {
			return nil, err
		}
	}
	for _, s := range append([]Set{ownSet()}, sets...) {
		if err := e.complete(s); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Profile is how the installation presents itself.
func (e *Engine) Profile() tickets.Profile { return e.opts.Profile }

// Rooms lists the parts of the product, in the order in which they are shown.
func (e *Engine) Rooms() []Room { return e.opts.Rooms }

// Now is the moment that pages count from, in the installation's zone.
func (e *Engine) Now() time.Time { return e.opts.Now().In(e.opts.Profile.Zone) }

// Assets answers every address under /static/.
func (e *Engine) Assets() http.Handler { return e.assets }

// complete checks that each page of a set has its template and files.
func (e *Engine) complete(s Set) error {
	for _, p := range s.Pages {
		h := p.Head(Reader{Lang: lang.SV})
		if e.voices[lang.SV].pages[h.Template] == nil {
			return fmt.Errorf("page %T: no template %q", p, h.Template)
		}
		for _, f := range append(append([]string{}, h.Styles...), h.Scripts...) {
			if _, ok := e.assets.files[f]; !ok {
				return fmt.Errorf("page %T: no file %q", p, f)
			}
		}
	}
	return nil
}

func (e *Engine) read(l lang.Lang, sets []Set) (*voice, error) {
	v := &voice{lang: l, pages: map[string]*template.Template{}}
	parts := template.New("parts")
	funcs := e.funcs(l, parts)
	if _, err := parts.Funcs(funcs).ParseFS(ownTemplates, "parts/*.html"); err != nil {
		return nil, fmt.Errorf("parts: %w", err)
	}
	var err error
	if v.layout, err = template.New("layout").Funcs(funcs).ParseFS(ownTemplates, "layout/*.html"); err != nil {
		return nil, fmt.Errorf("layout: %w", err)
	}
	for _, s := range append([]Set{ownSet()}, sets...) {
		if err := v.readSet(funcs, s); err != nil {
			return nil, fmt.Errorf("templates of %s: %w", s.Name, err)
		}
	}
	return v, nil
}

// readSet parses each page of a set together with the set's shared templates.
func (v *voice) readSet(funcs template.FuncMap, s Set) error {
	if s.Files == nil {
		return nil
	}
	names, err := fs.Glob(s.Files, "*.html")
	if err != nil {
		return err
	}
	shared := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n[0] != '_' })
	for _, name := range names {
		if name[0] == '_' {
			continue
		}
		t, err := template.New(name).Funcs(funcs).ParseFS(s.Files, append(slices.Clone(shared), name)...)
		if err != nil {
			return err
		}
		v.pages[s.Name+"/"+name] = t
	}
	return nil
}

// Show writes a page with status 200, or 422 when its Head says Bad. Pages are kept by nobody unless the handler has set
// Cache-Control itself. Nothing is written when it fails.
func (e *Engine) Show(w http.ResponseWriter, r *http.Request, p Page) error {
	status := http.StatusOK
	if p.Head(Of(r.Context())).Bad {
		status = http.StatusUnprocessableEntity
	}
	return e.ShowAs(w, r, status, p)
}

// ShowAs is Show with a status of the caller's choice.
func (e *Engine) ShowAs(w http.ResponseWriter, r *http.Request, status int, p Page) error {
	var b bytes.Buffer
	if err := e.draw(&b, r, p); err != nil {
		return fmt.Errorf("page %T: %w", p, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Add("Vary", "Accept-Language")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client went away: nothing to be done
	return nil
}

func (e *Engine) draw(b *bytes.Buffer, r *http.Request, p Page) error {
	reader := Of(r.Context())
	v := e.voices[reader.Lang.Voice()]
	head := p.Head(reader)
	t := v.pages[head.Template]
	if t == nil {
		return fmt.Errorf("no template %q", head.Template)
	}
	var body bytes.Buffer
	if err := t.Execute(&body, p); err != nil {
		return err
	}
	f := e.frame(r, reader, head)
	f.Body = template.HTML(body.String())
	return v.layout.ExecuteTemplate(b, string(f.Layout)+".html", f)
}
