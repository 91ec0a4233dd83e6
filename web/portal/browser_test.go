package portal_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/axsensor/lethe/web/page/pagetest"
)

// browse opens a browser on a site.
func browse(t *testing.T, s *site) (context.Context, string) {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	ctx, late := context.WithTimeout(pagetest.Chromium(t), 3*time.Minute)
	t.Cleanup(late)
	return ctx, server.URL
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// js is the value of an expression on the page.
func js[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func value(t *testing.T, ctx context.Context, field string) string {
	t.Helper()
	return js[string](t, ctx, "document.getElementById('"+field+"').value")
}

func TestARefusedFormKeepsItsFilesInTheBrowser(t *testing.T) {
	s := open(t)
	file := filepath.Join(t.TempDir(), "mätning.csv")
	if err := os.WriteFile(file, []byte("tid;grader\n1;2,5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, home := browse(t, s)
	do(t, ctx, chromedp.Navigate(home+"/support?lang=sv"), chromedp.SetValue("#name", "Lina Hjort"), chromedp.SetValue("#email", "lina.tornugglan.example"),
		chromedp.SetUploadFiles("#files", []string{file}), chromedp.Click("button.first"), chromedp.WaitVisible(".errors"))
	focused, title := js[string](t, ctx, "document.activeElement.className"), js[string](t, ctx, "document.title")
	chosen, lost := js[string](t, ctx, "document.getElementById('files').files[0]?.name ?? ''"), js[bool](t, ctx, "!document.getElementById('files-lost').hidden")
	if email := value(t, ctx, "email"); focused != "errors" || email != "lina.tornugglan.example" || chosen != "mätning.csv" || lost || !strings.HasPrefix(title, "Fel: ") {
		t.Errorf("focus %q, email %q, file %q, asked for again %v, title %q", focused, email, chosen, lost, title)
	}
	do(t, ctx, chromedp.SetValue("#email", "lina@tornugglan.example"), chromedp.SetValue("#text", "Nollpunkten driver."), chromedp.Click("button.first"), chromedp.WaitVisible(".given"))
	address := js[string](t, ctx, "location.href")
	_, n, _ := strings.Cut(strings.TrimPrefix(address, home), "n=")
	n, _, _ = strings.Cut(n, "&")
	if n == "" {
		t.Fatalf("ended at %s", address)
	}
	counts, err := s.desk.Tickets.Counts(t.Context(), s.desk.Engineer.Actor())
	if err != nil || counts.Unassigned != 1 {
		t.Fatalf("%d tickets, %v", counts.Unassigned, err)
	}
	if m := s.story(t, atoi(t, n)).Messages[0]; len(m.Files) != 1 || m.Files[0].Name.Reveal() != "mätning.csv" {
		t.Errorf("%d files arrived", len(m.Files))
	}
}

func TestWordsSurviveAChangeOfLanguage(t *testing.T) {
	s := open(t)
	ctx, home := browse(t, s)
	do(t, ctx, chromedp.Navigate(home+"/support?lang=sv"), chromedp.SetValue("#text", "Ord som ska finnas kvar."), chromedp.SetValue("#product", "VB-40"),
		chromedp.Click(`a[hreflang="en"]`), chromedp.WaitVisible(`html[lang="en"] #text`), chromedp.WaitVisible("html.scripted"))
	text, product, left := value(t, ctx, "text"), value(t, ctx, "product"), js[int](t, ctx, "sessionStorage.length")
	if text != "Ord som ska finnas kvar." || product != "VB-40" || left != 0 {
		t.Errorf("text %q, product %q, %d things left in the tab", text, product, left)
	}
}

func TestWhatCannotBeSentIsSaidWithTheWordsStillThere(t *testing.T) {
	s := open(t)
	ctx, home := browse(t, s)
	do(t, ctx, chromedp.Navigate(home+"/support?lang=en"), chromedp.SetValue("#name", "Lina Hjort"))
	js[int](t, ctx, "window.fetch = () => Promise.reject(new Error('offline')), 0")
	do(t, ctx, chromedp.Click("button.first"), chromedp.WaitVisible(".errors"))
	said, name := js[string](t, ctx, "document.querySelector('.errors').textContent"), value(t, ctx, "name")
	if !strings.Contains(said, "Could not send. Your words are still here.") || name != "Lina Hjort" {
		t.Errorf("said %q, name %q", said, name)
	}
}

func TestThePagesFitAPhone(t *testing.T) {
	s := open(t)
	ctx, home := browse(t, s)
	for _, path := range []string{"/support", "/support/sent?n=1234567890", "/privacy"} {
		for _, l := range []string{"sv", "en"} {
			join := "?"
			if strings.Contains(path, "?") {
				join = "&"
			}
			do(t, ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(home+path+join+"lang="+l))
			if over := js[int](t, ctx, "document.documentElement.scrollWidth - innerWidth"); over > 0 {
				t.Errorf("%s in %s is %d pixels too wide at 320", path, l, over)
			}
		}
	}
}
