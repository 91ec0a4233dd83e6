package tickets

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// decide carries out one decision on a ticket: the change, its trail entry, the order of the lists, in one Apply. A
// change that changes nothing leaves no trace.
func (r *Tickets) decide(ctx context.Context, as Actor, id, verb string, args []string, change func(*tx, *ticketRec) (bool, error)) error {
	if err := as.need(RoleEngineer); err != nil {
		return err
	}
	return r.w.do(ctx, func(t *tx) error {
		head, err := t.head(id)
		if err != nil {
			return err
		}
		changed, err := change(t, head)
		if err != nil || !changed {
			return err
		}
		head.settle(t.at)
		if err := t.trail(id, head.Key, as, verb, args...); err != nil {
			return err
		}
		return t.put(head)
	})
}

// SetStatus moves a ticket. Solving it ends what is owed; opening it again owes an answer only if the customer spoke last.
func (r *Tickets) SetStatus(ctx context.Context, as Actor, id string, s Status) error {
	if !slices.Contains(Statuses(), s) {
		return &Invalid{Field: "status", Key: "change.status"}
	}
	return r.decide(ctx, as, id, "ticket.status", []string{string(s)}, func(t *tx, h *ticketRec) (bool, error) {
		if h.Status == string(s) {
			return false, nil
		}
		h.Status = string(s)
		switch {
		case !s.open() || s == StatusWaiting:
			h.AnswerBy = noTime
		case h.WaitsForUs:
			h.owe(t.at, r.w.prof.Zone)
		}
		if s == StatusNew || s == StatusOpen {
			h.Unverified = false
		}
		return true, nil
	})
}

// Assign gives a ticket to an engineer, or to nobody with "". The engineer's name becomes one the scrubber looks for.
func (r *Tickets) Assign(ctx context.Context, as Actor, id, account string) error {
	return r.decide(ctx, as, id, "ticket.assign", []string{account}, func(t *tx, h *ticketRec) (bool, error) {
		if h.Assignee == account {
			return false, nil
		}
		if account != "" {
			a, err := maybe[accountRec](t, r.w, account)
			if err != nil {
				return false, err
			}
			if a == nil || !a.Active || !a.account().Actor().Has(RoleEngineer) {
				return false, &Invalid{Field: "assignee", Key: "change.assignee"}
			}
			if err := t.learn(h, Known{Names: []Personal{a.Name}, Emails: []Personal{a.Login}}); err != nil {
				return false, err
			}
		}
		h.Assignee = account
		if Status(h.Status) == StatusNew && account != "" {
			h.Status = string(StatusOpen)
		}
		return true, nil
	})
}

// SetPriority changes how soon an answer is owed, counted from when the customer began to wait.
func (r *Tickets) SetPriority(ctx context.Context, as Actor, id string, p Priority) error {
	if !slices.Contains(Priorities(), p) {
		return &Invalid{Field: "priority", Key: "change.priority"}
	}
	return r.decide(ctx, as, id, "ticket.priority", []string{string(p)}, func(t *tx, h *ticketRec) (bool, error) {
		if h.Priority == string(p) {
			return false, nil
		}
		h.Priority = string(p)
		if !h.AnswerBy.IsZero() {
			since := t.at
			if m, err := maybe[messageRec](t, r.w, h.LastMessage); err != nil {
				return false, err
			} else if m != nil {
				since = m.At
			}
			h.AnswerBy = noTime
			h.owe(since, r.w.prof.Zone)
		}
		return true, nil
	})
}

// SetFault names the fault by its code from the list of faults; "" takes it away.
func (r *Tickets) SetFault(ctx context.Context, as Actor, id, code string) error {
	return r.setCode(ctx, as, id, "ticket.fault", code, func(l Lists) []Choice { return l.Faults }, func(h *ticketRec) *string { return &h.Fault })
}

// SetResolution names what mended it by its code from the list of resolutions; "" takes it away.
func (r *Tickets) SetResolution(ctx context.Context, as Actor, id, code string) error {
	return r.setCode(ctx, as, id, "ticket.resolution", code, func(l Lists) []Choice { return l.Resolutions }, func(h *ticketRec) *string { return &h.Resolution })
}

func (r *Tickets) setCode(ctx context.Context, as Actor, id, verb, code string, list func(Lists) []Choice, field func(*ticketRec) *string) error {
	return r.decide(ctx, as, id, verb, []string{code}, func(t *tx, h *ticketRec) (bool, error) {
		lists, err := r.w.lists(t)
		if err != nil {
			return false, err
		}
		known := slices.ContainsFunc(list(lists), func(c Choice) bool { return c.Code == code })
		if code != "" && !known {
			return false, &Invalid{Field: verb, Key: "change.code"}
		}
		f := field(h)
		if *f == code {
			return false, nil
		}
		*f = code
		return true, nil
	})
}

// SetFirmware notes the firmware that the ticket is about, such as 2.3.1.
func (r *Tickets) SetFirmware(ctx context.Context, as Actor, id, version string) error {
	version = strings.TrimPrefix(strings.TrimSpace(version), "v")
	if len(version) > 30 || strings.ContainsAny(version, " \t\n<>") {
		return &Invalid{Field: "firmware", Key: "change.firmware"}
	}
	return r.decide(ctx, as, id, "ticket.firmware", []string{version}, func(_ *tx, h *ticketRec) (bool, error) {
		same := h.Firmware == version
		h.Firmware = version
		return !same, nil
	})
}

// The limits of tags.
const (
	maxTags   = 20
	maxTagLen = 40
)

// SetTags replaces a ticket's tags: lower-case words, each once.
func (r *Tickets) SetTags(ctx context.Context, as Actor, id string, tags []string) error {
	var clean []string
	for _, tag := range tags {
		tag = strings.ToLower(strings.Join(strings.Fields(tag), " "))
		if tag == "" || slices.Contains(clean, tag) {
			continue
		}
		if len(tag) > maxTagLen || strings.ContainsAny(tag, "@<>") {
			return &Invalid{Field: "tags", Key: "change.tags"}
		}
		clean = append(clean, tag)
	}
	if len(clean) > maxTags {
		return &Invalid{Field: "tags", Key: "change.tags.many", Args: []any{maxTags}}
	}
	return r.decide(ctx, as, id, "ticket.tags", []string{strconv.Itoa(len(clean))}, func(_ *tx, h *ticketRec) (bool, error) {
		same := slices.Equal(h.Tags, clean)
		h.Tags = clean
		return !same, nil
	})
}

// LinkUnit links the unit with a serial number by hand, or unlinks with an empty one. An unknown number is Invalid and
// suggests the nearest known one.
func (r *Tickets) LinkUnit(ctx context.Context, as Actor, id string, serial Personal) error {
	if strings.TrimSpace(serial.Reveal()) == "" {
		return r.unlink(ctx, as, id)
	}
	u, err := r.w.unitBySerial(ctx, serial.Reveal())
	if err != nil {
		return err
	}
	if u == nil {
		near, err := r.w.nearSerial(ctx, serial.Reveal())
		if err != nil {
			return err
		}
		if near == "" {
			return &Invalid{Field: "serial", Key: "unit.unknown"}
		}
		return &Invalid{Field: "serial", Key: "unit.unknown.near", Args: []any{near}}
	}
	return r.decide(ctx, as, id, "ticket.unit", []string{string(u.Product)}, func(t *tx, h *ticketRec) (bool, error) {
		if string(h.Unit) == u.ID {
			return false, nil
		}
		cust, err := maybe[customerRec](t, r.w, string(h.Customer))
		if err != nil {
			return false, err
		}
		if err := t.learn(h, t.linkUnit(h, cust, u)); err != nil {
			return false, err
		}
		if cust != nil {
			err = t.put(cust)
		}
		return true, err
	})
}

func (r *Tickets) unlink(ctx context.Context, as Actor, id string) error {
	return r.decide(ctx, as, id, "ticket.unit.none", nil, func(_ *tx, h *ticketRec) (bool, error) {
		had := h.Unit != ""
		h.Unit, h.Warranty, h.Basis = "", string(WarrantyUnknown), string(Interest)
		return had, nil
	})
}

// SetProduct says which model a ticket without a unit is about; "" when it is none of ours.
func (r *Tickets) SetProduct(ctx context.Context, as Actor, id, code string) error {
	return r.decide(ctx, as, id, "ticket.product", []string{code}, func(t *tx, h *ticketRec) (bool, error) {
		if h.Unit != "" || string(h.Product) == code {
			return false, nil
		}
		p, err := maybe[productRec](t, r.w, code)
		if err != nil {
			return false, err
		}
		if code != "" && p == nil {
			return false, &Invalid{Field: "product", Key: "change.product"}
		}
		h.Product = ref(code)
		return true, nil
	})
}
