package letter

import "strings"

// signatures marks what stands below the writer's words: after "-- " (RFC 3676 section 4.3), phone and program
// footers, the footer of a mailing list, the signature of a signed text. It looks at each stretch of new text by itself.
func (s *splitter) signatures() {
	for i := 0; i < len(s.lines); {
		if !s.isNew(i) {
			i++
			continue
		}
		end := i
		for end < len(s.lines) && s.isNew(end) {
			end++
		}
		s.sign(i, end)
		i = end
	}
}

func (s *splitter) isNew(i int) bool { return s.lines[i].kind == "" || s.lines[i].kind == New }

// sign looks for a signature in one stretch.
func (s *splitter) sign(from, to int) {
	for i := from; i < to; i++ {
		l := &s.lines[i]
		switch {
		case l.text == "":
			continue
		case l.text == "--" || l.text == "- --" || l.text == "—":
			limit := 12
			if strings.HasPrefix(l.raw, "-- ") {
				limit = 40
			}
			if n := s.filled(i+1, to); n <= limit && (n > 0 || i > from) {
				s.mark(i, to, Signature)
				return
			}
		case l.text == "-----BEGIN PGP SIGNATURE-----":
			end := i
			for end < to && s.lines[end].text != "-----END PGP SIGNATURE-----" {
				end++
			}
			s.mark(i, min(end+1, to), Signature)
			i = end
		case len(l.text) >= 30 && strings.Trim(l.text, "_-=") == "" && s.listFooter(i+1, to):
			s.mark(i, to, Signature)
			return
		case footer(l.text):
			if s.filled(i+1, to) <= 3 {
				s.mark(i, to, Signature)
				return
			}
			l.kind = Signature
		}
	}
}

// filled counts the lines with text.
func (s *splitter) filled(from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if s.lines[i].text != "" {
			if n++; n > 100 {
				break
			}
		}
	}
	return n
}

// listFooter says that the few lines below a rule are those of a mailing list.
func (s *splitter) listFooter(from, to int) bool {
	if s.filled(from, to) > 8 {
		return false
	}
	for i := from; i < to; i++ {
		low := strings.ToLower(s.lines[i].text)
		if strings.Contains(low, "mailing list") || strings.Contains(low, "mailinglist") || strings.Contains(low, "unsubscribe") ||
			strings.Contains(low, "sändlista") || strings.Contains(low, "/listinfo/") {
			return true
		}
	}
	return false
}

// footer tells a line that a phone or mail program wrote.
func footer(s string) bool {
	if len(s) > 120 {
		return false
	}
	low := strings.ToLower(s)
	if i := strings.Index(low, " (http"); i > 0 {
		low = low[:i]
	}
	if i := strings.Index(low, "<http"); i > 0 {
		low = low[:i]
	}
	low = strings.Trim(low, "[]()*_ .!-–—\u00a0")
	for _, f := range footers {
		before, after, _ := strings.Cut(f, "%")
		rest, ok := strings.CutPrefix(low, before)
		if !ok {
			continue
		}
		if rest, ok = strings.CutSuffix(rest, after); !ok || rest == "" || len(rest) > 60 {
			continue
		}
		for _, d := range devices {
			if strings.Contains(rest, d) {
				return true
			}
		}
	}
	return false
}
