package seal_test

import (
	"errors"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
)

// A key store is told from its twin, and known again when it is opened a second time. Nothing of that is left.
func TestApart(t *testing.T) {
	over(t, func(t *testing.T, kd kind) {
		s := kd.shop(t)
		k := s.keys(1)[0]
		sealed := s.seal(k)
		to := s.twin()
		s.copyTo(to)
		if err := errors.Join(seal.Apart(t.Context(), s.ring, to.ring), seal.Apart(t.Context(), to.ring, s.ring)); err != nil {
			t.Error(err)
		}
		was := s.status()
		again := s.ring
		if kd == onServer {
			again = s.node(s.db).ring
		}
		if err := seal.Apart(t.Context(), again, s.ring); !errors.Is(err, seal.ErrSame) {
			t.Errorf("%v, want ErrSame", err)
		}
		if is := s.status(); is.Alive+is.Stock != was.Alive+was.Stock {
			t.Errorf("%d keys, there were %d", is.Alive+is.Stock, was.Alive+was.Stock)
		}
		s.opens(k, sealed)
	})
}
