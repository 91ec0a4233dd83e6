package main

import (
	"sync"
	"time"
)

// demoClock is the system's clock, except while it is held at a moment: as the shop's ten years are being filled.
type demoClock struct {
	mu   sync.Mutex
	held time.Time
}

// Now is the moment of the desk.
func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held.IsZero() {
		return time.Now()
	}
	return c.held
}

// Set holds the clock at a moment.
func (c *demoClock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = t
}

// Release lets the clock run again.
func (c *demoClock) Release() { c.Set(time.Time{}) }
