package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// Live is the index over living tickets. It keeps no text and answers with ids; the desk reads them again.
type Live struct {
	x      *index
	desk   *tickets.Tickets
	linger time.Duration

	mu      sync.Mutex
	restart func() // makes Run begin again from nothing, nil while it does not run
}

// LiveOptions is what a Live is opened with.
type LiveOptions struct {
	Dir  string // a folder of its own, outside every backup
	Desk *tickets.Tickets
	Log  *slog.Logger
	// Linger is how long after the last deletion the files are rewritten when nobody calls Purge: another process forgot
	// the tickets. However many follow, the first waits ten times as long at most. Zero is a minute.
	Linger time.Duration
}

// liveKeywords are the fields that a question may narrow or sort by: codes and moments, nothing that somebody wrote.
func liveKeywords() []string {
	return []string{"status", "assignee", "product", "fault", "tag", "lang", "due", "last", "number"}
}

// OpenLive opens the index; Run fills it.
func OpenLive(_ context.Context, o LiveOptions) (*Live, error) {
	x, err := openIndex(o.Dir, liveKeywords(), o.Log)
	if err != nil {
		return nil, err
	}
	return &Live{x: x, desk: o.Desk, linger: cmp.Or(o.Linger, time.Minute)}, nil
}

// Close closes the index.
func (l *Live) Close() error { return l.x.close() }

// Run follows living tickets until ctx ends. What other processes forget goes from the files by itself, see
// LiveOptions.Linger; what was deleted when an earlier process ended goes before anything else is done.
func (l *Live) Run(ctx context.Context) error {
	if err := l.begin(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var tidying sync.WaitGroup
	tidying.Go(func() { l.tidy(ctx) })
	defer tidying.Wait()
	defer stop()
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
	doc := liveDoc(t)
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

// liveDoc is what a ticket can be narrowed and sorted by.
func liveDoc(t tickets.Texts) map[string]any {
	h := t.Ticket
	last := h.Touched
	for _, m := range t.Messages {
		if m.ID == h.LastMessage {
			last = m.At
		}
	}
	return map[string]any{"status": string(h.Status), "assignee": orNone(h.Assignee), "product": orNone(h.Product), "fault": orNone(h.Fault),
		"tag": h.Tags, "lang": orNone(h.Lang), "due": sortTime(h.AnswerBy), "last": sortTime(last), "number": fmt.Sprintf("%012d", h.Number)}
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
