package tickets

import (
	"context"
	"crypto/subtle"
	"regexp"
	"strings"
	"time"
)

// How long a solved ticket takes in answers; a later one begins a new ticket that names the old.
const reopenWithin = 30 * 24 * time.Hour

// At most this many references of a mail are looked up.
const maxReferences = 50

// route is where a mail belongs and how far its sender is trusted there.
type route struct {
	ticket  string // "" for a new ticket
	related string // a ticket that it may belong to
	author  Author
	hold    bool // a person must look before anybody answers
	bounce  *deliveryRec
}

// route finds the ticket that a mail belongs to: our own token in a recipient, then references, then a bounced letter, then
// a ticket number in the subject when the sender is on that ticket. A ticket that is gone or being forgotten is as
// unknown as one that never was.
func (m *Mailroom) route(ctx context.Context, in Inbound) (route, error) {
	r := route{author: ByCustomer}
	if in.Kind != "" && in.Kind != "human" && in.Kind != "list" {
		r.author = ByMachine
	}
	if d, err := m.bounced(ctx, in); err != nil || d != nil {
		r.bounce = d
		if d != nil {
			r.ticket = d.Ticket
		}
		return r, err
	}
	id, strong, err := m.byMarks(ctx, in)
	if err != nil {
		return r, err
	}
	if id == "" {
		id, err = m.byNumber(ctx, in)
		if err != nil || id == "" {
			return r, err
		}
	}
	return m.judge(ctx, in, r, id, strong)
}

// judge decides what a sender may do on the ticket that the marks point to.
func (m *Mailroom) judge(ctx context.Context, in Inbound, r route, id string, strong bool) (route, error) {
	head, err := maybe[ticketRec](ctx, m.w, id)
	if err != nil && !shredded(err) || head == nil || head.Forgetting {
		return r, err
	}
	known, err := m.w.participant(ctx, id, sender(in).Address.Reveal())
	if err != nil {
		return r, err
	}
	known = known && in.Auth != AuthFail
	switch {
	case Status(head.Status) == StatusSolved && m.w.now().Sub(head.Touched) > reopenWithin:
		if known {
			r.related = id
		}
	case known || r.author == ByMachine && strong:
		r.ticket = id
	case strong:
		r.ticket, r.author = id, ByStranger
	default:
		r.related, r.hold = id, true
	}
	return r, nil
}

// byMarks looks for our recipient token (strong), then for references to a letter that is on a ticket.
func (m *Mailroom) byMarks(ctx context.Context, in Inbound) (id string, strong bool, err error) {
	for _, addr := range recipients(in) {
		if id := m.w.ticketToken(addr); id != "" {
			return id, true, nil
		}
	}
	var ids []string
	for _, ref := range append(append([]Personal{}, in.InReplyTo...), reversed(in.References)...) {
		if mid := normalMessageID(ref.Reveal()); mid != "" && len(ids) < maxReferences {
			ids = append(ids, m.w.messageClaim(mid))
		}
	}
	claims, err := many[claimRec](ctx, m.w, ids...)
	for _, c := range claims {
		if c != nil {
			return parentID(c.To), false, err
		}
	}
	return "", false, err
}

var numberInSubject = regexp.MustCompile(`(?i)\b(?:ärende|ticket|sak|vorgang|sag)\s*#?\s*(\d{5,12})\b`)

// byNumber reads a ticket number out of the subject, as a customer would copy it. It counts only for a sender who is on
// that ticket: everybody else begins a new one, and learns nothing of the number.
func (m *Mailroom) byNumber(ctx context.Context, in Inbound) (string, error) {
	found := numberInSubject.FindStringSubmatch(in.Subject.Reveal())
	if found == nil {
		return "", nil
	}
	id, err := m.w.claimed(ctx, "number/"+found[1])
	if err != nil || id == "" {
		return "", err
	}
	known, err := m.w.participant(ctx, id, sender(in).Address.Reveal())
	if err != nil || !known {
		return "", err
	}
	return id, nil
}

// bounced finds the letter of ours that a bounce tells of: by its return path, else by the ids it quotes.
func (m *Mailroom) bounced(ctx context.Context, in Inbound) (*deliveryRec, error) {
	if in.Kind != "bounce" {
		return nil, nil
	}
	var claims []string
	for _, addr := range recipients(in) {
		if token, ok := returnToken(addr); ok {
			claims = append(claims, "return/"+token)
		}
	}
	if in.Bounce != nil {
		for _, mid := range in.Bounce.MessageIDs {
			claims = append(claims, m.w.messageClaim(normalMessageID(mid.Reveal())))
		}
	}
	for _, c := range claims {
		id, err := m.w.claimed(ctx, c)
		if err != nil {
			return nil, err
		}
		d, err := maybe[deliveryRec](ctx, m.w, id)
		if shredded(err) {
			continue
		}
		if err != nil || d != nil {
			return d, err
		}
	}
	return nil, nil
}

// recipients are all addresses that a mail was sent to, as far as it tells.
func recipients(in Inbound) []string {
	var out []string
	for _, p := range append(append([]Party{}, in.To...), in.Cc...) {
		out = append(out, p.Address.Reveal())
	}
	return append(out, reveal(in.Envelope)...)
}

func sender(in Inbound) Party {
	if len(in.From) == 0 {
		return Party{}
	}
	return in.From[0]
}

// ticketAddress is the desk's address with a token that leads answers to a ticket.
func (w *work) ticketAddress(ticket string) string {
	at := strings.LastIndexByte(w.prof.Support, '@')
	if at < 0 {
		return w.prof.Support
	}
	return w.prof.Support[:at] + "+" + ticket + "." + w.tokenMAC(ticket) + w.prof.Support[at:]
}

// tokenMAC is 80 bits of a keyed MAC over a ticket's id.
func (w *work) tokenMAC(ticket string) string {
	return idCoding.EncodeToString(w.keys.MAC(macTicket, []byte(ticket))[:10])
}

// ticketToken reads a ticket's id out of a recipient address, "" unless its MAC is ours.
func (w *work) ticketToken(address string) string {
	_, token, ok := strings.Cut(localPart(address), "+")
	if !ok {
		return ""
	}
	id, mac, ok := strings.Cut(strings.ToLower(token), ".")
	if !ok || !validID(id) || subtle.ConstantTimeCompare([]byte(mac), []byte(w.tokenMAC(id))) != 1 {
		return ""
	}
	return id
}

// returnToken reads the letter's token out of a return path of ours.
func returnToken(address string) (string, bool) {
	_, plus, _ := strings.Cut(strings.ToLower(localPart(address)), "+")
	token, ok := strings.CutPrefix(plus, "b.")
	return token, ok && validID(token)
}

func localPart(address string) string {
	if at := strings.LastIndexByte(address, '@'); at > 0 {
		return address[:at]
	}
	return address
}

// normalMessageID strips angle brackets and space; what is not of the form left@right is "", which never matches.
func normalMessageID(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "<>")
	left, right, ok := strings.Cut(s, "@")
	if !ok || left == "" || right == "" || strings.ContainsAny(s, " \t\r\n") {
		return ""
	}
	return s
}

func reversed(ps []Personal) []Personal {
	out := make([]Personal, 0, len(ps))
	for i := len(ps) - 1; i >= 0; i-- {
		out = append(out, ps[i])
	}
	return out
}
