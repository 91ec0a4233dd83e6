package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

var errBusyLog = errors.New("readers hold the write-ahead log")

// slack is what Truncate waits beyond the life of a View.
const slack = 5 * time.Second

// Truncate implements store.Truncater: leftovers in the pages written since the last call are cleaned away, then the
// write-ahead log is folded into the file and cut to nothing. That is tried until SQLite reports that no reader stood
// in the way, between other writes, at most for a little longer than a View may live. The first call after Open looks
// at the whole file (about 4 s for 5 GB); later ones cost what was written between.
func (s *Store) Truncate(ctx context.Context) error {
	if s.closed.Load() {
		return store.ErrClosed
	}
	select {
	case s.cleaning <- struct{}{}:
		defer func() { <-s.cleaning }()
	case <-ctx.Done():
		return wrap("truncate", ctx.Err())
	}
	if err := s.clean(ctx); err != nil {
		return wrap("truncate", err)
	}
	return wrap("truncate", s.fold(ctx))
}

// fold runs the truncating checkpoint until it has gone through.
func (s *Store) fold(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, store.ViewTime+slack)
	defer cancel()
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		err := s.do(ctx, func(c *conn) error { return s.checkpoint(c, "TRUNCATE") })
		if err == nil || !errors.Is(err, errBusyLog) {
			return err
		}
		s.standAside()
		select {
		case <-time.After(pause):
		case <-wait.Done():
			return errors.Join(err, wait.Err())
		}
	}
}

// checkpointPages is how many pages, by a rough count, are written between two checkpoints.
const checkpointPages = 8000

// checkpoint folds the write-ahead log into the file, as far as readers let it.
func (s *Store) checkpoint(c *conn, mode string) error {
	if err := s.noteLog(); err != nil {
		return err
	}
	busy := int64(1)
	err := c.each(context.Background(), func(row []sqldriver.Value) bool {
		busy = intOf(row[0])
		return true
	}, "PRAGMA wal_checkpoint("+mode+")")
	if isBusy(err) || err == nil && busy != 0 {
		return errBusyLog
	}
	return err
}

// Check implements store.Store: the file answers, a transaction that would write can begin, no index failed to be built,
// and nothing damaged was found in the file since the start. It does not wait for what goes on in the background.
func (s *Store) Check(ctx context.Context) error {
	if err := s.tryWriting(ctx); err != nil {
		return wrap("check", err)
	}
	for _, all := range s.indexes {
		for _, ix := range all {
			if ix.built.failed() {
				return wrap("check", ix.built.err)
			}
		}
	}
	return wrap("check", s.verdict.get())
}

func (s *Store) tryWriting(ctx context.Context) error {
	return s.do(ctx, func(c *conn) error {
		if err := c.exec("BEGIN IMMEDIATE"); err != nil {
			return err
		}
		defer c.rollback()
		return c.exec("UPDATE state SET tag = tag")
	})
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
