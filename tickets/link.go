package tickets

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/axsensor/lethe/tickets/store"
)

var (
	serialWord    = regexp.MustCompile(`[\pL\d][\pL\d./_-]*[\pL\d]`)
	firmwareWords = regexp.MustCompile(`(?i)\b(?:fw|firmware|mjukvara|programvara|fastvara|version)\s*(?:version)?\s*[:=]?\s*v?(\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)\b`)
)

// A serial number has at least this many characters and digits; shorter words are not looked up.
const (
	minSerial       = 6
	minSerialDigits = 4
	maxSerial       = 40
	maxCandidates   = 400
)

// serialCandidates lists what could be serial numbers in a text, in their normal form: single words, and up to three
// neighbours that somebody wrote apart.
func serialCandidates(text string) []string {
	words := serialWord.FindAllString(text, 4*maxCandidates)
	var out []string
	for n := 1; n <= 3; n++ {
		for i := 0; i+n <= len(words) && len(out) < maxCandidates; i++ {
			s := NormalSerial(strings.Join(words[i:i+n], ""))
			if len(s) >= minSerial && len(s) <= maxSerial && digits(s) >= minSerialDigits && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// unitsNamed returns the known units whose serial numbers stand in a text.
func (w *work) unitsNamed(ctx context.Context, text string) ([]*unitRec, error) {
	cands := serialCandidates(text)
	var out []*unitRec
	for start := 0; start < len(cands); start += 100 {
		ids := cands[start:min(start+100, len(cands))]
		claims := make([]string, len(ids))
		for i, s := range ids {
			claims[i] = w.serialClaim(s)
		}
		found, err := many[claimRec](ctx, w, claims...)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			if c == nil {
				continue
			}
			u, err := maybe[unitRec](ctx, w, c.To)
			if err != nil && !shredded(err) {
				return nil, err
			}
			if u != nil && err == nil {
				out = append(out, u)
			}
		}
	}
	return out, nil
}

// linkNamed links the unit whose serial number stands in the text, else the product that is named in it.
func (t *tx) linkNamed(head *ticketRec, cust *customerRec, body string, k *Known) error {
	units, err := t.w.unitsNamed(t, body)
	if err != nil {
		return err
	}
	if len(units) > 0 {
		*k = joinKnown(*k, t.linkUnit(head, cust, units[0]))
		for _, u := range units[1:] {
			k.Serials = append(k.Serials, u.Serial)
		}
		return t.trail(head.ID, head.Key, Runner("mail"), "ticket.unit", string(units[0].Product))
	}
	if head.Product == "" {
		p, err := t.w.productNamed(t, body)
		head.Product = ref(p)
		return err
	}
	return nil
}

// linkUnit ties a ticket to a unit: product, firmware if none is known, the warranty as it stands now, the legal basis.
// It returns what the ticket now knows of people.
func (t *tx) linkUnit(head *ticketRec, cust *customerRec, u *unitRec) Known {
	head.Unit, head.Product = ref(u.ID), u.Product
	if head.Firmware == "" {
		head.Firmware = u.Firmware
	}
	head.Warranty = string(u.unit().WarrantyAt(head.Created))
	head.Basis = string(basisAt(Warranty(head.Warranty)))
	if cust != nil && cust.Company.IsZero() {
		cust.Company = u.BuyerName
	}
	return Known{Serials: []Personal{u.Serial}, Companies: []Personal{u.BuyerName}, Addresses: []Personal{u.BuyerAddress}}
}

// productNamed returns the code of the product that a text names first, "" if it names none.
func (w *work) productNamed(ctx context.Context, text string) (string, error) {
	best, at := "", -1
	upper := strings.ToUpper(text)
	for d, err := range w.st.Find(ctx, store.Query{Coll: collProducts, Index: "all"}) {
		if err != nil {
			return "", err
		}
		if i := wordIndex(upper, strings.ToUpper(d.ID)); i >= 0 && (at < 0 || i < at || i == at && len(d.ID) > len(best)) {
			best, at = d.ID, i
		}
	}
	return best, nil
}

// wordIndex is where word stands in text with no letter or digit beside it, -1 if nowhere.
func wordIndex(text, word string) int {
	for from := 0; word != ""; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			break
		}
		i += from
		end := i + len(word)
		if (i == 0 || !wordByte(text[i-1])) && (end == len(text) || !wordByte(text[end])) {
			return i
		}
		from = i + 1
	}
	return -1
}

func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= 0x80
}

// firmwareIn reads a firmware version that a text names as one.
func firmwareIn(text string) string {
	if m := firmwareWords.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
