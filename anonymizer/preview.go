package anonymizer

import (
	"context"

	"github.com/axsensor/lethe/tickets"
)

// Preview is a dry run on one ticket: what would go, what it would become, and what stays.
type Preview struct {
	Ticket      tickets.Ticket
	Passages    []PreviewPassage
	Layers      []tickets.LayerCount
	Findings    int // what the verifier still found: the text would be left out of the archive
	Files       int // attachments in all
	FilesRead   int // those whose text would be kept after scrubbing
	Quarter     string
	UnitRemoved bool
}

// PreviewPassage is one text, cut into pieces in order.
type PreviewPassage struct {
	Role   string // subject, customer, engineer, note, file
	Lang   string
	Pieces []Piece
}

// Piece is a stretch of text. Kind is "" for what stays, "dropped" for signatures and quotes, else the kind of the span.
type Piece struct {
	Text  tickets.Personal
	Kind  string
	Layer string
}

// Preview scrubs one ticket without changing anything.
func (a *Anonymizer) Preview(ctx context.Context, as tickets.Actor, id string) (Preview, error) {
	d, err := a.o.Desk.Dossier(ctx, as, id)
	if err != nil {
		return Preview{}, err
	}
	c, err := a.scrubCase(d)
	if err != nil {
		return Preview{}, err
	}
	s := a.scrubbed(c)
	p := Preview{Ticket: d.Ticket, Layers: s.Layers, Findings: s.Findings, UnitRemoved: d.Unit.ID != ""}
	for _, m := range d.Messages {
		p.Files += len(m.Files)
		for _, f := range m.Files {
			if !f.Text.IsZero() {
				p.FilesRead++
			}
		}
	}
	for _, ps := range c.passages {
		p.Passages = append(p.Passages, PreviewPassage{Role: ps.role, Lang: ps.lang, Pieces: ps.pieces()})
	}
	return p, nil
}

// pieces cuts a passage at the borders of its spans and of the parts that are kept.
func (p passage) pieces() []Piece {
	parts := p.parts
	if len(parts) == 0 {
		parts = []tickets.Part{{Start: 0, End: len(p.text)}}
	}
	var out []Piece
	add := func(from, to int, kind, layer string) {
		if from < to {
			out = append(out, Piece{Text: tickets.P(p.text[from:to]), Kind: kind, Layer: layer})
		}
	}
	at := 0
	for _, part := range parts {
		start, end := max(part.Start, at), min(part.End, len(p.text))
		add(at, start, "dropped", "")
		at = max(at, start)
		for _, s := range p.res.Spans {
			if s.End <= at || s.Start >= end {
				continue
			}
			add(at, s.Start, "", "")
			add(max(at, s.Start), s.End, s.Kind, s.Layer)
			at = s.End
		}
		add(at, end, "", "")
		at = max(at, end)
	}
	add(at, len(p.text), "dropped", "")
	return out
}
