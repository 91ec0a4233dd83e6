package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/axsensor/lethe/mailin"
	"github.com/axsensor/lethe/mailin/localmail"
	"github.com/axsensor/lethe/mailin/outbox"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/demo"
)

type demoCommand struct {
	Listen string  `help:"Address to listen on; without it the next free port from 127.0.0.1:8080." placeholder:"ADDR"`
	Scale  float64 `help:"Size of the shop." default:"1" hidden:""`
}

// What the demonstration's shop is called, and how to get in.
const (
	demoDomain   = "axsensor.example"
	demoSupport  = "support@" + demoDomain
	demoPassword = "tilt-och-temp-2026" // of every account
	demoMailbox  = "demo"               // of every mailbox
)

// The commands that send a mail into the demonstration and read what came back.
const (
	demoSend = `printf 'From: Kim Kund <kim@kund.example>\r\nTo: %s\r\nSubject: %s\r\n\r\n%s\r\n' | curl -sS smtp://%s --mail-from kim@kund.example --mail-rcpt %s -T -`
	demoRead = `curl -sS 'imap://%s/INBOX;MAILINDEX=1' -u kim@kund.example:%s`
)

// Run serves a desk with a shop's ten years of support, and a mail server beside it. It needs no configuration and takes
// none: neither a settings file nor the environment can make it send a letter off this machine.
func (d *demoCommand) Run(c *console) error {
	l, err := d.listen()
	if err != nil {
		return errors.New(cannotListen(c.lang, d.Listen, err))
	}
	data := c.cli.Data
	if data == "" {
		data = defaultData(demoFolder(c.cli.Store))
	}
	set, err := readSettings(map[string]string{"data": data, "store": c.cli.Store, "listen": l.Addr().String(), "company": "Axsensor AB", "support": demoSupport,
		"base_url": "http://" + l.Addr().String(), "log": "warn"}, nil, "")
	if err != nil {
		return errors.Join(err, l.Close())
	}
	clock := &demoClock{}
	h, err := c.openShop(set, clock, d.Scale)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	mail, err := demoMail(c.ctx, data)
	if err != nil {
		return errors.Join(err, h.close(), l.Close())
	}
	if err = c.welcome(h, mail, "http://"+l.Addr().String()); err == nil {
		p := post{relay: &outbox.Relay{Addr: mail.SMTPAddr(), Security: outbox.Plain},
			boxes: []mailin.Mailbox{{Name: "support", Addr: mail.IMAPAddr(), Security: mailin.Plain, Folder: "INBOX", Processed: "Lethe",
				Login: mailin.Login{User: demoSupport, Password: demoMailbox}}}}
		err = h.serve(c.ctx, l, p, "")
	} else {
		err = errors.Join(err, l.Close())
	}
	return errors.Join(err, mail.Close(), h.close())
}

// listen takes the address that was asked for, else the first free port from 8080.
func (d *demoCommand) listen() (l net.Listener, err error) {
	if d.Listen != "" {
		return net.Listen("tcp", d.Listen)
	}
	for port := 8080; port < 8180; port++ {
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp", "127.0.0.1:0")
}

// demoMail starts the mail server on the ports that are printed in every introduction, or on others if those are taken.
func demoMail(ctx context.Context, data string) (*localmail.Server, error) {
	o := localmail.Options{Dir: filepath.Join(data, "mail"), Domain: demoDomain, Password: demoMailbox, SMTPAddr: "127.0.0.1:2525",
		IMAPAddr: "127.0.0.1:1143", Users: []localmail.User{{Name: "support", Password: demoMailbox}}}
	s, err := localmail.Start(ctx, o)
	if err == nil {
		return s, nil
	}
	o.SMTPAddr, o.IMAPAddr = "", ""
	return localmail.Start(ctx, o)
}

// openShop opens the demonstration's desk, and fills it first if that has not been done to the end.
func (c *console) openShop(set *settings, clock *demoClock, scale float64) (*house, error) {
	fresh, err := c.clearHalf(set)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := c.fillShop(set, clock, scale); err != nil {
			return nil, err
		}
	}
	h, err := openHouse(c.ctx, set, c.logger(set), clock.Now)
	if err != nil {
		return nil, err
	}
	if err := c.knowShop(h); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// knowShop makes sure that a folder that was there already is a demonstration's.
func (c *console) knowShop(h *house) error {
	filled, err := demo.Filled(c.ctx, h.desk)
	if err != nil {
		return err
	}
	if !filled {
		return errors.New(c.lang.T("console.demo.foreign", h.set.place().name()))
	}
	return nil
}

// fillShop makes the folders and fills the shop, telling how far it has come. Until all of it is on the disk the folder
// is marked as unfinished, so nothing is lost by writing hastily.
func (c *console) fillShop(set *settings, clock *demoClock, scale float64) error {
	at, now := set.folders(), time.Now()
	if err := markDemo(set); err != nil {
		return err
	}
	begin := "console.demo.begin"
	if set.place().server != nil {
		begin = "console.demo.begin.server"
	}
	c.say(begin, set.place().name())
	clock.Set(now.AddDate(-demo.Years, 0, 0))
	defer clock.Release()
	hasty := *set
	hasty.hasty = true
	h, err := openHouse(c.ctx, &hasty, c.logger(set), clock.Now)
	if err != nil {
		return err
	}
	told := 0
	_, err = demo.Fill(c.ctx, demo.Options{Desk: h.desk, Clock: clock, Now: now, Password: demoPassword, Forget: h.quarter, Seed: 1, Scale: scale,
		Progress: func(done, total int) {
			if tenth := done * 10 / total; tenth > told {
				told = tenth
				fmt.Fprintln(c.out, " ", c.lang.T("console.demo.filling", clock.Now().In(h.zone).Year(), tenth*10))
			}
		}})
	err = errors.Join(err, h.close())
	if c.ctx.Err() != nil {
		c.say("console.demo.stopped")
		return errSaid
	}
	if err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(at.data, demoHalf)); err != nil {
		return fmt.Errorf("finish the demonstration: %w", err)
	}
	return nil
}

// quarter is what happens in the first night of a quarter: what is due is forgotten, and the stage is published.
func (h *house) quarter(ctx context.Context, at time.Time) error {
	as := tickets.Runner("anonymizer")
	run, err := h.anon.Night(ctx, as, at)
	if err != nil {
		return err
	}
	if run.Failed > 0 {
		return fmt.Errorf("%d tickets could not be forgotten", run.Failed)
	}
	_, err = h.desk.Forgetting.Publish(ctx, as)
	return err
}

// welcome tells where everything is, who may sign in, and how to send a mail and read its answer.
func (c *console) welcome(h *house, mail *localmail.Server, web string) error {
	serial, err := h.someSerial(c.ctx)
	if err != nil {
		return err
	}
	who := demo.SignIns()
	c.say("console.demo.ready")
	c.say("console.demo.web", web)
	c.say("console.demo.form", web+"/support")
	c.say("console.demo.signin", demoPassword)
	for _, x := range []struct {
		role string
		demo.Login
	}{{"engineer", who.Engineer}, {"product", who.Product}, {"officer", who.Officer}, {"admin", who.Admin}} {
		fmt.Fprintf(c.out, "  %-34s %s\n", x.Address, c.lang.T("role."+x.role))
	}
	c.say("console.demo.mail", demoSupport)
	fmt.Fprintf(c.out, "  "+demoSend+"\n", demoSupport, c.lang.T("console.demo.subject"), c.lang.T("console.demo.letter", serial), mail.SMTPAddr(), demoSupport)
	c.say("console.demo.read")
	fmt.Fprintf(c.out, "  "+demoRead+"\n", mail.IMAPAddr(), demoMailbox)
	c.say("console.demo.inside")
	return nil
}

// someSerial is the serial number of a unit that an open ticket is about; "" when there is none.
func (h *house) someSerial(ctx context.Context) (string, error) {
	as := tickets.Actor{Account: "system:demo", Roles: tickets.RoleEngineer}
	page, err := h.desk.Tickets.List(ctx, as, tickets.ListQuery{List: tickets.ListOpen})
	if err != nil {
		return "", err
	}
	for _, row := range page.Rows {
		if row.Unit == "" {
			continue
		}
		u, err := h.desk.Records.Unit(ctx, as, row.Unit)
		return u.Serial.Reveal(), err
	}
	return "", nil
}
