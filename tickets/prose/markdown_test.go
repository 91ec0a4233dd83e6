package prose

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFromMarkdown(t *testing.T) {
	const link = ` rel="noreferrer noopener" target="_blank"`
	for source, want := range map[string]string{
		"":                                              "",
		"Hej **du** *där* ~~nej~~ `E-47`":               "<p>Hej <strong>du</strong> <em>där</em> <del>nej</del> <code>E-47</code></p>\n",
		"rad ett\nrad två\n\nstycke":                    "<p>rad ett<br>\nrad två</p>\n<p>stycke</p>\n",
		"# Rubrik":                                      "<h1>Rubrik</h1>\n",
		"- ett\n- två":                                  "<ul>\n<li>ett</li>\n<li>två</li>\n</ul>\n",
		"3. tre\n4. fyra":                               "<ol start=\"3\">\n<li>tre</li>\n<li>fyra</li>\n</ol>\n",
		"> citat":                                       "<blockquote>\n<p>citat</p>\n</blockquote>\n",
		"```html\n<b>\n```":                             "<pre><code>&lt;b&gt;\n</code></pre>\n",
		"sätt in <serial> och <b>fet</b>":               "<p>sätt in &lt;serial&gt; och &lt;b&gt;fet&lt;/b&gt;</p>\n",
		"<div onclick=x>\ntext\n</div>":                 "<p>&lt;div onclick=x&gt;<br>\ntext<br>\n&lt;/div&gt;</p>\n",
		"<script>alert(1)</script>":                     "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n",
		"[här](https://a.example/?x=1&y)":               `<p><a href="https://a.example/?x=1&amp;y"` + link + ">här</a></p>\n",
		"se https://a.example/x.":                       `<p>se <a href="https://a.example/x"` + link + ">https://a.example/x</a>.</p>\n",
		"[x](javascript:alert(1))":                      "<p>x</p>\n",
		"[x](JAVASCRIPT:alert(1))":                      "<p>x</p>\n",
		"[x](data:text/html,y)":                         "<p>x</p>\n",
		"[x](/logout) [y](//evil.example)":              "<p>x y</p>\n",
		"[x](<java\tscript:alert(1)>)":                  "<p>x</p>\n",
		"<javascript:alert(1)>":                         "<p>javascript:alert(1)</p>\n",
		`[x](https://a.example "t" onclick=y)`:          `<p>[x](<a href="https://a.example"` + link + `>https://a.example</a> &#34;t&#34; onclick=y)</p>` + "\n",
		"![bild av givaren](https://spy.example/x.png)": `<p><a href="https://spy.example/x.png"` + link + ">bild av givaren</a></p>\n",
		"[![bild](https://a.example/x.png)](https://a.example/)": `<p><a href="https://a.example/"` + link + ">bild</a></p>\n",
		"![bild](javascript:alert(1))":                           "<p>bild</p>\n",
		"| a | b |\n|---|--:|\n| 1 | 2 |":                        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n",
		"&lt;b&gt; &amp; &#60;":                                  "<p>&lt;b&gt; &amp; &lt;</p>\n",
		"\xff\x00å":                                              "<p>\ufffdå</p>\n",
	} {
		if got := FromMarkdown(source); got != want {
			t.Errorf("%q\ngave %q\nwant %q", source, got, want)
		}
	}
}

func TestMarkdownText(t *testing.T) {
	for source, want := range map[string]string{
		"Hej **du**\nrad två\n\nstycke":    "Hej du\nrad två\n\nstycke",
		"- ett\n- två\n\n1. a\n2. b":       "- ett\n- två\n\n1. a\n2. b",
		"[här](https://a.example/x)":       "här (https://a.example/x)",
		"https://a.example/x":              "https://a.example/x",
		"sätt in <serial>":                 "sätt in <serial>",
		"> citat\n>\n> mer":                "> citat\n>\n> mer",
		"```\n  in\n    drag\n```":         "  in\n    drag",
		"| a | b |\n|---|---|\n| 1 | 2 |":  "a | b\n1 | 2",
		"![bild](https://a.example/x.png)": "bild (https://a.example/x.png)",
		strings.Repeat("ord ", 30):         strings.TrimSpace(strings.Repeat("ord ", 19)) + "\n" + strings.TrimSpace(strings.Repeat("ord ", 11)),
	} {
		if got := MarkdownText(source); got != want {
			t.Errorf("%q\ngave %q\nwant %q", source, got, want)
		}
	}
}

func TestMailFromMarkdown(t *testing.T) {
	got := MailFromMarkdown("# Rubrik\n\nHej `<p>`\n\n- ett\n\n> citat\n\n| a |\n|---|\n| 1 |")
	for _, want := range []string{`<p style="margin:0 0 14px"><b>Rubrik</b></p>`, `<code>&lt;p&gt;</code>`, `<ul style=`, `<blockquote style=`, `<table style=`, `<th style=`, `<td style=`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if p := Safe(got, Options{}); len(faults(p, Options{})) > 0 || strings.Count(p.HTML, "style=") != strings.Count(got, "style=") {
		t.Errorf("a letter of ours does not survive: %s", p.HTML)
	}
}

// ownLink is the tags of a link: a stranger's that leads nowhere is dropped, and its address may be spelt otherwise.
var ownLink = regexp.MustCompile(`<a href="[^"]*" rel="[^"]*"(?: target="_blank")?>|</a>`)

// What engineers write is as safe as what strangers send, keeps its text, and is a fixed point of its own policy.
func FuzzMarkdown(f *testing.F) {
	for _, s := range attacks {
		if len(s) < 5000 {
			f.Add(s)
		}
	}
	f.Add("[a](<java\nscript:x>) ![b](https://x.example/\"onerror=\"y) <http://a.example/?<b>> [c]: javascript:x\n\n[c]\n\n|a|\n|-|\n|<b>|")
	f.Fuzz(func(t *testing.T, source string) {
		page := FromMarkdown(source)
		if again := markdownPolicy().Sanitize(page); again != page {
			t.Fatalf("%q becomes %q", page, again)
		}
		safe := Safe(page, Options{})
		if bad := faults(safe, Options{}); len(bad) > 0 {
			t.Fatalf("%q: %v", page, bad)
		}
		if ownLink.ReplaceAllString(safe.HTML, "") != ownLink.ReplaceAllString(page, "") {
			t.Fatalf("%q holds what is not safe: %q", page, safe.HTML)
		}
		for _, href := range regexp.MustCompile(`href="[^"]*"`).FindAllString(page, -1) {
			if !goodLink.MatchString(href[len(`href="`):]) {
				t.Fatalf("a link to %s", href)
			}
		}
		text := MarkdownText(source)
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			t.Fatalf("not plain text: %q", text)
		}
		if !utf8.ValidString(MailFromMarkdown(source)) {
			t.Fatal("a letter that is not valid")
		}
	})
}
