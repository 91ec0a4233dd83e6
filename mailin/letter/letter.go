// Package letter reads and writes e-mail.
//
// Parse takes any bytes and always gives a Letter: what cannot be understood is salvaged, and what was wrong is listed
// among the defects. Time and memory are in proportion to the size of the input, and nothing here does I/O.
package letter

import "time"

// Letter is a mail that was read. Every string is valid UTF-8.
type Letter struct {
	From, Sender, To, Cc, ReplyTo []Address
	Subject                       string
	// Date is the Date header, zero when it is missing or cannot be understood. Anybody can write any date there.
	Date time.Time
	// MessageID, InReplyTo and References are without angle brackets.
	MessageID  string
	InReplyTo  []string
	References []string
	// Envelope holds the addresses of Delivered-To, X-Original-To, Envelope-To and the like, in lower case.
	Envelope []string
	// ReturnPath is the address of the first Return-Path header; NullReturn says that it was empty (<>).
	ReturnPath string
	NullReturn bool
	// Text is the readable text, with line feeds; HTML is the decoded HTML body, "" if there was none.
	Text, HTML string
	// Parts cover Text from the first byte to the last, in order and without gaps.
	Parts []Part
	Files []File
	// Nested are the letters that were attached to this one, down to a depth of five.
	Nested []*Letter
	Kind   Kind
	// NoReply says that no automatic letter may answer (RFC 3834 section 2, and what mail programs do).
	NoReply bool
	// Forwarded says that the letter passes on another one; Original is who wrote that, if it can be told.
	Forwarded bool
	Original  Address
	ListID    string
	Report    *Notice   // what a delivery report or a receipt tells
	Meeting   *Calendar // what an invitation tells
	Fields    []Field   // the header in its order
	Defects   []string  // codes, each once
}

// Kind is what sort of letter it is.
type Kind string

// The kinds.
const (
	Human     Kind = "human"
	AutoReply Kind = "auto-reply"
	Bounce    Kind = "bounce"
	List      Kind = "list"
	Receipt   Kind = "receipt"
	Meeting   Kind = "calendar"
)

// Address is a mailbox as a header names it. Either part may be empty.
type Address struct{ Name, Address string }

// Part is a stretch of the text by byte offsets.
type Part struct {
	Start, End int
	Kind       string // New, Quote, Signature or Forward
}

// The kinds of Part.
const (
	New       = "new"
	Quote     = "quote"
	Signature = "signature"
	Forward   = "forward"
)

// File is an attachment.
type File struct {
	Name      string // safe as a file name and unique within the letter
	Original  string // the name as it was sent
	Type      string // media type in lower case
	Data      []byte
	Inline    bool   // belongs to the body, such as an image in it
	ContentID string // without angle brackets
	Location  string // Content-Location
}

// NewText is what the writer wrote anew: the text without quotes, signatures and forwarded letters. When nothing would
// remain it is the whole text.
func (l *Letter) NewText() string { return newText(l.Text, l.Parts) }

// Get is the decoded value of the first header field of the name, "" if there is none.
func (l *Letter) Get(name string) string {
	for i := range l.Fields {
		if l.Fields[i].is(name) {
			return decodeHeader(unfold(l.Fields[i].Value), "")
		}
	}
	return ""
}

// File gives the attachment with a Content-ID, Content-Location or file name, nil if there is none.
func (l *Letter) File(id string) *File {
	for i := range l.Files {
		f := &l.Files[i]
		if id != "" && (f.ContentID == id || f.Location == id) {
			return f
		}
	}
	for i := range l.Files {
		f := &l.Files[i]
		if id != "" && (f.Original == id || f.Name == id) {
			return f
		}
	}
	return nil
}

// The bounds. What goes beyond is left out and flagged, never refused.
const (
	maxMail    = 64 << 20
	maxHeader  = 1 << 20
	maxParts   = 2000
	maxDepth   = 30
	maxNested  = 5
	maxText    = 16 << 20
	maxFiles   = 2000
	maxUnpack  = 64 << 20
	maxDefects = 50
)

// Parse reads a mail. It never fails: the worst input gives a Letter whose text is the input.
func Parse(raw []byte) *Letter { return parse(raw, 0) }

func parse(raw []byte, depth int) *Letter {
	r := &reading{Letter: &Letter{}, depth: depth}
	if len(raw) > maxMail {
		raw = raw[:maxMail]
		r.defect("mail-cut")
	}
	root := r.entity(r.clean(raw), true)
	r.header()
	r.body(root)
	r.classify(root)
	return r.Letter
}

// reading is the state of one Parse.
type reading struct {
	*Letter
	depth   int // of letters within letters
	parts   int // MIME parts met so far
	charset string
	blocks  []block
	tnef    []block // text found in a winmail.dat
	unpack  int     // bytes unpacked so far
	names   map[string]bool
}

// defect notes what was wrong, once.
func (r *reading) defect(code string) {
	for _, d := range r.Defects {
		if d == code {
			return
		}
	}
	if len(r.Defects) < maxDefects {
		r.Defects = append(r.Defects, code)
	}
}
