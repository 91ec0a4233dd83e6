package mongo

import (
	"context"
	"fmt"
)

// Take implements store.Taker: it raises the generation of the declarations, which all lanes carry, though they are what
// they were. Another process can store nothing from then on, and returns ErrDeclared for everything once it has noticed.
func (s *Store) Take(ctx context.Context) error {
	ctx, done, err := s.call(ctx)
	if err != nil {
		return fmt.Errorf("take the database: %w", err)
	}
	defer done()
	now, err := s.redeclare(ctx, func(d *declared) (bool, error) {
		d.Gen++
		return true, nil
	})
	if err == nil {
		s.gen.Store(now.Gen)
		err = s.prepareLanes(ctx)
	}
	if err != nil {
		return fmt.Errorf("take the database: %w", meaning(ctx, err))
	}
	return nil
}
