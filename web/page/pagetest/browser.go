package pagetest

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// Chromium starts a browser without a window, in Swedish, that ends with the test. A machine without Chromium skips the
// test, unless CI=true: then it fails.
func Chromium(t testing.TB) context.Context {
	t.Helper()
	alloc, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(findChromium(t)), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1440, 900),
		chromedp.Flag("lang", "sv"), chromedp.Flag("accept-lang", "sv"))...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) })
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // the first call's context is the browser's: it has no deadline
		t.Fatal(err)
	}
	return ctx
}

func findChromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("Chromium is not installed; tests in a browser must run when CI=true")
	}
	t.Skip("Chromium is not installed: nothing is tried in a browser")
	return ""
}
