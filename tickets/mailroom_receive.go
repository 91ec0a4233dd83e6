package tickets

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/store"
)

// At most this many acknowledgements go to one address in a day: two desks that answer each other fall silent.
const maxAcks = 3

// Receive puts a spooled mail on its ticket, or makes a new one, with its acknowledgement and the end of the spooled
// copy in one Apply. A mail that was received before is ErrNotFound: there is nothing left to do. One that is too much for
// a ticket is ErrTooLarge; without its files, and with short text, it always fits.
func (m *Mailroom) Receive(ctx context.Context, as Actor, id string, in Inbound) (Received, error) {
	if err := as.need(RoleSystem); err != nil {
		return Received{}, err
	}
	spool, err := get[spoolRec](ctx, m.w, id)
	if err != nil {
		return Received{}, err
	}
	raw, err := m.w.untuck(ctx, spool.Key, spool.Raw, spool.Blob)
	if err != nil {
		return Received{}, err
	}
	if in.Lang == "" {
		in.Lang = m.w.guess(in)
	}
	raw, in = m.w.fit(raw, in)
	pack := packer{w: m.w, uploads: uploads{w: m.w}}
	defer pack.uploads.end(ctx)
	var got Received
	err = m.w.do(ctx, func(t *tx) error {
		got = Received{}
		fresh, err := get[spoolRec](t, m.w, id)
		if err != nil {
			return err
		}
		t.drop(fresh)
		if err := t.ends(fresh.Key); err != nil {
			return err
		}
		twin, err := t.twin(in)
		if err != nil || twin {
			return err
		}
		got, err = t.receive(in, fresh, raw, &pack)
		return err
	})
	if errors.Is(err, store.ErrTooLarge) {
		return Received{}, fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	if err != nil {
		return Received{}, err
	}
	m.afterReceive(ctx, spool)
	return got, nil
}

// fit cuts an original that no blob can hold any more, because the limit is lower than when it was spooled.
func (w *work) fit(raw []byte, in Inbound) ([]byte, Inbound) {
	size, most := int64(len(raw)), max(inlineRaw, w.room())
	if size <= most {
		return raw, in
	}
	in.CutBytes = max(in.CutBytes, size)
	if in.Problem == "" {
		in.Problem = ProblemCut
	}
	return raw[:most], in
}

// afterReceive ends the spooled copy. Failing here loses nothing: a blob that is left is sealed, and named by nobody.
func (m *Mailroom) afterReceive(ctx context.Context, s *spoolRec) {
	ctx = context.WithoutCancel(ctx)
	if s.Blob != "" {
		if err := m.w.blobs.Delete(ctx, s.Blob); err != nil {
			m.w.log.Warn("spooled blob not deleted", "spool", s.ID, "error", err)
		}
	}
	m.w.endNow(ctx, s.Key)
}

func (w *work) guess(in Inbound) string {
	l, sure := lang.Guess(in.Subject.Reveal() + "\n" + newText(in.Text.Reveal(), in.Parts))
	if sure < 0.3 {
		return w.prof.Lang
	}
	return string(l)
}

// twin says whether the same letter came before by another road: the same Message-ID, sender, date, subject, text and
// files. It claims the letter otherwise. A letter without a Message-ID has no twin.
func (t *tx) twin(in Inbound) (bool, error) {
	mid := normalMessageID(in.MessageID.Reveal())
	if mid == "" {
		return false, nil
	}
	id := "seen/" + t.w.keys.Tag(tagContent, strings.Join([]string{mid, NormalAddress(sender(in).Address.Reveal()),
		in.Written.UTC().Format(time.RFC3339), in.Subject.Reveal(), strings.Join(strings.Fields(in.Text.Reveal()), " "), filesSum(in.Files)}, "\x00"))
	c, err := maybe[claimRec](t, t.w, id)
	if err != nil || c != nil {
		return c != nil, err
	}
	return false, t.remember(id)
}

// filesSum tells files apart by what is in them.
func filesSum(files []NewFile) string {
	var sums []byte
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		sums = append(sums, sum[:]...)
	}
	return string(sums)
}

// receive puts the mail on the ticket that it belongs to.
func (t *tx) receive(in Inbound, spool *spoolRec, raw []byte, pack *packer) (Received, error) {
	r, err := (&Mailroom{t.w}).route(t, in)
	if err != nil {
		return Received{}, err
	}
	head, cust, err := t.headFor(in, r, pack)
	if err != nil {
		return Received{}, err
	}
	isNew := head.Rev == 0
	msg, err := pack.message(t, head.ID, head.Key, in, raw)
	if err != nil {
		return Received{}, err
	}
	msg.At, msg.Author = t.at, string(r.author)
	if err := t.linkMail(head, cust, in, r); err != nil {
		return Received{}, err
	}
	if err := t.append(head, msg, r, cust); err != nil {
		return Received{}, err
	}
	if isNew && r.author == ByCustomer && !r.hold {
		if err := t.acknowledge(head, cust, in); err != nil {
			return Received{}, err
		}
	}
	if cust != nil {
		if err := t.put(cust); err != nil {
			return Received{}, err
		}
	}
	head.settle(t.at)
	return Received{Ticket: head.ID, Number: head.Number, Message: msg.ID, New: isNew}, t.put(head)
}

// headFor returns the ticket that a mail goes to, and its sender's customer record (nil for machines and strangers).
func (t *tx) headFor(in Inbound, r route, pack *packer) (*ticketRec, *customerRec, error) {
	if r.ticket != "" {
		head, err := get[ticketRec](t, t.w, r.ticket)
		if err != nil {
			return nil, nil, err
		}
		if r.author != ByCustomer {
			return head, nil, nil
		}
		cust, err := maybe[customerRec](t, t.w, string(head.Customer))
		return head, cust, err
	}
	if err := pack.newTicket(t); err != nil {
		return nil, nil, err
	}
	head := &ticketRec{base: base{ID: pack.id, Key: pack.key}, Number: pack.number, Status: string(StatusNew), Priority: string(Normal),
		Subject: in.Subject, Lang: in.Lang, Created: t.at, Basis: string(Interest), Warranty: string(WarrantyUnknown),
		Related: r.related, Problem: in.Problem}
	if r.hold {
		head.Status = string(StatusHeld)
	}
	if r.author == ByMachine {
		head.contact(t.at, t.w.prof.Years) // no contact of a person's: the clock starts where the ticket does
	}
	cust, err := t.customerFor(sender(in), in.Lang, pack)
	if err != nil {
		return nil, nil, err
	}
	if cust != nil {
		head.Customer = ref(cust.ID)
	}
	return head, cust, t.claim(numberClaim(head.Number), head.ID)
}

// customerFor finds the customer that an address belongs to, or makes one. Nobody is made for a mail without an
// address, nor for the desk's own.
func (t *tx) customerFor(p Party, language string, pack *packer) (*customerRec, error) {
	addr := NormalAddress(p.Address.Reveal())
	if addr == "" || t.w.ours(addr) {
		return nil, nil
	}
	claim := t.w.addressClaim(addr)
	id, err := t.w.claimed(t, claim)
	if err != nil {
		return nil, err
	}
	c, err := maybe[customerRec](t, t.w, id)
	if err != nil || c != nil {
		return c, err
	}
	if pack.person == "" {
		if pack.person, err = t.w.newKey(t); err != nil {
			return nil, err
		}
	}
	c = &customerRec{base: base{ID: newID(), Key: pack.person}, Name: p.Name, Addresses: []Personal{P(addr)},
		Lang: language, Created: t.at, Last: t.at}
	return c, t.claim(claim, c.ID)
}

// ours says whether an address is the desk's own, with or without a token.
func (w *work) ours(address string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return false
	}
	local, _, _ := strings.Cut(address[:at], "+")
	return strings.EqualFold(local+address[at:], w.prof.Support)
}

// append adds a received message to its ticket and moves the ticket's state and clock as the sender's part allows.
func (t *tx) append(head *ticketRec, msg *messageRec, r route, cust *customerRec) error {
	if err := t.put(msg); err != nil {
		return err
	}
	head.Messages++
	switch r.author {
	case ByCustomer:
		head.LastMessage = msg.ID
		head.contact(t.at, t.w.prof.Years)
		if cust != nil {
			cust.Last = t.at
		}
		t.reopen(head)
	case ByStranger:
		head.LastMessage, head.Unverified = msg.ID, true
		t.reopen(head)
	case ByMachine:
		if head.LastMessage == "" {
			head.LastMessage = msg.ID
		}
		if r.bounce != nil {
			return t.cameBack(head, msg, r.bounce)
		}
	}
	if mid := normalMessageID(msg.MessageID.Reveal()); mid != "" {
		return t.claimOnce(t.w.messageClaim(mid), msg.ID)
	}
	return nil
}

// reopen puts a ticket back among those that wait for us.
func (t *tx) reopen(head *ticketRec) {
	switch Status(head.Status) {
	case StatusWaiting, StatusSolved:
		head.Status = string(StatusOpen)
	case StatusHeld, StatusSpam:
		return
	}
	head.owe(t.at, t.w.prof.Zone)
}

// cameBack marks the letter that a bounce tells of. A permanent failure reopens the ticket.
func (t *tx) cameBack(head *ticketRec, msg *messageRec, d *deliveryRec) error {
	msg.Bounced = d.ID
	if err := t.put(msg); err != nil {
		return err
	}
	d, err := get[deliveryRec](t, t.w, d.ID)
	if err != nil {
		return err
	}
	if !d.Bounced {
		d.Bounced, d.State, d.At, d.Next = true, string(Failed), t.at, t.at
		if err := t.put(d); err != nil {
			return err
		}
	}
	if d.Kind == kindAnswer {
		t.reopen(head)
	}
	return t.trail(head.ID, head.Key, Runner("mail"), "delivery.bounced", d.ID)
}

// claimOnce claims an id for the first that asks; later ones leave it.
func (t *tx) claimOnce(id, to string) error {
	if _, mine := t.place[store.Ref{Coll: collClaims, ID: id}]; mine {
		return nil
	}
	c, err := maybe[claimRec](t, t.w, id)
	if err != nil || c != nil {
		return err
	}
	return t.claim(id, to)
}

// linkMail connects a ticket to the unit and product that the mail names, and learns its people.
func (t *tx) linkMail(head *ticketRec, cust *customerRec, in Inbound, r route) error {
	k := knownOf(append(append([]Party{}, in.From...), in.ReplyTo...)...)
	if r.author == ByCustomer {
		k = joinKnown(k, knownOf(in.Cc...), knownOf(in.To...))
	}
	if cust != nil {
		k = joinKnown(k, cust.known())
	}
	body := in.Subject.Reveal() + "\n" + newText(in.Text.Reveal(), in.Parts)
	if head.Firmware == "" {
		head.Firmware = firmwareIn(body)
	}
	if head.Unit == "" && r.author == ByCustomer {
		if err := t.linkNamed(head, cust, body, &k); err != nil {
			return err
		}
	}
	return t.learn(head, k)
}

func joinKnown(ks ...Known) Known {
	var out Known
	for _, k := range ks {
		out.Names = append(out.Names, k.Names...)
		out.Emails = append(out.Emails, k.Emails...)
		out.Phones = append(out.Phones, k.Phones...)
		out.Companies = append(out.Companies, k.Companies...)
		out.Serials = append(out.Serials, k.Serials...)
		out.Addresses = append(out.Addresses, k.Addresses...)
	}
	return out
}
