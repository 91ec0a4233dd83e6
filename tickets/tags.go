package tickets

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/net/idna"
)

// The purposes of keyed tags. Each has a key of its own, so tags of two purposes never compare equal.
const (
	tagAddress   = "address"
	tagSerial    = "serial"
	tagMessageID = "message-id"
	tagSeen      = "seen"
	tagContent   = "content"
	tagSession   = "session"
	tagBuyer     = "buyer"
	tagLogin     = "login"
	tagRequest   = "request"
	macDelivery  = "delivery"
	macTicket    = "ticket"
	macStage     = "stage"
	macFirst     = "first"
	macSecret    = "secret"
)

// NormalAddress is the form of a mail address that tags are made of: lower case, the domain in punycode, the plus part
// kept. It is fixed: changing it orphans every stored tag. "" means that s is no address.
func NormalAddress(s string) string {
	s = strings.TrimSpace(s)
	if a, err := mail.ParseAddress(s); err == nil {
		s = a.Address
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.ContainsAny(s, " \t\r\n<>") {
		return ""
	}
	domain, err := idna.Lookup.ToASCII(strings.TrimSuffix(s[at+1:], "."))
	if err != nil {
		domain = strings.TrimSuffix(s[at+1:], ".")
	}
	return strings.ToLower(s[:at] + "@" + domain)
}

// NormalSerial is the form of a serial number that tags are made of: upper case without separators. It is fixed.
func NormalSerial(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// NormalPhone is the form of a phone number that tags are made of: E.164, read as Swedish where no country is given.
// "" means that s is no phone number.
func NormalPhone(s string) string {
	n, err := phonenumbers.Parse(s, "SE")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return ""
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}

func (w *work) addressClaim(address string) string {
	return "address/" + w.keys.Tag(tagAddress, NormalAddress(address))
}

func (w *work) serialClaim(serial string) string {
	return "serial/" + w.keys.Tag(tagSerial, NormalSerial(serial))
}

func (w *work) messageClaim(messageID string) string {
	return "message/" + w.keys.Tag(tagMessageID, messageID)
}

func (w *work) seenClaim(mailbox string, validity, uid uint32) string {
	return "seen/" + w.keys.Tag(tagSeen, fmt.Sprintf("%s\x00%d\x00%d", mailbox, validity, uid))
}
