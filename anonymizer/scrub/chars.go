package scrub

import "strings"

// Small scanners over bytes. They are bounded by their callers, so that the whole stays linear.

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
func isWordByte(c byte) bool { return isDigit(c) || isLetter(c) }
func isHex(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// runRight gives the end of the run of bytes from i on that are in a class, at most limit long.
func runRight(s string, i, limit int, class func(byte) bool) int {
	end := min(len(s), i+limit)
	for i < end && class(s[i]) {
		i++
	}
	return i
}

// runLeft gives the start of the run of bytes before i that are in a class, at most limit long.
func runLeft(s string, i, limit int, class func(byte) bool) int {
	end := max(0, i-limit)
	for i > end && class(s[i-1]) {
		i--
	}
	return i
}

// luhn tells whether digits end with their check digit (ISO/IEC 7812-1 annex B).
func luhn(digits string) bool {
	sum := 0
	for i := 0; i < len(digits); i++ {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// allSame tells whether digits are one digit repeated.
func allSame(digits string) bool { return strings.Trim(digits, digits[:1]) == "" }

// keywordBefore tells whether one of the folded words stands within the last n words before a position, on the same
// line or the one before.
func (p *page) keywordBefore(at, n int, list string) bool {
	i := p.wordFrom(at) - 1
	for k := i; k >= 0 && k > i-n; k-- {
		if p.text[p.words[k].e:at] != "" && strings.Count(p.text[p.words[k].e:at], "\n") > 1 {
			return false
		}
		if oneOf(list, p.words[k].key) {
			return true
		}
	}
	return false
}

// topDomain tells whether a label is a usual top-level domain.
func topDomain(label string) bool {
	return oneOf(" se no dk fi de com net org eu nu io uk us info biz dev app tech cloud ai me co at ch nl be fr it es pt pl ru cz sk hu ee lv lt is ie gr ro bg hr si in cn jp kr au nz ca br mx za tr ua il ae example test local lan localdomain invalid internal corp edu gov int mil xyz online shop store site industries systems solutions group energy engineering email gl fo ax lu li mt cy tv cc ws museum name mobi tel jobs post asia cat arpa onion home ", label) || strings.HasPrefix(label, "xn--")
}
