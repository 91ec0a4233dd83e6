package tickets

import (
	"context"
	"fmt"

	"github.com/axsensor/lethe/tickets/extract"
	"github.com/axsensor/lethe/tickets/prose"
	"github.com/axsensor/lethe/tickets/store"
)

// How many other tickets of a customer lend their known names to a dossier.
const dossierOthers = 100

// Dossier lays a ticket open: all its texts, and every name and number that the case knows of, over all tickets of the
// same customer. A ticket whose content has been destroyed is ErrNotFound.
func (f *Forgetting) Dossier(ctx context.Context, as Actor, id string) (Dossier, error) {
	var d Dossier
	if err := as.need(RoleOfficer | RoleSystem); err != nil {
		return d, err
	}
	h, err := get[ticketRec](ctx, f.w, id)
	if shredded(err) {
		return d, fmt.Errorf("dossier: %w", ErrNotFound)
	}
	if err != nil {
		return d, err
	}
	d.Ticket, d.Subject = h.ticket(), h.Subject
	if d.Known, err = f.w.knownOfCase(ctx, h); err != nil {
		return d, err
	}
	if d.Protect, err = f.w.protected(ctx); err != nil {
		return d, err
	}
	if u, err := maybe[unitRec](ctx, f.w, string(h.Unit)); err != nil && !shredded(err) {
		return d, err
	} else if u != nil && err == nil {
		d.Unit = u.unit()
		d.Known = joinKnown(d.Known, Known{Serials: []Personal{u.Serial}, Companies: []Personal{u.BuyerName}, Addresses: []Personal{u.BuyerAddress}})
	}
	if p, err := maybe[productRec](ctx, f.w, string(h.Product)); err != nil {
		return d, err
	} else if p != nil {
		d.Model = p.product()
	}
	return d, f.w.dossierMessages(ctx, h, &d)
}

// knownOfCase gathers names from the ticket, the customer, their other tickets and the staff.
func (w *work) knownOfCase(ctx context.Context, h *ticketRec) (Known, error) {
	var k Known
	ids := []string{peopleID(h.ID)}
	if h.Customer != "" {
		q := store.Query{Coll: collTickets, Index: "customer", Eq: []any{string(h.Customer)}, Desc: true, Limit: dossierOthers}
		for d, err := range w.st.Find(ctx, q) {
			if err != nil {
				return k, fmt.Errorf("gather names: %w", err)
			}
			if d.ID != h.ID {
				ids = append(ids, peopleID(d.ID))
			}
		}
	}
	for _, id := range ids {
		p, err := maybe[peopleRec](ctx, w, id)
		if err != nil && !shredded(err) {
			return k, err
		}
		if p != nil && err == nil {
			k = joinKnown(k, p.known())
		}
	}
	c, err := maybe[customerRec](ctx, w, string(h.Customer))
	if err != nil && !shredded(err) {
		return k, err
	}
	if c != nil && err == nil {
		k = joinKnown(k, c.known())
	}
	staff, err := w.staff(ctx)
	for _, a := range staff {
		k = joinKnown(k, Known{Names: []Personal{a.Name}, Emails: []Personal{a.Login}})
	}
	return k, err
}

// protected lists words of ours that are technical, whatever they look like.
func (w *work) protected(ctx context.Context) ([]string, error) {
	ps, err := (&Records{w}).Products(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range ps {
		out = append(out, p.ID, p.Name, p.Family)
		out = append(out, p.Parts...)
		for _, r := range p.Release {
			out = append(out, r.Version)
		}
	}
	return out, nil
}

func (w *work) dossierMessages(ctx context.Context, h *ticketRec, d *Dossier) error {
	recs, err := children[messageRec](ctx, w, h.ID)
	if err != nil {
		return err
	}
	for _, m := range recs {
		d.Known = joinKnown(d.Known, knownOf(append(append(parties(m.To), parties(m.Cc)...), Party(m.From))...))
		dm := DossierMessage{Kind: MessageKind(m.Kind), Author: Author(m.Author), Lang: m.Lang, Parts: m.message().Parts}
		if dm.Text, err = w.untuckText(ctx, m.Key, m.Text, m.TextBlob); err != nil {
			return err
		}
		if dm.Author == ByEngineer && len(dm.Parts) == 0 { // Markdown, whose signs would part names and clutter the archive
			dm.Text = P(prose.Text(prose.FromMarkdown(dm.Text.Reveal())))
		}
		for _, fr := range m.Files {
			file, err := w.dossierFile(ctx, m, fr)
			if err != nil {
				return err
			}
			dm.Files = append(dm.Files, file)
		}
		d.Messages = append(d.Messages, dm)
	}
	return nil
}

// dossierFile reads the text out of an attachment. What cannot be read keeps no text: nothing of it will survive.
func (w *work) dossierFile(ctx context.Context, m *messageRec, fr fileRec) (DossierFile, error) {
	df := DossierFile{Type: fr.Type, Size: fr.Size}
	b, err := w.fetchAll(ctx, m.Key, fr.ID)
	if err != nil {
		return df, fmt.Errorf("read an attachment: %w", err)
	}
	text, err := extract.Text(fr.Name.Reveal(), fr.Type, b)
	if err != nil {
		w.log.Info("attachment without text", "ticket", m.Ticket)
		return df, nil
	}
	df.Text = P(text)
	return df, nil
}
