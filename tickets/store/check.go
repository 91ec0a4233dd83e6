package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"
)

// MaxID is the longest id in bytes.
const MaxID = 512

// CheckWrites refuses, before anything is written, what no engine may carry out. Too many writes or bytes are
// ErrTooLarge, an unknown collection is ErrQuery; the rest are faults of the caller: an id that is empty, too long or not
// UTF-8, a document named twice, a negative revision, a delete or a load without one, a body that is missing, broken or (on a
// delete or expect) too much, and an indexed field of another type than declared.
func (s *Schema) CheckWrites(writes []Write) error {
	if len(writes) > MaxWrites {
		return fmt.Errorf("%w: %d writes, at most %d", ErrTooLarge, len(writes), MaxWrites)
	}
	size := 0
	seen := make(map[Ref]bool, len(writes))
	for i, w := range writes {
		size += len(w.Body) + len(w.ID)
		if size > MaxBytes {
			return fmt.Errorf("%w: over %d bytes", ErrTooLarge, MaxBytes)
		}
		if err := s.checkWrite(w); err != nil {
			return fmt.Errorf("write %d (%s): %w", i, w.Coll, err)
		}
		if seen[w.Ref] {
			return fmt.Errorf("write %d (%s): the same document stands twice in one Apply", i, w.Coll)
		}
		seen[w.Ref] = true
	}
	return nil
}

func (s *Schema) checkWrite(w Write) error {
	coll, err := s.Coll(w.Coll)
	if err != nil {
		return err
	}
	if err := checkID(w.ID); err != nil {
		return err
	}
	if w.Rev < 0 {
		return fmt.Errorf("revision %d", w.Rev)
	}
	switch w.Op {
	case OpPut:
		return checkBody(coll, w)
	case OpLoad:
		if w.Rev == 0 {
			return errors.New("to load a document needs the revision that it will have")
		}
		return checkBody(coll, w)
	case OpDelete:
		if w.Rev == 0 {
			return errors.New("a delete needs the revision")
		}
	case OpExpect:
	default:
		return fmt.Errorf("operation %d is no write", w.Op)
	}
	if len(w.Body) > 0 {
		return errors.New("only a put or a load has a body")
	}
	return nil
}

func checkBody(coll Coll, w Write) error {
	if err := w.Body.Validate(); err != nil {
		return fmt.Errorf("body is not BSON: %w", err)
	}
	if n := binary.LittleEndian.Uint32(w.Body); int(n) != len(w.Body) { // bsonspec.org: a document begins with its length
		return fmt.Errorf("body is not BSON: %d bytes of a document of %d", len(w.Body), n)
	}
	for _, ix := range coll.Indexes {
		if _, _, err := ix.Key(w.ID, w.Body); err != nil {
			return fmt.Errorf("index %s: %w", ix.Name, err)
		}
	}
	return nil
}

func checkID(id string) error {
	switch {
	case id == "":
		return errors.New("an id is empty")
	case len(id) > MaxID:
		return fmt.Errorf("an id of %d bytes, at most %d", len(id), MaxID)
	case !utf8.ValidString(id):
		return errors.New("an id is not UTF-8")
	}
	return nil
}
