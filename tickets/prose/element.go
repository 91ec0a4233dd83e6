package prose

import (
	"strings"

	"golang.org/x/net/html"
)

// Element is a start tag as it is met while HTML is read.
type Element struct {
	Name  string // lower case
	attrs []html.Attribute
}

// Attr gives the value of an attribute, "" when it is missing. Of a repeated attribute the first counts.
func (e Element) Attr(key string) string {
	v, _ := e.attr(key)
	return v
}

func (e Element) attr(key string) (string, bool) {
	for _, a := range e.attrs {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// hidden says that the author meant the element not to be seen.
func (e Element) hidden() bool {
	if _, ok := e.attr("hidden"); ok {
		return true
	}
	style := e.Attr("style")
	if style == "" {
		return false
	}
	var flat, clipped bool
	for name, value := range declarations(style) {
		switch name {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "opacity":
			if zero(value) {
				return true
			}
		case "max-height", "height", "max-width":
			flat = flat || zero(value)
		case "overflow":
			clipped = value == "hidden"
		}
	}
	return flat && clipped
}

// declarations yields the property and value pairs of a style attribute in lower case, without "!important".
func declarations(style string) func(func(string, string) bool) {
	return func(yield func(string, string) bool) {
		for d := range strings.SplitSeq(style, ";") {
			name, value, ok := strings.Cut(d, ":")
			if !ok {
				continue
			}
			value = strings.ToLower(strings.TrimSpace(value))
			if i := strings.IndexByte(value, '!'); i >= 0 {
				value = strings.TrimSpace(value[:i])
			}
			if !yield(strings.ToLower(strings.TrimSpace(name)), value) {
				return
			}
		}
	}
}

// zero says that a CSS length or number is nothing: "0", "0px", "0.0em".
func zero(value string) bool {
	number := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz%")
	return number != "" && strings.Trim(number, "0.") == ""
}
