package desk

import (
	"html/template"
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

// write takes an answer or a note, or shows how one will look. A form that is refused comes back with every word; so does
// an answer that crossed another one, to be read once more before it is sent.
func (d *Desk) write(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(r)
	large := form.TooLarge(err)
	if err != nil && !large {
		return err
	}
	files, err := page.Files(r, "files")
	if err != nil {
		return err
	}
	note := form.Get("do") == "note" || !strings.HasPrefix(form.Get("do"), "send") && form.Get("kind") == "note"
	again := func(change func(*page.Composer)) error {
		return d.showTicket(w, r, func(p *ticketPage) {
			p.Write.AsNote, p.Write.Reply, p.Write.Note, p.Write.FilesLost = note, form.Values.Get("reply"), form.Values.Get("note"), large || len(files) > 0
			change(&p.Write)
		})
	}
	field := map[bool]string{true: "note", false: "reply"}[note]
	if large {
		form.Rename("files", field)
		return again(func(c *page.Composer) { c.Form = form })
	}
	if form.Get("do") == "preview" {
		return again(func(c *page.Composer) { c.Preview = preview(form, note) })
	}
	if !note {
		crossed, err := d.crossed(r, form.Get("seen"))
		if err != nil {
			return err
		}
		if crossed != "" {
			return again(func(c *page.Composer) { c.Raced = crossed })
		}
	}
	said, err := d.send(r, form, note, files)
	ok, err := form.Took(err)
	if err != nil {
		return err
	}
	if !ok {
		form.Rename("text", field)
		form.Rename("to", field)
		return again(func(c *page.Composer) { c.Form = form })
	}
	return d.e.Go(w, r, back(r), &page.Said{Key: said})
}

// preview is what was written as its reader will see it.
func preview(form page.Form, note bool) template.HTML {
	text := form.Values.Get("reply")
	if note {
		text = form.Values.Get("note")
	}
	return template.HTML(prose.FromMarkdown(text)) //nolint:gosec // prose gives safe HTML
}

// crossed says who wrote after the message that the writer had seen; "" when nobody did, or it is not told.
func (d *Desk) crossed(r *http.Request, seen string) (string, error) {
	if seen == "" {
		return "", nil
	}
	reader := page.Of(r.Context())
	s, err := d.Tickets.Story(r.Context(), reader.Actor(), r.PathValue("id"))
	if err != nil {
		return "", err
	}
	return raced(reader, d.e.Now().Location(), s, seen), nil
}

// send hands an answer or a note to its verb, and says what to tell.
func (d *Desk) send(r *http.Request, form page.Form, note bool, files []tickets.NewFile) (said string, err error) {
	as, id := page.Of(r.Context()).Actor(), r.PathValue("id")
	if note {
		return "ticket.noted", d.Tickets.Note(r.Context(), as, id, tickets.P(form.Get("note")), files, form.Get("request"))
	}
	then := tickets.StatusOpen
	switch form.Get("do") {
	case "send-wait":
		then = tickets.StatusWaiting
	case "send-solve":
		then = tickets.StatusSolved
	}
	return "ticket.sent", d.Tickets.Reply(r.Context(), as, id, tickets.Answer{Markdown: tickets.P(form.Get("reply")), Files: files, Then: then, Request: form.Get("request")})
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
