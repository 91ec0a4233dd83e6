package search

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"github.com/axsensor/lethe/tickets"
)

// Live is the index over living tickets. It keeps no text and answers with ids; the desk reads them again.
type Live struct {
	x    *index
	desk *tickets.Tickets

	mu      sync.Mutex
	restart func() // makes Run begin again from nothing, nil while it does not run
}

// LiveOptions is what a Live is opened with.
type LiveOptions struct {
	Dir  string // a folder of its own, outside every backup
	Desk *tickets.Tickets
	Log  *slog.Logger
}

func liveKeywords() []string { return []string{"status", "assignee", "product", "tag"} }

// OpenLive opens the index; Run fills it.
func OpenLive(_ context.Context, o LiveOptions) (*Live, error) {
	x, err := openIndex(o.Dir, liveKeywords(), o.Log)
	if err != nil {
		return nil, err
	}
	return &Live{x: x, desk: o.Desk}, nil
}

// Close closes the index.
func (l *Live) Close() error { return l.x.close() }

// Run follows living tickets until ctx ends.
func (l *Live) Run(ctx context.Context) error {
	watch := func(ctx context.Context, from string) func(func(tickets.Changed, error) bool) {
		return l.desk.Watch(ctx, asSearch, from)
	}
	for ctx.Err() == nil {
		round, again := context.WithCancel(ctx)
		l.setRestart(again)
		err := l.x.follow(round, watch, l.load, liveKeywords())
		again()
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Live) setRestart(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.restart = f
}

func (l *Live) load(ctx context.Context, id string) (map[string]any, error) {
	t, err := l.desk.TextsOf(ctx, asSearch, id)
	if errors.Is(err, tickets.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	doc := map[string]any{"status": string(t.Ticket.Status), "assignee": t.Ticket.Assignee, "product": t.Ticket.Product, "tag": t.Ticket.Tags}
	texts := map[string]*strings.Builder{}
	add := func(code, text string) {
		f := field(languageOf(code))
		if texts[f] == nil {
			texts[f] = &strings.Builder{}
		}
		texts[f].WriteString(text)
		texts[f].WriteByte('\n')
	}
	add(t.Ticket.Lang, t.Ticket.Subject.Reveal())
	add(t.Ticket.Lang, strings.Join(append([]string{t.Serial.Reveal(), t.Ticket.Product, t.Ticket.Firmware}, t.Ticket.Tags...), " "))
	for _, p := range t.Customer {
		add(t.Ticket.Lang, p.Reveal())
	}
	for _, m := range t.Messages {
		add(m.Lang, m.From.Name.Reveal()+" "+m.From.Address.Reveal())
		add(m.Lang, m.Text.Reveal())
	}
	for f, b := range texts {
		doc[f] = b.String()
	}
	return doc, nil
}

// Find returns the ids of living tickets that have all the words, else of those that have some, the best first.
func (l *Live) Find(ctx context.Context, text string, limit int) ([]string, error) {
	w := parse(text)
	if len(w.want) == 0 {
		return nil, nil
	}
	for _, loose := range []bool{false, true} {
		req := bleve.NewSearchRequestOptions(w.query(nil, loose, ""), limit, 0, false)
		res, err := l.x.ask(ctx, req)
		if err != nil {
			return nil, err
		}
		if res.Total == 0 && !loose {
			continue
		}
		ids := make([]string, len(res.Hits))
		for i, h := range res.Hits {
			ids[i] = h.ID
		}
		return ids, nil
	}
	return nil, nil
}

// Purge takes forgotten tickets out and returns once no file of the index knows any of them. What cannot be cleaned in
// place is made anew from the living tickets.
func (l *Live) Purge(ctx context.Context, ids []string) error {
	err := l.x.purge(ctx, ids)
	if err == nil || ctx.Err() != nil {
		return err
	}
	l.x.log.Warn("live index made anew", "error", err)
	if err := l.x.renew(liveKeywords()); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.restart != nil {
		l.restart()
	}
	return nil
}
