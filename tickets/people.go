package tickets

import (
	"context"
	"slices"
	"strings"
)

// Nobody's list of known names grows beyond this many entries of one kind.
const maxKnown = 200

func peopleID(ticket string) string { return ticket + ".people" }

// learn adds what a ticket got to know about its people, so that the scrubber can look for it. Old values stay.
func (t *tx) learn(head *ticketRec, k Known) error {
	p, err := maybe[peopleRec](t, t.w, peopleID(head.ID))
	if err != nil {
		return err
	}
	if p == nil {
		p = &peopleRec{base: base{ID: peopleID(head.ID), Key: head.Key}, Ticket: head.ID}
	}
	grew := merge(&p.Names, k.Names)
	grew = merge(&p.Emails, k.Emails) || grew
	grew = merge(&p.Phones, k.Phones) || grew
	grew = merge(&p.Companies, k.Companies) || grew
	grew = merge(&p.Serials, k.Serials) || grew
	grew = merge(&p.Addresses, k.Addresses) || grew
	if !grew {
		return nil
	}
	return t.put(p)
}

// merge adds the texts that are not there yet.
func merge(into *[]Personal, add []Personal) bool {
	grew := false
	for _, a := range add {
		s := strings.TrimSpace(a.Reveal())
		if s == "" || len(*into) >= maxKnown || slices.ContainsFunc(*into, func(p Personal) bool { return strings.EqualFold(p.Reveal(), s) }) {
			continue
		}
		*into = append(*into, P(s))
		grew = true
	}
	return grew
}

func (p *peopleRec) known() Known {
	return Known{Names: p.Names, Emails: p.Emails, Phones: p.Phones, Companies: p.Companies, Serials: p.Serials, Addresses: p.Addresses}
}

// knownOf is what a customer's record tells the scrubber.
func (r *customerRec) known() Known {
	return Known{Names: []Personal{r.Name}, Companies: []Personal{r.Company}, Emails: r.Addresses, Phones: r.Phones,
		Addresses: []Personal{r.Postal}}
}

// knownOf is what letters' parties tell the scrubber.
func knownOf(ps ...Party) Known {
	var k Known
	for _, p := range ps {
		k.Names = append(k.Names, p.Name)
		k.Emails = append(k.Emails, p.Address)
	}
	return k
}

// participant says whether an address was on the ticket before.
func (w *work) participant(ctx context.Context, ticket, address string) (bool, error) {
	p, err := maybe[peopleRec](ctx, w, peopleID(ticket))
	if err != nil || p == nil || NormalAddress(address) == "" {
		return false, err
	}
	return slices.ContainsFunc(p.Emails, func(e Personal) bool {
		return NormalAddress(e.Reveal()) == NormalAddress(address)
	}), nil
}
