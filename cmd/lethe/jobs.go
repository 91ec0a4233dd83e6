package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// atConsole is the actor of subcommands: the operating-system user.
func atConsole() tickets.Actor { return tickets.Runner("console") }

type importCommand struct {
	Kind string `arg:"" enum:"products,units"`
	File string `arg:"" placeholder:"FILE"`
}

// Run imports a CSV file; every wrong line is named and nothing is half imported.
func (i *importCommand) Run(c *console) error {
	var file io.Reader
	var size int64
	if i.File == "-" {
		b, err := io.ReadAll(io.LimitReader(c.in, tickets.MaxImport+1))
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
		file, size = bytesReader(b), int64(len(b))
	} else {
		f, err := os.Open(i.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		if info.IsDir() {
			return errors.New(c.lang.T("console.isfolder", i.File))
		}
		file, size = f, info.Size()
	}
	return c.do("import-"+i.Kind, nil, file, size)
}

func importProducts(ctx context.Context, h *house, _ map[string]string, file io.Reader, out printer) error {
	im, err := h.desk.Records.ImportProducts(ctx, atConsole(), file)
	if err != nil {
		return err
	}
	out.say("console.imported.products", im.New, im.Changed)
	return nil
}

func importUnits(ctx context.Context, h *house, _ map[string]string, file io.Reader, out printer) error {
	im, err := h.desk.Records.ImportUnits(ctx, atConsole(), file)
	if err != nil {
		return err
	}
	out.say("console.imported.units", im.New, im.Changed, im.Same)
	return nil
}

type forgetCommand struct {
	DryRun bool
}

// Run forgets what is due, or tells what would be forgotten.
func (f *forgetCommand) Run(c *console) error {
	if f.DryRun {
		return c.do("forget-dry", nil, nil, 0)
	}
	return c.do("forget", nil, nil, 0)
}

func forget(ctx context.Context, h *house, _ map[string]string, _ io.Reader, out printer) error {
	run, err := h.anon.Night(ctx, atConsole(), h.now())
	if err != nil {
		return err
	}
	if run.Due == 0 && run.Customers == 0 {
		next, err := h.desk.Forgetting.NextDue(ctx, atConsole())
		if err != nil {
			return err
		}
		if next.IsZero() {
			out.say("console.forget.never")
		} else {
			out.say("console.forget.none", next.In(h.zone).Format(time.DateOnly))
		}
		return nil
	}
	out.say("console.forgotten", run.Forgotten, run.Due, run.Held, run.Quarantined, run.Customers)
	if run.Failed > 0 {
		return errors.New(out.lang.N("console.forget.failed", run.Failed))
	}
	return nil
}

// forgetDry lists every due ticket with what the scrubber would remove from it, in counts: a terminal is no place for
// the words themselves.
func forgetDry(ctx context.Context, h *house, _ map[string]string, _ io.Reader, out printer) error {
	after, total := "", 0
	for {
		page, next, err := h.desk.Forgetting.Due(ctx, atConsole(), h.now(), after, 100)
		if err != nil {
			return err
		}
		for _, d := range page {
			total++
			if err := dryLine(ctx, h, d, out); err != nil {
				return err
			}
		}
		if next == "" {
			out.count("console.dry.total", total)
			return nil
		}
		after = next
	}
}

func dryLine(ctx context.Context, h *house, d tickets.DueTicket, out printer) error {
	p, err := h.anon.Preview(ctx, atConsole(), d.ID)
	if err != nil {
		return err
	}
	state := "console.dry.ready"
	switch {
	case d.Hold.Holds(h.now()):
		state = "console.dry.held"
	case d.OpenLetters > 0:
		state = "console.dry.letters"
	case p.Findings > 0:
		state = "console.dry.quarantine"
	}
	out.say("console.dry.ticket", d.Number, d.Product, d.LastContact.In(h.zone).Format(time.DateOnly), out.lang.T(state))
	for _, l := range p.Layers {
		fmt.Fprintln(out.w, "   ", out.lang.T("console.dry.layer", l.Count, out.lang.T("kind."+l.Kind), out.lang.T("layer."+l.Layer)))
	}
	return nil
}

type publishCommand struct{}

// Run publishes the stage now instead of on the first day of the next quarter.
func (p *publishCommand) Run(c *console) error { return c.do("publish", nil, nil, 0) }

func publish(ctx context.Context, h *house, _ map[string]string, _ io.Reader, out printer) error {
	n, err := h.desk.Forgetting.Publish(ctx, atConsole())
	if errors.Is(err, tickets.ErrFew) {
		info, err := h.desk.Forgetting.StageInfo(ctx, atConsole())
		if err != nil {
			return err
		}
		return errors.New(out.lang.T("console.publish.few", info.Tickets, info.Customers, 12))
	}
	if err != nil {
		return err
	}
	if err := h.desk.Forgetting.Finish(ctx, atConsole()); err != nil {
		return err
	}
	out.count("console.published", n)
	return nil
}

type keysCommand struct {
	Status keysStatusCommand `cmd:""`
	Rotate keysRotateCommand `cmd:""`
}

type keysStatusCommand struct{}

// Run counts the keys.
func (*keysStatusCommand) Run(c *console) error { return c.do("keys-status", nil, nil, 0) }

type keysRotateCommand struct{}

// Run wraps every living key anew.
func (*keysRotateCommand) Run(c *console) error { return c.do("keys-rotate", nil, nil, 0) }
