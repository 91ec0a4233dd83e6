package scrub

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain is a text made readable for matching: invisible characters are gone, encoded, compatibility and look-alike
// letters are replaced by what they stand for. Every position leads back to the raw text.
type plain struct {
	raw  string
	text string
	segs []segment // nil when text is raw itself
}

// segment is a piece of the readable text. A same segment is copied byte for byte; any other one stands as a whole for
// the raw piece.
type segment struct {
	at, n     int
	raw, nRaw int
	same      bool
}

// rawSpan gives the raw piece behind text[start:end], which is not empty.
func (p *plain) rawSpan(start, end int) (int, int) {
	if p.segs == nil {
		return start, end
	}
	a, b := p.segmentAt(start), p.segmentAt(end-1)
	rs, re := a.raw, b.raw+b.nRaw
	if a.same {
		rs = a.raw + start - a.at
	}
	if b.same {
		re = b.raw + end - b.at
	}
	return rs, re
}

func (p *plain) segmentAt(pos int) segment {
	i := sort.Search(len(p.segs), func(i int) bool { return p.segs[i].at > pos })
	return p.segs[i-1]
}

// plainWriter builds a plain text.
type plainWriter struct {
	raw     string
	buf     []byte
	segs    []segment
	changed bool
	quoted  bool // the text holds quoted-printable sequences
	runEnd  int  // end of the letter run whose script was judged last
	runKind bool // that run mixes scripts
}

// readPlain makes a text readable.
func readPlain(raw string) *plain {
	if isSimple(raw) {
		return &plain{raw: raw, text: raw}
	}
	w := &plainWriter{raw: raw, buf: make([]byte, 0, len(raw)), quoted: hasQuotedPrintable(raw)}
	for i := 0; i < len(raw); {
		i += w.step(i)
	}
	if !w.changed {
		return &plain{raw: raw, text: raw}
	}
	return &plain{raw: raw, text: string(w.buf), segs: w.segs}
}

// isSimple tells whether nothing in the text can need decoding.
func isSimple(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || special(c) {
			return false
		}
	}
	return true
}

// special bytes may begin an encoded character.
func special(c byte) bool {
	return c == '&' || c == '=' || c == '%' || c == '\\' || c == 0x7f || c < ' ' && c != '\n' && c != '\r' && c != '\t'
}

// step reads one character at i and returns the number of raw bytes used.
func (w *plainWriter) step(i int) int {
	c := w.raw[i]
	if c < utf8.RuneSelf && !special(c) {
		w.keep(i, 1)
		return 1
	}
	if c < utf8.RuneSelf {
		if out, n, ok := w.escape(i); ok {
			w.put(out, i, n)
			return n
		}
		w.keep(i, 1)
		return 1
	}
	return w.wide(i)
}

// wide reads a character outside ASCII.
func (w *plainWriter) wide(i int) int {
	r, n := utf8.DecodeRuneInString(w.raw[i:])
	if r == utf8.RuneError && n == 1 {
		w.put(string(windows1252(w.raw[i])), i, 1)
		return 1
	}
	if out, m, ok := mojibake(w.raw[i:], r, n); ok {
		w.put(out, i, m)
		return m
	}
	switch {
	case invisible(r):
		w.put("", i, n)
	case unicode.Is(unicode.Mn, r):
		w.mark(r, i, n)
	case compatible(r):
		w.put(norm.NFKC.String(string(r)), i, n)
	case blank(r):
		w.put(" ", i, n)
	case r == '\u2010' || r == '\u2011':
		w.put("-", i, n)
	default:
		if like, ok := lookAlike(r); ok && w.mixed(i) {
			w.put(string(like), i, n)
		} else {
			w.keep(i, n)
		}
	}
	return n
}

// keep copies raw bytes as they are.
func (w *plainWriter) keep(i, n int) {
	if k := len(w.segs) - 1; k >= 0 && w.segs[k].same && w.segs[k].raw+w.segs[k].nRaw == i {
		w.segs[k].n += n
		w.segs[k].nRaw += n
	} else {
		w.segs = append(w.segs, segment{at: len(w.buf), n: n, raw: i, nRaw: n, same: true})
	}
	w.buf = append(w.buf, w.raw[i:i+n]...)
}

// put writes other text in the place of raw bytes; nothing at all for invisible ones.
func (w *plainWriter) put(out string, i, n int) {
	w.changed = true
	if out == "" {
		return
	}
	w.segs = append(w.segs, segment{at: len(w.buf), n: len(out), raw: i, nRaw: n})
	w.buf = append(w.buf, out...)
}

// mark joins a combining mark to the letter before it.
func (w *plainWriter) mark(m rune, i, n int) {
	w.changed = true
	r, size := utf8.DecodeLastRune(w.buf)
	if size == 0 || r == utf8.RuneError {
		return
	}
	k := len(w.segs) - 1
	last := &w.segs[k]
	joined := norm.NFC.String(string(r) + string(m))
	if utf8.RuneCountInString(joined) != 1 {
		joined = string(r)
	}
	from := last.raw
	if last.same {
		from = last.raw + last.nRaw - size
		last.n, last.nRaw = last.n-size, last.nRaw-size
		if last.n == 0 {
			w.segs = w.segs[:k]
		}
	} else if last.n == size {
		w.segs = w.segs[:k]
	} else {
		last.nRaw = i + n - last.raw // a mark on the last of several decoded letters
		return
	}
	w.buf = w.buf[:len(w.buf)-size]
	w.put(joined, from, i+n-from)
}

// mixed tells whether the letter run around i mixes Latin letters with look-alikes of another script.
func (w *plainWriter) mixed(i int) bool {
	if i < w.runEnd {
		return w.runKind
	}
	start := i
	for start > 0 && i-start < 64 {
		r, n := utf8.DecodeLastRuneInString(w.raw[:start])
		if !unicode.IsLetter(r) && !invisible(r) {
			break
		}
		start -= n
	}
	latin, others, end := 0, 0, start
	for end < len(w.raw) {
		r, n := utf8.DecodeRuneInString(w.raw[end:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !invisible(r) {
			break
		}
		if unicode.Is(unicode.Latin, r) {
			latin++
		} else if unicode.IsLetter(r) {
			others++
		}
		end += n
	}
	w.runEnd, w.runKind = end, latin >= 2 && others > 0
	return w.runKind
}
