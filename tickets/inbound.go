package tickets

import "time"

// Arrived is a mail as it came from a mailbox, before anybody has read it.
type Arrived struct {
	Mailbox     string
	UIDValidity uint32
	UID         uint32
	Internal    time.Time // the server's INTERNALDATE, zero if unknown
	Raw         []byte
	// Cut is the mail's real size when Raw holds only its beginning, because it was over the limit.
	Cut int64
}

// Spooled says what became of an Arrived.
type Spooled struct {
	ID    string // of the spool document
	State SpoolState
}

// SpoolState is where a spooled mail stands.
type SpoolState string

// The states. A mail leaves Waiting in one of the others, never in none.
const (
	SpoolWaiting   SpoolState = "waiting"
	SpoolDone      SpoolState = "done"      // it is on a ticket; the document is gone
	SpoolDuplicate SpoolState = "duplicate" // the same bytes came from the same mailbox before
)

// Inbound is a mail after it was parsed: what the desk needs of it.
type Inbound struct {
	From, ReplyTo, To, Cc []Party
	Envelope              []Personal // Delivered-To, X-Original-To, Envelope-To
	Subject               Personal
	Text, HTML            Personal
	Parts                 []Part
	Files                 []NewFile
	MessageID             Personal
	InReplyTo, References []Personal
	Kind                  string // human, auto-reply, bounce, list, receipt, calendar
	// NoReply says that no automatic letter may answer this mail (RFC 3834 section 2).
	NoReply  bool
	Auth     Auth
	Written  time.Time
	Lang     string
	Defects  []string
	Bounce   *Bounce
	Problem  string // a code when the mail could not be parsed: the ticket shows it and holds the original
	CutBytes int64  // the mail's real size when only its beginning was taken in
}

// ProblemCut is the Problem of a mail whose beginning alone was taken in.
const ProblemCut = "cut"

// Auth is what our own mail server said of the sender (Authentication-Results, RFC 8601).
type Auth string

// The three answers; unknown is unverified, never failed.
const (
	AuthPass    Auth = "pass"
	AuthFail    Auth = "fail"
	AuthUnknown Auth = "unknown"
)

// Bounce is what a delivery status notification tells (RFC 3464).
type Bounce struct {
	Action     string // failed, delayed, delivered, relayed, expanded
	Status     string // enhanced code, such as 5.1.1
	Recipient  Personal
	MessageIDs []Personal // of the letter that came back
}

// Received says what became of a mail.
type Received struct {
	Ticket  string
	Number  int64
	Message string
	New     bool // it became a new ticket
}
