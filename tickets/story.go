package tickets

import "time"

// Row is what a list shows of a ticket.
type Row struct {
	Ticket
	CustomerName  Personal
	Company       Personal
	AssigneeName  Personal
	WarrantyUntil time.Time
	// LastWords is the beginning of the last message's new text, LastName its author.
	LastWords  Personal
	LastName   Personal
	LastAuthor Author
	LastAt     time.Time
}

// Story is everything a ticket page shows.
type Story struct {
	Ticket   Ticket
	Customer Customer // zero when unknown
	Unit     Unit     // zero when none is linked
	Model    Product  // zero when unknown
	Messages []Message
	Events   []Event // oldest first
	Others   []Row   // the customer's other tickets, newest first
	OnUnit   []Row   // the unit's other tickets
	Drafts   []Draft // the reader's own
	Staff    map[string]Account
}

// Draft is what an engineer has begun to write on a ticket.
type Draft struct {
	Kind MessageKind // Reply or Note
	Text Personal
	At   time.Time
}

// List names one of the fixed lists.
type List string

// The fixed lists. Each is one declared index.
const (
	ListMine       List = "mine"
	ListUnassigned List = "unassigned"
	ListOpen       List = "open"
	ListWaiting    List = "waiting"
	ListOverdue    List = "overdue"
	ListSolved     List = "solved"
	ListHeld       List = "held"
	ListSpam       List = "spam"
)

// ListQuery asks for a page of a list. After is a position that the page before gave.
type ListQuery struct {
	List  List
	After string
	Limit int // 1 to 200; 0 is 50
}

// ListPage is a page of a list; Next is "" on the last one.
type ListPage struct {
	Rows []Row
	Next string
}

// Counts tells how long the fixed lists are. Each count stops at MaxCount.
type Counts struct {
	Mine, Unassigned, Open, Waiting, Overdue, Solved, Held, Spam, Outbox int
}

// MaxCount is where counts stop; it is shown as 999+.
const MaxCount = 1000

// Changed tells that a ticket or something under it changed, or is gone.
type Changed struct {
	ID     string // ticket id
	Gone   bool
	Mark   bool   // everything that existed has been told
	Cursor string // may be kept when not ""
}
