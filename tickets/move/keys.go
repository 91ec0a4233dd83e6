package move

import (
	"context"

	"github.com/axsensor/lethe/tickets/seal"
)

func (m *mover) keys(ctx context.Context) error { return m.copyKeys(ctx, Keys) }

// keysAgain brings to the destination's erase list what was shredded since the keys were carried.
func (m *mover) keysAgain(ctx context.Context) error { return m.copyKeys(ctx, SameKeys) }

func (m *mover) copyKeys(ctx context.Context, s Step) error {
	m.watch.begin(s, 0)
	if err := seal.Copy(ctx, m.From.Keys, m.To.Keys, m.watch.set); err != nil {
		return err
	}
	m.watch.end()
	return nil
}
