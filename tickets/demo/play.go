package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/axsensor/lethe/tickets"
)

func (c *contact) party() tickets.Party {
	return tickets.Party{Name: tickets.P(c.name()), Address: tickets.P(c.mail)}
}

// signature is how somebody ends a mail.
func (f *filler) signature(c *affair, who *contact) string {
	lines := []string{f.phrase(c, signPhrase), who.name(), who.title, who.of.name, who.phone}
	if f.chance(30) {
		lines = append(lines, who.of.address)
	}
	if f.chance(30) {
		lines = append(lines, who.mail)
	}
	return strings.Join(lines, "\n")
}

// complaint is what a customer tells at first.
func (f *filler) complaint(c *affair) []string {
	which := unitPhrase
	if f.chance(18) {
		which = modelPhrase
	}
	story := f.part(c, symptomPart) + " " + f.part(c, measurePart)
	where := f.phrase(c, wherePhrase)
	unit := f.phrase(c, byte(which))
	ask := f.part(c, askPart)
	switch f.rng.IntN(4) {
	case 0:
		return []string{story, where + " " + unit, ask}
	case 1:
		return []string{where, story, unit, ask}
	case 2:
		return []string{where + " " + unit, story + " " + ask}
	}
	return []string{where + " " + unit, story, ask}
}

// opens begins the ticket, the way that the case came in.
func (f *filler) opens(ctx context.Context, c *affair) (err error) {
	said := f.complaint(c)
	switch c.kind {
	case tickets.Mail:
		var d draft
		d.add("new", f.phrase(c, openPhrase))
		d.add("new", said...)
		if f.chance(60) {
			d.add("new", f.phrase(c, closePhrase))
		}
		d.add("signature", f.signature(c, c.who))
		e := envelope{from: c.who.party(), subject: c.subject, lang: c.lang}
		if f.chance(9) {
			e.file = f.logFile(c)
		}
		var got tickets.Received
		got, err = f.arrives(ctx, c, e, d)
		c.ticket = got.Ticket
	case tickets.Form:
		err = f.submits(ctx, c, strings.Join(said, "\n\n"))
	default:
		err = f.calls(ctx, c, strings.Join(said, "\n\n"))
	}
	if err != nil {
		return err
	}
	return f.post(ctx, c)
}

func (f *filler) submits(ctx context.Context, c *affair, text string) error {
	t, err := f.desk.Tickets.Submit(ctx, tickets.Submission{Name: tickets.P(c.who.name()), Email: tickets.P(c.who.mail),
		Company: tickets.P(c.who.of.name), Phone: tickets.P(c.who.phone), Product: c.unit.model.code, Serial: tickets.P(c.unit.serial),
		Subject: tickets.P(c.subject), Text: tickets.P(text), Lang: c.lang})
	c.ticket = t.ID
	return err
}

// calls is a ticket that an engineer opens for somebody on the phone, or after a visit.
func (f *filler) calls(ctx context.Context, c *affair, text string) error {
	began := callPhrase
	if c.kind == tickets.Visit {
		began = visitPhrase
	}
	t, err := f.desk.Tickets.Create(ctx, c.engineer.Actor(), tickets.NewTicket{Kind: c.kind, Customer: c.who.party(), Phone: tickets.P(c.who.phone),
		Company: tickets.P(c.who.of.name), Subject: tickets.P(c.subject), Text: tickets.P(f.phrase(c, byte(began)) + "\n\n" + text),
		Serial: tickets.P(c.unit.serial), Product: c.unit.model.code, Lang: c.lang})
	c.ticket = t.ID
	return err
}

// post sends every letter that waits, as the outbox would, and keeps the last answer of the case.
func (f *filler) post(ctx context.Context, c *affair) error {
	return f.sends(ctx, c, tickets.Result{State: tickets.Sent, Code: 250, Text: tickets.P("2.0.0 Ok")})
}

func (f *filler) sends(ctx context.Context, c *affair, how tickets.Result) error {
	as := tickets.Runner("outbox")
	ids, err := f.desk.Mailroom.DueDeliveries(ctx, as, 20)
	if err != nil {
		return err
	}
	for _, id := range ids {
		l, err := f.desk.Mailroom.Begin(ctx, as, id)
		if err != nil {
			return fmt.Errorf("begin a letter: %w", err)
		}
		if err := f.desk.Mailroom.Done(ctx, as, id, how); err != nil {
			return fmt.Errorf("end a letter: %w", err)
		}
		if !l.Automatic {
			c.last = l
		}
	}
	return nil
}

// writes sends an answer of the engineer's.
func (f *filler) writes(ctx context.Context, c *affair, then tickets.Status, paragraphs ...string) error {
	err := f.reply(ctx, c, then, paragraphs...)
	if err != nil {
		return err
	}
	return f.post(ctx, c)
}

func (f *filler) reply(ctx context.Context, c *affair, then tickets.Status, paragraphs ...string) error {
	var d draft
	d.add("new", paragraphs...)
	if err := f.desk.Tickets.Reply(ctx, c.engineer.Actor(), c.ticket, tickets.Answer{Markdown: tickets.P(d.text), Then: then}); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

// takes is the engineer who makes the ticket theirs.
func (f *filler) takes(ctx context.Context, c *affair) error {
	return f.desk.Tickets.Assign(ctx, c.engineer.Actor(), c.ticket, c.engineer.ID)
}

func (f *filler) hurries(ctx context.Context, c *affair) error {
	return f.desk.Tickets.SetPriority(ctx, c.engineer.Actor(), c.ticket, tickets.Urgent)
}

// answers is our first answer. What the customer left out is filled in by hand.
func (f *filler) answers(ctx context.Context, c *affair) error {
	if err := f.takes(ctx, c); err != nil {
		return err
	}
	if f.chance(5) {
		if err := f.desk.Tickets.SetPriority(ctx, c.engineer.Actor(), c.ticket, tickets.Priorities()[f.rng.IntN(4)]); err != nil {
			return err
		}
	}
	if err := f.desk.Tickets.LinkUnit(ctx, c.engineer.Actor(), c.ticket, tickets.P(c.unit.serial)); err != nil {
		return fmt.Errorf("link a unit: %w", err)
	}
	if note := f.part(c, notePart); note != "" && f.chance(35) {
		if err := f.desk.Tickets.Note(ctx, c.engineer.Actor(), c.ticket, tickets.P(note), nil, ""); err != nil {
			return err
		}
	}
	return f.writes(ctx, c, tickets.StatusWaiting, f.phrase(c, greetPhrase), f.part(c, diagPart), f.phrase(c, endPhrase))
}

// mends is our last answer: what was wrong, and what mends it.
func (f *filler) mends(ctx context.Context, c *affair) error {
	if err := f.judge(ctx, c); err != nil {
		return err
	}
	return f.writes(ctx, c, tickets.StatusWaiting, f.say(c, f.script[c.lang].phrases[greetPhrase][:1]), f.part(c, fixPart))
}

// judge notes fault, resolution and tags.
func (f *filler) judge(ctx context.Context, c *affair) error {
	as, t := c.engineer.Actor(), f.desk.Tickets
	if err := t.SetFault(ctx, as, c.ticket, c.story.fault); err != nil {
		return err
	}
	if err := t.SetResolution(ctx, as, c.ticket, c.story.resolution); err != nil {
		return err
	}
	if len(c.story.tags) == 0 || !f.chance(70) {
		return nil
	}
	return t.SetTags(ctx, as, c.ticket, c.story.tags)
}

// solves ends the ticket.
func (f *filler) solves(ctx context.Context, c *affair) error {
	if err := f.judge(ctx, c); err != nil {
		return err
	}
	return f.desk.Tickets.SetStatus(ctx, c.engineer.Actor(), c.ticket, tickets.StatusSolved)
}

// givesUp ends a ticket whose customer fell silent.
func (f *filler) givesUp(ctx context.Context, c *affair) error {
	if err := f.judge(ctx, c); err != nil {
		return err
	}
	return f.writes(ctx, c, tickets.StatusSolved, f.say(c, f.script[c.lang].phrases[greetPhrase][:1]), f.phrase(c, silencePhrase))
}

// back is a mail of the customer's in answer to ours, or after their own first one.
func (f *filler) back(c *affair) envelope {
	e := envelope{from: c.who.party(), subject: replyMark[c.lang] + c.subject, refs: c.mails, lang: c.lang}
	if c.last.MessageID != "" {
		e.refs = append(append([]string{}, c.mails...), c.last.MessageID)
		e.to = c.last.ReplyTo
	}
	return e
}

var replyMark = map[string]string{"sv": "SV: ", "no": "SV: ", "de": "AW: ", "en": "Re: "}

func (f *filler) writesBack(ctx context.Context, c *affair, text string) error {
	var d draft
	if f.chance(70) {
		d.add("new", f.phrase(c, openPhrase))
	}
	d.add("new", text)
	if f.chance(55) {
		d.add("signature", f.phrase(c, signPhrase)+"\n"+c.who.first)
	} else {
		d.add("signature", f.signature(c, c.who))
	}
	d.add("quote", f.quoted(c))
	_, err := f.arrives(ctx, c, f.back(c), d)
	return err
}

func (f *filler) tried(ctx context.Context, c *affair) error {
	return f.writesBack(ctx, c, f.part(c, triedPart))
}

func (f *filler) thanks(ctx context.Context, c *affair) error {
	return f.writesBack(ctx, c, f.phrase(c, thanksPhrase))
}

// reminds is a customer who got no answer. Whoever called or came by the form has no mail of ours to answer, and calls.
func (f *filler) reminds(ctx context.Context, c *affair) error {
	if len(c.mails) == 0 {
		return f.desk.Tickets.Note(ctx, c.engineer.Actor(), c.ticket, tickets.P(f.phrase(c, callPhrase)+" "+f.phrase(c, remindPhrase)), nil, "")
	}
	return f.writesBack(ctx, c, f.phrase(c, remindPhrase))
}

// isAway is the customer's mail program answering for them.
func (f *filler) isAway(ctx context.Context, c *affair) error {
	e := f.back(c)
	e.kind, e.noReply = "auto-reply", true
	var d draft
	d.add("new", f.phrase(c, awayPhrase))
	_, err := f.arrives(ctx, c, e, d)
	return err
}

// colleague is somebody of the same company who answers our letter, whose address is not on the ticket.
func (f *filler) colleague(ctx context.Context, c *affair) error {
	other := f.makeContact(c.who.of, landOf(c.who.of.country))
	e := f.back(c)
	e.from = other.party()
	var d draft
	d.add("new", f.phrase(c, strangerPhrase))
	d.add("signature", f.signature(c, other))
	d.add("quote", f.quoted(c))
	_, err := f.arrives(ctx, c, e, d)
	return err
}

// forwards is somebody elsewhere who was shown our letter and asks by its subject: a person must look first.
func (f *filler) forwards(ctx context.Context, c *affair) error {
	elsewhere := f.buyers[f.rng.IntN(len(f.buyers))]
	other := f.makeContact(elsewhere, landOf(c.who.of.country))
	e := f.back(c)
	e.from, e.to = other.party(), ""
	var d draft
	d.add("new", f.phrase(c, heldPhrase))
	d.add("signature", f.signature(c, other))
	_, err := f.arrives(ctx, c, e, d)
	return err
}

// answersInVain is an answer that the customer's server refuses.
func (f *filler) answersInVain(ctx context.Context, c *affair) error {
	if err := f.reply(ctx, c, tickets.StatusWaiting, f.phrase(c, greetPhrase), f.part(c, diagPart)); err != nil {
		return err
	}
	return f.sends(ctx, c, tickets.Result{State: tickets.Failed, Code: 550, Text: tickets.P("5.1.1 User unknown")})
}

func (f *filler) spams(ctx context.Context, c *affair) error {
	subject, text, ok := strings.Cut(f.phrase(c, spamPhrase), "|")
	if !ok {
		return errors.New("the words hold no spam")
	}
	var d draft
	d.add("new", text)
	got, err := f.arrives(ctx, c, envelope{from: c.who.party(), subject: strings.TrimSpace(subject), lang: c.lang, noReply: true}, d)
	c.ticket = got.Ticket
	return err
}

func (f *filler) junks(ctx context.Context, c *affair) error {
	return f.desk.Tickets.SetStatus(ctx, c.engineer.Actor(), c.ticket, tickets.StatusSpam)
}
