package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// spy is somebody's server that must not hear of who reads a mail.
type spy struct {
	*httptest.Server
	mu    sync.Mutex
	heard []string
}

func newSpy(t *testing.T) *spy {
	t.Helper()
	s := &spy{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.heard = append(s.heard, r.URL.Path)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *spy) paths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.heard...)
}

// hostile is a mail that wants to run, load and post from wherever it is read; SPY is where to.
const hostile = `<html><head><base href="SPY/base/"><meta http-equiv="refresh" content="0;url=SPY/refresh"><link rel="stylesheet" href="SPY/sheet.css">
<style>@import url(SPY/import.css); body{background:url(SPY/body.png)} @font-face{font-family:x;src:url(SPY/font.woff2)} p{font-family:x}</style>
<script>document.title='ran';window.ran=1;new Image().src='SPY/script.png'</script><script src="SPY/script.js"></script></head>
<body onload="window.ran=2;new Image().src='SPY/onload.png'" background="SPY/background.png">
<p>Hej, givaren driver.</p><img src="SPY/pixel.png" width="1" height="1"><img src="x" onerror="window.ran=3;new Image().src='SPY/onerror.png'"><img srcset="SPY/srcset.png 2x">
<picture><source srcset="SPY/source.png"><img src="relative.png"></picture><svg onload="window.ran=4"><image href="SPY/svg.png"/><script>window.ran=5</script><use href="SPY/use.svg#x"/></svg>
<video poster="SPY/poster.png" src="SPY/video.mp4" autoplay></video><audio src="SPY/audio.mp3" autoplay></audio><iframe src="SPY/frame"></iframe><iframe srcdoc="<script>parent.ran=6</script>"></iframe>
<object data="SPY/object"></object><embed src="SPY/embed"><input type="image" src="SPY/input.png"><table background="SPY/table.png"><tr><td style="background-image:url('SPY/style.png')">Fält</td></tr></table>
<div style="width:1px;background:url(SPY/div.png)">x</div><form action="SPY/form"><button>Skicka</button></form><a href="javascript:window.ran=7" id="js">Klicka</a>
<details open ontoggle="window.ran=8"><summary>x</summary></details><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.ran=9&gt;"></table></mtext></math>
<noscript><p title="</noscript><img src=1 onerror=window.ran=10>"></p></noscript><p>Slut, larm.</p></body></html>`

func TestHTMLFromOutsideRunsAndLoadsNothing(t *testing.T) {
	s, far := openDesk(t), newSpy(t)
	b := browse(t)
	p := b.open("engineer")
	raw := "From: Planterad Kund <planterad@kund.example>\r\nSubject: Fientligt <script>window.ran=11</script>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n" +
		"--xx\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + strings.ReplaceAll(strings.ReplaceAll(hostile, "SPY", far.URL), "\n", "\r\n") + "\r\n" +
		"--xx\r\nContent-Type: text/html; name=\"fil.html\"\r\nContent-Disposition: attachment; filename=\"fil.html\"\r\n\r\n<script>window.ran=12;new Image().src='" + far.URL + "/file.png'</script>\r\n" +
		"--xx\r\nContent-Type: image/svg+xml; name=\"bild.svg\"\r\nContent-Disposition: attachment; filename=\"bild.svg\"\r\n\r\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>window.ran=13</script></svg>\r\n--xx--\r\n"
	s.hand("planterad@kund.example", raw)
	var link string
	for at := range s.rows(1) {
		link = at
	}
	p.signIn(s.base, "elin@axsensor.example")
	p.do(chromedp.Navigate(s.base + "/tickets?list=unassigned"))
	p.quiet("the list")
	p.do(chromedp.Navigate(s.base+link), chromedp.WaitVisible("#log .msg"))
	p.quiet("the ticket")
	if all := p.text(); !strings.Contains(all, "Hej, givaren driver.") || !strings.Contains(all, "Slut, larm.") {
		t.Errorf("the words are lost: %s", all)
	}
	_, page := s.get(link)
	sent := regexp.MustCompile(`(?:href|src)="(` + link + `/html/[^"]+)"`).FindStringSubmatch(page)
	if sent == nil {
		t.Fatal("there is no way to see the mail as it was sent")
	}
	p.do(chromedp.Navigate(s.base + sent[1]))
	p.quiet("the mail as it was sent")
	if all := p.text(); !strings.Contains(all, "Hej, givaren driver.") || !strings.Contains(all, "Slut, larm.") {
		t.Errorf("the words of the mail as sent are lost: %s", all)
	}
	for _, f := range regexp.MustCompile(`href="(`+link+`/file/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		res, err := s.client.Get(s.base + f[1])
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if kind, how := res.Header.Get("Content-Type"), res.Header.Get("Content-Disposition"); kind != "application/octet-stream" || !strings.HasPrefix(how, "attachment") {
			t.Errorf("a file that can run is shown instead of saved: %s, %s", kind, how)
		}
	}
	if heard := far.paths(); len(heard) > 0 {
		t.Errorf("somebody hears that the mail is read: %q", heard)
	}
}

// quiet gives a page time to do what it must not, and fails if a script of somebody else's ran or it leads elsewhere.
func (p *tab) quiet(what string) {
	p.t.Helper()
	time.Sleep(300 * time.Millisecond) // the page's own timers stand still where no script may run
	if ran := js[int](p, "window.ran ?? 0"); ran != 0 {
		p.t.Errorf("%s: script %d of the mail ran", what, ran)
	}
	if bad := js[string](p, fmt.Sprintf("[...document.querySelectorAll(%q)].map(e => e.outerHTML).join(' ')", "main script, #log iframe[srcdoc], #log object, #log form:not([action^='/']), a[href^='javascript:'], meta[http-equiv=refresh], base, link[href^='http']")); bad != "" {
		p.t.Errorf("%s holds %s", what, bad)
	}
}
