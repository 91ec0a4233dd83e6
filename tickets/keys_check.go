package tickets

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	Forgotten int      // by how many the list of destroyed keys is shorter than it was: an older copy was given back
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
	_, mark, err := s.w.keysMark(ctx)
	if err != nil {
		return KeysReport{}, err
	}
	return s.w.checkAllKeys(ctx, mark)
}

// checkKeys is asked before the desk does anything. What was noted of the key store, and a look at the newest
// documents, tell whether something is suspicious; then every document is asked for its key. Missing ones are a
// *KeysError, and nothing was changed.
func (w *work) checkKeys(ctx context.Context) error {
	noted, mark, err := w.keysMark(ctx)
	if err != nil {
		return err
	}
	w.noted.Store(noted.Batch)
	if noted.Store == mark.Store && noted.Batch <= mark.Batch && noted.Shredded <= mark.Shredded && mark.Damaged == 0 {
		lost, err := w.newestLost(ctx)
		if err != nil || !lost {
			return err
		}
	}
	r, err := w.checkAllKeys(ctx, mark)
	if err == nil && r.Damaged+r.Forgotten > 0 {
		w.log.Warn("the key store is damaged or an older copy; no key is missing", "documents", r.Documents, "damaged", r.Damaged, "forgotten", r.Forgotten)
	}
	return err
}

// keysMark reads what is noted of the key store, and how far it has come in truth.
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

// checkAllKeys is CheckKeys, with what is to be noted when all keys are there.
func (w *work) checkAllKeys(ctx context.Context, mark seal.Mark) (KeysReport, error) {
	noted, err := maybe[keysRec](ctx, w, keysID)
	if err != nil {
		return KeysReport{}, err
	}
	r, err := w.countKeys(ctx)
	if err != nil {
		return r, err
	}
	foreign := noted != nil && noted.Store != mark.Store
	if r.Missing > 0 || foreign {
		return r, &KeysError{r, foreign}
	}
	if noted != nil {
		r.Forgotten = int(max(noted.Shredded-mark.Shredded, 0))
		if err := w.keys.Raise(ctx, noted.Batch); err != nil {
			return r, err
		}
	}
	if mark.Damaged > 0 {
		if r.Damaged, err = w.keys.Discard(ctx); err != nil {
			return r, err
		}
	}
	mark.Batch = max(mark.Batch, w.keys.Batch())
	return r, w.noteKeys(ctx, mark)
}

// countKeys asks for the key of every document.
func (w *work) countKeys(ctx context.Context) (KeysReport, error) {
	var r KeysReport
	for _, c := range Collections() {
		in := KeysIn{Coll: c.Name}
		var named []seal.KeyID
		for d, err := range w.st.Find(ctx, store.Query{Coll: c.Name, Index: store.ByID}) {
			if err != nil {
				return r, fmt.Errorf("look for keys in %s: %w", c.Name, err)
			}
			named = append(named, keysOf(d)...)
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
func Sealed(ctx context.Context, st store.Store) (int, error) {
	n := 0
	for _, c := range Collections() {
		for d, err := range st.Find(ctx, store.Query{Coll: c.Name, Index: store.ByID}) {
			if err != nil {
				return n, fmt.Errorf("count sealed documents: %w", err)
			}
			if len(keysOf(d)) > 0 {
				n++
			}
		}
	}
	return n, nil
}

// keysOf gives the keys that a document needs: its own, and for the installation's own document those it names.
func keysOf(d store.Doc) []seal.KeyID {
	names := []string{"key"}
	if d.Coll == collMeta {
		names = []string{"home", "stageKey", "archiveKey"}
	}
	var ks []seal.KeyID
	for _, name := range names {
		if key, ok := d.Body.Lookup(name).StringValueOK(); ok && key != "" {
			ks = append(ks, seal.KeyID(key))
		}
	}
	return ks
}

// askKeys adds documents to a count, by the keys that they name.
func (w *work) askKeys(ctx context.Context, in *KeysIn, named []seal.KeyID) error {
	ids := slices.Compact(slices.Sorted(slices.Values(named)))
	missing, err := w.keys.Missing(ctx, ids...)
	if err != nil {
		return fmt.Errorf("look for keys: %w", err)
	}
	in.Documents += len(named)
	for _, key := range named {
		if slices.Contains(missing, key) {
			in.Missing++
		}
	}
	return nil
}

// newestLost says whether keys are missing that the newest documents, or the installation itself, name. It asks for a
// few, as a second look beside what is noted.
func (w *work) newestLost(ctx context.Context) (bool, error) {
	var named []seal.KeyID
	for _, q := range newestDocuments() {
		for d, err := range w.st.Find(ctx, q) {
			if err != nil {
				return false, fmt.Errorf("look for keys: %w", err)
			}
			named = append(named, keysOf(d)...)
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
