package portal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

// submit takes in the form and sends the browser on to its confirmation. A form that is refused is shown again with
// everything that was typed. Files cannot be put back into a form by a server, and nothing is kept of a form before it is
// complete: the page says so, and its script keeps them in the browser.
func (p *Portal) submit(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if form.TooLarge(err) {
		return p.again(w, r, form, true)
	}
	if err != nil {
		return err
	}
	sent, err := submission(r, form)
	if err != nil {
		return err
	}
	made, err := p.Tickets.Submit(r.Context(), sent)
	ok, err := form.Took(err)
	if err != nil {
		return err
	}
	if ok {
		return p.e.Go(w, r, fmt.Sprintf("/support/sent?n=%d", made.Number), nil)
	}
	form.Problems = placed(form.Problems, sent)
	return p.again(w, r, form, len(sent.Files) > 0)
}

// again shows a form that was refused; lost says that files came with it.
func (p *Portal) again(w http.ResponseWriter, r *http.Request, form page.Form, lost bool) error {
	again := supportPage{Form: form, Request: form.Get("request"), Lost: lost}
	if again.Request == "" {
		again.Request = rand.Text()
	}
	return p.show(w, r, again)
}

// submission reads what was filled in.
func submission(r *http.Request, form page.Form) (tickets.Submission, error) {
	files, err := page.Files(r, "files")
	if err != nil {
		return tickets.Submission{}, err
	}
	for i, f := range files {
		files[i].Name = tickets.P(strings.ToValidUTF8(f.Name.Reveal(), "�"))
	}
	get := func(field string) tickets.Personal { return tickets.P(tidy(form.Get(field))) }
	return tickets.Submission{Name: get("name"), Email: get("email"), Company: get("company"), Phone: get("phone"),
		Product: tidy(form.Get("product")), Serial: get("serial"), Text: get("text"), Files: files,
		Lang: string(spoken(form.Get("text"), page.Of(r.Context()).Lang)), Request: click(form, files)}, nil
}

// tidy makes text of what a browser sends: whole characters, no control characters, lines that end as ours do.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\r\n", "\n")
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
			return -1
		}
		return c
	}, s)
}

// sure is how certain a guess must be to count for more than the language that the form was read in.
const sure = 0.6

// spoken is the language that the customer wrote in: somebody may read the form in English and write in German.
func spoken(text string, form lang.Lang) lang.Lang {
	if l, certain := lang.Guess(text); certain >= sure {
		return l
	}
	return form.Voice()
}

// fields lists the inputs that a customer fills in.
func fields() []string {
	return []string{"name", "email", "company", "phone", "serial", "product", "text"}
}

// click names one filling-in of the form with what was filled in. The same twice is one ticket; who goes back and writes
// something else gets a second one, instead of the first with the new words lost. A form without an id is always new.
func click(form page.Form, files []tickets.NewFile) string {
	id := form.Get("request")
	if id == "" {
		return ""
	}
	h := sha256.New()
	part := func(b []byte) { fmt.Fprintf(h, "%d:", len(b)); h.Write(b) }
	part([]byte(id))
	for _, f := range fields() {
		part([]byte(form.Values.Get(f)))
	}
	for _, f := range files {
		part([]byte(f.Name.Reveal()))
		part(f.Data)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// placed moves a problem of the short fields, which the domain reports on the subject that this form does not have, to
// the fields that have it.
func placed(all tickets.Problems, sent tickets.Submission) tickets.Problems {
	var out tickets.Problems
	for _, p := range all {
		if p.Field != "subject" {
			out = append(out, p)
			continue
		}
		alone := []struct {
			field string
			form  tickets.Submission
		}{{"company", tickets.Submission{Company: sent.Company}}, {"phone", tickets.Submission{Phone: sent.Phone}}, {"serial", tickets.Submission{Serial: sent.Serial}}}
		for _, a := range alone {
			if slices.ContainsFunc(a.form.Check(), func(q *tickets.Invalid) bool { return q.Field == "subject" }) {
				out = append(out, &tickets.Invalid{Field: a.field, Key: p.Key, Args: p.Args})
			}
		}
	}
	order := append(fields(), "files")
	slices.SortStableFunc(out, func(a, b *tickets.Invalid) int { return slices.Index(order, a.Field) - slices.Index(order, b.Field) })
	return out
}
