package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/search"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/blob"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// house is an installation, opened: the engines, the desk on them, and what follows the desk.
type house struct {
	at      folders
	set     *settings
	zone    *time.Location
	store   *sqlite.Store
	keys    *seal.Ring
	blobs   blob.Store
	desk    *tickets.Desk
	live    *search.Live
	archive *search.Archive
	anon    *anonymizer.Anonymizer
	log     *slog.Logger
	now     func() time.Time
}

// openHouse opens an installation, making what a new one needs. The folder of the data is locked before anything
// else is touched, so a second process changes nothing.
func openHouse(ctx context.Context, s *settings, log *slog.Logger, now func() time.Time) (_ *house, err error) {
	h := &house{at: s.folders(), set: s, log: log, now: now}
	defer func() {
		if err != nil {
			_ = h.close()
		}
	}()
	if h.zone, err = time.LoadLocation(s.get("zone")); err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	for _, dir := range []string{h.at.data, h.at.keys, h.at.cache} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make a folder: %w", err)
		}
	}
	if err := markCache(h.at.cache); err != nil {
		return nil, err
	}
	if h.store, err = sqlite.Open(ctx, sqlite.Options{Dir: h.at.data, Colls: tickets.Collections(), Now: now, Logger: log, Hasty: s.hasty}); err != nil {
		return nil, err
	}
	if err := h.openKeys(ctx); err != nil {
		return nil, err
	}
	if h.blobs, err = blob.OpenFolder(filepath.Join(h.at.data, "blobs")); err != nil {
		return nil, err
	}
	years, _ := strconv.Atoi(s.get("keep_years")) // checked when it was read
	h.desk, err = tickets.Open(ctx, tickets.Options{Store: h.store, Keys: h.keys, Blobs: h.blobs, Now: now, Log: log,
		Profile: tickets.Profile{Company: s.get("company"), Support: s.get("support"), BaseURL: s.get("base_url"),
			Privacy: s.get("privacy_url"), Zone: h.zone, Lang: s.get("language"), Years: years}})
	if err != nil {
		return nil, err
	}
	return h, h.openReaders(ctx)
}

// openKeys opens the key store. On a folder that has data but no keys it stops: new keys would open nothing.
func (h *house) openKeys(ctx context.Context) error {
	master := filepath.Join(h.at.keys, "master.key")
	if _, err := os.Stat(master); errors.Is(err, os.ErrNotExist) {
		used, err := tickets.InUse(ctx, h.store)
		if err != nil {
			return err
		}
		if used {
			return fmt.Errorf("%w: %s is missing", tickets.ErrKeys, master)
		}
	}
	key, err := seal.LoadOrCreateMaster(master)
	if err != nil {
		return fmt.Errorf("master key: %w", err)
	}
	h.keys, err = seal.Open(ctx, seal.Options{Dir: h.at.keys, Master: key, Now: h.now, Create: true})
	return err
}

// openReaders opens what follows the desk: the two indexes and the anonymiser.
func (h *house) openReaders(ctx context.Context) (err error) {
	if h.live, err = search.OpenLive(ctx, search.LiveOptions{Dir: filepath.Join(h.at.cache, "live"), Desk: h.desk.Tickets, Log: h.log}); err != nil {
		return err
	}
	if h.archive, err = search.OpenArchive(ctx, search.ArchiveOptions{Dir: filepath.Join(h.at.cache, "archive"), Desk: h.desk.Archive, Log: h.log}); err != nil {
		return err
	}
	h.anon, err = anonymizer.New(anonymizer.Options{Desk: h.desk.Forgetting, Log: h.log, Purge: h.live.Purge})
	return err
}

// close closes everything, the store last.
func (h *house) close() error {
	var errs []error
	if h.live != nil {
		errs = append(errs, h.live.Close())
	}
	if h.archive != nil {
		errs = append(errs, h.archive.Close())
	}
	if h.keys != nil {
		errs = append(errs, h.keys.Close())
	}
	if h.store != nil {
		errs = append(errs, h.store.Close())
	}
	return errors.Join(errs...)
}

// cacheTag marks a folder that backups should leave out (Cache Directory Tagging Specification).
const cacheTag = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds indexes of Lethe, which can be made anew.\n"

func markCache(dir string) error {
	path := filepath.Join(dir, "CACHEDIR.TAG")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.WriteFile(path, []byte(cacheTag), 0o600); err != nil {
		return fmt.Errorf("mark the cache folder: %w", err)
	}
	return nil
}
