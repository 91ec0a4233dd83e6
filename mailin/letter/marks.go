package letter

import (
	"strings"

	"github.com/axsensor/lethe/tickets/prose"
)

// Labels of HTML spans beside the kinds of Part.
const (
	gmailQuote = "gmail" // quoted up to the first quotation within
	outlook    = "outlook"
)

// marks knows how mail programs mark quotes and signatures in HTML.
func marks(e prose.Element) (label string, rest bool) {
	id := strings.TrimPrefix(e.Attr("id"), "x_")
	switch id {
	case "divRplyFwdMsg", "mail-editor-reference-message-container", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "zwchr",
		"reply-intro", "spark-reply":
		return outlook, id != "mail-editor-reference-message-container" && id != "OLK_SRC_BODY_SECTION"
	case "Signature", "signature", "AppleMailSignature", "ms-outlook-mobile-signature", "lineBreakAtBeginningOfSignature",
		"ymail_android_signature", "composer_signature", "ydp-signature":
		return Signature, false
	}
	if e.Attr("data-marker") == "__QUOTED_TEXT__" || e.Attr("data-marker") == "__HEADERS__" {
		return outlook, true
	}
	if strings.Contains(e.Attr("data-smartmail"), "gmail_signature") {
		return Signature, false
	}
	if label := marksByClass(e.Attr("class"), e.Name); label != "" {
		return label, false
	}
	switch e.Name {
	case "blockquote":
		if strings.EqualFold(e.Attr("type"), "cite") {
			return Quote, false
		}
	case "div", "p":
		if outlookBorder(e.Attr("style")) {
			return outlook, true
		}
	}
	return "", false
}

func marksByClass(class, name string) string {
	for c := range strings.FieldsSeq(class) {
		switch strings.TrimPrefix(c, "x_") {
		case "gmail_attr", "moz-cite-prefix", "protonmail_quote", "yahoo_quoted", "ydpyahoo_quoted", "tutanota_quote", "zmail_extra",
			"mailbird-quote", "AppleOriginalContents", "quoted-plain-text", "mcntmcntquote":
			return Quote
		case "gmail_quote", "gmail_quote_container":
			if name == "blockquote" {
				return Quote
			}
			return gmailQuote
		case "moz-forward-container":
			return Forward
		case "moz-signature", "gmail_signature", "protonmail_signature_block", "tutanota_signature", "moz-txt-sig":
			return Signature
		}
	}
	return ""
}

// outlookBorder recognises the line that Outlook for the desktop draws above a quoted header.
func outlookBorder(style string) bool {
	if !strings.Contains(style, "border-top") {
		return false
	}
	s := strings.ToLower(strings.ReplaceAll(style, " ", ""))
	return strings.Contains(s, "border-top:solid#e1e1e1") || strings.Contains(s, "border-top:solid#b5c4df") ||
		strings.Contains(s, "border-top:1pxsolid#b5c4df") || strings.Contains(s, "border-top:1pxsolid#e1e1e1") ||
		strings.Contains(s, "border-top:rgb(181,196,223)") || strings.Contains(s, "border-top:rgb(225,225,225)")
}

// settleHints turns the programs' labels into kinds: a Gmail container is quoted up to its first quotation, Outlook's
// marks depend on whether the letter was answered or passed on.
func settleHints(text string, hints []prose.Span, kind string) []prose.Span {
	out := make([]prose.Span, len(hints))
	nextQuote := len(text) // where the quotation after the current hint begins
	for i := len(hints) - 1; i >= 0; i-- {
		h := hints[i]
		switch h.Label {
		case Quote:
			nextQuote = h.Start
			if announcesForward(text[h.Start:h.End]) {
				h.Label = Forward
			}
		case outlook:
			h.Label = kind
		case gmailQuote:
			h.Label = Quote
			if announcesForward(text[h.Start:h.End]) {
				h.Label = Forward
			} else {
				h.End = min(h.End, max(nextQuote, h.Start))
			}
		}
		out[i] = h
	}
	return out
}

// passedOn is the kind of what stands below Outlook's marks: the subject's prefix tells, and the language of the quoted
// header where the prefix has two meanings.
func passedOn(text, subject string, hints []prose.Span) string {
	if forwardSubject(subject) {
		return Forward
	}
	prefix, _ := subjectPrefix(subject)
	for _, h := range hints {
		if prefix != "vs" || h.Label != outlook {
			continue
		}
		if nordicHeader(strings.SplitN(text[h.Start:min(h.Start+600, len(text))], "\n", 9)) {
			return Forward
		}
		break
	}
	return Quote
}

// announcesForward says that a stretch begins with the line that programs write above a letter they pass on.
func announcesForward(s string) bool {
	s = strings.TrimLeft(s[:min(len(s), 300)], " \n>")
	return separator(strings.TrimSpace(firstLine(s))) == Forward
}

// transferHints finds the marked stretches of an HTML text in the plain text beside it, word by word.
func transferHints(rich block, plain string) []prose.Span {
	if len(rich.hints) == 0 {
		return nil
	}
	words := labelledWords(rich)
	var out []prose.Span
	at, next := 0, 0
	for l := range strings.SplitAfterSeq(plain, "\n") {
		votes := map[string]int{}
		total := 0
		for w := range strings.FieldsSeq(l) {
			if w = bareWord(w); w == "" {
				continue
			}
			total++
			if j := findWord(words, next, w); j >= 0 {
				votes[words[j].label]++
				next = j + 1
			}
		}
		for label, n := range votes {
			if label != "" && n*2 > total {
				out = append(out, prose.Span{Start: at, End: at + len(l), Label: label})
			}
		}
		at += len(l)
	}
	return out
}

type labelledWord struct{ text, label string }

// labelledWords lists the words of a text with the innermost mark that each stands under; quotes go before signatures.
func labelledWords(b block) []labelledWord {
	spans := settleHints(b.text, b.hints, outlook)
	var list []labelledWord
	var open []prose.Span
	at := 0
	for l := range strings.SplitAfterSeq(b.text, "\n") {
		for len(spans) > 0 && spans[0].Start < at+max(len(strings.TrimRight(l, "\n")), 1) {
			open = append(open, spans[0])
			spans = spans[1:]
		}
		label := ""
		kept := open[:0]
		for _, h := range open {
			if h.End <= at {
				continue
			}
			kept = append(kept, h)
			if label != Quote && label != Forward {
				label = h.Label
			}
		}
		open = kept[:min(len(kept), 50)]
		for w := range strings.FieldsSeq(l) {
			if w = bareWord(w); w != "" {
				list = append(list, labelledWord{w, label})
			}
		}
		at += len(l)
	}
	return list
}

func bareWord(w string) string { return strings.Trim(w, ">*_|-<()[].,:;\"'") }

// findWord looks a little ahead; a common short word must be near.
func findWord(words []labelledWord, from int, w string) int {
	reach := 6
	if len(w) >= 6 {
		reach = 40
	}
	for j := from; j < len(words) && j < from+reach; j++ {
		if words[j].text == w {
			return j
		}
	}
	return -1
}
