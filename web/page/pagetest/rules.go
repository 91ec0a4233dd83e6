package pagetest

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
)

type checker struct {
	found  []string
	ids    map[string]*html.Node
	labels map[string]bool // ids that a label is for
	h1     int
	level  int
}

func (c *checker) say(format string, args ...any) {
	c.found = append(c.found, fmt.Sprintf(format, args...))
}

// empties are the elements without an end tag.
var empties = " area base br col embed hr img input link meta source track wbr "

// balance checks that each start tag has its end tag, in order: html.Parse would mend what is wrong in silence.
func (c *checker) balance(doc string) {
	var open []string
	z := html.NewTokenizer(strings.NewReader(doc))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				c.say("cannot be read: %v", z.Err())
			}
			if len(open) > 0 {
				c.say("never closed: %s", strings.Join(open, " "))
			}
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			if !strings.Contains(empties, " "+string(name)+" ") {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				c.say("</%s> does not close %v", name, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func (c *checker) collect(n *html.Node) {
	if id, ok := attr(n, "id"); ok {
		if c.ids[id] != nil {
			c.say("two elements have the id %q", id)
		}
		c.ids[id] = n
	}
	if target, ok := attr(n, "for"); ok && n.Data == "label" {
		c.labels[target] = true
	}
}

func (c *checker) element(n *html.Node) {
	c.inline(n)
	c.references(n)
	switch n.Data {
	case "h1", "h2", "h3", "h4":
		c.heading(n)
	case "input", "select", "textarea":
		c.control(n)
	case "button", "a":
		if words(n) == "" {
			c.say("<%s> says nothing: %s", n.Data, show(n))
		}
	case "img":
		if _, ok := attr(n, "alt"); !ok {
			c.say("picture without alt: %s", show(n))
		}
	case "form":
		if action, _ := attr(n, "action"); !local(action) {
			c.say("a form leads elsewhere: %s", action)
		}
	case "table":
		if !within(n, "caption") && !has(n, "aria-label", "aria-labelledby", "data-keys-table") {
			c.say("a table without a caption or name")
		}
	case "html":
		if l, _ := attr(n, "lang"); l == "" {
			c.say("no language")
		}
	}
}

func (c *checker) inline(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			c.say("inline %s on <%s>", a.Key, n.Data)
		}
		if (a.Key == "src" || a.Key == "href") && (strings.HasPrefix(a.Val, "data:") || strings.HasPrefix(a.Val, "javascript:")) {
			c.say("inline address on <%s>", n.Data)
		}
		if strings.Contains(a.Val, "ZgotmplZ") {
			c.say("%s of <%s> was refused by html/template", a.Key, n.Data)
		}
	}
	if n.Data == "style" || (n.Data == "script" && n.FirstChild != nil) {
		c.say("inline <%s>", n.Data)
	}
}

func (c *checker) references(n *html.Node) {
	for _, key := range []string{"aria-describedby", "aria-labelledby", "aria-controls", "for", "data-dialog"} {
		v, _ := attr(n, key)
		for id := range strings.FieldsSeq(v) {
			if c.ids[id] == nil {
				c.say("%s names %q, which is not there", key, id)
			}
		}
	}
	if href, ok := attr(n, "href"); ok && len(href) > 1 && href[0] == '#' && c.ids[href[1:]] == nil {
		c.say("%q leads nowhere", href)
	}
}

func (c *checker) heading(n *html.Node) {
	level := int(n.Data[1] - '0')
	if level == 1 {
		c.h1++
	}
	if in(n, "dialog") || in(n, "nav") {
		return
	}
	if level > c.level+1 {
		c.say("h%d after h%d: %s", level, c.level, words(n))
	}
	c.level = level
}

func (c *checker) control(n *html.Node) {
	if kind, _ := attr(n, "type"); kind == "hidden" || kind == "submit" || kind == "button" {
		return
	}
	id, _ := attr(n, "id")
	if !c.labels[id] && !in(n, "label") && !has(n, "aria-label", "aria-labelledby") {
		c.say("a field without a label: %s", show(n))
	}
}

func has(n *html.Node, keys ...string) bool {
	for _, k := range keys {
		if _, ok := attr(n, k); ok {
			return true
		}
	}
	return false
}

func in(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return true
		}
	}
	return false
}

func within(n *html.Node, name string) bool {
	found := false
	walk(n, func(k *html.Node) { found = found || k.Data == name })
	return found
}

func show(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		fmt.Fprintf(&b, " %s=%q", a.Key, a.Val)
	}
	return b.String() + ">"
}
