package tickets

import "time"

// ticketRec is a ticket's head. It stays under 4 kB and does not grow with its messages.
type ticketRec struct {
	base
	Status     string    `bson:"status" class:"drop" clear:"lists by status"`
	Open       bool      `bson:"open" class:"drop" clear:"the open list: true for new, open and waiting"`
	Assignee   string    `bson:"assignee" class:"drop" clear:"an engineer's own list; an opaque id"`
	Customer   ref       `bson:"customer" class:"drop" clear:"a customer's tickets; an opaque id"`
	Unit       ref       `bson:"unit" class:"drop" clear:"a unit's tickets; an opaque id"`
	Product    ref       `bson:"product" class:"generalise:model" clear:"a product's tickets; a model code"`
	Rank       time.Time `bson:"rank" class:"drop" clear:"the order of the open lists: by when we owe an answer"`
	Touched    time.Time `bson:"touched" class:"drop" clear:"the order of the other lists"`
	Due        time.Time `bson:"due" class:"drop" clear:"the list of what is due"`
	Forgetting bool      `bson:"forgetting" class:"drop" clear:"finds work that a crash left"`

	Number      int64     `bson:"number" class:"drop"`
	Subject     Personal  `bson:"subject" class:"scrub"`
	Priority    string    `bson:"priority" class:"drop"`
	Firmware    string    `bson:"firmware" class:"generalise:firmware"`
	Fault       string    `bson:"fault" class:"keep"`
	Resolution  string    `bson:"resolution" class:"keep"`
	Tags        []string  `bson:"tags" class:"keep"`
	Lang        string    `bson:"lang" class:"keep"`
	Created     time.Time `bson:"created" class:"drop"`
	LastContact time.Time `bson:"contact" class:"generalise:quarter"`
	AnswerBy    time.Time `bson:"answerBy" class:"drop"`
	WaitsForUs  bool      `bson:"waits" class:"drop"`
	LastMessage string    `bson:"last" class:"drop"`
	Messages    int       `bson:"messages" class:"drop"`
	Basis       string    `bson:"basis" class:"drop"`
	Warranty    string    `bson:"warranty" class:"keep"`
	Hold        *holdRec  `bson:"hold" class:"drop"`
	Unverified  bool      `bson:"unverified" class:"drop"`
	Related     string    `bson:"related" class:"drop"`
	Problem     string    `bson:"problem" class:"drop"`
}

func (*ticketRec) coll() string { return collTickets }

type holdRec struct {
	Until  time.Time `bson:"until"`
	Reason Personal  `bson:"reason"`
	By     string    `bson:"by"`
	At     time.Time `bson:"at"`
}

// peopleRec keeps every name and address that a ticket's people and engineers bore while it lived, old values after a
// correction included: for scrubbing only, shown to nobody. There is one for each ticket.
type peopleRec struct {
	base
	Ticket    string     `bson:"ticket" class:"drop" clear:"found with its ticket; an opaque id"`
	Names     []Personal `bson:"names" class:"drop"`
	Emails    []Personal `bson:"emails" class:"drop"`
	Phones    []Personal `bson:"phones" class:"drop"`
	Companies []Personal `bson:"companies" class:"drop"`
	Serials   []Personal `bson:"serials" class:"drop"`
	Addresses []Personal `bson:"addresses" class:"drop"`
}

func (*peopleRec) coll() string { return collPeople }

// messageRec is one message of a ticket.
type messageRec struct {
	base
	Ticket string    `bson:"ticket" class:"drop" clear:"a ticket's messages; an opaque id"`
	At     time.Time `bson:"at" class:"drop" clear:"the order of a ticket's messages"`

	Kind     string     `bson:"kind" class:"keep"`
	Author   string     `bson:"author" class:"keep"`
	Staff    string     `bson:"staff" class:"drop"`
	From     partyRec   `bson:"from" class:"drop"`
	To       []partyRec `bson:"to" class:"drop"`
	Cc       []partyRec `bson:"cc" class:"drop"`
	ReplyTo  []partyRec `bson:"replyTo" class:"drop"`
	Subject  Personal   `bson:"subject" class:"drop"`
	Written  time.Time  `bson:"written" class:"drop"`
	Text     Personal   `bson:"text" class:"scrub"`
	TextBlob string     `bson:"textBlob" class:"scrub"`
	HTML     Personal   `bson:"html" class:"drop"`
	HTMLBlob string     `bson:"htmlBlob" class:"drop"`
	Parts    []partRec  `bson:"parts" class:"drop"`
	Files    []fileRec  `bson:"files" class:"scrub"`
	Lang     string     `bson:"lang" class:"keep"`
	Machine  string     `bson:"machine" class:"drop"`
	Defects  []string   `bson:"defects" class:"drop"`
	Original string     `bson:"original" class:"drop"`
	// MessageID is the letter's Message-ID without brackets; claims lead from its tag to this ticket.
	MessageID Personal `bson:"messageId" class:"drop"`
	Bounced   string   `bson:"bounced" class:"drop"`
	Request   string   `bson:"request" class:"drop"`
	Excerpt   Personal `bson:"excerpt" class:"drop"`
}

func (*messageRec) coll() string { return collMessages }

type partyRec struct {
	Name    Personal `bson:"name"`
	Address Personal `bson:"address"`
}

type partRec struct {
	Start int    `bson:"start"`
	End   int    `bson:"end"`
	Kind  string `bson:"kind"`
}

type fileRec struct {
	ID        string   `bson:"id"` // also the name of its blob
	Name      Personal `bson:"name"`
	Type      string   `bson:"type"`
	Size      int64    `bson:"size"`
	Inline    bool     `bson:"inline"`
	ContentID string   `bson:"cid"`
}

// originalRec is a mail's raw bytes, inline or in a blob.
type originalRec struct {
	base
	Ticket string `bson:"ticket" class:"drop" clear:"found with its ticket; an opaque id"`
	Raw    []byte `bson:"raw" class:"drop"`
	Blob   string `bson:"blob" class:"drop"`
	Size   int64  `bson:"size" class:"drop"`
}

func (*originalRec) coll() string { return collOriginals }

// deliveryRec is one letter of ours to one recipient.
type deliveryRec struct {
	base
	Ticket string `bson:"ticket" class:"drop" clear:"a ticket's letters; an opaque id"`
	State  string `bson:"state" class:"drop" clear:"the outbox asks for what is queued"`
	// Next is never zero: a record without it would be in no list of its state. A letter that is not tried again has the
	// moment of its last change.
	Next   time.Time `bson:"next" class:"drop" clear:"when the outbox tries it"`
	Queued time.Time `bson:"queued" class:"drop" clear:"the order of a ticket's letters"`

	Kind      string    `bson:"kind" class:"drop"`
	Message   string    `bson:"message" class:"drop"`
	Answers   string    `bson:"answers" class:"drop"` // the message that is answered
	To        partyRec  `bson:"to" class:"drop"`
	Lang      string    `bson:"lang" class:"drop"`
	MessageID string    `bson:"messageId" class:"drop"`
	Attempts  int       `bson:"attempts" class:"drop"`
	At        time.Time `bson:"at" class:"drop"`
	Code      int       `bson:"code" class:"drop"`
	Words     Personal  `bson:"words" class:"drop"`
	Rendered  []byte    `bson:"rendered" class:"drop"`
	Blob      string    `bson:"blob" class:"drop"`
	Bounced   bool      `bson:"bounced" class:"drop"`
}

func (*deliveryRec) coll() string { return collDeliveries }

// draftRec is what an engineer has begun to write.
type draftRec struct {
	base
	Ticket  string    `bson:"ticket" class:"drop" clear:"found with its ticket; an opaque id"`
	Account string    `bson:"account" class:"drop"`
	Kind    string    `bson:"kind" class:"drop"`
	Text    Personal  `bson:"text" class:"drop"`
	At      time.Time `bson:"at" class:"drop"`
}

func (*draftRec) coll() string { return collDrafts }

// trailRec is an entry of the trail: a decision on a ticket or a person, sealed under that one's key, or on the installation.
type trailRec struct {
	base
	Owner string    `bson:"owner" class:"drop" clear:"the trail of one ticket or person; an opaque id"`
	At    time.Time `bson:"at" class:"drop" clear:"the order of a trail"`
	Actor string    `bson:"actor" class:"drop"`
	Verb  string    `bson:"verb" class:"drop"`
	Args  []string  `bson:"args" class:"drop"`
}

func (*trailRec) coll() string { return collTrail }
