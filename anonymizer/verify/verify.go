// Package verify looks for people in text that has been scrubbed. It shares neither code nor data nor model with the scrubber, so that the two
// do not miss the same things. A finding stops a text from being archived, so each detector asks for evidence: better to stay silent on
// "Hall sensor" than to lose what it says.
package verify

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed data/names.txt data/words.txt
var data embed.FS

// Kinds of findings.
const (
	Person  = "person"
	Email   = "email"
	Phone   = "phone"
	ID      = "id" // a number given to a person or their account: national identity, IBAN, card, VAT
	Address = "address"
	Company = "company"
	Serial  = "serial"
	IP      = "ip" // or a hardware address
	URL     = "url"
	Secret  = "secret"
	Path    = "path" // a folder named after a user
	Canary  = "canary"
)

// A Finding is a place where something of a person seems to be left: text[Start:End], on character boundaries. Why names the
// rule that found it and never repeats the text.
type Finding struct {
	Start, End int
	Kind       string
	Why        string
}

// Known is what the case knew of its people, as it stood in the records: names as written, numbers in any form. Canaries are
// planted strings that must never get through.
type Known struct {
	Names     []string
	Emails    []string
	Phones    []string
	Companies []string
	Serials   []string
	Addresses []string
	Canaries  []string
}

// A Verifier holds the lists. It is read-only and safe for concurrent use.
type Verifier struct {
	given    map[string]bool // to whether it is an ordinary word too
	surnames map[string]bool
	words    map[string]bool
	book     book
}

// New reads the embedded lists. It fails only if they are damaged.
func New() (*Verifier, error) {
	v := &Verifier{given: map[string]bool{}, surnames: map[string]bool{}, words: map[string]bool{}, book: newBook()}
	names, err := data.ReadFile("data/names.txt")
	if err != nil {
		return nil, fmt.Errorf("verify: names: %w", err)
	}
	for line := range strings.Lines(string(names)) {
		cols := strings.Fields(line)
		if len(cols) < 2 {
			return nil, fmt.Errorf("verify: names: line without a name")
		}
		into := v.given
		if cols[0] == "s" {
			into = v.surnames
		}
		name := plainLetters(cols[1])
		into[name] = len(cols) > 2
		if len(cols) > 2 {
			v.words[name] = true
		}
	}
	words, err := data.ReadFile("data/words.txt")
	if err != nil {
		return nil, fmt.Errorf("verify: words: %w", err)
	}
	for w := range strings.FieldsSeq(string(words)) {
		v.words[plainLetters(w)] = true
	}
	return v, nil
}

// Look returns what seems to be left of people in text: sorted, not overlapping, none if it is clean. Placeholders of the
// scrubber are ignored. It takes time about linear in the text and never fails.
func (v *Verifier) Look(text string, known Known) []Finding {
	if text == "" {
		return nil
	}
	p := newPage(text)
	var found []Finding
	for _, look := range []func(*page) []Finding{
		lookMail, lookIdentity, lookPhone, lookNet, lookPath, lookSecret, lookAddress, v.lookNames, v.lookContext,
		func(p *page) []Finding { return v.lookKnown(p, known) },
	} {
		found = append(found, look(p)...)
	}
	return settle(text, found)
}

// settle sorts findings, drops those inside placeholders' neighbours twice found, and joins overlapping ones under the first's kind.
func settle(text string, found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	var out []Finding
	for _, f := range found {
		if f.Start >= f.End || f.End > len(text) {
			continue
		}
		if n := len(out); n > 0 && f.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, f.End)
			continue
		}
		out = append(out, f)
	}
	return out
}
