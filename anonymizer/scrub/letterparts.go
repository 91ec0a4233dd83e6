package scrub

import (
	"strings"
	"unicode/utf8"
)

// signatureLines is how many lines after a closing belong to the signature at most.
const signatureLines = 12

// markSignatures finds the lines where people put their names and numbers: signatures and headers.
func (p *page) markSignatures() {
	for n := range p.lines {
		line := unquote(p.line(n))
		if len(line) > 300 {
			continue
		}
		switch {
		case headerLine(line) != "":
			p.sig[n] = true
		case closingLine(line) || signatureMark(line):
			p.markSignature(n)
		}
	}
}

func (p *page) markSignature(n int) {
	p.sig[n] = true
	blanks := 0
	for k := n + 1; k < len(p.lines) && k <= n+signatureLines; k++ {
		line := unquote(p.line(k))
		if line == "" {
			if blanks++; blanks > 2 {
				return
			}
			continue
		}
		if len(line) > 120 || greetingLine(line) || quoteIntro(line) {
			return
		}
		blanks = 0
		p.sig[k] = true
	}
}

// unquote takes the marks of quoting and blanks off a line.
func unquote(line string) string { return strings.Trim(line, "> \t|\r*_") }

// signatureMark tells whether a line is the mark before a signature (RFC 3676 section 4.3) or a rule.
func signatureMark(line string) bool {
	return line == "--" || line == "---" || line == "—" || line == "– –"
}

// closings are folded openings of the line before the writer's name.
const closings = "med vanlig halsning|med vanliga halsningar|vanlig halsning|vanliga halsningar|med vanl halsn|vanl halsn|med halsning|basta halsningar|basta halsning|halsningar|halsning|halsn|mvh|m v h|m.v.h|vanligen|vanligast|vh|allt gott|ha det|ha en|tack pa forhand|tack for hjalpen|tack|kram|" +
	"best regards|kind regards|warm regards|with kind regards|with best regards|many thanks|regards|best wishes|best|br|kr|sincerely|yours sincerely|yours faithfully|yours truly|cheers|thanks|thank you|thx|rgds|all the best|" +
	"mit freundlichen grussen|mit freundlichem gruss|freundliche grusse|viele grusse|beste grusse|liebe grusse|schone grusse|mit besten grussen|mfg|lg|vg|gruss|grusse|danke|vielen dank|mit freundlichen gruessen|viele gruesse|" +
	"med vennlig hilsen|vennlig hilsen|med venlig hilsen|venlig hilsen|beste hilsen|bedste hilsner|mange hilsner|hilsen|mvh|dbh|takk|tak|mange tak|pa forhand takk|pa forhand tak|" +
	"ystavallisin terveisin|ystavallisesti|parhain terveisin|terveisin|terv|t|kiitos|kiitos etukateen|kiittaen"

// closingLine tells whether a line closes a letter: a closing formula, alone or with a short rest such as a name.
func closingLine(line string) bool {
	_, ok := afterClosing(line)
	return ok
}

// afterClosing gives what stands behind a closing formula on its line.
func afterClosing(line string) (rest string, ok bool) {
	if len(line) > 90 {
		return "", false
	}
	if strings.HasPrefix(line, "/") && !strings.HasPrefix(line, "/*") && strings.Count(line, "/") <= 2 && len(line) < 40 {
		return strings.Trim(line, "/ "), true
	}
	low := fold(line)
	best := 0
	for c := range strings.SplitSeq(closings, "|") {
		if len(c) > best && strings.HasPrefix(low, c) && endsWord(low, len(c)) {
			best = len(c)
		}
	}
	if best == 0 {
		return "", false
	}
	rest = strings.Trim(foldedTail(line, best), " ,.!/–-:")
	return rest, len(strings.Fields(rest)) <= 5
}

// foldedTail gives the part of a line behind the letters that fold to n bytes.
func foldedTail(line string, n int) string {
	for i, r := range line {
		if n <= 0 {
			return line[i:]
		}
		n -= len(fold(string(r)))
	}
	return ""
}

func endsWord(s string, n int) bool {
	if n >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[n:])
	return !inWord(r)
}

// greetingLine tells whether a line opens a letter.
func greetingLine(line string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(line, " >"), " ")
	return len(line) < 60 && greeting(fold(strings.Trim(first, ",!.:")))
}

// headers are folded names of fields whose value names people: of letters, forms, calendars and cards in six languages.
const headers = " from from: to cc bcc reply-to sender fran till kopia hemlig kopia svar till von an kopie fra til kopi lahettaja vastaanottaja kopio skickat av namn name kontakt kontaktperson contact contact person contact name attn att kund customer kunde asiakas yhteyshenkilo navn nimi ansprechpartner bearbeiter saksbehandler sagsbehandler handlaggare saljare anvandare user username user name benutzer bruger bruker kayttaja tekniker technician engineer installator operator agare owner author committer organizer attendee fn n cn o ou signatur signed-off-by reviewed-by co-authored-by bestallare referens er referens var referens reference fornamn efternamn first name last name surname given name vorname nachname fornavn etternavn efternavn etunimi sukunimi mottagare recipient empfanger undertecknad godmans leveransadress namnteckning leverans till deltagare deltager participants teilnehmer chef vd ansvarig testad av utford av installerad av skriven av reported by assigned to created by modified by last modified by "

// headerLine gives the value of a line that is a field naming people; empty if it is none.
func headerLine(line string) string {
	name, value, ok := strings.Cut(line, ":")
	if !ok || len(name) > 24 || name == "" {
		return ""
	}
	if i := strings.IndexByte(name, ';'); i >= 0 { // calendar and card parameters
		if k := strings.Index(name[i:], "CN="); k >= 0 {
			value = name[i+k+3:] + " " + value
		}
		name = name[:i]
	}
	key := fold(strings.Trim(name, " *_-\t\"'{"))
	if strings.Contains(headers, " "+key+" ") && !oneOf(" ou user owner operator reference referens ", key) || oneOf(" user owner operator ", key) && len(strings.Fields(value)) <= 3 {
		return strings.TrimSpace(value)
	}
	return ""
}

// quoteIntro tells whether a line leads a quoted letter: "Den 3 maj skrev Anna Svensson:", "On … wrote:".
func quoteIntro(line string) bool {
	if len(line) > 200 {
		return false
	}
	low := " " + fold(line) + " "
	for _, v := range []string{" skrev ", " wrote:", " wrote ", " schrieb ", " kirjoitti", " skrev:", " a ecrit"} {
		if strings.Contains(low, v) && (strings.HasSuffix(strings.TrimSpace(low), ":") || strings.Contains(low, "@") || strings.Contains(low, "<")) {
			return true
		}
	}
	return strings.HasPrefix(line, "-----")
}
