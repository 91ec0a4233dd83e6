package tickets

import (
	"fmt"
	"strings"
	"time"
)

// The kinds of letter that we send.
const (
	kindAnswer = "answer"
	kindAck    = "ack"
)

// queue puts a letter to one recipient into the outbox, with the claims that lead answers and bounces back to it.
// An acknowledgement belongs to no message of ours: message is then "".
func (t *tx) queue(head *ticketRec, kind, message, answers string, to Party, language string, n int) error {
	d := &deliveryRec{base: base{ID: childID(head.ID), Key: head.Key}, Ticket: head.ID, State: string(Queued), Next: t.at,
		Queued: t.at, At: t.at, Kind: kind, Message: message, Answers: answers, To: partyRec(to), Lang: language,
		MessageID: newID() + "@" + t.w.mailDomain()}
	of := message
	if of == "" {
		of = head.ID
	}
	claims := map[string]string{
		"delivery/" + fmt.Sprintf("%s.%s.%d", of, kind, n): d.ID,
		"return/" + strings.TrimPrefix(d.ID, head.ID+"."):  d.ID,
		t.w.messageClaim(d.MessageID):                      d.ID,
	}
	for id, to := range claims {
		if err := t.claim(id, to); err != nil {
			return err
		}
	}
	return t.put(d)
}

// mailDomain is the domain that our Message-IDs end with.
func (w *work) mailDomain() string {
	if _, domain, ok := strings.Cut(w.prof.Support, "@"); ok {
		return domain
	}
	return "lethe.invalid"
}

// acknowledge queues the one automatic letter of a new ticket, unless the mail asks for none (RFC 3834 section 2), its
// sender could be forged, or the address has had enough today.
func (t *tx) acknowledge(head *ticketRec, cust *customerRec, in Inbound) error {
	to := sender(in)
	if cust == nil || in.NoReply || in.Auth == AuthFail || in.Kind != "" && in.Kind != "human" || NormalAddress(to.Address.Reveal()) == "" {
		return nil
	}
	if t.at.Sub(cust.AckDay) >= 24*time.Hour {
		cust.AckDay, cust.Acks = t.at, 0
	}
	if cust.Acks >= maxAcks {
		return t.trail(head.ID, head.Key, Runner("mail"), "ack.withheld")
	}
	cust.Acks++
	if err := t.trail(head.ID, head.Key, Runner("mail"), "ack.queued"); err != nil {
		return err
	}
	return t.queue(head, kindAck, "", head.LastMessage, to, in.Lang, 1)
}
