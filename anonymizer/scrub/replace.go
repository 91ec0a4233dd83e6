package scrub

import (
	"slices"
	"strings"
)

// placeholder is the stored form of a removed span.
func placeholder(kind string) string { return "[" + kind + "]" }

// kinds lists every kind, for reading placeholders back.
func kinds() []string {
	return []string{Person, Email, Phone, Address, Company, Unit, ID, IP, URL, Secret, Name}
}

// replace puts placeholders where the spans are.
func replace(text string, spans []Span) string {
	var b strings.Builder
	b.Grow(len(text))
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.Start])
		b.WriteString(placeholder(s.Kind))
		at = s.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// replaceAgain adds spans found in an already scrubbed text: they are carried back to the given text, through the
// placeholders that stand before them. None of them touches a placeholder.
func replaceAgain(given string, before Result, found []Span) Result {
	spans := slices.Clone(before.Spans)
	shift, next := 0, 0 // given offset = scrubbed offset + shift
	for _, f := range found {
		for next < len(before.Spans) && before.Spans[next].Start-shift <= f.Start {
			old := before.Spans[next]
			shift += old.End - old.Start - len(placeholder(old.Kind))
			next++
		}
		f.Start, f.End = f.Start+shift, f.End+shift
		spans = append(spans, f)
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	return Result{Text: replace(given, spans), Spans: spans}
}
