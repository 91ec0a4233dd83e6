package letter

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CutLine stands above the quoted part of every letter of ours: the same in all languages, and surer than any other
// sign when it comes back.
const CutLine = "- - - - - - - - - - - - - - - - - - - - -"

// separator tells lines that announce a letter below them: Quote, Forward or "".
func separator(s string) string {
	if len(s) < 8 || len(s) > 200 {
		return ""
	}
	bare := strings.ToLower(strings.Trim(s, "-_=*—–─<>| \t"))
	bare, _, _ = strings.Cut(bare, "---")
	bare = strings.TrimSpace(strings.TrimRight(bare, ":- "))
	switch {
	case originals[bare] && dashed(s):
		return Quote
	case forwards[bare] && (dashed(s) || strings.HasSuffix(s, ":")):
		return Forward
	case dashed(s) && (strings.HasPrefix(bare, "forwarded by ") || strings.HasPrefix(bare, "forwarded message from ") ||
		strings.HasPrefix(bare, "weitergeleitet von ") || strings.HasPrefix(bare, "vidarebefordrat av ")):
		return Forward
	}
	return ""
}

// dashed says that a line begins with a rule of at least two dashes or the like.
func dashed(s string) bool {
	s = strings.TrimLeft(s, "*> ")
	return strings.HasPrefix(s, "--") || strings.HasPrefix(s, "- -") || strings.HasPrefix(s, "__") || strings.HasPrefix(s, "==") ||
		strings.HasPrefix(s, "——") || strings.HasPrefix(s, "––") || strings.HasPrefix(s, "──")
}

// labelled reads a line such as "*From:* Anna <a@b>".
func labelled(s string) (class, value string) {
	if len(s) > 2000 {
		return "", ""
	}
	s = strings.TrimLeft(s, "*_|> \t")
	i := strings.IndexByte(s, ':')
	if i <= 0 || i > 40 {
		return "", ""
	}
	name := strings.ToLower(strings.Trim(s[:i], "*_ \t\u00a0"))
	return labels[name], strings.Trim(s[i+1:], "*_ \t\u00a0")
}

// headerBlock says that the lines from i on are the header of a quoted letter: sender and date at the least, or sender
// and two more with an address among them. Below a rule the sender and one more suffice.
func (s *splitter) headerBlock(i int) bool {
	class, _ := labelled(s.lines[i].text)
	if class == "" || class == "other" || class == "cc" {
		return false
	}
	seen := map[string]bool{}
	dated, addressed := false, false
	for j, gap := i, 0; j < len(s.lines) && j < i+14 && len(seen) < 5; j++ {
		text := s.lines[j].text
		class, value := labelled(text)
		switch {
		case text == "":
			if gap++; gap > 1 {
				j = len(s.lines)
			}
			continue
		case class == "" && gap > 0 || seen[class] && class != "other":
			j = len(s.lines)
			continue
		case class == "": // a long value goes on
			continue
		}
		gap = 0
		seen[class] = true
		dated = dated || class == "date" && strings.ContainsAny(value, "0123456789")
		addressed = addressed || (class == "from" || class == "to") && (strings.Contains(value, "@") || value == "" || strings.Contains(value, "["))
	}
	delete(seen, "other")
	switch {
	case !seen["from"]:
		return dated && seen["to"] && seen["subject"]
	case dated:
		return seen["to"] || seen["subject"] || seen["cc"] || addressed || s.ruledAbove(i)
	case len(seen) >= 3:
		return addressed
	}
	return len(seen) >= 2 && s.ruledAbove(i) && addressed
}

func (s *splitter) ruledAbove(i int) bool { return s.above(i) < i }

// headerWithin looks for a line of a quoted header among the next n that are not blank.
func (s *splitter) headerWithin(i, n int) bool {
	for ; i < len(s.lines) && n > 0; i++ {
		if s.lines[i].text == "" {
			continue
		}
		if class, _ := labelled(strings.TrimLeft(s.lines[i].text, "> ")); class != "" {
			return true
		}
		n--
	}
	return false
}

// nordicHeader says that a quoted header is Norwegian or Danish.
func nordicHeader(lines []string) bool {
	for _, l := range lines {
		low := strings.ToLower(strings.TrimLeft(l, "*_> "))
		if strings.HasPrefix(low, "fra:") || strings.HasPrefix(low, "emne:") || strings.HasPrefix(low, "sendt:") {
			return true
		}
	}
	return false
}

var (
	numericDate = regexp.MustCompile(`\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}`)
	yearNumber  = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
	clockTime   = regexp.MustCompile(`\b\d{1,2}[:.]\d\d\b`)
	mailAddress = regexp.MustCompile(`[^\s<>()\[\]"',;:]+@[^\s<>()\[\]"',;:]+`)
)

// attribution says how many lines, up to four, introduce a quotation ("On … Anna wrote:"); 0 if none do.
func (s *splitter) attribution(i int) int {
	joined := ""
	for n := 1; n <= 4 && i+n-1 < len(s.lines); n++ {
		l := &s.lines[i+n-1]
		if l.text == "" || l.quoted || len(l.text) > 400 {
			return 0
		}
		if joined != "" {
			joined += " "
		}
		joined += l.text
		if !ends(l.text) {
			continue
		}
		if (attributes(joined, n) || s.quotedBelow(i+n) && bareAttribution(joined)) && !s.laterStart(i, n) {
			return n
		}
		if !strings.HasSuffix(l.text, ")") {
			return 0
		}
	}
	return 0
}

// quotedBelow says that the next line with text is marked as quoted.
func (s *splitter) quotedBelow(i int) bool {
	for i < len(s.lines) && s.lines[i].text == "" {
		i++
	}
	return i < len(s.lines) && (s.lines[i].quoted || s.lines[i].kind == Quote)
}

// bareAttribution accepts a date and an address without a verb, as "Anna <a@b> [2026-11-23 08:10]:", above quoted lines.
func bareAttribution(s string) bool {
	return strings.HasSuffix(s, ":") && dated(strings.ToLower(s)) && clockTime.MatchString(s) && mailAddress.MatchString(s) && len(strings.Fields(s)) <= 12
}

// laterStart says that the attribution really starts on one of the following lines, so that line i is not part of it.
func (s *splitter) laterStart(i, n int) bool {
	joined := ""
	for k := n - 1; k >= 1; k-- {
		l := s.lines[i+k].text
		joined = strings.TrimSpace(l + " " + joined)
		if mailAddress.MatchString(s.lines[i].text) && !mailAddress.MatchString(joined) && endsInVerb(joined) {
			continue // a date and a verb alone: their author stands above
		}
		if opener(l) && !strings.HasPrefix(l, "<") && attributes(joined, n-k) && !(opener(s.lines[i].text) && !strings.ContainsAny(s.lines[i].text, ".!?")) {
			return true
		}
	}
	return false
}

func endsInVerb(s string) bool {
	_, after, ok := verb(strings.ToLower(strings.TrimRight(s, ":： ")))
	return ok && after == ""
}

// ends says that a line can be the last of an attribution.
func ends(s string) bool {
	s = strings.TrimRight(s, " *_|\u00a0")
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：") || strings.HasSuffix(s, "--") && strings.Contains(s, " ") ||
		strings.HasSuffix(s, ")") && strings.ContainsAny(s, "0123456789")
}

// attributes judges the joined lines: verb, colon, and a date or an address, in an order that programs use.
func attributes(s string, lines int) bool {
	if i := strings.LastIndex(s, ": ("); i > 0 && strings.HasSuffix(s, ")") { // "Anna <a@b> skrev: (23 november 2026)"
		s = s[:i] + s[i+1:] + ":"
	}
	dashes := strings.HasPrefix(s, "--") && strings.HasSuffix(s, "--")
	s = strings.Trim(s, "-*_|> \u00a0")
	if !dashes && !strings.HasSuffix(s, ":") && !strings.HasSuffix(s, "：") {
		return false
	}
	s = strings.TrimSpace(strings.TrimRight(s, ":："))
	low := strings.ToLower(s)
	if utf8.RuneCountInString(s) > 400 {
		return false
	}
	addressed := mailAddress.MatchString(s)
	for _, q := range quoters {
		if strings.HasPrefix(low, q) && addressed {
			return true
		}
	}
	strong := dated(low)
	if !strong && !addressed {
		return false
	}
	at, after, ok := verb(low)
	if !ok { // "2026-11-23 8:10 GMT+01:00 Anna <a@b>:"
		return strong && clockTime.MatchString(low) && strings.HasSuffix(s, ">") && opener(s) && len(strings.Fields(s)) <= 12
	}
	if told(after) || after != "" && strings.HasPrefix(low[at:], "said") {
		return false
	}
	before := strings.TrimSpace(low[:at])
	if before == "" && !strong {
		return false
	}
	return opener(s) || nameFirst(s[:min(at, len(s))], before, lines)
}

// dated says that there is a whole date: numbers, or a day with a month and a year or a time.
func dated(low string) bool {
	if numericDate.MatchString(low) || yearNumber.MatchString(low) && clockTime.MatchString(low) {
		return true
	}
	month := false
	for w := range strings.FieldsFuncSeq(low, func(r rune) bool { return !unicode.IsLetter(r) }) {
		month = month || monthName(w)
	}
	return month && (yearNumber.MatchString(low) || clockTime.MatchString(low)) && strings.ContainsAny(low, "0123456789")
}

func monthName(w string) bool {
	for _, p := range monthPrefixes {
		if strings.HasPrefix(w, p) && len(w) <= len(p)+9 {
			return true
		}
	}
	return false
}

// verb finds the verb of an attribution and what follows it.
func verb(low string) (at int, after string, ok bool) {
	from := 0
	for w := range strings.FieldsSeq(low) {
		i := from + strings.Index(low[from:], w)
		from = i + len(w)
		if verbs[strings.Trim(w, ",;*_")] {
			return i, strings.TrimSpace(low[from:]), true
		}
	}
	for _, v := range []string{"a écrit", "ha scritto"} {
		if i := strings.Index(low, v); i >= 0 {
			return i, strings.TrimSpace(low[i+len(v):]), true
		}
	}
	return 0, "", false
}

// told says that a person tells what somebody wrote: a pronoun or a conjunction follows the verb.
func told(after string) bool {
	w, _, _ := strings.Cut(after, " ")
	return notAuthors[strings.Trim(w, ",.")] && w != "an" || strings.Contains(after, "? ") || strings.Count(after, " ") > 16
}

// opener says that a line begins as attributions do: "On", "Den", "Am", a weekday, a date.
func opener(s string) bool {
	s = strings.ToLower(strings.TrimLeft(s, "-*_|> \u00a0"))
	w, rest, _ := strings.Cut(s, " ")
	w = strings.Trim(w, ".,:")
	switch w {
	case "on", "den", "am", "på", "op", "le", "el", "il", "em", "dnia", "at":
		return strings.ContainsAny(rest, "0123456789") || len(rest) < 80
	}
	if w == "" {
		return false
	}
	if weekdays[w] {
		return true
	}
	if c := w[0]; c >= '0' && c <= '9' {
		return numericDate.MatchString(w) || len(w) <= 2 && dated(s)
	}
	return monthName(w) && strings.ContainsAny(rest, "0123456789")
}

// nameFirst accepts "Anna Svensson <a@b> wrote:" and "Anna skrev den 23 november 2026 08:10:": a name, not a sentence,
// stands before the verb.
func nameFirst(original, before string, lines int) bool {
	words := strings.Fields(mailAddress.ReplaceAllString(before, ""))
	most := 2 // words that begin with a small letter
	if mailAddress.MatchString(before) && dated(before) {
		most = 4
	}
	if before == "" || len(words) > 6+most {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(original, `"'*_(<[ `))
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) && !mailAddress.MatchString(original) {
		return false
	}
	lower := 0
	for w := range strings.FieldsSeq(mailAddress.ReplaceAllString(original, "")) {
		r, _ := utf8.DecodeRuneInString(strings.Trim(w, `"'<>()[],`))
		if unicode.IsLower(r) {
			lower++
		}
	}
	return lower <= most && !strings.ContainsAny(strings.TrimRight(original, " ."), "!?")
}

// subjectPrefix cuts a reply or forward mark off: "SV: ", "Re[2]: ", "WG: ".
func subjectPrefix(s string) (prefix, rest string) {
	s = strings.TrimSpace(s)
	i := strings.IndexAny(s, ":：")
	if i <= 0 || i > 20 {
		return "", s
	}
	prefix = strings.ToLower(strings.TrimSpace(s[:i]))
	if j := strings.IndexAny(prefix, "[(^"); j > 0 {
		prefix = strings.TrimSpace(prefix[:j])
	}
	if replyPrefixes[prefix] || forwardPrefixes[prefix] || prefix == "vs" {
		_, n := utf8.DecodeRuneInString(s[i:])
		return prefix, strings.TrimSpace(s[i+n:])
	}
	return "", s
}

// forwardSubject says that the outermost prefix is one of forwarding.
func forwardSubject(subject string) bool {
	for range 3 {
		prefix, rest := subjectPrefix(subject)
		if prefix == "" && strings.HasPrefix(rest, "[") { // a list's name stands first
			if i := strings.IndexByte(rest, ']'); i > 0 {
				subject = rest[i+1:]
				continue
			}
		}
		return forwardPrefixes[prefix]
	}
	return false
}

// BareSubject is a subject without its reply and forward marks.
func BareSubject(s string) string {
	for range 20 {
		prefix, rest := subjectPrefix(s)
		if prefix == "" {
			return rest
		}
		s = rest
	}
	return s
}
