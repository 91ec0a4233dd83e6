package prose

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestFromText(t *testing.T) {
	const link = ` rel="noreferrer noopener" target="_blank"`
	for source, want := range map[string]string{
		"":                            "",
		" \n\n\n ":                    "",
		"Hej <b> & \"du\"":            "<p>Hej &lt;b&gt; &amp; &#34;du&#34;</p>\n",
		"ett\r\ntvå\r\n\r\n\r\ntre\n": "<p>ett<br>\ntvå</p>\n<p>tre</p>\n",
		"  in\n\tdrag":                "<p>&nbsp;&nbsp;in<br>\n&nbsp;drag</p>\n",
		"Se https://a.example/x_(y), (http://b.example/?a=1&b=2).": `<p>Se <a href="https://a.example/x_(y)"` + link +
			`>https://a.example/x_(y)</a>, (<a href="http://b.example/?a=1&amp;b=2"` + link + `>http://b.example/?a=1&amp;b=2</a>).</p>` + "\n",
		`https://a.example/"onmouseover="x`:    `<p><a href="https://a.example/"` + link + `>https://a.example/</a>&#34;onmouseover=&#34;x</p>` + "\n",
		"javascript:alert(1) data:text/html,x": "<p>javascript:alert(1) data:text/html,x</p>\n",
		"mail karin.x@mail.example.com.":       `<p>mail <a href="mailto:karin.x@mail.example.com">karin.x@mail.example.com</a>.</p>` + "\n",
		"E-47 på A2-2317-0448, v3.2.1, 0,8 °C och 24 V": `<p><span class="nowrap">E-47</span> på <span class="nowrap">A2-2317-0448</span>, ` +
			`<span class="nowrap">v3.2.1</span>, <span class="nowrap">0,8 °C</span> och <span class="nowrap">24 V</span></p>` + "\n",
		"\xffå\x00": "<p>\ufffdå</p>\n",
	} {
		if got := FromText(source); got != want {
			t.Errorf("%q\ngave %q\nwant %q", source, got, want)
		}
	}
}

// Text in one long word holds links and nothing else that is found, and takes no longer than other text: with the square
// of its length this test would not end.
func TestFromTextOfLongWords(t *testing.T) {
	long := strings.Repeat("A-47@b.", 100_000)
	if got, want := FromText(long+" E-47 "+long), "<p>"+long+` <span class="nowrap">E-47</span> `+long+"</p>\n"; got != want {
		t.Errorf("gave %.100q … %.100q", got, got[len(got)-100:])
	}
	address := "https://a.example/" + strings.Repeat("x", 2*longWord)
	if got := FromText("E-47 (" + address + ")."); !strings.Contains(got, `href="`+address+`" `) || !strings.HasSuffix(got, "</a>).</p>\n") {
		t.Errorf("gave %s", got)
	}
	if got := FromMarkdown(strings.Repeat("> [a](", 100_000)); !strings.HasPrefix(got, "<p>&gt; [a](&gt; ") {
		t.Errorf("gave %.100q", got)
	}
}

// FromText keeps every word in its order, and makes nothing but what a page of ours may hold.
func FuzzFromText(f *testing.F) {
	for _, s := range attacks {
		if len(s) < 5000 {
			f.Add(s)
		}
	}
	f.Add("http://@E-47 a@b.c.d https://a@b.c 0,8 °C\n\n\t\tx&nbsp;y&#1;\r\u2028\u00a0z http://")
	f.Fuzz(func(t *testing.T, source string) {
		page := FromText(source)
		if !utf8.ValidString(page) {
			t.Fatalf("%q is not valid", page)
		}
		body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
		nodes, err := html.ParseFragment(strings.NewReader(page), body)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, n := range nodes {
			body.AppendChild(n)
		}
		for n := range body.Descendants() {
			switch {
			case n.Type == html.TextNode:
				text.WriteString(n.Data)
			case n.Data == "p" || n.Data == "br":
				text.WriteByte('\n')
			case n.Data == "a":
				checkOwnLink(t, n)
			case n.Data != "span" || len(n.Attr) != 1 || n.Attr[0].Val != "nowrap":
				t.Fatalf("%q holds %s", page, n.Data)
			}
		}
		got, want := strings.Fields(text.String()), strings.Fields(valid(source))
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Fatalf("the words %q became %q", want, got)
		}
	})
}

func checkOwnLink(t *testing.T, n *html.Node) {
	t.Helper()
	href := attribute(n, "href")
	switch {
	case strings.HasPrefix(href, "mailto:"):
	case !strings.HasPrefix(strings.ToLower(href), "http://") && !strings.HasPrefix(strings.ToLower(href), "https://"):
		t.Fatalf("a link to %q", href)
	case !strings.Contains(attribute(n, "rel"), "noopener") || !strings.Contains(attribute(n, "rel"), "noreferrer"):
		t.Fatalf("a link that tells where it was found: %q", href)
	}
	if n.FirstChild == nil || n.FirstChild != n.LastChild || n.FirstChild.Type != html.TextNode || !strings.HasSuffix(href, n.FirstChild.Data) {
		t.Fatalf("a link to %q says something else", href)
	}
}

// Text gives back the words of what FromText made; a line stays a line.
func TestTextFromTextRoundTrip(t *testing.T) {
	for _, s := range []string{
		"Hej!", "ett\ntvå\n\ntre", "E-47 på A2-2317-0448\n\nSe https://a.example/x och karin@example.com", "a < b & c > d",
		"> citat\n> mer", "- ett\n- två", "<script>alert(1)</script>",
	} {
		if got := Text(FromText(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"Givaren visar fel värde", 100, "Givaren visar fel värde"},
		{"Givaren  visar\n\tfel", 17, "Givaren visar fel"},
		{"Givaren visar fel värde", 14, "Givaren visar…"},
		{"Givaren, visar", 9, "Givaren…"},
		{"Överspänningsskydd", 6, "Övers…"},
		{"x", 0, ""}, {"x", -1, ""}, {"", 5, ""}, {"xy", 1, "…"},
		{"a\xffb", 9, "a\ufffdb"},
	} {
		if got := Excerpt(c.text, c.n); got != c.want {
			t.Errorf("%q to %d: %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("Givaren visar, fel värde", 12)
	f.Add("\xff\xfe å\u2028ö", 3)
	f.Fuzz(func(t *testing.T, s string, n int) {
		got := Excerpt(s, n)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > max(n, 0) || strings.ContainsAny(got, "\n\t\x00") {
			t.Fatalf("%q to %d: %q", s, n, got)
		}
	})
}
