package seal_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/axsensor/lethe/tickets/seal"
)

// A key is never given twice: not to two callers, not after a restart, not after a restart that was no clean one.
func TestNoKeyIsGivenTwice(t *testing.T) { over(t, testNoKeyIsGivenTwice) }

func testNoKeyIsGivenTwice(t *testing.T, kd kind) {
	s := kd.shop(t)
	seen := map[seal.KeyID]bool{}
	var mu sync.Mutex
	take := func(n int) {
		ks, err := s.ring.NewKeys(t.Context(), n)
		if err != nil {
			t.Error(err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, k := range ks {
			if seen[k] {
				t.Errorf("%s was given twice", k)
			}
			seen[k] = true
		}
	}
	for round := range 6 {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for range 10 {
					take(i)
				}
			})
		}
		wg.Wait()
		switch round % 3 {
		case 0:
			s.reopen()
		case 1:
			s.rotate()
		case 2: // as after a crash: the stock is still in the file
			if kd != inFolder {
				s.open() // without Close
				continue
			}
			files := s.files()
			s.close()
			for _, name := range []string{"keys", "erased", "epochs"} {
				s.write(name, files[name])
			}
			s.open()
		}
	}
	take(3000)
	st := s.status()
	if want := len(seen); st.Alive < want {
		t.Errorf("%d keys are alive of %d given", st.Alive, want)
	}
	if _, err := s.ring.NewKeys(t.Context(), -1); err == nil {
		t.Error("-1 keys were given")
	}
	take(0)
}

// A clean end leaves no key that nobody uses.
func TestCloseGivesTheStockBack(t *testing.T) { overAll(t, testCloseGivesTheStockBack) }

func testCloseGivesTheStockBack(t *testing.T, kd kind) {
	s := kd.shop(t)
	ks := s.keys(5)
	if st := s.status(); st.Alive != 5 || st.Stock == 0 {
		t.Fatalf("%+v", st)
	}
	s.close()
	if kd == inFolder {
		if got, want := len(s.file("keys")), 128+5*64; got != want {
			t.Errorf("the file has %d bytes, want %d", got, want)
		}
	} else if n := len(s.docs()["keys"]); n != 6 {
		t.Errorf("%d documents are left, want five keys and the mark", n)
	}
	s.open()
	if st := s.status(); st.Alive != 5 || st.Stock != 0 || st.Shredded != 0 {
		t.Errorf("%+v", st)
	}
	if missing, err := s.ring.Missing(t.Context(), ks...); err != nil || len(missing) > 0 {
		t.Errorf("missing %v, %v", missing, err)
	}
}

// Callers that are at work when the store is closed get a key that lasts, or ErrClosed.
func TestCloseWhileKeysAreTaken(t *testing.T) { over(t, testCloseWhileKeysAreTaken) }

func testCloseWhileKeysAreTaken(t *testing.T, kd kind) {
	s := kd.shop(t)
	for range 10 {
		var wg sync.WaitGroup
		var mu sync.Mutex
		sealed := map[seal.KeyID][]byte{}
		for range 4 {
			wg.Go(func() {
				for range 2000 {
					ks, err := s.ring.NewKeys(t.Context(), 100)
					if errors.Is(err, seal.ErrClosed) {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					sealed[ks[0]], err = s.ring.Seal(t.Context(), ks[0], "doc/1", []byte(ks[0]))
					if err != nil {
						delete(sealed, ks[0])
					}
					n := len(sealed)
					mu.Unlock()
					if n == 20 {
						wg.Go(func() {
							if err := s.ring.Close(); err != nil {
								t.Error(err)
							}
						})
					}
				}
			})
		}
		wg.Wait()
		s.open()
		for k, b := range sealed {
			s.opens(k, b)
		}
	}
}
