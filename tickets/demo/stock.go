package demo

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// model is a product of the shop.
type model struct {
	code, name, family, kind, mark string // mark begins its serial numbers
	months                         int
	parts                          []string
	since                          int      // the year it was launched
	lines                          []string // firmware versions, in order
}

func models() []model {
	return []model{
		{"AX-100", "Lutningsgivare en axel", "AX", "tilt", "A1", 24, []string{"7110-02", "7110-05", "7190-11"}, 2010, []string{"1.4.0", "1.4.3", "1.5.1", "1.6.0"}},
		{"AX-200", "Lutningsgivare två axlar", "AX", "tilt", "A2", 36, []string{"7112-04", "7112-05", "7190-11"}, 2012, []string{"1.6.1", "1.6.4", "2.0.0", "2.1.3", "2.3.1", "2.3.4"}},
		{"AX-210", "Trådlös lutningsgivare", "AX", "tilt", "A3", 36, []string{"7115-01", "7115-03", "7195-20"}, 2015, []string{"1.0.2", "1.2.0", "1.4.5", "2.0.1", "2.2.0"}},
		{"AX-300", "Precisionslutningsgivare", "AX", "tilt", "A5", 36, []string{"7118-01", "7118-02", "7190-14"}, 2016, []string{"1.0.0", "1.1.2", "2.0.3", "2.1.0"}},
		{"AX-350", "Kedjeinklinometer", "AX", "tilt", "A7", 24, []string{"7121-06", "7121-09", "7192-03"}, 2018, []string{"1.0.1", "1.3.0", "1.4.2"}},
		{"VB-20", "Vibrationsgivare en riktning", "VB", "vibration", "V2", 24, []string{"7200-01", "7200-04", "7291-02"}, 2011, []string{"1.2.0", "1.3.4", "1.5.0", "1.6.2"}},
		{"VB-40", "Vibrationsgivare tre riktningar", "VB", "vibration", "V4", 24, []string{"7201-01", "7201-03", "7291-02"}, 2014, []string{"1.5.0", "1.8.2", "1.9.0", "2.0.4", "2.1.1"}},
		{"VB-60", "Stomljudsgivare", "VB", "vibration", "V6", 36, []string{"7206-01", "7206-02", "7292-08"}, 2018, []string{"1.0.0", "1.1.5", "1.2.1"}},
		{"TT-10", "Temperaturomvandlare Pt100", "TT", "temperature", "T1", 24, []string{"7301-01", "7301-02", "7391-04"}, 2010, []string{"2.0.0", "2.1.0", "2.2.4"}},
		{"TT-25", "Temperaturkedja", "TT", "temperature", "T2", 24, []string{"7305-10", "7305-12", "7392-01"}, 2013, []string{"1.1.0", "1.2.3", "1.4.0", "1.4.6"}},
		{"TT-40", "Trådlös temperaturgivare", "TT", "temperature", "T4", 36, []string{"7308-01", "7308-02", "7195-20"}, 2017, []string{"1.0.4", "1.2.1", "2.0.0", "2.1.2"}},
		{"GW-4", "Gateway för fältmontage", "GW", "gateway", "G4", 24, []string{"7401-01", "7401-07", "7495-02"}, 2014, []string{"3.0.1", "3.2.0", "3.4.7", "4.0.2"}},
		{"GW-8", "Gateway med mobilnät", "GW", "gateway", "G8", 36, []string{"7405-02", "7405-05", "7495-02"}, 2017, []string{"3.4.0", "3.6.1", "4.0.2", "4.2.0", "4.3.1"}},
		{"GW-16", "Gateway för skåpmontage", "GW", "gateway", "G6", 36, []string{"7409-01", "7409-02", "7496-10"}, 2019, []string{"4.0.0", "4.1.3", "4.2.0", "4.3.1"}},
	}
}

// released is when a firmware version came: they are spread evenly from launch to now.
func (m *model) released(i int, now time.Time) time.Time {
	from := time.Date(m.since, 2, 1, 0, 0, 0, 0, time.UTC)
	span := now.AddDate(0, -5, 0).Sub(from)
	return from.Add(span / time.Duration(len(m.lines)) * time.Duration(i)).Truncate(24 * time.Hour)
}

// firmware is the newest version at a moment.
func (m *model) firmware(at, now time.Time) string {
	best := m.lines[0]
	for i, v := range m.lines {
		if !m.released(i, now).After(at) {
			best = v
		}
	}
	return best
}

// next is a version that comes after another; the last has no next and is given back.
func (m *model) next(v string) string {
	return m.lines[min(slices.Index(m.lines, v)+1, len(m.lines)-1)]
}

// unit is one delivered sensor.
type unit struct {
	serial, batch, firmware string
	model                   *model
	buyer                   *buyer
	delivered               time.Time
}

// stock makes products, buyers and units, and imports what was delivered before the first day.
func (f *filler) stock(ctx context.Context) error {
	var b strings.Builder
	b.WriteString("code;name;family;kind;warranty_months;firmware;parts\n")
	for i := range f.models {
		m := &f.models[i]
		var lines []string
		for n, v := range m.lines {
			lines = append(lines, v+"@"+m.released(n, f.o.Now).Format(time.DateOnly))
		}
		fmt.Fprintf(&b, "%s;%s;%s;%s;%d;%s;%s\n", m.code, m.name, m.family, m.kind, m.months, strings.Join(lines, " "), strings.Join(m.parts, " "))
	}
	if _, err := f.desk.Records.ImportProducts(ctx, f.admin.Actor(), strings.NewReader(b.String())); err != nil {
		return fmt.Errorf("import products: %w", err)
	}
	f.makeBuyers(f.scaled(allBuyers))
	f.makeUnits()
	return f.deliver(ctx, f.start)
}

// makeUnits makes two batches of every model in every year that it was sold.
func (f *filler) makeUnits() {
	first, last := f.start.Year()-4, f.o.Now.Year()
	size := max(2, f.scaled(perBatch))
	for i := range f.models {
		m := &f.models[i]
		for y := max(first, m.since); y <= last; y++ {
			for _, week := range []int{4 + f.rng.IntN(16), 30 + f.rng.IntN(16)} {
				f.makeBatch(m, y, week, size)
			}
		}
	}
	slices.SortStableFunc(f.units, func(a, b *unit) int { return a.delivered.Compare(b.delivered) })
}

func (f *filler) makeBatch(m *model, year, week, size int) {
	made := time.Date(year, 1, 1+7*week, 0, 0, 0, 0, time.UTC)
	number := 40 + f.rng.IntN(800)
	var to *buyer
	for k := range size + f.rng.IntN(5) {
		if k%3 == 0 {
			to = f.buyers[f.rng.IntN(len(f.buyers))]
		}
		u := &unit{model: m, buyer: to, batch: fmt.Sprintf("%02d%02d", year%100, week), delivered: made.AddDate(0, 0, 10+k/3*9+f.rng.IntN(4))}
		u.serial = fmt.Sprintf("%s-%s-%04d", m.mark, u.batch, number+k)
		u.firmware = m.firmware(u.delivered, f.o.Now)
		if u.delivered.Before(f.o.Now) {
			f.units = append(f.units, u)
			to.units = append(to.units, u)
		}
	}
}

// deliver imports the delivery records from the last import up to a moment.
func (f *filler) deliver(ctx context.Context, until time.Time) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	_ = w.Write([]string{"serial", "product", "batch", "firmware", "delivered", "country", "customer_no", "customer_name", "customer_address"})
	n := 0
	for ; n < len(f.units) && f.units[n].delivered.Before(until); n++ {
		u := f.units[n]
		_ = w.Write([]string{u.serial, u.model.code, u.batch, u.firmware, u.delivered.Format(time.DateOnly), u.buyer.country, u.buyer.number, u.buyer.name, u.buyer.address})
		u.buyer.known = append(u.buyer.known, u)
	}
	f.units = f.units[n:]
	w.Flush()
	if n == 0 {
		return nil
	}
	if _, err := f.desk.Records.ImportUnits(ctx, tickets.Runner("demo"), strings.NewReader(b.String())); err != nil {
		return fmt.Errorf("import units: %w", err)
	}
	return nil
}
