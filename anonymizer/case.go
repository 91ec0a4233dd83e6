package anonymizer

import (
	"slices"
	"strings"

	"github.com/axsensor/lethe/anonymizer/scrub"
	"github.com/axsensor/lethe/tickets"
)

// passage is one text of a dossier with what the scrubber found in it.
type passage struct {
	role  string // "subject", "customer", "engineer", "note", "file"
	lang  string
	text  string
	parts []tickets.Part // of text; none means all of it is kept
	res   scrub.Result
}

// scrubbedCase is a whole dossier after the scrubber.
type scrubbedCase struct {
	passages []passage
	tags     []string
	known    scrub.Known
}

// scrubCase scrubs every text of a dossier. What one text gives away as a name is looked for in all the others: a person
// who signs the second letter is masked in the first.
func (a *Anonymizer) scrubCase(d tickets.Dossier) (scrubbedCase, error) {
	s, err := a.scrubberFor(d.Protect)
	if err != nil {
		return scrubbedCase{}, err
	}
	c := scrubbedCase{passages: passages(d), known: known(d.Known)}
	for range 2 {
		grew := false
		for i := range c.passages {
			p := &c.passages[i]
			p.res = s.Scrub(scrub.Input{Text: p.text, Lang: p.lang, Known: c.known})
			grew = c.learn(p) || grew
		}
		if !grew {
			break
		}
	}
	for _, tag := range d.Ticket.Tags {
		if r := s.Scrub(scrub.Input{Text: tag, Lang: d.Ticket.Lang, Known: c.known}); len(r.Spans) == 0 {
			c.tags = append(c.tags, tag)
		}
	}
	return c, nil
}

// learn adds the names that a text gave away itself to what the case knows.
func (c *scrubbedCase) learn(p *passage) bool {
	grew := false
	for _, sp := range p.res.Spans {
		if sp.Kind != scrub.Person || sp.Layer == scrub.LayerKnown || sp.Layer == scrub.LayerVocabulary {
			continue
		}
		name := strings.Join(strings.Fields(p.text[sp.Start:sp.End]), " ")
		if len(name) < 3 || slices.Contains(c.known.Names, name) {
			continue
		}
		c.known.Names = append(c.known.Names, name)
		grew = true
	}
	return grew
}

// passages lists a dossier's texts: the subject, each message, and what could be read of its files.
func passages(d tickets.Dossier) []passage {
	out := []passage{{role: "subject", lang: d.Ticket.Lang, text: d.Subject.Reveal()}}
	for i, m := range d.Messages {
		role := string(m.Author)
		if m.Author == tickets.ByStranger {
			role = string(tickets.ByCustomer)
		}
		if m.Kind == tickets.Note {
			role = "note"
		}
		p := passage{role: role, lang: m.Lang, text: m.Text.Reveal(), parts: kept(m.Parts, i == 0)}
		if m.Author == tickets.ByMachine {
			continue // automatic letters hold no technical content, and name others
		}
		out = append(out, p)
		for _, f := range m.Files {
			if !f.Text.IsZero() {
				out = append(out, passage{role: "file", lang: m.Lang, text: f.Text.Reveal()})
			}
		}
	}
	return out
}

// kept lists the parts of a message that go to the archive: what its author wrote, and what was forwarded. Quotes repeat
// earlier messages, except in the first.
func kept(parts []tickets.Part, first bool) []tickets.Part {
	var out []tickets.Part
	for _, p := range parts {
		if p.Kind == "new" || p.Kind == "forward" || p.Kind == "quote" && first {
			out = append(out, p)
		}
	}
	if len(out) == 0 && len(parts) > 0 && first {
		return parts
	}
	return out
}

// archived is the passage as it goes to the archive: its kept parts with the placeholders in place.
func (p passage) archived() string {
	if len(p.parts) == 0 {
		return strings.TrimSpace(p.res.Text)
	}
	var b strings.Builder
	for _, part := range p.parts {
		b.WriteString(cut(p.text, p.res.Spans, part.Start, part.End))
	}
	return strings.TrimSpace(b.String())
}

// cut is text[start:end] with every span that touches it replaced by its placeholder.
func cut(text string, spans []scrub.Span, start, end int) string {
	start, end = max(start, 0), min(end, len(text))
	var b strings.Builder
	at := start
	for _, s := range spans {
		if s.End <= start || s.Start >= end {
			continue
		}
		if s.Start > at {
			b.WriteString(text[at:s.Start])
		}
		b.WriteString("[" + s.Kind + "]")
		at = s.End
	}
	if at < end {
		b.WriteString(text[at:end])
	}
	return b.String()
}

// scrubbed turns the case into what the stage takes, after the verifier has looked at every text of it.
func (a *Anonymizer) scrubbed(c scrubbedCase) tickets.Scrubbed {
	s := tickets.Scrubbed{Tags: c.tags, Layers: c.layers()}
	k := knownToVerify(c.known)
	look := func(text string) {
		s.Findings += len(a.verifier.Look(text, k))
	}
	for _, p := range c.passages {
		text := p.archived()
		if text == "" {
			continue
		}
		look(text)
		if p.role == "subject" {
			s.Subject = text
			continue
		}
		s.Messages = append(s.Messages, tickets.ArchivedMessage{Role: p.role, Lang: p.lang, Text: text})
	}
	s.Quarantined = s.Findings > 0
	return s
}

// layers counts what was removed, by kind and layer.
func (c scrubbedCase) layers() []tickets.LayerCount {
	var out []tickets.LayerCount
	for _, p := range c.passages {
		for _, sp := range p.res.Spans {
			i := slices.IndexFunc(out, func(l tickets.LayerCount) bool { return l.Kind == sp.Kind && l.Layer == sp.Layer })
			if i < 0 {
				out = append(out, tickets.LayerCount{Kind: sp.Kind, Layer: sp.Layer})
				i = len(out) - 1
			}
			out[i].Count++
		}
	}
	slices.SortStableFunc(out, func(x, y tickets.LayerCount) int { return y.Count - x.Count })
	return out
}
