package tickets

import "time"

// DueTicket is a ticket whose clock has run out, or will.
type DueTicket struct {
	ID          string
	Rev         int64
	Number      int64
	Product     string
	Fault       string
	LastContact time.Time
	Due         time.Time
	Basis       Basis
	Hold        *Hold
	Forgetting  bool
	OpenLetters int // letters of ours still on their way
}

// Known is every name and number that a case knows of: what the scrubber looks for first.
type Known struct {
	Names, Emails, Phones, Companies, Serials, Addresses []Personal
}

// Dossier is a ticket laid open to be scrubbed.
type Dossier struct {
	Ticket   Ticket
	Unit     Unit
	Model    Product
	Known    Known
	Protect  []string // words of ours that are technical: product codes, firmware, part numbers
	Subject  Personal
	Messages []DossierMessage
}

// DossierMessage is one message of a dossier. Files holds the text that could be read out of attachments.
type DossierMessage struct {
	Kind   MessageKind
	Author Author
	Lang   string
	Text   Personal
	Parts  []Part
	Files  []DossierFile
}

// DossierFile is an attachment of a dossier.
type DossierFile struct {
	Type string
	Size int64
	Text Personal // "" when it holds no text that can be read: then nothing of it is kept
}

// Scrubbed is a ticket's technical content after the scrubber, ready for the stage.
type Scrubbed struct {
	Subject  string
	Tags     []string // those that the scrubber left as they were
	Messages []ArchivedMessage
	// Quarantined says that the verifier still found somebody. Then only the facts are staged, never a sentence.
	Quarantined bool
	Findings    int
	Layers      []LayerCount // what was removed, by kind and layer
}

// LayerCount tells how many spans a layer of the scrubber removed.
type LayerCount struct {
	Kind, Layer string
	Count       int
}

// ArchivedMessage is a message without its people.
type ArchivedMessage struct {
	Role string // "customer", "engineer", "note"
	Lang string
	Text string
}

// Archived is an archived ticket: a new document that nothing joins to what it came from.
type Archived struct {
	ID         string
	Period     string // "2019-Q3", or "2019" when widened
	Product    string // model, "" when widened to the family
	Family     string
	Batch      string
	Firmware   string
	Band       string // months in service: 0-3, 4-12, 13-24, 25-36, 37-60, 61+, "" unknown
	Warranty   Warranty
	Fault      string
	Resolution string
	Tags       []string
	Lang       string
	Country    string
	Subject    string
	Messages   []ArchivedMessage
	FactsOnly  bool
}

// Year is the year of the archived period.
func (a Archived) Year() string {
	if len(a.Period) < 4 {
		return ""
	}
	return a.Period[:4]
}

// Run tells of one night's forgetting, in counts only.
type Run struct {
	ID          string
	At          time.Time
	Ended       time.Time
	Due         int
	Forgotten   int
	Held        int
	Quarantined int
	Failed      int
	Customers   int // identities erased
	Published   int
	BackupsGone time.Time // when the last key backup that could open them is gone
	By          string
}

// StageInfo tells what waits to be published.
type StageInfo struct {
	Tickets     int
	Customers   int // distinct
	Quarantined int
	Opened      time.Time
	Enough      bool
}
