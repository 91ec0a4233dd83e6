package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/axsensor/lethe/web/page/pagetest"
)

// stepTime bounds one step in a browser, so that a page that never comes fails the test instead of holding it.
const stepTime = 3 * time.Minute

// shotsVar names the folder that keeps a picture of every tab of a test that failed; without it they go to a new one.
const shotsVar = "LETHE_TEST_SHOTS"

// browser is a Chromium without a window.
type browser struct {
	t    *testing.T
	ctx  context.Context
	tabs []*tab
}

// tab is a page of somebody of their own: it shares no cookie with another tab.
type tab struct {
	t    *testing.T
	name string
	ctx  context.Context
}

// browse starts Chromium.
func browse(t *testing.T) *browser {
	t.Helper()
	b := &browser{t: t, ctx: pagetest.Chromium(t)}
	t.Cleanup(b.keep)
	return b
}

// open opens a tab for somebody, whose name its picture will bear.
func (b *browser) open(name string) *tab {
	b.t.Helper()
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(end)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		b.t.Fatal(err)
	}
	p := &tab{t: b.t, name: name, ctx: ctx}
	p.leaveFreely()
	b.tabs = append(b.tabs, p)
	b.t.Cleanup(b.keep) // before the tab ends
	return p
}

// leaveFreely answers a page that asks whether its reader is sure to leave it.
func (p *tab) leaveFreely() {
	p.t.Helper()
	err := chromedp.Listen(p.ctx, func(ev any) {
		if _, asks := ev.(*browserpage.EventJavascriptDialogOpening); !asks {
			return
		}
		go func() {
			ctx, done := context.WithTimeout(p.ctx, stepTime)
			defer done()
			_ = chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, to *chromedp.Target) error { // a page that stays fails the next step
				_, err := cdp.Call(ctx, to, browserpage.HandleJavaScriptDialog, browserpage.HandleJavaScriptDialogParams{Accept: true})
				return err
			}))
		}()
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// keep saves what every tab shows when the test has failed, once.
func (b *browser) keep() {
	if !b.t.Failed() || len(b.tabs) == 0 {
		return
	}
	dir := os.Getenv(shotsVar)
	var err error
	if dir == "" {
		dir, err = os.MkdirTemp("", "lethe-shots-")
	} else {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		b.t.Log(err)
		return
	}
	for _, p := range b.tabs {
		path := filepath.Join(dir, fmt.Sprintf("%s-%s.png", strings.ReplaceAll(b.t.Name(), "/", "-"), p.name))
		if err := p.shoot(path); err != nil {
			b.t.Logf("no picture of %s: %v", p.name, err)
			continue
		}
		b.t.Logf("a picture of what %s sees: %s", p.name, path)
	}
	b.tabs = nil
}

func (p *tab) shoot(path string) error {
	ctx, done := context.WithTimeout(p.ctx, 20*time.Second)
	defer done()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	return os.WriteFile(path, picture, 0o600)
}

// do carries out steps, each in its time.
func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	for i, step := range steps {
		ctx, done := context.WithTimeout(p.ctx, stepTime)
		err := chromedp.Do(ctx, step)
		done()
		if err != nil {
			p.t.Fatalf("%s, step %d, at %s: %v", p.name, i+1, p.where(), err)
		}
	}
}

// where is the address that the tab is at, for messages.
func (p *tab) where() string {
	ctx, done := context.WithTimeout(p.ctx, 10*time.Second)
	defer done()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return at
}

// js is the value of an expression on a tab's page.
func js[T any](p *tab, expression string, how ...chromedp.EvaluateOption) T {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, stepTime)
	defer done()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, how...))
	if err != nil {
		p.t.Fatalf("%s, at %s: %.200s: %v", p.name, p.where(), expression, err)
	}
	return v
}

// arrived says whether a page that was pressed for is there. A page that is just going away cannot be asked.
func (p *tab) arrived() bool {
	ctx, done := context.WithTimeout(p.ctx, stepTime)
	defer done()
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!window.leaving && document.readyState === 'complete'"))
	return err == nil && there
}

// press clicks on something that leads to another page, and waits until that is there.
func (p *tab) press(what string) {
	p.t.Helper()
	js[int](p, "window.leaving = 1")
	p.do(chromedp.Click(what))
	for range 1000 {
		if p.arrived() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.t.Fatalf("%s: %s leads nowhere from %s", p.name, what, p.where())
}

// text is what the page says.
func (p *tab) text() string { return js[string](p, "document.body?.innerText ?? ''") }

// status is the code that the page was answered with.
func (p *tab) status() int {
	return js[int](p, "performance.getEntriesByType('navigation')[0].responseStatus")
}

// wish makes the browser wish for a language, and for light or dark pages.
func (p *tab) wish(l, theme string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
		if err == nil {
			_, err = cdp.Call(ctx, to, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l}})
		}
		return err
	}))
}

// signIn goes through the door and ends where it leads.
func (p *tab) signIn(base, login string) {
	p.t.Helper()
	p.do(chromedp.Navigate(base+"/sign-in"), chromedp.SetValue("#email", login), chromedp.SetValue("#password", adminPassword),
		chromedp.Click("button.first"), chromedp.WaitVisible(".desk"), chromedp.WaitReady("html.scripted"))
}
