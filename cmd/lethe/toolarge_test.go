package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestAnAnswerWithAFileThatIsTooLargeIsNotLost(t *testing.T) {
	s := openDesk(t)
	s.send("Planterad Kund <planterad@kund.example>", "Subject: Drift\r\nMessage-ID: <1@kund.example>\r\n", "Driver.\r\n")
	link := ticketOf(t, s.rows(1), "Drift")
	file := filepath.Join(t.TempDir(), "film.bin")
	if err := os.WriteFile(file, make([]byte, 35<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	p := browse(t).open("engineer")
	p.signIn(s.base, "elin@axsensor.example")
	p.do(chromedp.Navigate(s.base+link), chromedp.WaitVisible("#reply"), chromedp.SendKeys("#reply", "Ord som ska finnas kvar."), chromedp.SetUploadFiles("#answer input[type=file]", []string{file}))
	p.do(chromedp.Click("#answer button[value=send]"))
	s.until("nothing is said of the file", func() bool {
		all := p.text()
		return strings.Contains(all, "Bifoga högst 25 MB")
	})
	if got := js[string](p, "document.querySelector('#reply').value"); got != "Ord som ska finnas kvar." {
		t.Errorf("the answer that was refused is shown as %q", got)
	}
	p.do(chromedp.Navigate(s.base+link), chromedp.WaitVisible("#reply"))
	if got := js[string](p, "document.querySelector('#reply').value"); got != "Ord som ska finnas kvar." {
		t.Errorf("the answer is now %q", got)
	}
	if n := len(s.inbox("planterad@kund.example")); n > 1 {
		t.Errorf("%d letters were sent", n)
	}
}
