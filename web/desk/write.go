package desk

import (
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/prose"
	"github.com/axsensor/lethe/web/page"
)

// write takes an answer or a note. A form that is refused comes back with every word.
func (d *Desk) write(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reader, id := page.Of(r.Context()), r.PathValue("id")
	files, err := page.Files(r, "files")
	if err != nil {
		return err
	}
	note := form.Get("do") == "note" || form.Get("do") == "" && form.Get("kind") == "note"
	said := "ticket.sent"
	if note {
		said = "ticket.noted"
		err = d.Tickets.Note(r.Context(), reader.Actor(), id, tickets.P(form.Get("note")), files, form.Get("request"))
	} else {
		then := tickets.StatusOpen
		switch form.Get("do") {
		case "send-wait":
			then = tickets.StatusWaiting
		case "send-solve":
			then = tickets.StatusSolved
		}
		err = d.Tickets.Reply(r.Context(), reader.Actor(), id, tickets.Answer{Markdown: tickets.P(form.Get("reply")), Files: files, Then: then, Request: form.Get("request")})
	}
	ok, err := form.Took(err)
	if err != nil {
		return err
	}
	if !ok {
		return d.showTicket(w, r, func(p *ticketPage) {
			p.Write.Form, p.Write.AsNote, p.Write.Reply, p.Write.Note = form, note, form.Get("reply"), form.Get("note")
		})
	}
	return d.e.Go(w, r, back(r), &page.Said{Key: said})
}

// draft keeps what somebody is writing; it answers without a page.
func (d *Desk) draft(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	kind := tickets.MessageKind(form.Get("kind"))
	if _, err := d.Tickets.SaveDraft(r.Context(), page.Of(r.Context()).Actor(), r.PathValue("id"), kind, tickets.P(form.Values.Get("text"))); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// file gives an attachment out. Nothing of it runs: pictures are shown, everything else is saved.
func (d *Desk) file(w http.ResponseWriter, r *http.Request) error {
	f, rc, err := d.Tickets.File(r.Context(), page.Of(r.Context()).Actor(), r.PathValue("message"), r.PathValue("file"))
	if err != nil {
		return err
	}
	defer func() { _ = rc.Close() }()
	kind, disposition := "application/octet-stream", "attachment"
	switch t := strings.ToLower(f.Type); t {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		kind, disposition = t, "inline"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": path.Base(f.Name.Reveal())}))
	h.Set("Content-Security-Policy", page.LetterPolicy)
	_, err = io.Copy(w, rc)
	if err != nil {
		panic(http.ErrAbortHandler) // the headers are out: cut the answer, so that nobody takes half a file for a whole
	}
	return nil
}

// original gives the raw mail out, as it came.
func (d *Desk) original(w http.ResponseWriter, r *http.Request) error {
	raw, err := d.Tickets.Original(r.Context(), page.Of(r.Context()).Actor(), r.PathValue("message"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="original.eml"`)
	w.Header().Set("Content-Security-Policy", page.LetterPolicy)
	_, _ = w.Write(raw) // a reader who leaves is no error
	return nil
}

// asSent shows the HTML of a mail, made safe, under a policy that lets nothing run or load.
func (d *Desk) asSent(w http.ResponseWriter, r *http.Request) error {
	s, err := d.Tickets.Story(r.Context(), page.Of(r.Context()).Actor(), r.PathValue("id"))
	if err != nil {
		return err
	}
	for _, m := range s.Messages {
		if m.ID == r.PathValue("message") && !m.HTML.IsZero() {
			h := w.Header()
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Content-Security-Policy", page.LetterPolicy)
			_, _ = io.WriteString(w, "<!DOCTYPE html><meta charset=utf-8><title>"+strconv.FormatInt(s.Ticket.Number, 10)+"</title>"+prose.Safe(m.HTML.Reveal(), prose.Options{}).HTML)
			return nil
		}
	}
	return tickets.ErrNotFound
}
