package tickets

import (
	"context"
	"strings"

	"github.com/axsensor/lethe/tickets/lang"
)

// NewTicket is a case that one of us opens: a call, a visit, or a letter that we write first.
type NewTicket struct {
	Kind     MessageKind // Call, Visit or Note
	Customer Party       // may be empty
	Phone    Personal
	Company  Personal
	Subject  Personal
	Text     Personal
	Serial   Personal
	Product  string
	Lang     string
	Files    []NewFile
	Request  string
}

// Create opens a ticket for somebody who called or was visited. What they said is theirs: the clock starts now.
func (r *Tickets) Create(ctx context.Context, as Actor, n NewTicket) (Ticket, error) {
	if err := as.need(RoleEngineer); err != nil {
		return Ticket{}, err
	}
	if err := n.check(); err != nil {
		return Ticket{}, err
	}
	in := Inbound{From: []Party{n.Customer}, Subject: n.Subject, Text: n.Text, Files: n.Files, Kind: "human", Lang: n.Lang, NoReply: true}
	return r.open(ctx, as, n.Kind, in, n.Serial, n.Product, Known{Phones: []Personal{n.Phone}, Companies: []Personal{n.Company}}, n.Request,
		func(t *tx, head *ticketRec, msg *messageRec, _ *customerRec) error {
			msg.Staff = as.Account
			head.Assignee = as.Account
			if err := t.learnStaff(head, as); err != nil {
				return err
			}
			return t.trail(head.ID, head.Key, as, "ticket.create", string(n.Kind))
		})
}

func (n NewTicket) check() error {
	var p Problems
	if n.Kind != Call && n.Kind != Visit && n.Kind != Note {
		p = append(p, &Invalid{Field: "kind", Key: "create.kind"})
	}
	if strings.TrimSpace(n.Subject.Reveal()) == "" {
		p = append(p, &Invalid{Field: "subject", Key: "create.subject"})
	}
	if a := n.Customer.Address.Reveal(); a != "" && NormalAddress(a) == "" {
		p = append(p, addressProblem(a))
	}
	if n.Text.Len() > MaxWords {
		return ErrTooLarge
	}
	return p.or()
}

// open makes a ticket from something other than a mail.
func (r *Tickets) open(ctx context.Context, as Actor, kind MessageKind, in Inbound, serial Personal, product string, k Known, request string,
	more func(*tx, *ticketRec, *messageRec, *customerRec) error) (Ticket, error) {
	pack := packer{w: r.w, uploads: uploads{w: r.w}}
	defer pack.uploads.end(ctx)
	if in.Lang == "" {
		in.Lang = r.w.guess(in)
	}
	units, err := r.w.unitsNamed(ctx, serial.Reveal())
	if err != nil {
		return Ticket{}, err
	}
	if len(units) == 0 {
		in.Text = withSerial(serial, in.Text, in.Lang)
	}
	var made Ticket
	err = r.w.do(ctx, func(t *tx) error {
		if id, done, err := t.again(request); err != nil || done {
			made.ID = id
			return err
		}
		head, cust, err := t.headFor(in, route{author: ByCustomer}, &pack)
		if err != nil {
			return err
		}
		msg, err := pack.message(t, head.ID, head.Key, in, nil)
		if err != nil {
			return err
		}
		msg.Kind, msg.Author, msg.At = string(kind), string(ByCustomer), t.at
		if err := t.named(head, cust, in, serial, product, k); err != nil {
			return err
		}
		if err := t.append(head, msg, route{author: ByCustomer}, cust); err != nil {
			return err
		}
		if err := more(t, head, msg, cust); err != nil {
			return err
		}
		if err := t.put(msg); err != nil {
			return err
		}
		if cust != nil {
			if err := t.put(cust); err != nil {
				return err
			}
		}
		if request != "" {
			if err := t.put(&claimRec{base: base{ID: t.requestClaim(request)}, To: head.ID, Until: memoryEnds(t.at)}); err != nil {
				return err
			}
		}
		head.settle(t.at)
		made = head.ticket()
		return t.put(head)
	})
	if err == nil && made.Number == 0 {
		var h *ticketRec
		if h, err = get[ticketRec](ctx, r.w, made.ID); err == nil {
			made = h.ticket()
		}
	}
	return made, err
}

// withSerial puts a serial number that no unit has above the text: whoever reads the ticket may know better.
func withSerial(serial, text Personal, l string) Personal {
	if strings.TrimSpace(serial.Reveal()) == "" {
		return text
	}
	spoken, _ := lang.Parse(l)
	return P(spoken.Voice().T("form.serial.given", serial.Reveal()) + "\n\n" + text.Reveal())
}

func (t *tx) requestClaim(request string) string {
	return "request/" + t.w.keys.Tag(tagRequest, request)
}

// again finds the ticket that the same click made before.
func (t *tx) again(request string) (string, bool, error) {
	if request == "" {
		return "", false, nil
	}
	id, err := t.w.claimed(t, t.requestClaim(request))
	return id, id != "", err
}

// named links what a form or a call names: the serial number, else the product, else what the text names.
func (t *tx) named(head *ticketRec, cust *customerRec, in Inbound, serial Personal, product string, k Known) error {
	if cust != nil {
		if cust.Company.IsZero() && len(k.Companies) > 0 {
			cust.Company = k.Companies[0]
		}
		for _, p := range k.Phones {
			if n := NormalPhone(p.Reveal()); n != "" {
				merge(&cust.Phones, []Personal{P(n)})
			}
		}
		k = joinKnown(k, cust.known())
	}
	head.Product, head.Firmware = ref(product), firmwareIn(in.Text.Reveal())
	if err := t.linkNamed(head, cust, serial.Reveal()+"\n"+in.Subject.Reveal()+"\n"+in.Text.Reveal(), &k); err != nil {
		return err
	}
	k.Serials = append(k.Serials, serial)
	return t.learn(head, joinKnown(k, knownOf(in.From...)))
}

// addressProblem says in the reader's words what is wrong with a mail address.
func addressProblem(a string) *Invalid {
	if !strings.Contains(a, "@") {
		return &Invalid{Field: "email", Key: "field.email.at"}
	}
	return &Invalid{Field: "email", Key: "field.email.form"}
}
