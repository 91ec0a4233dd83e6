package tagger

import "unicode/utf8"

// Compound tells whether lowerWord is two or three ordinary words of lang written as one, with the usual linking letters
// (temperatur+givare, Messung+s+bereich, måle+verdi). Ask it only of words written in lower case: split freely, four in ten
// Swedish family names are compounds too. English and an unknown language have none. The first part has three letters or
// more, the others four.
func (w *WordList) Compound(lang, lowerWord string) bool {
	set, ok := w.ordinary[lang]
	if !ok || lang == "en" {
		return false
	}
	return joined(set.Has, links(lang), lowerWord, 3)
}

func joined(known func(string) bool, links []string, word string, parts int) bool {
	for i := 3; i <= len(word)-4; i++ {
		if !utf8.RuneStart(word[i]) {
			continue
		}
		head, tail := word[:i], word[i:]
		if utf8.RuneCountInString(head) < 3 {
			continue
		}
		if utf8.RuneCountInString(tail) < 4 {
			return false
		}
		if !startsPart(known, links, head) {
			continue
		}
		if known(tail) || parts > 2 && joined(known, links, tail, parts-1) {
			return true
		}
	}
	return false
}

// startsPart tells whether head is a word, or a word and a linking letter.
func startsPart(known func(string) bool, links []string, head string) bool {
	if known(head) {
		return true
	}
	for _, l := range links {
		if stem, ok := cutSuffix(head, l); ok && known(stem) {
			return true
		}
	}
	return false
}

// cutSuffix takes link off head if three letters or more remain.
func cutSuffix(head, link string) (string, bool) {
	n := len(head) - len(link)
	if n < 3 || head[n:] != link || utf8.RuneCountInString(head[:n]) < 3 {
		return "", false
	}
	return head[:n], true
}

func links(lang string) []string {
	switch lang {
	case "sv":
		return []string{"s", "o", "u", "e"}
	case "da", "no":
		return []string{"s", "e"}
	case "de":
		return []string{"s", "es", "n", "en", "er"}
	}
	return nil
}
