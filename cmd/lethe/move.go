package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

type moveCommand struct {
	To       string `placeholder:"ADDR"`
	ToKeys   string `placeholder:"KEYS"`
	ToMaster string `placeholder:"SOURCE"`
	Finish   bool
	KeysGone bool
	Cancel   bool
}

// Run carries the installation to another place, or ends or gives up a move.
func (m *moveCommand) Run(c *console) error {
	set, err := c.settings()
	if err != nil {
		return err
	}
	switch {
	case m.Finish && m.Cancel, m.Finish && m.To != "", m.KeysGone && !m.Finish, !m.Finish && !m.Cancel && m.To == "":
		return errors.New(c.lang.T("move.which"))
	case m.Finish:
		return c.do("move-finish", set.finishing(m.KeysGone), nil, 0)
	case m.Cancel:
		return m.cancel(c, set)
	}
	return m.carry(c, set)
}

// carry moves everything, and says what is to be changed in the settings.
func (m *moveCommand) carry(c *console, set *settings) error {
	to, err := m.destination(c, set)
	if err != nil {
		return err
	}
	log := c.logger(set)
	from := set.place()
	source, err := from.layMarked(c.ctx, groundOptions{now: clock, log: log})
	if err != nil {
		return err
	}
	err = move.Leads(c.ctx, source.store, to.name(), to.keysName())
	var dest *ground
	if err == nil {
		dest, err = to.layMarked(c.ctx, groundOptions{now: clock, log: log, twin: source.keys, create: true})
	}
	if err != nil {
		return errors.Join(err, source.close())
	}
	c.say("move.begin", from.name(), to.name(), to.keysName())
	result, err := move.Run(c.ctx, move.Options{
		From: source.side(from), To: dest.side(to), Colls: tickets.Carried(), Now: clock, Told: c.progress(),
		Left: move.Left{Keys: from.keysAddress(), Master: openMaster(from.master), Cache: set.folders().cache},
	})
	stopped := c.ctx.Err() != nil && errors.Is(err, c.ctx.Err())
	if err = errors.Join(err, dest.close(), source.close()); err != nil {
		if stopped {
			return errors.New(c.lang.T("move.stopped"))
		}
		return err
	}
	if result.Documents > 0 {
		c.say("move.done", c.lang.Int(result.Documents), c.lang.Int(result.Blobs), c.lang.Size(result.Bytes))
	}
	m.tell(c, set, to)
	return nil
}

// layMarked opens an installation's data though it may be one side of a move.
func (p place) layMarked(ctx context.Context, o groundOptions) (_ *ground, err error) {
	g := &ground{}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	keys := func(r store.Reader) error {
		err := g.openKeys(ctx, p, o, o.create)
		if errors.Is(err, seal.ErrDestroyed) {
			err = errors.Join(move.Check(ctx, r), err) // a source that was left is better news
		}
		return err
	}
	used := false
	err = g.openStore(ctx, p, o, func(ctx context.Context, r store.Reader) (err error) {
		if used, err = g.find(ctx, p, o, r); err != nil || !used {
			return err
		}
		return keys(r)
	})
	if err == nil && !used {
		err = keys(g.store)
	}
	return g, err
}

// finder is find for who needs no keys.
func (g *ground) finder(p place, o groundOptions) looker {
	return func(ctx context.Context, r store.Reader) error {
		_, err := g.find(ctx, p, o, r)
		return err
	}
}

// side is the ground as one side of a move.
func (g *ground) side(p place) move.Side {
	return move.Side{Name: p.name(), Store: g.store, Blobs: g.blobs, Keys: g.keys, KeysName: p.keysName()}
}

// progressEvery is how often a line tells of progress.
const progressEvery = 5 * time.Second

// progress prints how far a move came.
func (c *console) progress() func(move.Progress) {
	last := time.Now()
	return func(p move.Progress) {
		if !p.Ended && time.Since(last) < progressEvery {
			return
		}
		last = time.Now()
		step := c.lang.T(fmt.Sprintf("move.step.%d", p.Step))
		words := c.lang.T("move.progress", step, c.lang.Int(p.Done), c.lang.Int(p.Total))
		if p.Bytes > 0 {
			words += ", " + c.lang.Size(p.Bytes)
		}
		if left := p.Left.Round(time.Second); left > 0 && !p.Ended {
			words += ", " + c.lang.T("move.left", left)
		}
		fmt.Fprintln(c.out, words)
	}
}

// cancel gives up a move that has not ended.
func (m *moveCommand) cancel(c *console, set *settings) error {
	source := &ground{}
	from := set.place()
	o := groundOptions{now: clock, log: c.logger(set)}
	if err := source.openStore(c.ctx, from, o, source.finder(from, o)); err != nil {
		return errors.Join(err, source.close())
	}
	err := m.cancelFrom(c, set, source, o)
	return errors.Join(err, source.close())
}

func (m *moveCommand) cancelFrom(c *console, set *settings, source *ground, o groundOptions) error {
	at := move.Check(c.ctx, source.store)
	var going *move.Elsewhere
	if !errors.As(at, &going) || going.State != move.Moving {
		return errors.Join(move.Cancel(c.ctx, source.store, nil), at)
	}
	if m.To == "" && isServer(going.Place) { // a name without TLS, user and password leads nowhere
		return errors.New(c.lang.T("move.cancel.where", going.Place, going.PlaceKeys))
	}
	if m.To == "" {
		m.To = going.Place
	}
	to, err := m.destination(c, set)
	if err != nil {
		return err
	}
	if move.Leads(c.ctx, source.store, to.name(), to.keysName()) != nil {
		return errors.New(c.lang.T("move.cancel.where", going.Place, going.PlaceKeys))
	}
	dest := &ground{}
	defer func() { _ = dest.close() }()
	var side *move.Side
	o.create = true // to leave word there that the move was given up
	err = dest.openStore(c.ctx, to, o, dest.finder(to, o))
	if err == nil {
		err = dest.openKeys(c.ctx, to, o, false)
	}
	if err == nil || errors.Is(err, seal.ErrAbsent) || errors.Is(err, seal.ErrNoMaster) && !to.hasKeys() || errors.Is(err, seal.ErrDestroyed) {
		s := dest.side(to)
		side, err = &s, nil
	}
	if cancelErr := move.Cancel(c.ctx, source.store, side); cancelErr != nil {
		return cancelErr
	}
	if err != nil {
		c.say("move.canceled.away", to.name(), to.keysName(), explain(c.lang, err))
		return nil
	}
	c.say("move.canceled", to.name(), to.keysName())
	return nil
}

// moveFinish destroys the keys that a move left behind.
func moveFinish(ctx context.Context, h *house, args map[string]string, _ io.Reader, out printer) error {
	left, ok, err := h.desk.Forgetting.Moved(ctx, atConsole())
	if err != nil {
		return err
	}
	if !ok {
		out.say("move.finish.none")
		return nil
	}
	if err := h.desk.Forgetting.FinishMove(withFinishing(ctx, args), atConsole()); err != nil {
		return err
	}
	out.say("move.finished", left.From, left.Keys)
	return nil
}
