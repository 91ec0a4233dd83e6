package tickets

import (
	"context"
	"fmt"
	"strings"
)

// Submission is what a customer sends by the public form.
type Submission struct {
	Name    Personal
	Email   Personal
	Company Personal
	Phone   Personal
	Product string
	Serial  Personal
	Subject Personal // may be empty: the first words of the text serve
	Text    Personal
	Files   []NewFile
	Lang    string
	Request string
}

// The limits of the public form.
const (
	MaxFormText  = 100 << 10
	MaxFormFiles = 10
	MaxFormBytes = 25 << 20
)

// Check lists everything that is wrong with the form.
func (f Submission) Check() Problems {
	var p Problems
	add := func(bad bool, field, key string, args ...any) {
		if bad {
			p = append(p, &Invalid{Field: field, Key: key, Args: args})
		}
	}
	add(strings.TrimSpace(f.Name.Reveal()) == "", "name", "form.name.empty")
	add(f.Name.Len() > 200, "name", "form.name.long")
	if a := strings.TrimSpace(f.Email.Reveal()); a == "" {
		add(true, "email", "form.email.empty")
	} else if NormalAddress(a) == "" || len(a) > 254 {
		p = append(p, addressProblem(a))
	}
	add(strings.TrimSpace(f.Text.Reveal()) == "", "text", "form.text.empty")
	add(f.Text.Len() > MaxFormText, "text", "form.text.long", MaxFormText/1000)
	add(f.Subject.Len() > 300 || f.Serial.Len() > 100 || f.Company.Len() > 200 || f.Phone.Len() > 60, "subject", "form.field.long")
	size := 0
	for _, file := range f.Files {
		size += len(file.Data)
	}
	add(len(f.Files) > MaxFormFiles, "files", "form.files.many", MaxFormFiles)
	add(size > MaxFormBytes, "files", "form.files.large", MaxFormBytes>>20)
	return p
}

// Submit takes in the public form: the ticket, and its acknowledgement in the outbox. A second click on the same form, by
// its Request, gives the same ticket.
func (r *Tickets) Submit(ctx context.Context, f Submission) (Ticket, error) {
	if err := f.Check().or(); err != nil {
		return Ticket{}, err
	}
	subject := f.Subject
	if strings.TrimSpace(subject.Reveal()) == "" {
		subject = P(firstWords(f.Text.Reveal()))
	}
	in := Inbound{From: []Party{{Name: f.Name, Address: P(NormalAddress(f.Email.Reveal()))}}, Subject: subject, Text: f.Text,
		Files: f.Files, Kind: "human", Lang: f.Lang}
	k := Known{Companies: []Personal{f.Company}, Phones: []Personal{f.Phone}}
	product := f.Product
	if p, err := maybe[productRec](ctx, r.w, product); err != nil || p == nil {
		product = ""
	}
	return r.open(ctx, Runner("form"), Form, in, f.Serial, product, k, f.Request, func(t *tx, head *ticketRec, _ *messageRec, cust *customerRec) error {
		return t.acknowledge(head, cust, in)
	})
}

// firstWords makes a subject of a text's first words.
func firstWords(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	words := strings.Fields(line)
	for n := len(words); n > 0; n-- {
		if s := strings.Join(words[:n], " "); len(s) <= 80 {
			return s
		}
	}
	return fmt.Sprintf("%.80s", line)
}
