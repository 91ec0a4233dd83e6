package tickets

import (
	"slices"
	"strings"
	"time"
)

// MessageKind is how a message came to be.
type MessageKind string

// The kinds of message. A Reply is ours and goes out by mail; a Note stays inside.
const (
	Mail  MessageKind = "mail"
	Form  MessageKind = "form"
	Call  MessageKind = "call"
	Visit MessageKind = "visit"
	Note  MessageKind = "note"
	Reply MessageKind = "reply"
)

// Author is the part that somebody plays in a ticket.
type Author string

// The parts. A stranger is a sender who was not on the ticket; a machine is an automatic letter or a bounce.
const (
	ByCustomer Author = "customer"
	ByEngineer Author = "engineer"
	ByStranger Author = "stranger"
	ByMachine  Author = "machine"
)

// Message is one contribution to a ticket.
type Message struct {
	ID      string
	Ticket  string
	Kind    MessageKind
	Author  Author
	Staff   string // account id when one of us wrote it
	From    Party  // the sender of mail or form
	To      []Party
	Cc      []Party
	ReplyTo []Party // only when it differs from From
	Subject Personal
	At      time.Time // our clock
	Written time.Time // the Date header, for display only
	// Text is the whole text; of our own replies and notes it is Markdown.
	Text  Personal
	HTML  Personal // as received; must be made safe before it is shown
	Parts []Part
	Files []File
	Lang  string
	// Machine is the kind of an automatic message: auto-reply, bounce, list, receipt, calendar; "" for people.
	Machine string
	Defects []string // codes of what was wrong with the mail
	HasRaw  bool     // the original mail is kept
	// Deliveries tell how our letter fares, one for each recipient.
	Deliveries []Delivery
}

// problemDefect begins the defect of a mail that could not be taken in whole; the rest is its Inbound.Problem.
const problemDefect = "problem-"

// Partial says that the mail could not be read, or not be taken in, in full: somebody must look at the original.
func (m Message) Partial() bool {
	return slices.ContainsFunc(m.Defects, func(d string) bool { return strings.HasPrefix(d, problemDefect) })
}

// Party is a name and an address in a letter.
type Party struct{ Name, Address Personal }

// Part marks a stretch of a message's text by byte offsets: "new", "quote", "signature" or "forward".
type Part struct {
	Start, End int
	Kind       string
}

// File is an attachment. Its bytes lie sealed in the blob store.
type File struct {
	ID        string // unique within the ticket
	Name      Personal
	Type      string // MIME type
	Size      int64
	Inline    bool
	ContentID string
}

// NewFile is an attachment to be stored.
type NewFile struct {
	Name      Personal
	Type      string
	Data      []byte
	Inline    bool
	ContentID string
}

// Event is a decision on a ticket or a record: an entry of the trail, and a system line in the conversation.
type Event struct {
	At    time.Time
	Actor string // account id or "system:<name>"
	Verb  string // such as "ticket.assign"
	Args  []string
}
