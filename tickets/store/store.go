package store

import (
	"context"
	"iter"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Limits of one Apply. A batch beyond either is refused with ErrTooLarge before anything is written.
const (
	MaxWrites = 500
	MaxBytes  = 15 << 20
)

// Lifetimes the port promises.
const (
	ViewTime   = 5 * time.Second // a View's snapshot lives at most this long
	CommitTime = 5 * time.Second // once it commits, an Apply ignores cancellation for at most this long
)

// Reader reads documents.
type Reader interface {
	// Get returns one Doc for each ref, in the order given and all from one snapshot. A document that does not exist
	// comes back as the zero Doc (Rev 0), which is no error.
	Get(ctx context.Context, refs ...Ref) ([]Doc, error)

	// Find yields the documents that a query names in the order of its index. It pages by position: no cursor and no
	// transaction is held while the loop body runs, so the body may write. Each page is a snapshot of its own.
	// An error is yielded once, last. An index that was not declared is an error.
	Find(ctx context.Context, q Query) iter.Seq2[Doc, error]

	// Count counts what Find would yield and stops at q.Limit when that is above zero.
	Count(ctx context.Context, q Query) (int64, error)
}

// Store keeps documents. It is safe for concurrent use.
type Store interface {
	Reader

	// View runs f over one snapshot, for at most ViewTime.
	View(ctx context.Context, f func(Reader) error) error

	// Apply carries out all writes or none. ErrStale says that a revision did not match, ErrDuplicate that a document to be
	// made exists; both name the document (see Conflict). Once it starts to commit it ignores cancellation.
	Apply(ctx context.Context, writes ...Write) error

	// Watch yields changes after the cursor, at least once each, and then waits for more until ctx ends. From Current it
	// first yields one OpPut for every existing document, then one change with Op OpMark, whose cursor may be kept.
	// Every other change carries a cursor that may be kept too, except those before the mark (empty cursor).
	// Changes have no bodies: the reader fetches the present state. With colls given only those are told of.
	Watch(ctx context.Context, from Cursor, colls ...string) iter.Seq2[Change, error]

	// Check says whether the engine can keep its promises here: reachable, whole, able to do transactions.
	Check(ctx context.Context) error

	Close() error
}

// Ref names a document. An id is 1 to 512 bytes of UTF-8.
type Ref struct{ Coll, ID string }

// Doc is a document as it was read. Rev counts from 1, or from where an OpLoad began, and rises by one with each Put. At is its position in the query
// that found it, for Query.After; zero from Get.
type Doc struct {
	Ref
	Rev  int64
	At   Pos
	Body bson.Raw
}

// Exists says whether the document was there.
func (d Doc) Exists() bool { return d.Rev > 0 }

// Pos is an opaque position in the order of one index. It may be kept and used after a restart.
type Pos string

// ByID names, in a Query, the index that every collection has without declaring it: all its documents in the order of their
// ids. It has no Eq fields and no order field.
const ByID = "*"

// Query names one declared index, or ByID, and nothing else. Eq holds one value for each of the index's Eq fields, all of them. From
// (inclusive) and To (exclusive) bound its order field; nil leaves that side open. A document that lacks a field of the
// index is not in the index. Values are string, bool, int, int64, or time.Time (cut to the millisecond); strings
// order by bytes.
type Query struct {
	Coll, Index string
	Eq          []any
	From, To    any
	Desc        bool
	After       Pos
	Limit       int // zero: no limit
}

// Op is the kind of a write or of a change.
type Op uint8

const (
	OpPut    Op = iota + 1 // Rev 0: the document must not exist; else its revision must be Rev
	OpDelete               // the revision must be Rev
	OpExpect               // changes nothing; the revision must be Rev, and a concurrent change conflicts; Rev 0: must not exist
	OpMark                 // in a Change only: everything that existed has been told
	OpLoad                 // the document must not exist, and has revision Rev then; Watch tells of an OpPut
)

// Write is one change that an Apply carries out. No two writes of one Apply may name the same document.
type Write struct {
	Op Op
	Ref
	Rev  int64
	Body bson.Raw
}

// Needs is the revision that the document must have before the write; zero: it must not exist.
func (w Write) Needs() int64 {
	if w.Op == OpLoad {
		return 0
	}
	return w.Rev
}

// Gives is the revision that the document has after the write; zero: none.
func (w Write) Gives() int64 {
	switch w.Op {
	case OpPut:
		return w.Rev + 1
	case OpDelete:
		return 0
	}
	return w.Rev
}

// Makes says whether the write makes a document.
func (w Write) Makes() bool { return w.Op == OpLoad || w.Op == OpPut && w.Rev == 0 }

// Refused is why the write cannot be carried out on a document that has a revision, zero for one that does not exist; nil
// when it can. It is a *Conflict.
func (w Write) Refused(rev int64) error {
	switch {
	case w.Needs() == rev:
		return nil
	case w.Makes():
		return &Conflict{Ref: w.Ref, Err: ErrDuplicate}
	}
	return &Conflict{Ref: w.Ref, Err: ErrStale}
}

// Told is the operation that Watch tells of; zero for none.
func (w Write) Told() Op {
	switch w.Op {
	case OpPut, OpLoad:
		return OpPut
	case OpDelete:
		return OpDelete
	}
	return 0
}

// Change tells that a document was put or deleted.
type Change struct {
	Op Op
	Ref
	Cursor Cursor
}

// Cursor is an opaque place in the log of changes.
type Cursor string

// Current is the cursor before everything: Watch then tells of every existing document first.
const Current Cursor = ""

// Kind is the type of an indexed field.
type Kind uint8

const (
	String Kind = iota + 1
	Bool
	Int
	Time
)

// Field is a top-level field of a body that an index needs in the clear.
type Field struct {
	Name string
	Kind Kind
}

// Index is a declared index: equality on every field of Eq, then the order field, then always the id.
// An Order without a name orders by the id alone.
type Index struct {
	Name  string
	Eq    []Field
	Order Field
}

// Coll declares a collection. Changes to an Unlogged collection are not told by Watch.
type Coll struct {
	Name     string
	Indexes  []Index
	Unlogged bool
}
