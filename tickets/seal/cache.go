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

// cache keeps opened keys for age at most, counted from before they were read. The clock that it is given decides;
// besides, everything is dropped when age of real time has passed, so that an idle process holds no key.
type cache struct {
	now     func() time.Time
	age     time.Duration
	mu      sync.Mutex
	entries map[rawID]cached
	timer   *time.Timer
	reading int                // keys that are being read
	dropped map[rawID]struct{} // while they were being read
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
	if age := c.now().Sub(e.at); age >= c.age || age < 0 {
		delete(c.entries, id)
		return nil
	}
	return e.key
}

// read reads a key and keeps it, unless it was dropped meanwhile.
func (c *cache) read(id rawID, open func() (cipher.AEAD, error)) (cipher.AEAD, error) {
	c.mu.Lock()
	c.reading++
	c.mu.Unlock()
	at := c.now()
	k, err := open()
	c.mu.Lock()
	defer c.mu.Unlock()
	_, gone := c.dropped[id]
	if c.reading--; c.reading == 0 {
		c.dropped = nil
	}
	if err == nil && !gone {
		c.put(id, cached{k, at})
	}
	return k, err
}

// put keeps a key. The caller holds mu.
func (c *cache) put(id rawID, k cached) {
	if c.entries == nil {
		c.entries = make(map[rawID]cached)
	}
	if len(c.entries) >= cacheSize {
		clear(c.entries)
	}
	if len(c.entries) == 0 {
		c.arm()
	}
	c.entries[id] = k
}

func (c *cache) arm() {
	if c.timer != nil {
		c.timer.Stop()
	}
	c.timer = time.AfterFunc(c.age, func() { c.drop() })
}

// drop forgets the given keys, or all.
func (c *cache) drop(ids ...rawID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		delete(c.entries, id)
		if c.reading > 0 {
			if c.dropped == nil {
				c.dropped = map[rawID]struct{}{}
			}
			c.dropped[id] = struct{}{}
		}
	}
	if len(ids) == 0 {
		clear(c.entries)
	}
	if len(c.entries) == 0 && c.timer != nil {
		c.timer.Stop()
	}
}
