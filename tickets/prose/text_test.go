package prose

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for source, want := range map[string]string{
		``:    ``,
		`Hej`: `Hej`,
		`<p>Hej</p><p>Givaren   visar
fel.</p>`: "Hej\n\nGivaren visar fel.",
		`ett<br>två<br><br><br><br>tre`:                                        "ett\ntvå\n\ntre",
		`<div>ett</div><div>två</div>`:                                         "ett\ntvå",
		`<h1>Rubrik</h1>text`:                                                  "Rubrik\n\ntext",
		`<ul><li>ett<li>två<ul><li>inre</ul></ul>efter`:                        "- ett\n- två\n  - inre\n\nefter",
		`<ol start=3><li>tre</li><li>fyra</li></ol>`:                           "3. tre\n4. fyra",
		`<table><tr><td>Modell<td>AX-200<tr><td>Serie<td>A2-2317-0448</table>`: "Modell | AX-200\nSerie | A2-2317-0448",
		`<p>svar</p><blockquote><p>fråga</p><p>till</p></blockquote>`:          "svar\n\n> fråga\n>\n> till",
		`<a href="https://a.example/x">här</a>`:                                "här (https://a.example/x)",
		`<a href="https://www.a.example/">a.example</a>`:                       "a.example",
		`<a href="mailto:karin@example.com?subject=x">Karin</a>`:               "Karin (karin@example.com)",
		`<a href="mailto:karin@example.com">karin@example.com</a>`:             "karin@example.com",
		`<a href="javascript:x">klick</a>`:                                     "klick",
		`<img src=x alt="Bild av givaren"> <img alt="">efter`:                  "Bild av givaren efter",
		`<pre>rad 1
  rad 2

rad 4</pre>`: "rad 1\n  rad 2\n\nrad 4",
		`0,8&nbsp;&deg;C &lt;E-47&gt; &amp; &aring;`:                 "0,8 °C <E-47> & å",
		`<style>p{}</style><script>x()</script><title>t</title>ett`:  "ett",
		`<p style="display:none">dold</p>synlig`:                     "synlig",
		`<p style="display:none">bara dold</p>`:                      "bara dold",
		`<div style="max-height:0;overflow:hidden">dold</div>synlig`: "synlig",
		`<span hidden>dold</span>synlig`:                             "synlig",
		`ett<!-- nej -->två`:                                         "etttvå",
		`ett<!-- aldrig slut > två`:                                  "ett två",
		`ett<style>p{} två <b>tre</b>`:                               "etttre",
		"mel\u00adlan\u200brum":                                      "mellanrum",
		"\xff<b>ogiltig":                                             "\ufffdogiltig",
		`</td></table></p>ett`:                                       "ett",
		`<blockquote>fråga</blockquote>svar`:                         "> fråga\n\nsvar",
		`<div><table><tr><td>a</div>b<td>c</table>d</div>`:           "ab | c\n\nd",
		`<ol>` + strings.Repeat("<li>x", 2*maxDepth):                 numberedLines(2 * maxDepth),
		`ett<hr>två`:                         "ett\n---\ntvå",
		`<b>unclosed <i>nested</b> tags</i>`: "unclosed nested tags",
	} {
		if got := Text(source); got != want {
			t.Errorf("%s\ngave %q\nwant %q", source, got, want)
		}
	}
}

// numberedLines is a list of n times "x".
func numberedLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d. x\n", i+1)
	}
	return strings.TrimSpace(b.String())
}

func TestReadFindsMarks(t *testing.T) {
	mark := func(e Element) (string, bool) {
		switch e.Attr("class") {
		case "sig":
			return "signature", false
		case "rest":
			return "quote", true
		}
		return "", false
	}
	text, spans := Read(`<p>Hej</p><div class=sig>-- <b>Karin</b></div>efter<hr class=rest><p>citat</p><p>mer</p>`, mark)
	var got []string
	for _, s := range spans {
		got = append(got, s.Label+" "+strings.TrimSpace(text[s.Start:s.End]))
	}
	if want := []string{"signature -- Karin", "quote ---\n\ncitat\n\nmer"}; !slices.Equal(got, want) {
		t.Errorf("%q holds %q, want %q", text, got, want)
	}
	text, spans = Read(`<p>Hej</p><div class=rest>citat</div><p>mer</p>`, mark)
	if len(spans) != 1 || strings.TrimSpace(text[spans[0].Start:spans[0].End]) != "citat\n\nmer" {
		t.Errorf("%q holds %v", text, spans)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range attacks {
		if len(s) < 5000 {
			f.Add(s)
		}
	}
	f.Add(`<ol start=999><li><table><tr><td>a<td><pre>x</pre></table></ol>`)
	f.Add(`<blockquote><ul><li><blockquote>x`)
	f.Fuzz(func(t *testing.T, source string) {
		n := 0
		text, spans := Read(source, func(e Element) (string, bool) {
			n++
			return []string{"", "a", "b"}[n%3], n%5 == 0
		})
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r") {
			t.Fatalf("not plain text: %q", text)
		}
		if strings.Contains(text, "\n\n\n\n") && !strings.Contains(strings.ToLower(source), "<pre") && !strings.ContainsAny(source, "\n") {
			t.Fatalf("it gapes: %q", text)
		}
		for i, s := range spans {
			if s.Start < 0 || s.End < s.Start || s.End > len(text) || i > 0 && s.Start < spans[i-1].Start {
				t.Fatalf("the spans %v of %d bytes", spans, len(text))
			}
			if !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("a span cuts a character: %v", s)
			}
		}
		if plain := Text(source); plain != text {
			t.Fatalf("marking changes the text: %q, %q", plain, text)
		}
	})
}
