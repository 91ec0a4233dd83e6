package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
)

// openNode opens an installation with leases that are taken over after seconds.
func openNode(t *testing.T, at map[string]string, now func() time.Time) *house {
	t.Helper()
	set, err := readSettings(at, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	set.pace = tickets.LeasePace{Renew: 100 * time.Millisecond, Still: 3 * time.Second}
	h, err := openHouse(t.Context(), set, slog.New(slog.DiscardHandler), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// tell carries out a job as a command does, and returns what was said.
func tell(ctx context.Context, h *house, l lang.Lang, name string) (string, error) {
	var out strings.Builder
	err := jobs()[name](ctx, h, nil, nil, printer{l, &out})
	return out.String(), err
}

// TestOneNightAtATime: while the runner has a night, here or on another node, commands that would do what it does wait for
// it, then say so and do nothing. Once it is over they do their work.
func TestOneNightAtATime(t *testing.T) {
	t.Run("here", func(t *testing.T) {
		d, at, _ := movable(t, 2)
		h := openNode(t, at, func() time.Time { return d.Clock.Now().AddDate(7, 0, 0) })
		oneNight(t, h, h, 2)
	})
	t.Run("elsewhere", func(t *testing.T) {
		places, _ := onServer(t, t.TempDir())
		at := map[string]string{}
		for i := 0; i < len(places); i += 2 {
			at[places[i]] = places[i+1]
		}
		other := maps.Clone(at)
		at["data"], other["data"] = t.TempDir(), t.TempDir()
		oneNight(t, openNode(t, at, clock), openNode(t, other, clock), 0)
	})
}

func oneNight(t *testing.T, node, asked *house, due int) {
	t.Helper()
	begun, end, ended := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		ended <- node.schedule().Alone(t.Context(), func(context.Context) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	var wg sync.WaitGroup
	for _, name := range []string{"forget", "publish", "move-finish"} {
		wg.Go(func() {
			said, err := tell(t.Context(), asked, lang.SV, name)
			var held *heldError
			if !errors.As(err, &held) || strings.Count(said, "\n") != 1 || !strings.Contains(said, "Väntar på den") {
				t.Errorf("%s beside a night: %q, %v", name, said, err)
				return
			}
			for l, want := range map[lang.Lang]string{lang.SV: "En natt pågår på annat håll", lang.EN: "A night is going on elsewhere"} {
				if words := explain(l, err); !strings.Contains(words, want) {
					t.Errorf("%s: %s", name, words)
				}
			}
		})
	}
	wg.Wait()
	if said, err := tell(t.Context(), asked, lang.SV, "forget-dry"); err != nil || !strings.Contains(said, fmt.Sprintf("%d ärenden är förfallna", due)) {
		t.Errorf("a look beside a night: %s, %v", said, err)
	}
	close(end)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	want := fmt.Sprintf("Glömda: %d av %d", due, due)
	if due == 0 {
		want = "Inget att glömma"
	}
	if said, err := tell(t.Context(), asked, lang.SV, "forget"); err != nil || !strings.Contains(said, want) {
		t.Errorf("after the night: %s, %v", said, err)
	}
}

// TestManyWhoForgetAtOnce each wait for the others: every ticket is forgotten once, and none could not be.
func TestManyWhoForgetAtOnce(t *testing.T) {
	d, at, _ := movable(t, 4)
	h := openNode(t, at, func() time.Time { return d.Clock.Now().AddDate(7, 0, 0) })
	var wg sync.WaitGroup
	said := make([]string, 4)
	for i := range said {
		wg.Go(func() {
			var err error
			if said[i], err = tell(t.Context(), h, lang.EN, "forget"); err != nil {
				t.Errorf("%s, %s", said[i], explain(lang.EN, err))
			}
		})
	}
	wg.Wait()
	all := strings.Join(said, "")
	if strings.Count(all, "Forgotten: 4 of 4") != 1 || strings.Count(all, "Nothing to forget. There are no tickets.") != 3 {
		t.Errorf("they said: %s", all)
	}
}

// TestOneChangeOfTheEpochKeyAtATime: a command that changes it waits for another, and says so.
func TestOneChangeOfTheEpochKeyAtATime(t *testing.T) {
	h := openNode(t, map[string]string{"data": t.TempDir() + "/data"}, clock)
	err := h.desk.Leases.Hold(t.Context(), leaseKeys, func(ctx context.Context) error {
		said, err := tell(t.Context(), h, lang.EN, "keys-rotate")
		var held *heldError
		if !errors.As(err, &held) || !strings.Contains(said, "Waiting for it") || !strings.Contains(explain(lang.SV, err), "Epoknyckeln byts på annat håll") {
			t.Errorf("%q, %v", said, err)
		}
		tending, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer stop()
		if err := h.tendKeys(tending); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("housekeeping beside it: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if said, err := tell(t.Context(), h, lang.EN, "keys-rotate"); err != nil || !strings.Contains(said, "Epoch 2 since") {
		t.Errorf("after it: %s, %v", said, err)
	}
}
