package prose

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// attacks are bytes that somebody might send us. None of them may leave anything that runs, loads, submits, covers or
// lies about where it leads. The word "kvar" in them is text that must stay.
var attacks = []string{
	`<script>alert(1)</script>kvar`,
	`<SCRIPT SRC=https://evil.example/x.js></SCRIPT>kvar`,
	`<script>alert(1)`,
	`kvar<script <b>`,
	`<scr<script>ipt>alert(1)</scr</script>ipt>kvar`,
	`<b onclick=alert(1) ONMOUSEOVER="alert(1)" on<x=1>kvar</b>`,
	`<img src=x onerror=alert(1)>kvar`,
	`<img/src="https://evil.example/x"/onerror=alert(1)>kvar`,
	"<img src=`https://evil.example/x` onerror=alert(1)>kvar",
	`<body onload=alert(1)>kvar`,
	`<a href="javascript:alert(1)">kvar</a>`,
	`<a href="JaVaScRiPt:alert(1)">kvar</a>`,
	`<a href=" &#1; javascript:alert(1)">kvar</a>`,
	"<a href=\"java\tscript:alert(1)\">kvar</a>",
	"<a href=\"java\nscript:alert(1)\">kvar</a>",
	`<a href="java&#10;script:alert(1)">kvar</a>`,
	`<a href="java&Tab;script&colon;alert(1)">kvar</a>`,
	`<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)">kvar</a>`,
	"<a href=\"java\x00script:alert(1)\">kvar</a>",
	`<a href="vbscript:x">kvar</a>`,
	`<a href="data:text/html,<script>alert(1)</script>">kvar</a>`,
	`<a href="data:text/html;base64,PHNjcmlwdD4=">kvar</a>`,
	`<a href="file:///etc/passwd">kvar</a>`,
	`<a href="//evil.example/x">kvar</a>`,
	`<a href="/logout">kvar</a>`,
	`<a href="?a">kvar</a>`,
	`<a href="mailto">kvar</a><a href="https">x</a><a href="tel:">x</a><a href="http://">x</a>`,
	`<a href="https:javascript:alert(1)">kvar</a>`,
	`<a href="https://a.example" href="javascript:alert(1)">kvar</a>`,
	`<a href="javascript:alert(1)" href="https://a.example">kvar</a>`,
	`<a href="https://a.example" target=_top rel=opener ping=https://evil.example/p download>kvar</a>`,
	`<img src="data:text/html,<script>alert(1)</script>">kvar`,
	`<img src="data:image/svg+xml,<svg onload=alert(1)>">kvar`,
	`<img src="data:image/svg+xml;base64,PHN2Zz4=">kvar`,
	`<img src="javascript:alert(1)">kvar`,
	`<img src="//evil.example/x.png">kvar`,
	`<img src="//evil.example:443/x.png">kvar`,
	`<img src="\\evil.example\x.png">kvar`,
	`<img src="ftp://evil.example/x.png">kvar`,
	`<img srcset="https://evil.example/x.png 1x, https://evil.example/y.png 2x">kvar`,
	`<img src="cid:a" srcset="https://evil.example/x.png">kvar`,
	`<img data-remote="javascript:alert(1)">kvar`,
	`<img data-remote='https://evil.example/"onerror="alert(1)'>kvar`,
	`<picture><source srcset="https://evil.example/x.png"><img src="cid:a"></picture>kvar`,
	`<video src="https://evil.example/x" poster="https://evil.example/y" autoplay></video><audio src=https://evil.example/x></audio>kvar`,
	`<svg onload=alert(1)><circle/></svg>kvar`,
	`<svg><script>alert(1)</script></svg>kvar`,
	`<svg><a xlink:href="javascript:alert(1)"><text x=1>kvar</text></a></svg>`,
	`<svg><animate onbegin=alert(1) attributeName=x></svg>kvar`,
	`<svg><foreignObject><iframe srcdoc="x"></iframe></foreignObject></svg>kvar`,
	`<svg><image href="https://evil.example/x.png"/><use href="https://evil.example/s.svg#a"/></svg>kvar`,
	`<svg></p><style><a id="</style><img src=1 onerror=alert(1)>"></svg>kvar`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<math><mi//xlink:href="data:x,<script>alert(1)</script>">kvar</math>`,
	`<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>kvar`,
	`<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">`,
	`<style>@import "https://evil.example/x.css";</style>kvar`,
	`<style>body{background:url(https://evil.example/x)}`,
	`<link rel=stylesheet href=https://evil.example/x.css>kvar`,
	`<meta http-equiv=refresh content="0;url=https://evil.example">kvar`,
	`<base href="https://evil.example/"><a href="x">kvar</a>`,
	`<form action=https://evil.example method=post><input name=p type=password><button formaction=javascript:alert(1)>kvar</button></form>`,
	`<input type=image src=https://evil.example/x.png><select><option>kvar</select><keygen><isindex>`,
	`<iframe src=https://evil.example></iframe>kvar`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>kvar`,
	`<iframe><b>x</iframe>kvar`,
	`<frameset><frame src=https://evil.example></frameset>`,
	`<object data=https://evil.example/x.swf><param name=a value=b></object><embed src=https://evil.example>kvar`,
	`<applet code=x></applet><portal src=https://evil.example></portal>kvar`,
	`<template><script>alert(1)</script></template>kvar`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">kvar</noscript>`,
	`<noembed><img src=x onerror=alert(1)></noembed><noframes><b></noframes>kvar`,
	`<textarea><img src=x onerror=alert(1)></textarea>kvar`,
	`<textarea></textarea><img src=x onerror=alert(1)>kvar`,
	`<xmp><img src=x onerror=alert(1)></xmp>kvar`,
	`<title><img src=x onerror=alert(1)></title>kvar`,
	`kvar<plaintext><script>alert(1)</script>`,
	`<listing>&lt;img src=x onerror=alert(1)&gt;</listing>kvar`,
	`<!--><script>alert(1)</script>-->kvar`,
	`<!-- --!><script>alert(1)</script> -->kvar`,
	`<![CDATA[<script>alert(1)</script>]]>kvar`,
	`<!DOCTYPE x [<!ENTITY y "z">]>kvar`,
	`<?xml version="1.0"?><?php echo 1 ?>kvar`,
	`<![if gte mso 9]><b>kvar</b><![endif]>`,
	`</div></div></body></html><p>kvar</p></div>`,
	`<div><b><i><table><tr><td><p>kvar`,
	`<p><table><tr><td></p></div></table></div>kvar`,
	`<b>kvar<i></b></i></b></p></span></td>`,
	`<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9">kvar</div>`,
	`<div style="display:none;visibility:hidden;opacity:0;clip:rect(0 0 0 0);color:red">kvar</div>`,
	`<div style="background:url(https://evil.example/x.png)">kvar</div>`,
	`<div style="background:URL('https://evil.example/x.png')">kvar</div>`,
	`<div style="background:u\72l(https://evil.example/x.png)">kvar</div>`,
	`<div style="background:/**/url(https://evil.example/x.png)">kvar</div>`,
	`<div style="background-image:image-set('https://evil.example/x.png' 1x)">kvar</div>`,
	`<div style="list-style-image:url(x);content:url(x);cursor:url(x);border-image:url(x) 1;border-image-source:url(x)">kvar</div>`,
	`<div style="width:expression(alert(1));behavior:url(x);-moz-binding:url(x)">kvar</div>`,
	`<div style="color:red;}</style><script>alert(1)</script>">kvar</div>`,
	`<div style="font-family:x;@import 'https://evil.example'">kvar</div>`,
	`<div style="color:transparent"><span style="color:rgba(0,0,0,0)"><b style="color:#0000"><i style="color:#11111100">kvar</i></b></span></div>`,
	`<div style="color:rgb(0,0,0,0)"><i style="color:hsla(0,0,0,0)">kvar</i></div>`,
	`<div style="font-size:0"><b style="font-size:1px"><i style="line-height:0;height:0;max-height:0;text-indent:-999em">kvar</i></b></div>`,
	`<div style="margin:-999px;margin-left:-999px;margin:0 -99px;padding:-1px;transform:scale(0);float:left">kvar</div>`,
	`<div id=top class="btn primary" name=x data-action=delete tabindex=1 contenteditable accesskey=x is=x slot=x>kvar</div>`,
	`<table background="https://evil.example/x.png"><tr background=https://evil.example/x.png><td background=https://evil.example/x.png>kvar</td></tr></table>`,
	`<blockquote cite="javascript:alert(1)">kvar</blockquote><q cite=https://evil.example>x</q>`,
	`<details ontoggle=alert(1) open><summary>kvar</summary></details>`,
	`<marquee onstart=alert(1)>kvar</marquee><dialog open>x</dialog>`,
	`<a><b onfocus=alert(1) autofocus>kvar</a>`,
	`<font color="red;background:url(x)" face="javascript:x" size=99999999999999999999999999999999999999999999999999999999999999>kvar</font>`,
	`<td width="1' onmouseover='x" bgcolor="url(x)">kvar</td>`,
	`<p lang="sv&quot; onclick=&quot;x">kvar</p>`,
	`<x-y onclick=1><custom-element>kvar</custom-element></x-y>`,
	`<div/onclick=alert(1)/>kvar`,
	"<div\x0conclick=alert(1)>kvar</div>",
	`<a href="https://a.example"><a href="https://b.example">kvar</a></a>`,
	`<a style="font-size:1"><a x>kvar`,
	`<img src="http://">kvar`,
	`<a href="https://xn--80ak6aa92e.example/%0d%0aSet-Cookie:x">kvar</a>`,
	`<a href="http://[::1">kvar</a><a href="https://%zz">x</a>`,
	`<a href="mailto:a@b.example?body=x&cc=y">kvar</a><a href="tel:+46701234567">x</a>`,
	"\xff\xfe<b>kvar\xc3</b>\xed\xa0\x80\x00",
	"<p>kvar &lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt; &#0; &#xD800; &notanentity; &amp</p>",
	strings.Repeat("<div>", 3000) + "kvar",
	strings.Repeat("<b><i>", 600) + "kvar" + strings.Repeat("</div>", 600),
	"<" + strings.Repeat("a", 100_000) + ">kvar",
}

func TestSafeLeavesNothingDangerous(t *testing.T) {
	for _, source := range attacks {
		for _, o := range []Options{{}, {Remote: true}, {Image: ownImage}} {
			p := Safe(source, o)
			for _, fault := range faults(p, o) {
				t.Errorf("%.200q\ngave %.300q\n%s", source, p.HTML, fault)
			}
		}
		if strings.Contains(source, "kvar") && !strings.Contains(Safe(source, Options{}).HTML, "kvar") {
			t.Errorf("%.200q lost its text", source)
		}
	}
}

func FuzzSafe(f *testing.F) {
	for _, s := range attacks {
		if len(s) < 5000 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, source string) {
		for _, o := range []Options{{}, {Remote: true}, {Image: ownImage}} {
			p := Safe(source, o)
			for _, fault := range faults(p, o) {
				t.Errorf("gave %q: %s", p.HTML, fault)
			}
		}
	})
}

// ownImage knows every image by its name.
func ownImage(id string) (string, bool) {
	if strings.HasPrefix(id, "/own/") {
		return id, true
	}
	if !regexp.MustCompile(`^[a-z@.]+$`).MatchString(id) {
		return "", false
	}
	return "/own/" + id, true
}

// faults lists what is wrong with a page. It reads it as a browser does, and knows nothing of how it was made.
func faults(p Page, o Options) []string {
	var bad []string
	if !utf8.ValidString(p.HTML) || strings.Contains(p.HTML, "\x00") {
		bad = append(bad, "it is not valid text")
	}
	if again := Safe(p.HTML, o); again.HTML != p.HTML || again.Remote != p.Remote {
		bad = append(bad, "made safe again it becomes "+again.HTML)
	}
	nodes, err := html.ParseFragment(strings.NewReader("<div>"+p.HTML+"</div><hr>"), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return bad // deeper than the parser goes
	}
	if len(nodes) != 2 || nodes[1].Data != "hr" {
		bad = append(bad, "it reaches out of its place")
	}
	remote := 0
	for _, n := range nodes {
		for c := range n.Descendants() {
			bad = append(bad, faultsOf(c, o)...)
			if attribute(c, "data-remote") != "" {
				remote++
			}
		}
	}
	if remote != p.Remote {
		bad = append(bad, "its count of remote images is wrong")
	}
	return bad
}

var (
	harmless = strings.Fields(`p div span br hr b strong i em u s strike del ins sub sup small big tt code kbd samp var pre
		blockquote q cite abbr address center h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th caption
		colgroup col font figure figcaption section article header footer main mark time wbr bdi bdo details summary a img`)
	plainAttr = strings.Fields(`align valign width height bgcolor border cellpadding cellspacing colspan rowspan nowrap dir lang
		color face size start type value alt`)
	plainValue = regexp.MustCompile(`^[a-zA-Z0-9 #%.,_-]*$`)
	goodLink   = regexp.MustCompile(`^(https?:|mailto:|tel:)`)
	ownSource  = regexp.MustCompile(`^(/own/|data:image/(png|gif|jpeg|webp);base64,)`)
	badStyle   = regexp.MustCompile(`(?i)url|expression|import|\\|/\*|@|<|position|display|visibility|opacity|behavior|binding|z-index|` +
		`float|transform|clip|filter|content|cursor|image|transparent|rgba|hsla|(margin|padding|border|width|height)[a-z-]*:([^;]* )?-|attr\(|var\(|text-indent`)
)

func faultsOf(n *html.Node, o Options) []string {
	var bad []string
	switch n.Type {
	case html.TextNode:
		return nil
	case html.ElementNode:
	default:
		return []string{"it holds more than elements and text: " + n.Data}
	}
	if n.Namespace != "" || !slices.Contains(harmless, n.Data) {
		bad = append(bad, "the element "+n.Namespace+" "+n.Data)
	}
	for _, a := range n.Attr {
		if !goodAttr(n.Data, a, o) {
			bad = append(bad, "the attribute "+a.Key+"="+a.Val)
		}
	}
	if href := attribute(n, "href"); n.Data == "a" && href != "" {
		rel := strings.Fields(attribute(n, "rel"))
		if !slices.Contains(rel, "noreferrer") || !slices.Contains(rel, "nofollow") {
			bad = append(bad, "a link that tells where it was found")
		}
		if strings.HasPrefix(href, "http") && strings.Contains(href, "://") && (!slices.Contains(rel, "noopener") || attribute(n, "target") != "_blank") {
			bad = append(bad, "a link that does not open apart: "+href)
		}
	}
	return bad
}

func goodAttr(element string, a html.Attribute, o Options) bool {
	switch a.Key {
	case "style":
		return !badStyle.MatchString(a.Val)
	case "href":
		return element == "a" && goodLink.MatchString(a.Val)
	case "rel", "target":
		return element == "a"
	case "src":
		return element == "img" && (ownSource.MatchString(a.Val) || o.Remote && regexp.MustCompile(`^https?://`).MatchString(a.Val))
	case "data-remote":
		return element == "img" && !o.Remote && strings.HasPrefix(a.Val, "http")
	case "alt":
		return element == "img"
	}
	return slices.Contains(plainAttr, a.Key) && plainValue.MatchString(a.Val) && len(a.Val) <= 60
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestSafeKeepsWhatLettersNeed(t *testing.T) {
	link := ` rel="nofollow noreferrer noopener" target="_blank"`
	for source, want := range map[string]string{
		`<p style="color:red; FONT-WEIGHT:bold !important">Hej</p>`: `<p style="color:red;font-weight:bold">Hej</p>`,
		`<a href="https://a.example/?x=1&y=2">här</a>`:              `<a href="https://a.example/?x=1&amp;y=2"` + link + `>här</a>`,
		`<a href=mailto:karin@example.com>k</a>`:                    `<a href="mailto:karin@example.com" rel="nofollow noreferrer">k</a>`,
		`<table border=1><tr><td align=right colspan=2>0,8 &deg;C`:  `<table border="1"><tr><td align="right" colspan="2">0,8 °C</table>`,
		`<ul><li>ett<li>två</ul>efter`:                              `<ul><li>ett<li>två</ul>efter`,
		`<p>ett<p>två<p>tre`:                                        `<p>ett<p>två<p>tre`,
		`<b>ett<i>två</b>tre</i>`:                                   `<b>ett<i>två</i></b>tre`,
		`<div><table><tr><td>a</div>b<td>c</table>d</div>`:          `<div><table><tr><td>ab<td>c</table>d</div>`,
		`<ul>` + strings.Repeat("<li>x", 2*maxDepth):                `<ul>` + strings.Repeat("<li>x", 2*maxDepth) + `</ul>`,
		`</p></div>ett`:                               `ett`,
		`<div/>ett<br/>två`:                           `<div>ett<br>två</div>`,
		`<textarea>a<b></textarea>c`:                  `<pre>a&lt;b&gt;</pre>c`,
		`<font color="#ff0000" face="Arial">f</font>`: `<font color="#ff0000" face="Arial">f</font>`,
		`<div style="font-family:&quot;Segoe UI&quot;,Arial;color:rgb(1, 2, 3)">f</div>`: `<div style="font-family:&#39;segoe ui&#39;,arial;color:rgb(1, 2, 3)">f</div>`,
		`<style>p{}</style><title>t</title>ett`:                                          `ett`,
		`a &lt;b&gt; &amp; c`:                                                            `a &lt;b&gt; &amp; c`,
		``:                                                                               ``,
	} {
		if got := Safe(source, Options{}); got.HTML != want || got.Remote != 0 {
			t.Errorf("%s\ngave %s (%d)\nwant %s", source, got.HTML, got.Remote, want)
		}
	}
}

func TestSafeImages(t *testing.T) {
	const source = `<img src="https://a.example/x.png" alt="bild" width=40 height=30>` +
		`<img src="HTTP://A.example/y.png"><img src=" cid:logo@a "><img src=logo><img src="cid:okänd">` +
		`<img src="https://spy.example/p" width=1 height="1px"><img><img src="https:x"><img src="data:image/png;base64,AAAA">`
	for what, c := range map[string]struct {
		o      Options
		want   string
		remote int
	}{
		"not agreed to": {Options{}, `<img alt="bild" width="40" height="30" data-remote="https://a.example/x.png">` +
			`<img data-remote="http://A.example/y.png"><img src="data:image/png;base64,AAAA">`, 2},
		"agreed to": {Options{Remote: true}, `<img alt="bild" width="40" height="30" src="https://a.example/x.png">` +
			`<img src="http://A.example/y.png"><img src="data:image/png;base64,AAAA">`, 0},
		"its own": {Options{Image: ownImage}, `<img alt="bild" width="40" height="30" data-remote="https://a.example/x.png">` +
			`<img data-remote="http://A.example/y.png"><img src="/own/logo@a"><img src="/own/logo"><img src="data:image/png;base64,AAAA">`, 2},
	} {
		if got := Safe(source, c.o); got.HTML != c.want || got.Remote != c.remote {
			t.Errorf("%s: %d, %s\nwant %d, %s", what, got.Remote, got.HTML, c.remote, c.want)
		}
	}
	if got := Safe(Safe(source, Options{}).HTML, Options{Remote: true}); !strings.Contains(got.HTML, ` src="https://a.example/x.png"`) {
		t.Errorf("an image that was not loaded can no longer be: %s", got.HTML)
	}
}
