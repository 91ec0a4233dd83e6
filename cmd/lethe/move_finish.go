package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
)

// keysGone is the argument that says that somebody has deleted the keys by hand.
const keysGone = "gone"

// finishing are the arguments of a job that finishes a move: how to get at the keys that were left.
func (s *settings) finishing(gone bool) map[string]string {
	args := map[string]string{}
	for k, v := range s.moving {
		args[k] = v
	}
	if gone {
		args[keysGone] = "yes"
	}
	return args
}

// finishingKey finds those arguments in a context: the desk that calls finishMove knows nothing of them.
type finishingKey struct{}

func withFinishing(ctx context.Context, args map[string]string) context.Context {
	return context.WithValue(ctx, finishingKey{}, args)
}

// errLeft says that the keys that a move left cannot be told from the installation's own.
var errLeft = errors.New("the keys that the move left are the ones in use here")

// finishMove destroys the keys that a move left at its source, and removes its folder of indexes, which are plain text.
func (h *house) finishMove(ctx context.Context, m move.Mark) error {
	set := *h.set
	args, _ := ctx.Value(finishingKey{}).(map[string]string)
	if args != nil {
		set.moving = args
	}
	p, err := set.leftKeys(m.Left)
	there := err == nil && p.keyServer == nil && p.hasKeys()
	if err == nil {
		err = p.destroyKeys(ctx, groundOptions{now: h.now, log: h.log}, h.keys)
	}
	if err != nil && (args[keysGone] == "" || there) {
		return fmt.Errorf("destroy the keys that the move left in %s: %w", m.Left.Keys, err)
	}
	return removeCache(m.Left.Cache, h.at.cache)
}

// leftKeys is where the keys are that a move left.
func (s *settings) leftKeys(left move.Left) (place, error) {
	p := place{keyFolder: left.Keys, keyServer: s.other(left.Keys, "KEYS_").server, master: left.Master}
	if p.keyServer != nil {
		p.keyFolder = ""
	}
	if source := s.moving["MASTER"]; source != "" {
		p.master = source
	}
	here := s.place()
	if p.keysName() == here.keysName() || absolute(p.keyFolder) == absolute(here.keyFolder) && p.keyServer == nil && here.keyServer == nil {
		return p, errLeft
	}
	return p, nil
}

// notLeft says errLeft when the keys in use are those that a move left, under whatever name: what was sealed under new ones
// there would be lost with them.
func (h *house) notLeft(ctx context.Context) error {
	m, ok, err := move.Unfinished(ctx, h.store)
	if err != nil || !ok || m.Own == "" {
		return err
	}
	missing, err := h.keys.Missing(ctx, m.Own)
	if err == nil && len(missing) > 0 {
		return errLeft
	}
	return err
}

// destroyKeys destroys a place's keys, which are not those in use here. Those that were destroyed before are no error.
func (p place) destroyKeys(ctx context.Context, o groundOptions, own *seal.Ring) error {
	g := &ground{}
	err := g.openKeys(ctx, p, o, false)
	switch {
	case err == nil:
		if err = seal.Apart(ctx, own, g.keys); err == nil {
			err = g.keys.Destroy(ctx)
		}
	case errors.Is(err, seal.ErrDestroyed):
		err = nil
	}
	return errors.Join(err, g.close())
}

// removeCache removes a folder of indexes, unless it is in use here or is not marked as one.
func removeCache(dir, own string) error {
	if dir == "" || absolute(dir) == absolute(own) {
		return nil
	}
	switch tag, err := os.ReadFile(filepath.Join(dir, "CACHEDIR.TAG")); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at the old folder of indexes: %w", err)
	case string(tag) != cacheTag:
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove the old folder of indexes: %w", err)
	}
	return nil
}

// askToFinish asks, once a day, for a move to here to be finished.
func (h *house) askToFinish(ctx context.Context, as tickets.Actor) error {
	left, ok, err := h.desk.Forgetting.Moved(ctx, as)
	if err == nil && ok {
		h.log.Warn("the move to here is not finished: run lethe move --finish", "from", left.From, "keys", left.Keys, "since", left.At)
	}
	return err
}
