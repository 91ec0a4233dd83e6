package tickets

import (
	"context"
	"strings"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/prose"
)

// MaxWords is how long one message of ours may be, in bytes.
const MaxWords = 1 << 20

// Answer is an engineer's answer to the customer.
type Answer struct {
	Markdown Personal
	Files    []NewFile
	To       Party  // zero: the customer, or whoever wrote last if there is none
	Then     Status // the status after it: waiting, solved or open; "" is waiting
	Request  string // names the click: the same request twice is one answer
}

// Reply answers the customer: the message, its letter in the outbox, the ticket's state and the end of the draft in one
// Apply. The clock moves when the letter has been sent. One whose letter would be larger than what is kept is ErrTooLarge.
func (r *Tickets) Reply(ctx context.Context, as Actor, id string, a Answer) error {
	if err := as.need(RoleEngineer); err != nil {
		return err
	}
	if strings.TrimSpace(a.Markdown.Reveal()) == "" {
		return &Invalid{Field: "text", Key: "reply.empty"}
	}
	if a.Then == "" {
		a.Then = StatusWaiting
	}
	if letterSize(a) > max(inlineRaw, r.w.room()) {
		return ErrTooLarge
	}
	return r.write(ctx, as, id, Reply, a.Markdown, a.Files, a.Request, func(t *tx, head *ticketRec, msg *messageRec) error {
		to, answers, err := t.addressee(head, a.To)
		if err != nil {
			return err
		}
		msg.To = []partyRec{partyRec(to)}
		head.answered()
		head.Status = string(a.Then)
		head.LastMessage = msg.ID
		if head.Assignee == "" {
			head.Assignee = as.Account
		}
		if err := t.learn(head, knownOf(to)); err != nil {
			return err
		}
		return t.queue(head, kindAnswer, msg.ID, answers, to, head.Lang, 1)
	})
}

// letterSize is about how large an answer's letter becomes: files are sent in lines of base64 (RFC 2045 section 6.8), the
// words as text and as HTML.
func letterSize(a Answer) int64 {
	size := 4 * int64(a.Markdown.Len())
	for _, f := range a.Files {
		size += int64(len(f.Data)) * 78 / 57
	}
	return size
}

// Note keeps a note that the customer never sees.
func (r *Tickets) Note(ctx context.Context, as Actor, id string, words Personal, files []NewFile, request string) error {
	if err := as.need(RoleEngineer); err != nil {
		return err
	}
	if strings.TrimSpace(words.Reveal()) == "" {
		return &Invalid{Field: "text", Key: "note.empty"}
	}
	return r.write(ctx, as, id, Note, words, files, request, func(*tx, *ticketRec, *messageRec) error { return nil })
}

// write adds a message of ours to a ticket.
func (r *Tickets) write(ctx context.Context, as Actor, id string, kind MessageKind, words Personal, files []NewFile, request string,
	more func(*tx, *ticketRec, *messageRec) error) error {
	if words.Len() > MaxWords {
		return ErrTooLarge
	}
	pack := packer{w: r.w, uploads: uploads{w: r.w}}
	defer pack.uploads.end(ctx)
	return r.w.do(ctx, func(t *tx) error {
		head, err := t.head(id)
		if err != nil {
			return err
		}
		done, err := t.second(id, request)
		if err != nil || done {
			return err
		}
		msg, err := pack.message(t, id, head.Key, Inbound{Text: words, Files: files, Lang: spokenIn(words, head.Lang), Kind: "human"}, nil)
		if err != nil {
			return err
		}
		msg.Kind, msg.Author, msg.Staff, msg.At, msg.Request = string(kind), string(ByEngineer), as.Account, t.at, request
		msg.Excerpt = P(excerpt(prose.Text(prose.FromMarkdown(words.Reveal()))))
		if err := more(t, head, msg); err != nil {
			return err
		}
		rec, err := maybe[draftRec](t, r.w, draftID(id, as.Account, kind))
		if err != nil {
			return err
		}
		if err := t.endDraft(rec); err != nil {
			return err
		}
		if err := t.learnStaff(head, as); err != nil {
			return err
		}
		head.Messages++
		head.settle(t.at)
		return t.put(head, msg)
	})
}

// spokenIn is the language of our own words: an engineer may answer a Norwegian in Swedish. Short or mixed words are taken
// to be in the customer's language.
func spokenIn(words Personal, customers string) string {
	if l, sure := lang.Guess(words.Reveal()); sure >= 0.6 {
		return string(l)
	}
	return customers
}

// second says whether a click was carried out already, and claims it otherwise.
func (t *tx) second(ticket, request string) (bool, error) {
	if request == "" {
		return false, nil
	}
	id := "request/" + t.w.keys.Tag(tagRequest, ticket+"\x00"+request)
	c, err := maybe[claimRec](t, t.w, id)
	if err != nil || c != nil {
		return c != nil, err
	}
	return false, t.remember(id)
}

// learnStaff notes the engineer's own name, which the scrubber looks for as well.
func (t *tx) learnStaff(head *ticketRec, as Actor) error {
	a, err := maybe[accountRec](t, t.w, as.Account)
	if err != nil || a == nil {
		return err
	}
	return t.learn(head, Known{Names: []Personal{a.Name}, Emails: []Personal{a.Login}})
}

// addressee is whom an answer goes to, and the message that it answers.
func (t *tx) addressee(head *ticketRec, to Party) (Party, string, error) {
	msgs, err := children[messageRec](t, t.w, head.ID)
	if err != nil {
		return to, "", err
	}
	answers := ""
	var last Party
	for _, m := range msgs {
		if a := Author(m.Author); (a == ByCustomer || a == ByStranger) && m.Machine == "" {
			answers = m.ID
			if NormalAddress(m.From.Address.Reveal()) != "" {
				last = Party(m.From)
			}
		}
	}
	if NormalAddress(to.Address.Reveal()) != "" {
		return to, answers, nil
	}
	c, err := maybe[customerRec](t, t.w, string(head.Customer))
	if err != nil {
		return to, answers, err
	}
	if c != nil && len(c.Addresses) > 0 {
		return Party{Name: c.Name, Address: c.Addresses[0]}, answers, nil
	}
	if last.Address.IsZero() {
		return to, answers, &Invalid{Field: "to", Key: "reply.nobody"}
	}
	return last, answers, nil
}
