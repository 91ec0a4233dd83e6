package letter

import (
	"strings"
	"unicode"

	"github.com/axsensor/lethe/tickets/prose"
)

// finishText puts the blocks together to the letter's text, its parts, and its HTML.
func (r *reading) finishText() {
	var text strings.Builder
	rich := false
	for _, b := range r.blocks {
		rich = rich || b.html != ""
	}
	var page strings.Builder
	for i := range r.blocks {
		b := trimBlock(r.blocks[i])
		r.show(&page, b, rich)
		if b.text == "" {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("\n\n")
			r.Parts[len(r.Parts)-1].End = text.Len()
		}
		at := text.Len()
		text.WriteString(b.text)
		r.addParts(b, at)
	}
	r.Text = text.String()
	r.HTML = strings.TrimSuffix(page.String(), "\n")
	r.Forwarded = forwardSubject(r.Subject)
	for _, p := range r.Parts {
		r.Forwarded = r.Forwarded || p.Kind == Forward
	}
	r.findOriginal()
}

// show adds a block to the HTML body, if the letter has one.
func (r *reading) show(page *strings.Builder, b block, rich bool) {
	switch {
	case b.html != "":
		page.WriteString(b.html + "\n")
	case rich && b.text != "":
		page.WriteString(prose.FromText(b.text))
	}
}

// addParts splits one block and shifts its parts to where it stands.
func (r *reading) addParts(b block, at int) {
	parts := []Part{{0, len(b.text), b.kind}}
	if b.kind == "" {
		parts = splitText(b.text, r.Subject, settleHints(b.text, b.hints, passedOn(b.text, r.Subject, b.hints)))
	}
	for _, p := range parts {
		p.Start, p.End = p.Start+at, p.End+at
		if n := len(r.Parts); n > 0 && r.Parts[n-1].Kind == p.Kind {
			r.Parts[n-1].End = p.End
			continue
		}
		r.Parts = append(r.Parts, p)
	}
}

// trimBlock removes blank lines at both ends and moves the hints along.
func trimBlock(b block) block {
	b.text = strings.TrimRightFunc(b.text, unicode.IsSpace)
	lead := len(b.text) - len(strings.TrimLeft(b.text, "\n"))
	if strings.HasPrefix(strings.TrimLeft(b.text, "\n"), "-- ") || lead == 0 {
		lead = 0
	}
	b.text = b.text[lead:]
	hints := make([]prose.Span, 0, len(b.hints))
	for _, h := range b.hints {
		h.Start, h.End = min(max(h.Start-lead, 0), len(b.text)), min(max(h.End-lead, 0), len(b.text))
		if h.Start < h.End {
			hints = append(hints, h)
		}
	}
	b.hints = hints
	return b
}

// findOriginal reads who wrote the letter that is passed on.
func (r *reading) findOriginal() {
	if len(r.Nested) > 0 && len(r.Nested[0].From) > 0 {
		r.Original = r.Nested[0].From[0]
		return
	}
	for _, p := range r.Parts {
		if p.Kind != Forward {
			continue
		}
		n := 0
		for l := range strings.SplitSeq(r.Text[p.Start:p.End], "\n") {
			if class, value := labelled(l); class == "from" && value != "" {
				if a := addresses(strings.ReplaceAll(strings.ReplaceAll(value, "[mailto:", "<"), "]", ">"), ""); len(a) > 0 {
					r.Original = a[0]
				}
				return
			}
			if n++; n > 15 {
				return
			}
		}
	}
}

// substitute finds text for a letter whose parts have none: that of winmail.dat, an invitation, a letter within.
func (r *reading) substitute() {
	switch {
	case anyText(r.tnef):
		r.blocks = r.tnef
	case r.Meeting != nil:
		r.blocks = append(r.blocks, block{text: r.Meeting.String(), plain: true})
	}
	if !anyText(r.blocks) {
		r.defect("text-missing")
	}
}
