package tickets

import "time"

// DeliveryState is where a letter of ours stands.
type DeliveryState string

// The states of a delivery. Uncertain: the connection was lost after the final dot, so it may have arrived.
const (
	Queued    DeliveryState = "queued"
	Sending   DeliveryState = "sending"
	AtDot     DeliveryState = "at-dot"
	Sent      DeliveryState = "sent"
	Deferred  DeliveryState = "deferred"
	Failed    DeliveryState = "failed"
	Uncertain DeliveryState = "uncertain"
)

// Delivery is one letter to one recipient.
type Delivery struct {
	ID       string
	Ticket   string
	Message  string // id of the message it carries; "" for an acknowledgement
	Kind     string // "answer" or "ack"
	To       Party
	State    DeliveryState
	Attempts int
	Queued   time.Time
	Next     time.Time // when it is tried next
	At       time.Time // of the last change
	Code     int       // the server's last code
	Bounced  bool
}

// Letter is all that the outbox needs to render and send one delivery.
type Letter struct {
	Delivery
	Number     int64
	Lang       string
	Company    string
	Engineer   Personal // who answers; empty for an acknowledgement
	Subject    Personal // the customer's subject, without prefix
	Markdown   Personal // our words; empty for an acknowledgement
	Quoted     *Message // the message that is answered, nil if none
	Files      []NewFile
	From       Party  // the desk's address
	ReplyTo    string // the desk's address with the ticket's token
	EnvelopeID string // the return path, with the delivery's token
	MessageID  string // without angle brackets
	InReplyTo  string
	References []string
	Automatic  bool   // RFC 3834: an answer that nobody wrote
	Rendered   []byte // the stored bytes once it was rendered; they never change
	Years      int    // how long tickets are kept
	PrivacyURL string
	TicketURL  string
}

// Result is how an attempt to deliver ended.
type Result struct {
	State DeliveryState // Sent, Deferred, Failed or Uncertain
	Code  int
	Text  Personal  // the server's words
	Next  time.Time // when to try again, for Deferred
}
