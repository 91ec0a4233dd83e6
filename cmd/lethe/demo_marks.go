package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// demoFolder is the name of a demonstration's folder: one on a server has a folder of its own for each database.
func demoFolder(store string) string {
	if store == "" {
		return "lethe-demo"
	}
	sum := sha256.Sum256([]byte(place{server: &mongodb.Address{URI: store}}.name()))
	return "lethe-demo-" + hex.EncodeToString(sum[:4])
}

// The marks of a demonstration. Only what carries them is ever thrown away.
const (
	demoMark  = "demo"            // in the folder of the keys, for good
	demoHalf  = "demo.unfinished" // in the folder of the data, while the shop is being filled
	demoWords = "Made by lethe demo. Everything here is invented and may be deleted.\n"
	demoAt    = "Documents: " // then where they are
)

// markDemo marks the folders before anything is filled. Where the documents are stands in the marks, so that nothing
// is thrown away on a server that another demonstration was filled on.
func markDemo(set *settings) error {
	at := set.folders()
	for path, dir := range map[string]string{demoHalf: at.data, demoMark: at.keys} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, path), []byte(demoWords+demoAt+set.place().name()+"\n"), 0o600); err != nil {
			return fmt.Errorf("mark the demonstration's folders: %w", err)
		}
	}
	return nil
}

// marked says whether a file marks a demonstration whose documents are where they are now. Older marks name no place:
// they are of demonstrations in the folder itself.
func marked(path string, p place) bool {
	b, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	_, where, ok := strings.Cut(string(b), demoAt)
	if !ok {
		return p.server == nil
	}
	return p.server == nil || strings.TrimSpace(where) == p.name()
}

// clearHalf says whether there is nothing yet, after throwing away what a demonstration left half filled. A folder that
// another process has open, or that holds anything else, is left alone, and so is a database.
func (c *console) clearHalf(set *settings) (fresh bool, err error) {
	at, p := set.folders(), set.place()
	half, ours := marked(filepath.Join(at.data, demoHalf), p), marked(filepath.Join(at.keys, demoMark), p)
	empty, err := isEmpty(at.data)
	if err != nil {
		return false, err
	}
	switch {
	case half:
		lock, err := sqlite.Lock(at.data)
		if err != nil {
			return false, err
		}
		_ = lock.Close() // nothing was written in it
		c.say("console.demo.again", p.name())
		return true, c.clearShop(at, p)
	case !empty && ours:
		return false, nil
	case !empty:
		return false, errors.New(c.lang.T("console.demo.foreign", at.data))
	}
	for _, there := range []struct {
		name  string
		empty func() (bool, error)
	}{
		{at.keys, func() (bool, error) { free, err := isEmpty(at.keys); return free || ours, err }},
		{p.name(), func() (bool, error) { return databaseEmpty(c.ctx, p) }},
	} {
		switch free, err := there.empty(); {
		case err != nil:
			return false, err
		case !free:
			return false, errors.New(c.lang.T("console.demo.foreign", there.name))
		}
	}
	return true, c.clearShop(at, p)
}

// clearShop throws a demonstration away. The mark that allows it goes last.
func (c *console) clearShop(at folders, p place) error {
	if err := dropDatabase(c.ctx, p); err != nil {
		return fmt.Errorf("clear the half-filled demonstration: %w", err)
	}
	for _, dir := range []string{at.cache, at.keys, at.data} {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("clear the half-filled demonstration: %w", err)
		}
	}
	return nil
}

// databaseEmpty says whether a server's database holds no collection; it does where no server is used.
func databaseEmpty(ctx context.Context, p place) (bool, error) {
	if p.server == nil {
		return true, nil
	}
	return mongodb.Empty(ctx, *p.server)
}

// dropDatabase deletes a server's database, if one is used.
func dropDatabase(ctx context.Context, p place) error {
	if p.server == nil {
		return nil
	}
	return mongodb.Drop(ctx, *p.server)
}

// isEmpty says whether a folder holds nothing or is missing.
func isEmpty(dir string) (bool, error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	return len(list) == 0, err
}
