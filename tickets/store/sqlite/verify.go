package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Times of the check of the whole file.
const (
	verifyAfter = time.Second // the start comes first, and a store that lives shorter is spared the check
	verifyPause = 30 * time.Second
	verifyTries = 20
)

// verdict is what the check of the whole file found; nil while there is none and when the file is whole.
type verdict struct {
	mu  sync.Mutex
	err error
}

func (v *verdict) get() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.err
}

func (v *verdict) set(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.err = err
}

// verify looks through the whole file once after the start, beside the serving, on a connection of its own. What is found is
// logged and told by Check; the store goes on serving what can be read. Its snapshot keeps the write-ahead log from
// being cut, so it stands aside for a Truncate and begins anew later.
func (s *Store) verify(ctx context.Context) {
	for try, pause := 0, verifyAfter; ctx.Err() == nil && try < verifyTries; try, pause = try+1, verifyPause {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
		begin := time.Now()
		err := s.verifyOnce(ctx)
		switch {
		case err == nil:
			s.log.Info("the database file is whole", "took", time.Since(begin).Round(time.Millisecond))
			return
		case errors.Is(err, ErrDamaged):
			s.verdict.set(err)
			s.log.Error("the database file is damaged; restore a backup", "error", err)
			return
		case !errors.Is(err, context.Canceled):
			s.log.Error("checking the database file failed", "error", err)
			return
		}
	}
	if ctx.Err() == nil {
		s.log.Warn("the database file could not be checked as a whole: it was always needed for truncation")
	}
}

// Verify implements store.Verifier.
func (s *Store) Verify(ctx context.Context) error { return wrap("verify", s.verifyOnce(ctx)) }

// verifyOnce returns context.Canceled when it had to stand aside.
func (s *Store) verifyOnce(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	select {
	case <-s.yield: // of a Truncate that is over
	default:
	}
	go func() {
		select {
		case <-s.yield:
			cancel()
		case <-ctx.Done():
		}
	}()
	c, err := connect(s.path, true)
	if err != nil {
		return err
	}
	var found []string
	err = c.each(ctx, func(row []sqldriver.Value) bool {
		if text, _ := row[0].(string); text != "ok" {
			found = append(found, text)
		}
		return true
	}, "PRAGMA integrity_check(5)")
	if ctx.Err() != nil { // an interrupted check reports what it did not get to as if it were damage
		err = ctx.Err()
	} else if err == nil && len(found) > 0 {
		err = fmt.Errorf("%w: %s", ErrDamaged, strings.Join(found, "; "))
	}
	return errors.Join(err, c.close())
}

// standAside asks the check of the whole file to let go of its snapshot.
func (s *Store) standAside() {
	select {
	case s.yield <- struct{}{}:
	default:
	}
}
