package tickets_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/axsensor/lethe/tickets"
)

// TestSleep: it lasts as long as it is told to, and no longer than its context.
func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		began := time.Now()
		if !tickets.Sleep(ctx, 59*time.Minute) || time.Since(began) != 59*time.Minute {
			t.Errorf("it slept for %v", time.Since(began))
		}
		if tickets.Sleep(ctx, 2*time.Minute) || time.Since(began) != time.Hour {
			t.Errorf("with a context of an hour it slept until %v", time.Since(began))
		}
	})
}
