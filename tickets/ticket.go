package tickets

import "time"

// Status is where a ticket stands.
type Status string

// The statuses. A ticket is open in lists while it is new, open or waiting.
const (
	StatusNew     Status = "new"
	StatusOpen    Status = "open"
	StatusWaiting Status = "waiting" // for the customer
	StatusSolved  Status = "solved"
	StatusHeld    Status = "held" // mail that a person must look at before it becomes a ticket's
	StatusSpam    Status = "spam"
)

// Statuses lists the statuses that an engineer may set.
func Statuses() []Status {
	return []Status{StatusNew, StatusOpen, StatusWaiting, StatusSolved, StatusSpam}
}

func (s Status) open() bool { return s == StatusNew || s == StatusOpen || s == StatusWaiting }

// Priority says how soon a ticket must be answered.
type Priority string

// The priorities.
const (
	Urgent Priority = "urgent"
	High   Priority = "high"
	Normal Priority = "normal"
	Low    Priority = "low"
)

// Priorities lists the priorities from the most to the least pressing.
func Priorities() []Priority { return []Priority{Urgent, High, Normal, Low} }

// Basis is the legal ground on which a ticket is kept (GDPR art. 6(1)).
type Basis string

// The bases: contract while the unit is under warranty, otherwise legitimate interest.
const (
	Contract Basis = "contract"
	Interest Basis = "interest"
)

// Warranty is a unit's warranty judged at the time of contact.
type Warranty string

// The three answers a warranty can give.
const (
	WarrantyIn      Warranty = "in"
	WarrantyOut     Warranty = "out"
	WarrantyUnknown Warranty = "unknown"
)

// Ticket is the head of a case.
type Ticket struct {
	ID       string
	Rev      int64
	Number   int64
	Subject  Personal
	Status   Status
	Priority Priority
	Assignee string // account id, "" for nobody
	Customer string // customer id, "" when unknown
	Unit     string // unit id, "" when none is linked
	Product  string // product code, "" when unknown
	Firmware string // as reported in the ticket, or the unit's
	Fault    string // a code of the list of faults
	// Resolution is a code of the list of resolutions.
	Resolution string
	Tags       []string
	Lang       string // "sv", "en", …: the customer's language
	Created    time.Time
	Touched    time.Time // last message or decision
	// LastContact is when a verified participant's message was received or our letter to one was sent.
	LastContact time.Time
	Due         time.Time // when the ticket is forgotten
	// AnswerBy is when we owe an answer; zero when we owe none.
	AnswerBy    time.Time
	WaitsForUs  bool   // the customer spoke last
	LastMessage string // id of the last message that people see in lists
	Messages    int
	Basis       Basis
	Warranty    Warranty
	Hold        *Hold
	Forgetting  bool
	Unverified  bool   // somebody wrote in whose address was not on the ticket
	Related     string // id of a ticket this one may continue
	Problem     string // why the mail could not be read, a code; the original is attached
}

// Hold is a reasoned, dated stop of the clock.
type Hold struct {
	Until  time.Time
	Reason Personal
	By     string // account id
	At     time.Time
}

// Holds says whether the hold stops the clock at t.
func (h *Hold) Holds(t time.Time) bool { return h != nil && t.Before(h.Until) }
