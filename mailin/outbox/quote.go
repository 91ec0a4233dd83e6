package outbox

import (
	"strings"
	"unicode/utf8"

	"github.com/axsensor/lethe/mailin/letter"
)

// maxQuote bounds what is quoted of the message that is answered, in bytes.
const maxQuote = 6 << 10

// quote gives the message that is answered, below the line by which we find it again. Only its own words are quoted:
// each message stands in the conversation once already.
func (w *writing) quote() (text, page string) {
	q := w.d.Quoted
	if q == nil {
		return "", ""
	}
	said := shorten(ownWords(q.Text.Reveal(), func(yield func(start, end int)) {
		for _, p := range q.Parts {
			if p.Kind == letter.New || p.Kind == letter.Forward {
				yield(p.Start, p.End)
			}
		}
	}))
	if said == "" {
		return "", ""
	}
	at := q.At.In(w.zone)
	intro := w.l.T("letter.wrote.nobody", w.l.LongDay(at), w.l.Clock(at))
	if name := oneLine(q.From.Name.Reveal()); name != "" {
		intro = w.l.T("letter.wrote", w.l.LongDay(at), w.l.Clock(at), name)
	}
	text = "\n\n" + letter.CutLine + "\n" + intro + "\n"
	for line := range strings.SplitSeq(said, "\n") {
		text += strings.TrimRight("> "+line, " ") + "\n"
	}
	page = paragraph + esc(letter.CutLine) + "<br>\n" + esc(intro) + "</p>\n" +
		`<blockquote type="cite" style="margin:0 0 14px;padding:0 0 0 12px;border-left:2px solid #8a9794">` + esc(said) + "</blockquote>\n"
	return strings.TrimRight(text, "\n"), page
}

// ownWords joins the stretches of a text that spans gives; without any it is the whole text.
func ownWords(text string, spans func(func(start, end int))) string {
	var b strings.Builder
	any := false
	spans(func(start, end int) {
		any = true
		if 0 <= start && start <= end && end <= len(text) {
			b.WriteString(text[start:end])
		}
	})
	if any && strings.TrimSpace(b.String()) != "" {
		text = b.String()
	}
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
}

func shorten(s string) string {
	if len(s) <= maxQuote {
		return s
	}
	n := maxQuote
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	if i := strings.LastIndexByte(s[:n], '\n'); i > n/2 {
		n = i
	}
	return strings.TrimRight(s[:n], " \n") + "\n[…]"
}
