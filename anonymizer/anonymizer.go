// Package anonymizer carries out forgetting: what is due is laid open, scrubbed, verified, staged and destroyed, and a
// stage with enough customers is published. It decides nothing about clocks and holds; those are verbs of the desk.
package anonymizer

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/axsensor/lethe/anonymizer/scrub"
	"github.com/axsensor/lethe/anonymizer/verify"
	"github.com/axsensor/lethe/tickets"
)

// Options is what an Anonymizer works on.
type Options struct {
	Desk *tickets.Forgetting
	Log  *slog.Logger // nil: the default logger
	// Purge takes forgotten tickets out of the live index and returns once no file of it knows them; nil when there is
	// no index. It is safe to repeat.
	Purge func(ctx context.Context, ids []string) error
	// Between is called between any two steps of a night, for tests that stop there; nil otherwise.
	Between func(step string)
}

// Anonymizer forgets. It is safe for concurrent use, but only one process should run its nights.
type Anonymizer struct {
	o        Options
	verifier *verify.Verifier
	mu       sync.Mutex
	scrubber *scrub.Scrubber // for the protected words it was made with
	words    []string
}

// New loads the vocabularies and the tagger.
func New(o Options) (*Anonymizer, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	v, err := verify.New()
	if err != nil {
		return nil, fmt.Errorf("load the verifier: %w", err)
	}
	a := &Anonymizer{o: o, verifier: v}
	if _, err := a.scrubberFor(nil); err != nil {
		return nil, err
	}
	return a, nil
}

// scrubberFor returns a scrubber that leaves the given words standing.
func (a *Anonymizer) scrubberFor(protect []string) (*scrub.Scrubber, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.scrubber != nil && slices.Equal(a.words, protect) {
		return a.scrubber, nil
	}
	s, err := scrub.New(scrub.Options{Protected: protect})
	if err != nil {
		return nil, fmt.Errorf("load the scrubber: %w", err)
	}
	a.scrubber, a.words = s, slices.Clone(protect)
	return s, nil
}

func (a *Anonymizer) between(step string) {
	if a.o.Between != nil {
		a.o.Between(step)
	}
}

// known turns a dossier's names into what the scrubber looks for.
func known(k tickets.Known) scrub.Known {
	return scrub.Known{Names: reveal(k.Names), Emails: reveal(k.Emails), Phones: reveal(k.Phones),
		Companies: reveal(k.Companies), Serials: reveal(k.Serials), Addresses: reveal(k.Addresses)}
}

func knownToVerify(k scrub.Known) verify.Known {
	return verify.Known{Names: k.Names, Emails: k.Emails, Phones: k.Phones, Companies: k.Companies, Serials: k.Serials, Addresses: k.Addresses}
}

func reveal(ps []tickets.Personal) []string {
	var out []string
	for _, p := range ps {
		if s := strings.TrimSpace(p.Reveal()); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
