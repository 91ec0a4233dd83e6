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

// Truncate implements store.Truncater: the write-ahead log is folded into the file and cut to nothing. What was deleted is
// overwritten in the file itself by secure_delete. It is tried until SQLite reports that no reader stood in the way,
// between other writes, at most for a little longer than a View may live.
func (s *Store) Truncate(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, store.ViewTime+slack)
	defer cancel()
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		err := s.do(ctx, checkpoint)
		if err == nil || !errors.Is(err, errBusyLog) {
			return wrap("truncate", err)
		}
		select {
		case <-time.After(pause):
		case <-wait.Done():
			return wrap("truncate", errors.Join(err, wait.Err()))
		}
	}
}

func checkpoint(c *conn) error {
	busy := int64(1)
	err := c.each(context.Background(), func(row []sqldriver.Value) bool {
		busy = intOf(row[0])
		return true
	}, "PRAGMA wal_checkpoint(TRUNCATE)")
	if isBusy(err) || err == nil && busy != 0 {
		return errBusyLog
	}
	return err
}

// Check implements store.Store: the file answers, and a transaction that would write can begin.
func (s *Store) Check(ctx context.Context) error {
	err := s.do(ctx, func(c *conn) error {
		if err := c.exec("BEGIN IMMEDIATE"); err != nil {
			return err
		}
		defer c.rollback()
		return c.exec("UPDATE state SET tag = tag")
	})
	return wrap("check", err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
