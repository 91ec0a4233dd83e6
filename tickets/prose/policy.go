package prose

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// safeValue is every value of a style that safeStyle may write.
const safeValue = `[a-zA-Z0-9 #%.,'-]+(?:\([0-9 %.,]+\))?[a-zA-Z0-9 #%.,'-]*`

var (
	wholeSafeValue = regexp.MustCompile(`^` + safeValue + `$`)
	wholeSafeStyle = regexp.MustCompile(`^(?:[a-z-]+:` + safeValue + `(?:;|$))+$`)
)

// strangerPolicy allows what letters need to look as they were meant, and nothing else.
func strangerPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "div", "span", "br", "hr", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "sub", "sup",
		"small", "big", "tt", "code", "kbd", "samp", "var", "pre", "blockquote", "q", "cite", "abbr", "address", "center",
		"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td",
		"th", "caption", "colgroup", "col", "font", "figure", "figcaption", "section", "article", "header", "footer", "main",
		"mark", "time", "wbr", "bdi", "bdo", "details", "summary")
	short := regexp.MustCompile(`^[a-zA-Z0-9 #%.,_-]{1,60}$`)
	p.AllowAttrs("align", "valign", "width", "height", "bgcolor", "border", "cellpadding", "cellspacing", "colspan",
		"rowspan", "nowrap", "dir", "lang").Matching(short).Globally()
	p.AllowAttrs("color", "face", "size").Matching(short).OnElements("font")
	p.AllowAttrs("start", "type", "value").Matching(short).OnElements("ol", "ul", "li")
	p.AllowAttrs("style").Matching(wholeSafeStyle).Globally()
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("src").OnElements("img")
	p.AllowAttrs("data-remote").Matching(regexp.MustCompile(`^https?://`)).OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true) // only what Options.Image gave is relative by now
	p.AllowDataURIImages()
	p.RequireParseableURLs(true)
	p.RequireNoReferrerOnLinks(true)
	p.RequireNoFollowOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}

// markdownPolicy allows what our own Markdown can make.
func markdownPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,9}$`)).OnElements("ol")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.RequireParseableURLs(true)
	p.RequireNoReferrerOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}

// safeStyle keeps the declarations that colour, weigh and space, and drops those that can hide, cover or fetch.
func safeStyle(style string) string {
	var kept []string
	for name, v := range declarations(style) {
		v = strings.ReplaceAll(v, `"`, "'")
		if len(v) < 200 && wholeSafeValue.MatchString(v) && allowedStyle(name, v) {
			kept = append(kept, name+":"+v)
		}
		if len(kept) == 40 {
			break
		}
	}
	return strings.Join(kept, ";")
}

func allowedStyle(name, value string) bool {
	switch name {
	case "color":
		return !seeThrough(value)
	case "background", "background-color", "font-weight", "font-style", "font-family", "text-align", "text-decoration",
		"text-transform", "vertical-align", "white-space", "list-style-type", "border-collapse", "border-spacing",
		"word-break", "overflow-wrap":
		return true
	case "font-size", "line-height":
		return !small(value)
	case "width", "max-width", "height":
		return !zero(value) && !strings.Contains(value, "-")
	}
	if strings.HasPrefix(name, "border") || strings.HasPrefix(name, "margin") || strings.HasPrefix(name, "padding") {
		return !strings.Contains(value, " -") && !strings.HasPrefix(value, "-") && !strings.Contains(name, "image")
	}
	return false
}

// seeThrough says that a colour may be transparent: by name, or as one with an opacity.
func seeThrough(value string) bool {
	switch {
	case strings.HasPrefix(value, "#"):
		return len(value) == len("#rgba") || len(value) == len("#rrggbbaa")
	case strings.Contains(value, "("):
		return strings.Contains(value, "a(") || strings.Count(value, ",") > 2 || !strings.HasPrefix(value, "rgb(") && !strings.HasPrefix(value, "hsl(")
	}
	return value == "transparent"
}

// small says that a length is too little to be read: under 6 pixels or points, or under half the size around it.
func small(value string) bool {
	digits := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz%")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return false
	}
	switch strings.TrimPrefix(value, digits) {
	case "px", "pt":
		return n < 6
	case "%":
		return n < 50
	default:
		return n < 0.5
	}
}
