package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
)

// newest is how many documents of a list the keys are asked for when the desk is opened.
const newest = 200

// keysBatch is how many documents' keys are asked for at once.
const keysBatch = 500

// KeysReport tells of how many documents the keys are there.
type KeysReport struct {
	Documents int      // that are sealed
	Missing   int      // of them, whose key is neither there nor was destroyed
	Colls     []KeysIn // where any are missing
	Damaged   int      // what could not be read of the key store, and was overwritten because no document names it
	Forgotten int      // by how many the list of destroyed keys is shorter than it was: an older copy was given back; the next start shreds again

	Again   int       // how many keys that no document names were shredded again when an older copy was last given back
	AgainAt time.Time // when that was; zero: never
}

// KeysIn is a collection with documents whose keys are missing.
type KeysIn struct {
	Coll               string
	Documents, Missing int
}

// KeysError says that keys are missing that were never destroyed. It is ErrKeys.
type KeysError struct {
	KeysReport
	Foreign bool // the key store belongs to another installation
}

func (e *KeysError) Unwrap() error { return ErrKeys }

func (e *KeysError) Error() string {
	var where []string
	for _, c := range e.Colls {
		where = append(where, fmt.Sprintf("%s: %d of %d", c.Coll, c.Missing, c.Documents))
	}
	text := fmt.Sprintf("%v: %d of the %d sealed documents name keys that are not there and were never destroyed", ErrKeys, e.Missing, e.Documents)
	if len(where) > 0 {
		text += " (" + strings.Join(where, ", ") + ")"
	}
	if e.Foreign {
		text += "; this key store belongs to other data"
	}
	return text + "; give back the newest copy of the key store that belongs to this data"
}

// CheckKeys asks for the key of every document there is. When all are there, what is damaged in the key store is
// overwritten, since no document needs it. Missing ones are a *KeysError. It reads the whole store, in bounded memory: call it daily.
func (s *Settings) CheckKeys(ctx context.Context, as Actor) (KeysReport, error) {
	if err := as.need(RoleSystem); err != nil {
		return KeysReport{}, err
	}
	noted, mark, err := s.w.keysMark(ctx)
	if err != nil {
		return KeysReport{}, err
	}
	r, err := s.w.checkAllKeys(ctx, noted, mark)
	if err != nil {
		return r, err
	}
	r.Again, r.AgainAt = int(noted.Again), noted.AgainAt
	return r, s.w.noteShredded(ctx)
}

// checkKeys is asked before the desk does anything. What was noted of the key store, and a look at the newest
// documents, tell whether something is suspicious; then every document is asked for its key. Missing ones are a
// *KeysError, and nothing was changed. If none is missing and an older copy was given back, what came back with it is shredded.
func (w *work) checkKeys(ctx context.Context, alone bool) error {
	noted, mark, err := w.keysMark(ctx)
	if err == nil {
		w.noted.Store(noted.Batch)
		err = w.compareKeys(ctx, alone, noted, mark)
	}
	if err != nil {
		return err
	}
	return w.keepServed(ctx, mark)
}

// compareKeys is checkKeys, with what is noted of the key store and how far that has come.
func (w *work) compareKeys(ctx context.Context, alone bool, noted *keysRec, mark seal.Mark) error {
	if noted.Store == mark.Store && noted.Batch <= mark.Batch && noted.Shredded <= mark.Shredded && mark.Damaged == 0 {
		lost, err := w.newestLost(ctx)
		if err != nil || !lost {
			return err
		}
	}
	r, err := w.checkAllKeys(ctx, noted, mark)
	if err != nil {
		return err
	}
	if r.Damaged > 0 {
		w.log.Warn("the key store was damaged; what no document needs was overwritten", "documents", r.Documents, "damaged", r.Damaged)
	}
	if r.Forgotten > 0 {
		if err := w.olderKeys(ctx, alone, r.Forgotten); err != nil {
			return fmt.Errorf("destroy again what an older copy of the key store brought back: %w", err)
		}
	}
	return w.noteShredded(ctx)
}

// olderKeys deals with an older copy of the key store, which holds the keys of all documents.
func (w *work) olderKeys(ctx context.Context, alone bool, fewer int) error {
	n, done, err := w.shredAgain(ctx, alone)
	switch {
	case errors.Is(err, errRighted):
		w.log.Info("an older copy of the key store was given back; another node has put it right", "fewer", fewer)
	case err != nil:
		return err
	case done:
		w.log.Warn("an older copy of the key store was given back; keys that no document names were destroyed again", "fewer", fewer, "keys", n)
	default:
		w.log.Error("an older copy of the key store was given back; keys that were destroyed live again, because others may have this store open", "fewer", fewer)
	}
	return nil
}

// keysMark reads what is noted of the key store, and then how far it has come in truth: never less than what was noted,
// unless it is an older copy.
func (w *work) keysMark(ctx context.Context) (noted *keysRec, mark seal.Mark, err error) {
	if noted, err = maybe[keysRec](ctx, w, keysID); err != nil {
		return nil, mark, err
	}
	if noted == nil {
		noted = &keysRec{}
	}
	if mark, err = w.keys.Mark(ctx); err != nil {
		return nil, mark, fmt.Errorf("look at the key store: %w", err)
	}
	return noted, mark, nil
}

// checkAllKeys asks for the key of every document. When all are there, an older copy comes as far as the newest batch, and
// what is damaged is overwritten.
func (w *work) checkAllKeys(ctx context.Context, noted *keysRec, mark seal.Mark) (KeysReport, error) {
	r, err := w.countKeys(ctx)
	if err != nil {
		return r, err
	}
	foreign := noted.Rev != 0 && noted.Store != mark.Store
	if r.Missing > 0 || foreign {
		return r, &KeysError{r, foreign}
	}
	r.Forgotten = int(max(noted.Shredded-mark.Shredded, 0))
	if err := w.keys.Raise(ctx, seal.Mark{Batch: noted.Batch}); err != nil {
		return r, err
	}
	if mark.Damaged > 0 {
		r.Damaged, err = w.keys.Discard(ctx)
	}
	return r, err
}

// countKeys asks for the key of every document.
func (w *work) countKeys(ctx context.Context) (KeysReport, error) {
	var r KeysReport
	for _, c := range Collections() {
		in := KeysIn{Coll: c.Name}
		var named [][]seal.KeyID
		for ks, err := range namedIn(ctx, w.st, store.Query{Coll: c.Name, Index: store.ByID}) {
			if err != nil {
				return r, err
			}
			named = append(named, ks)
			if len(named) >= keysBatch {
				if err := w.askKeys(ctx, &in, named); err != nil {
					return r, err
				}
				named = named[:0]
			}
		}
		if err := w.askKeys(ctx, &in, named); err != nil {
			return r, err
		}
		r.Documents += in.Documents
		if r.Missing += in.Missing; in.Missing > 0 {
			r.Colls = append(r.Colls, in)
		}
	}
	return r, nil
}

// Sealed counts the documents of a store that cannot be read without its keys. It reads the whole store, in bounded
// memory, and needs no key.
func Sealed(ctx context.Context, st store.Reader) (int, error) {
	n := 0
	for _, c := range Collections() {
		for _, err := range namedIn(ctx, st, store.Query{Coll: c.Name, Index: store.ByID}) {
			if err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// askKeys adds documents to a count, by the keys that each of them names. One that lacks any of its keys is missing.
func (w *work) askKeys(ctx context.Context, in *KeysIn, named [][]seal.KeyID) error {
	ids := slices.Compact(slices.Sorted(slices.Values(slices.Concat(named...))))
	missing, err := w.keys.Missing(ctx, ids...)
	if err != nil {
		return fmt.Errorf("look for keys: %w", err)
	}
	in.Documents += len(named)
	for _, ks := range named {
		if slices.ContainsFunc(ks, func(k seal.KeyID) bool { return slices.Contains(missing, k) }) {
			in.Missing++
		}
	}
	return nil
}

// newestLost says whether keys are missing that the newest documents, or the installation itself, name. It asks for a
// few, as a second look beside what is noted.
func (w *work) newestLost(ctx context.Context) (bool, error) {
	var named [][]seal.KeyID
	for _, q := range newestDocuments() {
		for ks, err := range namedIn(ctx, w.st, q) {
			if err != nil {
				return false, err
			}
			named = append(named, ks)
		}
	}
	in := KeysIn{}
	err := w.askKeys(ctx, &in, named)
	return in.Missing > 0, err
}

// newestDocuments asks for the newest of everything that has keys of its own.
func newestDocuments() []store.Query {
	qs := []store.Query{
		{Coll: collMeta, Index: store.ByID, Limit: newest},
		{Coll: collCustomers, Index: "last", Desc: true, Limit: newest},
		{Coll: collAccounts, Index: "all", Limit: newest},
		{Coll: collSpool, Index: "state", Eq: []any{string(SpoolWaiting)}, Desc: true, Limit: newest},
	}
	for _, s := range Statuses() {
		qs = append(qs, store.Query{Coll: collTickets, Index: "status", Eq: []any{string(s)}, Desc: true, Limit: newest})
	}
	return qs
}
