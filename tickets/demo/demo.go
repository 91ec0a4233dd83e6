// Package demo fills an empty desk with a believable shop: a maker of sensors, its products, buyers and staff, and ten
// years of support. It goes through the verbs only, so everything it leaves is what real work would have left. Every
// name is invented; addresses end in .example and phone numbers are those set aside for fiction.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// Clock is the desk's clock, which Fill moves through the years. The Now that the desk was opened with must follow it.
type Clock interface{ Set(t time.Time) }

// Options says what to fill, and how. Desk, Clock, Now and Password must be given.
type Options struct {
	Desk     *tickets.Desk
	Clock    Clock
	Now      time.Time // where the ten years end; the clock is left here
	Password string    // every account's; at least tickets.MinPassword bytes
	// Forget forgets what is due and publishes what may be. It is called on the first day of each quarter from the eighth
	// year on, with the clock at that moment, and never in the last fortnight. tickets.ErrFew is no failure: the stage
	// waits for the next quarter. Nil forgets nothing.
	Forget   func(ctx context.Context, at time.Time) error
	Progress func(done, total int) // counts steps; may be nil
	Seed     uint64                // the same seed and Now make the same shop, apart from ids and keys
	Scale    float64               // 1, or 0, is the whole shop
}

// Login is one way to sign in.
type Login struct{ Name, Address string }

// People names a sign-in for each role. All have the password of the options.
type People struct{ Engineer, Product, Officer, Admin Login }

// Years is how far back the shop goes.
const Years = 10

// When the first tickets fall due.
const (
	keepYears = 7
	calm      = 14 * 24 * time.Hour // nothing is forgotten so shortly before the end
)

// Sizes of the whole shop.
const (
	allCases  = 1800
	allBuyers = 290
	perBatch  = 7
)

// filler holds what is built up while the shop is filled.
type filler struct {
	o        Options
	desk     *tickets.Desk
	rng      *rand.Rand
	start    time.Time
	at       time.Time // where the clock stands
	zone     *time.Location
	script   map[string]*script
	staff    []tickets.Account // engineers, the first is the one who signs in
	admin    tickets.Account
	officer  tickets.Account
	contacts []*contact // everybody who may ever write
	models   []model
	buyers   []*buyer
	units    []*unit
	uid      uint32
	numbers  int // phone numbers given out
}

// Fill fills an empty desk. A desk that anybody has an account on is refused. When it fails or is stopped, the desk is
// left half filled and Filled says no: throw the folder away and begin again.
func Fill(ctx context.Context, o Options) (People, error) {
	empty, err := o.Desk.Accounts.Empty(ctx)
	if err != nil {
		return People{}, fmt.Errorf("look at the desk: %w", err)
	}
	if !empty {
		return People{}, errors.New("fill a desk that is in use already")
	}
	f, err := newFiller(o)
	if err != nil {
		return People{}, err
	}
	return SignIns(), f.fill(ctx)
}

func (f *filler) fill(ctx context.Context) error {
	for _, step := range []func(context.Context) error{f.hire, f.stock, f.live, f.closeDoor} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("fill the demo: %w", err)
		}
	}
	return nil
}

func newFiller(o Options) (*filler, error) {
	if o.Scale <= 0 {
		o.Scale = 1
	}
	words, err := scripts()
	if err != nil {
		return nil, err
	}
	f := &filler{o: o, desk: o.Desk, rng: rand.New(rand.NewPCG(o.Seed, 0x1e7e)), zone: o.Desk.Profile().Zone,
		script: words}
	f.start = o.Now.AddDate(-Years, 0, 0)
	f.models = models()
	f.move(f.start)
	return f, nil
}

// Filled says whether Fill has filled this desk to the end.
func Filled(ctx context.Context, d *tickets.Desk) (bool, error) {
	all, err := d.Accounts.All(ctx, tickets.Runner("demo"))
	if err != nil {
		return false, fmt.Errorf("look for the demo's staff: %w", err)
	}
	return slices.ContainsFunc(all, func(a tickets.Account) bool { return a.Login.Reveal() == productPerson.address() }), nil
}

// SignIns names the sign-ins of a desk that Fill has filled.
func SignIns() People {
	return People{Engineer: engineers[0].login(), Product: productPerson.login(), Officer: officerPerson.login(), Admin: adminPerson.login()}
}

// move sets the clock forward; it never goes back.
func (f *filler) move(t time.Time) {
	if t.After(f.at) {
		f.at = t
		f.o.Clock.Set(t)
	}
}

// scaled is how many of n a shop of this scale has, at least one.
func (f *filler) scaled(n int) int { return max(1, int(math.Round(float64(n)*f.o.Scale))) }

// live plays all steps of all cases in the order of time, and forgets at the turn of each quarter.
func (f *filler) live(ctx context.Context) error {
	steps := f.plan()
	quarters := f.quarters()
	total := len(steps)
	for i, s := range steps {
		for len(quarters) > 0 && !quarters[0].After(s.at) {
			if err := f.turn(ctx, quarters[0]); err != nil {
				return err
			}
			quarters = quarters[1:]
		}
		f.move(s.at)
		if err := s.do(ctx, s.c); err != nil {
			return fmt.Errorf("step %d of %d: %w", i+1, total, err)
		}
		if f.o.Progress != nil && (i%50 == 49 || i == total-1) {
			f.o.Progress(i+1, total)
		}
	}
	for _, q := range quarters {
		if err := f.turn(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// quarters lists the first days of quarters between start and end, at three at night.
func (f *filler) quarters() []time.Time {
	var out []time.Time
	y, m, _ := f.start.In(f.zone).Date()
	for t := time.Date(y, m-(m-1)%3, 1, 3, 0, 0, 0, f.zone); t.Before(f.o.Now); t = t.AddDate(0, 3, 0) {
		if t.After(f.start) {
			out = append(out, t)
		}
	}
	return out
}

// turn is the first night of a quarter: deliveries of the last one are imported, and what is due is forgotten.
func (f *filler) turn(ctx context.Context, at time.Time) error {
	f.move(at)
	if err := f.deliver(ctx, at); err != nil {
		return err
	}
	if f.o.Forget == nil || at.Before(f.start.AddDate(keepYears, 0, 0)) || at.Add(calm).After(f.o.Now) {
		return nil
	}
	if err := f.o.Forget(ctx, at); err != nil && !errors.Is(err, tickets.ErrFew) {
		return fmt.Errorf("forget: %w", err)
	}
	return nil
}
