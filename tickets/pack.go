package tickets

import (
	"context"
	"fmt"
	"slices"

	"github.com/axsensor/lethe/tickets/seal"
)

// packer prepares what a mail needs outside the Apply, once, however often the Apply is tried.
type packer struct {
	w      *work
	id     string
	key    seal.KeyID
	person seal.KeyID
	number int64

	uploads uploads
	sealed  map[seal.KeyID]*packed
}

// newTicket takes an id, a key and a number for a new ticket.
func (p *packer) newTicket(ctx context.Context) (err error) {
	if p.id != "" {
		return nil
	}
	if p.key, err = p.w.newKey(ctx); err != nil {
		return err
	}
	if p.number, err = p.w.number(ctx); err != nil {
		return err
	}
	p.id = newID()
	return nil
}

// packed is a message's blobs, sealed under one ticket's key.
type packed struct {
	up             *upload
	files          []fileRec
	raw            []byte
	rawBlob        string
	text, html     Personal
	textB, htmlB   string
	messageID, oID string
}

// message builds the stored message and its original under the ticket's key, and names their blobs.
func (p *packer) message(t *tx, ticket string, key seal.KeyID, in Inbound, raw []byte) (*messageRec, error) {
	b, err := p.pack(t, ticket, key, in, raw)
	if err != nil {
		return nil, fmt.Errorf("keep a message: %w", err)
	}
	t.name(b.up)
	m := &messageRec{base: base{ID: b.messageID, Key: key}, Ticket: ticket, Kind: string(Mail), From: partyRec(sender(in)),
		To: partyRecs(in.To), Cc: partyRecs(in.Cc), Subject: in.Subject, Written: in.Written, Text: b.text, TextBlob: b.textB,
		HTML: b.html, HTMLBlob: b.htmlB, Files: b.files, Lang: in.Lang, Defects: in.Defects, MessageID: in.MessageID,
		Excerpt: P(excerpt(newText(in.Text.Reveal(), in.Parts)))}
	if in.Problem != "" {
		m.Defects = append(slices.Clone(in.Defects), problemDefect+in.Problem)
	}
	if in.Kind != "human" {
		m.Machine = in.Kind
	}
	if r := sender(in); len(in.ReplyTo) > 0 && NormalAddress(in.ReplyTo[0].Address.Reveal()) != NormalAddress(r.Address.Reveal()) {
		m.ReplyTo = partyRecs(in.ReplyTo)
	}
	for _, pt := range in.Parts {
		m.Parts = append(m.Parts, partRec(pt))
	}
	if raw == nil {
		return m, nil
	}
	m.Original = b.oID
	return m, t.put(&originalRec{base: base{ID: b.oID, Key: key}, Ticket: ticket, Raw: b.raw, Blob: b.rawBlob, Size: int64(len(raw))})
}

// pack writes a message's blobs: once for each key, and again when a sweep has given the upload up.
func (p *packer) pack(ctx context.Context, ticket string, key seal.KeyID, in Inbound, raw []byte) (*packed, error) {
	if b := p.sealed[key]; b != nil {
		if ok, err := p.uploads.stands(ctx, b.up); err != nil || ok {
			return b, err
		}
	}
	b := &packed{up: p.uploads.plan(key), messageID: childID(ticket), oID: childID(ticket)}
	var err error
	if b.files, err = p.uploads.addFiles(b.up, in.Files); err != nil {
		return nil, err
	}
	b.raw, b.rawBlob = b.up.tuck(raw, inlineRaw)
	b.text, b.textB = b.up.tuckText(in.Text)
	b.html, b.htmlB = b.up.tuckText(in.HTML)
	if err := p.uploads.send(ctx, b.up); err != nil {
		return nil, err
	}
	if p.sealed == nil {
		p.sealed = map[seal.KeyID]*packed{}
	}
	p.sealed[key] = b
	return b, nil
}
