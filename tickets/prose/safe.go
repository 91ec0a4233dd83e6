package prose

import (
	"html"
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
// and tell nobody where they were found.
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
	skip   string // the element whose content is being dropped
}

func (s *safer) run(source string) {
	z := xhtml.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return
		case xhtml.TextToken:
			if s.skip == "" {
				s.b.WriteString(html.EscapeString(string(z.Text())))
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			s.skip = ""
			s.tag(z.Token())
		case xhtml.EndTagToken:
			s.skip = ""
			name, _ := z.TagName()
			s.b.WriteString("</" + string(name) + ">")
		}
	}
}

func (s *safer) tag(t xhtml.Token) {
	switch t.Data {
	case "script", "style", "title", "iframe", "noembed", "noframes", "noscript", "template":
		s.skip = t.Data
		return
	case "textarea", "xmp", "plaintext":
		t.Data = "pre"
	}
	src := Element{attrs: t.Attr}.Attr("src")
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
		shown, ok := s.image(src)
		if !ok || pixel(kept) {
			return
		}
		kept = append(kept, shown)
	}
	t.Attr = kept
	s.b.WriteString(t.String())
}

// image decides what an image is shown from.
func (s *safer) image(src string) (xhtml.Attribute, bool) {
	src = strings.TrimSpace(src)
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
	case scheme == "data":
		return xhtml.Attribute{Key: "src", Val: src}, true
	case scheme == "http" || scheme == "https":
		if s.o.Remote {
			return xhtml.Attribute{Key: "src", Val: src}, true
		}
		s.remote++
		return xhtml.Attribute{Key: "data-remote", Val: src}, true
	}
	return xhtml.Attribute{}, false
}

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
	scheme, _, _ := strings.Cut(strings.ToLower(href), ":")
	switch scheme {
	case "http", "https", "mailto", "tel":
		return href
	}
	return ""
}
