package tickets

import (
	"context"
	"fmt"
	"strings"

	"github.com/axsensor/lethe/tickets/store"
)

// Products returns all models, by code.
func (r *Records) Products(ctx context.Context) ([]Product, error) {
	recs, err := find[productRec](ctx, r.w, store.Query{Coll: collProducts, Index: "all"})
	if err != nil {
		return nil, err
	}
	out := make([]Product, len(recs))
	for i, p := range recs {
		out[i] = p.product()
	}
	return out, nil
}

// Product returns one model by its code.
func (r *Records) Product(ctx context.Context, code string) (Product, error) {
	p, err := get[productRec](ctx, r.w, code)
	if err != nil {
		return Product{}, err
	}
	return p.product(), nil
}

// Unit returns a unit by its id.
func (r *Records) Unit(ctx context.Context, as Actor, id string) (Unit, error) {
	if err := as.need(RoleEngineer | RoleAdmin); err != nil {
		return Unit{}, err
	}
	u, err := get[unitRec](ctx, r.w, id)
	if err != nil {
		return Unit{}, err
	}
	return u.unit(), nil
}

// UnitBySerial returns the unit with a serial number, written with any separators; ErrNotFound if there is none.
func (r *Records) UnitBySerial(ctx context.Context, as Actor, serial string) (Unit, error) {
	if err := as.need(RoleEngineer | RoleAdmin); err != nil {
		return Unit{}, err
	}
	u, err := r.w.unitBySerial(ctx, serial)
	if err != nil {
		return Unit{}, err
	}
	if u == nil {
		return Unit{}, fmt.Errorf("unit: %w", ErrNotFound)
	}
	return u.unit(), nil
}

func (w *work) unitBySerial(ctx context.Context, serial string) (*unitRec, error) {
	if NormalSerial(serial) == "" {
		return nil, nil
	}
	id, err := w.claimed(ctx, w.serialClaim(serial))
	if err != nil {
		return nil, err
	}
	u, err := maybe[unitRec](ctx, w, id)
	if shredded(err) {
		return nil, nil
	}
	return u, err
}

// nearSerial finds a known serial number that differs from s in one character, or in two neighbours swapped, as it is
// written on the unit. It is "" when there is none, or more than one: then a guess would be worse than none.
func (w *work) nearSerial(ctx context.Context, s string) (string, error) {
	n := NormalSerial(s)
	if len(n) < minSerial || len(n) > maxSerial {
		return "", nil
	}
	variants := nearVariants(n)
	found := map[string]bool{}
	for start := 0; start < len(variants); start += 400 {
		part := variants[start:min(start+400, len(variants))]
		ids := make([]string, len(part))
		for i, v := range part {
			ids[i] = w.serialClaim(v)
		}
		claims, err := many[claimRec](ctx, w, ids...)
		if err != nil {
			return "", err
		}
		for _, c := range claims {
			if c != nil {
				found[c.To] = true
			}
		}
	}
	if len(found) != 1 {
		return "", nil
	}
	for id := range found {
		u, err := maybe[unitRec](ctx, w, id)
		if err != nil || u == nil {
			return "", err
		}
		return u.Serial.Reveal(), nil
	}
	return "", nil
}

const serialLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// nearVariants lists the strings that are one slip of the finger away from a serial number in its normal form.
func nearVariants(n string) []string {
	var out []string
	for i := range n {
		for _, c := range serialLetters {
			if byte(c) != n[i] {
				out = append(out, n[:i]+string(c)+n[i+1:])
			}
		}
		out = append(out, n[:i]+n[i+1:])
		if i+1 < len(n) && n[i] != n[i+1] {
			out = append(out, n[:i]+string(n[i+1])+string(n[i])+n[i+2:])
		}
	}
	return out
}

// Customer returns a customer by id.
func (r *Records) Customer(ctx context.Context, as Actor, id string) (Customer, error) {
	if err := as.need(RoleEngineer | RoleOfficer); err != nil {
		return Customer{}, err
	}
	c, err := get[customerRec](ctx, r.w, id)
	if shredded(err) {
		return Customer{}, fmt.Errorf("customer: %w", ErrNotFound)
	}
	if err != nil {
		return Customer{}, err
	}
	return c.customer(), nil
}

// CustomerByAddress finds the customer that a mail address belongs to.
func (r *Records) CustomerByAddress(ctx context.Context, as Actor, address string) (Customer, error) {
	if err := as.need(RoleEngineer | RoleOfficer); err != nil {
		return Customer{}, err
	}
	id, err := r.w.claimed(ctx, r.w.addressClaim(address))
	if err != nil {
		return Customer{}, err
	}
	if id == "" {
		return Customer{}, fmt.Errorf("customer: %w", ErrNotFound)
	}
	return r.Customer(ctx, as, id)
}

// SetCustomer corrects a customer's name, company, phone and postal address. What they were before stays known to the
// scrubber of each of their tickets.
func (r *Records) SetCustomer(ctx context.Context, as Actor, c Customer) error {
	if err := as.need(RoleEngineer); err != nil {
		return err
	}
	if strings.TrimSpace(c.Name.Reveal()) == "" {
		return &Invalid{Field: "name", Key: "form.name.empty"}
	}
	return r.w.do(ctx, func(t *tx) error {
		rec, err := get[customerRec](t, r.w, c.ID)
		if err != nil {
			return err
		}
		before := rec.known()
		rec.Name, rec.Company, rec.Postal = c.Name, c.Company, c.Postal
		rec.Phones = nil
		for _, p := range c.Phones {
			n := NormalPhone(p.Reveal())
			if n == "" {
				return &Invalid{Field: "phone", Key: "field.phone.form"}
			}
			rec.Phones = append(rec.Phones, P(n))
		}
		heads, err := find[ticketRec](t, r.w, store.Query{Coll: collTickets, Index: "customer", Eq: []any{c.ID}, Limit: 100})
		if err != nil {
			return err
		}
		for _, h := range heads {
			if h.Forgetting {
				continue
			}
			t.expect(h)
			if err := t.learn(h, joinKnown(before, rec.known())); err != nil {
				return err
			}
		}
		if err := t.trail(rec.ID, rec.Key, as, "customer.correct"); err != nil {
			return err
		}
		return t.put(rec)
	})
}
