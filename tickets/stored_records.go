package tickets

import (
	"time"

	"github.com/axsensor/lethe/tickets/seal"
)

// customerRec is a person who writes to us, sealed under a key of their own.
type customerRec struct {
	base
	Last      time.Time  `bson:"last" class:"drop" clear:"finds people without contact for seven years"`
	Name      Personal   `bson:"name" class:"drop"`
	Company   Personal   `bson:"company" class:"drop"`
	Addresses []Personal `bson:"addresses" class:"drop"`
	Phones    []Personal `bson:"phones" class:"drop"`
	Postal    Personal   `bson:"postal" class:"drop"`
	Lang      string     `bson:"lang" class:"drop"`
	Created   time.Time  `bson:"created" class:"drop"`
	AckDay    time.Time  `bson:"ackDay" class:"drop"` // since when Acks counts
	Acks      int        `bson:"acks" class:"drop"`   // automatic letters in that day
}

func (*customerRec) coll() string { return collCustomers }

// unitRec is one serial number, from the delivery and warranty records.
type unitRec struct {
	base
	Product  ref `bson:"product" class:"generalise:model" clear:"a model's units; a model code"`
	Customer ref `bson:"customer" class:"drop" clear:"a customer's units; an opaque id"`
	Import   ref `bson:"import" class:"drop" clear:"takes back an import that was cut short; an opaque id"`

	Serial        Personal  `bson:"serial" class:"drop"`
	Batch         string    `bson:"batch" class:"generalise:batch"`
	Firmware      string    `bson:"firmware" class:"generalise:firmware"`
	Delivered     time.Time `bson:"delivered" class:"generalise:months-in-service"`
	WarrantyUntil time.Time `bson:"warranty" class:"drop"`
	Country       string    `bson:"country" class:"generalise:country"`
	BuyerName     Personal  `bson:"buyerName" class:"drop"`
	BuyerAddress  Personal  `bson:"buyerAddress" class:"drop"`
	Buyer         string    `bson:"buyer" class:"drop"` // keyed tag of the buyer's number
}

func (*unitRec) coll() string { return collUnits }

// productRec is a model; nothing personal, sealed under the installation's key like all else.
type productRec struct {
	base
	Name    string       `bson:"name" class:"keep"`
	Family  string       `bson:"family" class:"keep"`
	Kind    string       `bson:"kind" class:"keep"`
	Months  int          `bson:"months" class:"keep"`
	Release []releaseRec `bson:"release" class:"keep"`
	Parts   []string     `bson:"parts" class:"keep"`
}

func (*productRec) coll() string { return collProducts }

type releaseRec struct {
	Version string    `bson:"version"`
	Date    time.Time `bson:"date"`
}

// claimRec makes something unique: its id is the thing claimed. It holds no text, only the id that the claim leads to.
type claimRec struct {
	base
	To    string     `bson:"to" class:"drop" clear:"the document the claim leads to; an opaque id"`
	Until time.Time  `bson:"until" class:"drop" clear:"the month in which a memory of duplicates ends; no finer"`
	Ends  seal.KeyID `bson:"hides" class:"drop" clear:"id of a key that ends with the claim: of a day's hidden search words, or of what was deleted"`
}

func (*claimRec) coll() string { return collClaims }

// spoolRec is a mail whose raw bytes are safe and that is not on a ticket yet.
type spoolRec struct {
	base
	State    string    `bson:"state" class:"drop" clear:"the receiver asks for what waits"`
	At       time.Time `bson:"at" class:"drop" clear:"first come, first served"`
	Mailbox  string    `bson:"mailbox" class:"drop"`
	Internal time.Time `bson:"internal" class:"drop"`
	Raw      []byte    `bson:"raw" class:"drop"`
	Blob     string    `bson:"blob" class:"drop"`
	Size     int64     `bson:"size" class:"drop"`
	Cut      int64     `bson:"cut" class:"drop"`
	Attempts int       `bson:"attempts" class:"drop"`
}

func (*spoolRec) coll() string { return collSpool }

// accountRec is somebody on the staff, sealed under a key of their own.
type accountRec struct {
	base
	Name    Personal  `bson:"name" class:"drop"`
	Login   Personal  `bson:"login" class:"drop"`
	Roles   []string  `bson:"roles" class:"drop"`
	Active  bool      `bson:"active" class:"drop"`
	Hash    string    `bson:"hash" class:"drop"` // argon2id, in the usual encoded form
	Lang    string    `bson:"lang" class:"drop"`
	Theme   string    `bson:"theme" class:"drop"`
	Density string    `bson:"density" class:"drop"`
	NoKeys  bool      `bson:"noKeys" class:"drop"`
	Created time.Time `bson:"created" class:"drop"`
}

func (*accountRec) coll() string { return collAccounts }

// sessionRec is a signed-in browser. Its id is a keyed tag of the token, so the store cannot be used to sign in.
type sessionRec struct {
	base
	Account string    `bson:"account" class:"drop" clear:"ends all sessions of an account; an opaque id"`
	Until   time.Time `bson:"until" class:"drop" clear:"sweeps what has ended"`
	Created time.Time `bson:"created" class:"drop"`
}

func (*sessionRec) coll() string { return collSessions }

// stageRec is scrubbed text that waits, sealed under the stage's key, until it is published. Its id is an HMAC of the
// ticket's id with a secret of this stage, so that a second run finds its own work and no record pairs old and new.
type stageRec struct {
	base
	State       string       `bson:"state" class:"drop" clear:"lists what waits"`
	Group       string       `bson:"group" class:"drop"` // tells two customers apart, for this stage only
	Contact     time.Time    `bson:"contact" class:"generalise:quarter"`
	Product     string       `bson:"product" class:"generalise:model"`
	Batch       string       `bson:"batch" class:"generalise:batch"`
	Firmware    string       `bson:"firmware" class:"generalise:firmware"`
	Delivered   time.Time    `bson:"delivered" class:"generalise:months-in-service"`
	Warranty    string       `bson:"warranty" class:"keep"`
	Fault       string       `bson:"fault" class:"keep"`
	Resolution  string       `bson:"resolution" class:"keep"`
	Tags        []string     `bson:"tags" class:"keep"`
	Lang        string       `bson:"lang" class:"keep"`
	Country     string       `bson:"country" class:"generalise:country"`
	Subject     string       `bson:"subject" class:"keep"`
	Messages    []archMsgRec `bson:"messages" class:"keep"`
	Quarantined bool         `bson:"quarantined" class:"drop"`
	Findings    int          `bson:"findings" class:"drop"`
}

func (*stageRec) coll() string { return collStage }

type archMsgRec struct {
	Role string `bson:"role"`
	Lang string `bson:"lang"`
	Text string `bson:"text"`
}

// archiveRec is an archived ticket.
type archiveRec struct {
	base
	Period     string       `bson:"period" class:"keep"`
	Product    string       `bson:"product" class:"keep"`
	Family     string       `bson:"family" class:"keep"`
	Batch      string       `bson:"batch" class:"keep"`
	Firmware   string       `bson:"firmware" class:"keep"`
	Band       string       `bson:"band" class:"keep"`
	Warranty   string       `bson:"warranty" class:"keep"`
	Fault      string       `bson:"fault" class:"keep"`
	Resolution string       `bson:"resolution" class:"keep"`
	Tags       []string     `bson:"tags" class:"keep"`
	Lang       string       `bson:"lang" class:"keep"`
	Country    string       `bson:"country" class:"keep"`
	Subject    string       `bson:"subject" class:"keep"`
	Messages   []archMsgRec `bson:"messages" class:"keep"`
	FactsOnly  bool         `bson:"factsOnly" class:"keep"`
}

func (*archiveRec) coll() string { return collArchive }

// runRec tells of one night's forgetting, in counts only.
type runRec struct {
	base
	At          time.Time `bson:"at" class:"keep" clear:"the order of the runs"`
	Ended       time.Time `bson:"ended" class:"keep"`
	Due         int       `bson:"due" class:"keep"`
	Forgotten   int       `bson:"forgotten" class:"keep"`
	Held        int       `bson:"held" class:"keep"`
	Quarantined int       `bson:"quarantined" class:"keep"`
	Failed      int       `bson:"failed" class:"keep"`
	Customers   int       `bson:"customers" class:"keep"`
	Published   int       `bson:"published" class:"keep"`
	BackupsGone time.Time `bson:"backupsGone" class:"keep"`
	By          string    `bson:"by" class:"keep"`
}

func (*runRec) coll() string { return collRuns }

// settingRec is one document of the installation's settings.
type settingRec struct {
	base
	Faults      []choiceRec `bson:"faults" class:"keep"`
	Resolutions []choiceRec `bson:"resolutions" class:"keep"`
}

func (*settingRec) coll() string { return collSettings }

type choiceRec struct {
	Code string `bson:"code"`
	SV   string `bson:"sv"`
	EN   string `bson:"en"`
}

// metaRec names the keys that belong to the installation itself and the schema. Nothing in it is secret.
type metaRec struct {
	base
	Schema      int64      `bson:"schema" class:"keep" clear:"the lowest binary that may open the store"`
	Home        seal.KeyID `bson:"home" class:"keep" clear:"id of the installation's own key"`
	StageKey    seal.KeyID `bson:"stageKey" class:"keep" clear:"id of the stage's key"`
	StageSince  time.Time  `bson:"stageSince" class:"keep" clear:"when the stage got its first entry"`
	ArchiveKey  seal.KeyID `bson:"archiveKey" class:"keep" clear:"id of the archive's key"`
	Publishing  bool       `bson:"publishing" class:"keep" clear:"a publication that a crash cut short goes on"`
	FactsOnly   bool       `bson:"factsOnly" class:"keep" clear:"the terms of that publication"`
	StageEnds   seal.KeyID `bson:"stageEnds" class:"keep" clear:"id of a published stage's key, until it is destroyed"`
	NextNumber  int64      `bson:"nextNumber" class:"keep" clear:"the next ticket number that nobody has reserved"`
	ImportGoing string     `bson:"importGoing" class:"keep" clear:"an import that a crash cut short is taken back"`
}

func (*metaRec) coll() string { return collMeta }

// leaseRec says who may run something. A watcher takes it over when its revision has stood still long enough. A lease's
// fences are of this type too.
type leaseRec struct {
	base
	Holder string `bson:"holder" class:"drop" clear:"a random name of the process; empty when nobody holds it"`
	Term   int64  `bson:"term" class:"drop" clear:"rises with each holder; no person and no time"`
}

func (*leaseRec) coll() string { return collLeases }
