package tickets

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// ImportUnits takes in delivery and warranty records from CSV with the columns serial, product, batch, firmware,
// delivered, warranty_until (else the product's months after delivery), country (two letters), customer_no,
// customer_name and customer_address. A known serial number is changed. Any wrong line refuses the whole file. An
// import that is cut short, even by the end of the process, has its new units taken back; run it again. Imports wait for
// each other, on all nodes.
func (r *Records) ImportUnits(ctx context.Context, as Actor, file io.Reader) (im Imported, err error) {
	if err := as.need(RoleAdmin); err != nil {
		return im, err
	}
	err = r.w.leases.Hold(ctx, "import", func(ctx context.Context) error {
		im, err = r.w.importUnits(ctx, as, file)
		return err
	})
	return im, err
}

func (w *work) importUnits(ctx context.Context, as Actor, file io.Reader) (Imported, error) {
	if err := w.takeBackImport(ctx); err != nil {
		return Imported{}, err
	}
	t, err := readTable(file, []string{"serial", "product", "delivered"})
	if err != nil {
		return Imported{}, err
	}
	units, err := w.readUnits(ctx, t)
	if err != nil {
		return Imported{}, err
	}
	return w.keepUnits(ctx, as, units)
}

func (w *work) readUnits(ctx context.Context, t *table) ([]*unitRec, error) {
	products, err := (&Records{w}).Products(ctx)
	if err != nil {
		return nil, err
	}
	months := map[string]int{}
	for _, p := range products {
		months[p.ID] = p.Months
	}
	seen := map[string]int{}
	units := make([]*unitRec, 0, len(t.rows))
	for i := range t.rows {
		u := t.unit(i, w, months)
		n := NormalSerial(u.Serial.Reveal())
		if first := seen[n]; first > 0 {
			t.bad(i, "serial", "import.twice", u.Serial.Reveal(), first)
		}
		seen[n] = t.lines[i]
		units = append(units, u)
	}
	return units, t.err()
}

func (t *table) unit(i int, w *work, months map[string]int) *unitRec {
	u := &unitRec{Serial: P(t.cell(i, "serial")), Product: ref(t.cell(i, "product")), Batch: t.cell(i, "batch"),
		Firmware: t.cell(i, "firmware"), Delivered: t.date(i, "delivered"), WarrantyUntil: t.date(i, "warranty_until"),
		Country: t.cell(i, "country"), BuyerName: P(t.cell(i, "customer_name")), BuyerAddress: P(t.cell(i, "customer_address"))}
	if n := NormalSerial(u.Serial.Reveal()); len(n) < minSerial || len(n) > maxSerial || digits(n) < minSerialDigits {
		t.bad(i, "serial", "import.serial", u.Serial.Reveal(), minSerial, minSerialDigits)
	}
	m, known := months[string(u.Product)]
	if !known {
		t.bad(i, "product", "import.product", string(u.Product))
	}
	if t.cell(i, "delivered") == "" {
		t.bad(i, "delivered", "import.missing", "delivered")
	}
	if len(u.Country) != 0 && len(u.Country) != 2 {
		t.bad(i, "country", "import.country", u.Country)
	}
	if u.WarrantyUntil.IsZero() && m > 0 {
		u.WarrantyUntil = u.Delivered.AddDate(0, m, 0)
	}
	if !u.WarrantyUntil.IsZero() && u.WarrantyUntil.Before(u.Delivered) {
		t.bad(i, "warranty_until", "import.order")
	}
	if no := t.cell(i, "customer_no"); no != "" {
		u.Buyer = w.keys.Tag(tagBuyer, no)
	}
	return u
}

// unitChunk is how many units one Apply takes: each may write itself and its claim.
const unitChunk = (store.MaxWrites - 2) / 2

// keepUnits writes the units in several Applies under a mark that lets a cut-short import be taken back.
func (w *work) keepUnits(ctx context.Context, as Actor, units []*unitRec) (Imported, error) {
	var im Imported
	mark := newID()
	if err := w.markImport(ctx, mark); err != nil {
		return im, err
	}
	for start := 0; start < len(units); start += unitChunk {
		part, err := w.keepChunk(ctx, mark, units[start:min(start+unitChunk, len(units))])
		if err != nil {
			if back := w.takeBackImport(context.WithoutCancel(ctx)); back != nil {
				return Imported{}, fmt.Errorf("%w (and taking it back failed: %w)", err, back)
			}
			return Imported{}, err
		}
		im.New, im.Changed, im.Same = im.New+part.New, im.Changed+part.Changed, im.Same+part.Same
	}
	return im, w.do(ctx, func(t *tx) error {
		m, err := get[metaRec](t, w, metaID)
		if err != nil {
			return err
		}
		m.ImportGoing = ""
		if err := t.trail(metaID, w.home, as, "units.import", strconv.Itoa(im.New), strconv.Itoa(im.Changed)); err != nil {
			return err
		}
		return t.put(m)
	})
}

func (w *work) markImport(ctx context.Context, mark string) error {
	return w.do(ctx, func(t *tx) error {
		m, err := get[metaRec](t, w, metaID)
		if err != nil {
			return err
		}
		if m.ImportGoing != "" {
			return fmt.Errorf("another import is going on: %w", ErrConflict)
		}
		m.ImportGoing = mark
		return t.put(m)
	})
}

func (w *work) keepChunk(ctx context.Context, mark string, units []*unitRec) (Imported, error) {
	keys, err := w.newKeys(ctx, len(units))
	if err != nil {
		return Imported{}, fmt.Errorf("make keys for units: %w", err)
	}
	claims := make([]string, len(units))
	for i, u := range units {
		claims[i] = w.serialClaim(u.Serial.Reveal())
	}
	var im Imported
	err = w.do(ctx, func(t *tx) error {
		im = Imported{}
		had, err := many[claimRec](t, w, claims...)
		if err != nil {
			return err
		}
		for i, u := range units {
			if err := t.keepUnit(u, had[i], claims[i], mark, keys[i], &im); err != nil {
				return err
			}
		}
		return nil
	})
	return im, err
}

func (t *tx) keepUnit(u *unitRec, had *claimRec, claim, mark string, key seal.KeyID, im *Imported) error {
	if had != nil {
		old, err := get[unitRec](t, t.w, had.To)
		if err != nil {
			return err
		}
		fresh := *u
		fresh.base, fresh.Customer, fresh.Import = old.base, old.Customer, old.Import
		if sameUnit(&fresh, old) {
			im.Same++
			return nil
		}
		im.Changed++
		return t.put(&fresh)
	}
	im.New++
	u.base, u.Import = base{ID: newID(), Key: key}, ref(mark)
	if err := t.claim(claim, u.ID); err != nil {
		return err
	}
	return t.put(u)
}

func sameUnit(a, b *unitRec) bool {
	x, y := *a, *b
	sameTimes := x.Delivered.Equal(y.Delivered) && x.WarrantyUntil.Equal(y.WarrantyUntil)
	x.Delivered, y.Delivered, x.WarrantyUntil, y.WarrantyUntil = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return sameTimes && x == y
}

// takeBackImport removes the units that an import made before it was cut short.
func (w *work) takeBackImport(ctx context.Context) error {
	m, err := get[metaRec](ctx, w, metaID)
	if err != nil || m.ImportGoing == "" {
		return err
	}
	for {
		units, err := find[unitRec](ctx, w, store.Query{Coll: collUnits, Index: "import", Eq: []any{m.ImportGoing}, Limit: endsChunk})
		if err != nil {
			return err
		}
		if len(units) == 0 {
			break
		}
		if err := w.dropUnits(ctx, units); err != nil {
			return err
		}
	}
	return w.do(ctx, func(t *tx) error {
		m, err := get[metaRec](t, w, metaID)
		if err != nil {
			return err
		}
		m.ImportGoing = ""
		return t.put(m)
	})
}

// dropUnits deletes units, at most endsChunk, with their claims, and destroys their keys.
func (w *work) dropUnits(ctx context.Context, units []*unitRec) error {
	var keys []seal.KeyID
	err := w.do(ctx, func(t *tx) error {
		keys = keys[:0]
		for _, u := range units {
			c, err := maybe[claimRec](t, w, w.serialClaim(u.Serial.Reveal()))
			if err != nil {
				return err
			}
			if c != nil && c.To == u.ID {
				t.drop(c)
			}
			t.drop(u)
			keys = append(keys, u.Key)
		}
		return t.ends(keys...)
	})
	if err != nil {
		return err
	}
	w.endNow(ctx, keys...)
	return nil
}
