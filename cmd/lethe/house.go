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
)

// house is an installation, opened: its ground, the desk on it, and what follows the desk.
type house struct {
	*ground
	at      folders
	set     *settings
	zone    *time.Location
	desk    *tickets.Desk
	live    *search.Live
	archive *search.Archive
	anon    *anonymizer.Anonymizer
	log     *slog.Logger
	now     func() time.Time
}

// openHouse opens an installation, making what a new one needs.
func openHouse(ctx context.Context, s *settings, log *slog.Logger, now func() time.Time) (*house, error) {
	return s.enter(ctx, groundOptions{now: now, log: log, hasty: s.hasty, create: true})
}

// findHouse opens an installation that is there already. Where there is none it is *notHere, and nothing was made.
func findHouse(ctx context.Context, s *settings, log *slog.Logger, now func() time.Time) (*house, error) {
	return s.enter(ctx, groundOptions{now: now, log: log})
}

func (s *settings) enter(ctx context.Context, o groundOptions) (_ *house, err error) {
	log, now := o.log, o.now
	h := &house{ground: &ground{}, at: s.folders(), set: s, log: log, now: now}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if h.zone, err = time.LoadLocation(s.get("zone")); err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	g, err := s.place().lay(ctx, o)
	if err != nil {
		return nil, err
	}
	h.ground = g
	if err := h.notLeft(ctx); err != nil {
		return nil, err
	}
	if err := markCache(h.at.cache); err != nil {
		return nil, err
	}
	years, _ := strconv.Atoi(s.get("keep_years")) // checked when it was read
	h.desk, err = tickets.Open(ctx, tickets.Options{Store: h.store, Keys: h.keys, Blobs: h.blobs, Now: now, Log: log,
		Alone:  s.place().server == nil, // the folder's lock keeps others out
		Lease:  s.pace,
		Finish: h.finishMove,
		Profile: tickets.Profile{Company: s.get("company"), Support: s.get("support"), BaseURL: s.get("base_url"),
			Privacy: s.get("privacy_url"), Zone: h.zone, Lang: s.get("language"), Years: years}})
	if err != nil {
		return nil, err
	}
	return h, h.openReaders(ctx)
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
	return errors.Join(append(errs, h.ground.close())...)
}

// cacheTag marks a folder that backups should leave out (Cache Directory Tagging Specification).
const cacheTag = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds indexes of Lethe, which can be made anew.\n"

func markCache(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	path := filepath.Join(dir, "CACHEDIR.TAG")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.WriteFile(path, []byte(cacheTag), 0o600); err != nil {
		return fmt.Errorf("mark the cache folder: %w", err)
	}
	return nil
}
