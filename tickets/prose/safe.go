package prose

import (
	"html"
	"net/url"
	"regexp"
	"strings"

	xhtml "golang.org/x/net/html"
)

// Options say how a stranger's HTML is to be shown.
type Options struct {
	// Image gives the address of an image that came with the letter, by its Content-ID or file name without "cid:".
	// Nil, or ok false: the image is left out.
	Image func(id string) (address string, ok bool)
	// Remote shows images from elsewhere: the reader has agreed to it.
	Remote bool
}

// Page is a stranger's HTML made safe.
type Page struct {
	HTML string
	// Remote counts the images that were not loaded. Each stands as an img without src whose data-remote holds the
	// address.
	Remote int
}

// Safe makes a stranger's HTML fit to be shown: no script, no form, no style that can hide, move out of place or call
// home, no address but http, https, mailto and tel, nothing loaded from elsewhere unless asked for. Links open apart
// and tell nobody where they were found. Every element that is begun in it ends in it, so that it cannot reach out of
// the place where it is put. Making it safe again changes nothing.
func Safe(source string, o Options) Page {
	s := &safer{o: o}
	s.run(valid(source))
	return Page{HTML: strangerPolicy().Sanitize(s.b.String()), Remote: s.remote}
}

// safer rewrites images and styles; the policy behind it drops everything that is not explicitly allowed.
type safer struct {
	o      Options
	b      strings.Builder
	remote int
	skip   bool     // the content of an element is being dropped
	open   []string // elements that were begun, the outermost first
}

func (s *safer) run(source string) {
	z := xhtml.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			s.endTo(0)
			return
		case xhtml.TextToken:
			if !s.skip {
				s.b.WriteString(html.EscapeString(string(z.Text())))
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			s.skip = false
			s.tag(z.Token())
		case xhtml.EndTagToken:
			s.skip = false
			name, _ := z.TagName()
			s.end(shownAs(string(name)))
		}
	}
}

// shownAs is the element that one is shown as: those whose content is bare text are blocks of such.
func shownAs(name string) string {
	switch name {
	case "textarea", "xmp", "plaintext", "listing":
		return "pre"
	}
	return name
}

func (s *safer) name(i int) string { return s.open[i] }

// begin writes a start tag.
func (s *safer) begin(t xhtml.Token) {
	t.Type = xhtml.StartTagToken
	s.endTo(implied(len(s.open), s.name, t.Data))
	if !void(t.Data) {
		if len(s.open) >= maxDepth {
			return
		}
		s.open = append(s.open, t.Data)
	}
	s.b.WriteString(t.String())
}

// end writes an end tag, and those of all elements that are still open within. One that ends nothing is left out.
func (s *safer) end(name string) {
	at := matching(len(s.open), s.name, name)
	if at < 0 {
		return
	}
	s.endTo(at + 1)
	s.open = s.open[:at]
	s.b.WriteString("</" + name + ">")
}

// endTo ends elements until n are open.
func (s *safer) endTo(n int) {
	for i := len(s.open) - 1; i >= n; i-- {
		if !endsItself(s.open[i]) {
			s.b.WriteString("</" + s.open[i] + ">")
		}
	}
	s.open = s.open[:n]
}

func (s *safer) tag(t xhtml.Token) {
	switch t.Data {
	case "script", "style", "title", "iframe", "noembed", "noframes", "noscript", "template":
		s.skip = true
		return
	}
	t.Data = shownAs(t.Data)
	kept := make([]xhtml.Attribute, 0, len(t.Attr))
	for _, a := range t.Attr {
		switch a.Key {
		case "style":
			a.Val = safeStyle(a.Val)
		case "href":
			a.Val = safeLink(a.Val)
		case "src", "srcset", "background", "data-remote":
			continue
		}
		if a.Val != "" {
			kept = append(kept, a)
		}
	}
	if t.Data == "img" {
		if pixel(kept) {
			return
		}
		shown, ok := s.image(Element{attrs: t.Attr})
		if !ok {
			return
		}
		kept = append(kept, shown)
	}
	t.Attr = kept
	s.begin(t)
}

// image decides what an image is shown from.
func (s *safer) image(e Element) (xhtml.Attribute, bool) {
	src := strings.TrimSpace(e.Attr("src"))
	if src == "" {
		src = e.Attr("data-remote")
	}
	scheme, rest, ok := strings.Cut(src, ":")
	switch scheme = strings.ToLower(scheme); {
	case !ok || scheme == "cid": // some programs leave the scheme out
		if ok {
			src = rest
		}
		if s.o.Image != nil && src != "" {
			if address, ok := s.o.Image(strings.Trim(src, "<>")); ok {
				return xhtml.Attribute{Key: "src", Val: address}, true
			}
		}
	case scheme == "data" && drawn.MatchString(rest):
		return xhtml.Attribute{Key: "src", Val: src}, true
	case scheme == "http" || scheme == "https":
		src = webAddress(src)
		switch {
		case src == "":
			return xhtml.Attribute{}, false
		case s.o.Remote:
			return xhtml.Attribute{Key: "src", Val: src}, true
		}
		s.remote++
		return xhtml.Attribute{Key: "data-remote", Val: src}, true
	}
	return xhtml.Attribute{}, false
}

// drawn is an image of dots in a data address; SVG is none.
var drawn = regexp.MustCompile(`^image/(?:png|gif|jpeg|webp);base64,`)

// pixel tells an image that is there only to be fetched.
func pixel(attrs []xhtml.Attribute) bool {
	tiny := 0
	for _, a := range attrs {
		if a.Key == "width" || a.Key == "height" {
			if v := strings.TrimSuffix(strings.TrimSpace(a.Val), "px"); v == "0" || v == "1" || v == "2" {
				tiny++
			}
		}
	}
	return tiny == 2
}

// safeLink keeps an address that leads to a page, a letter or a call.
func safeLink(href string) string {
	href = strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, href)
	scheme, rest, ok := strings.Cut(href, ":")
	switch scheme = strings.ToLower(scheme); {
	case !ok || rest == "":
	case scheme == "http" || scheme == "https":
		return webAddress(href)
	case scheme == "mailto" || scheme == "tel":
		return scheme + ":" + rest
	}
	return ""
}

// webAddress is an address in the form that does not change any more, "" if it names no host.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.String()
}
