package seal

import (
	"crypto/cipher"
	"sync"
	"time"
)

// How long and how many opened keys are kept.
const (
	cacheAge  = 30 * time.Second
	cacheSize = 4096
)

// cache keeps opened keys for cacheAge at most. The clock that it is given decides; besides, everything is dropped
// when cacheAge of real time has passed, so that an idle process holds no key.
type cache struct {
	now     func() time.Time
	mu      sync.Mutex
	entries map[rawID]cached
	timer   *time.Timer
}

type cached struct {
	key cipher.AEAD
	at  time.Time
}

// get gives an opened key, nil if there is none.
func (c *cache) get(id rawID) cipher.AEAD {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[id]
	if !ok {
		return nil
	}
	if age := c.now().Sub(e.at); age >= cacheAge || age < 0 {
		delete(c.entries, id)
		return nil
	}
	return e.key
}

func (c *cache) put(id rawID, k cipher.AEAD) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = make(map[rawID]cached)
	}
	if len(c.entries) >= cacheSize {
		clear(c.entries)
	}
	if len(c.entries) == 0 {
		c.arm()
	}
	c.entries[id] = cached{k, c.now()}
}

func (c *cache) arm() {
	if c.timer != nil {
		c.timer.Stop()
	}
	c.timer = time.AfterFunc(cacheAge, func() { c.drop() })
}

// drop forgets the given keys, or all.
func (c *cache) drop(ids ...rawID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		delete(c.entries, id)
	}
	if len(ids) == 0 {
		clear(c.entries)
	}
	if len(c.entries) == 0 && c.timer != nil {
		c.timer.Stop()
	}
}
