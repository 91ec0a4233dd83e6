// Package search keeps two bleve indexes, Live over living tickets and Archive over archived ones. Each follows the desk's
// changes and answers questions with ids; both are caches that can be made anew at any time.
package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/axsensor/lethe/tickets"
)

// mappingVersion changes whenever what is indexed, or how, changes: an index of another version is made anew.
const mappingVersion = "2"

var (
	keyVersion = []byte("version")
	keyCursor  = []byte("cursor")
)

// How changes are collected: a batch is written when it is this large, or when nothing came for a while.
const (
	batchSize = 200
	batchWait = 50 * time.Millisecond
)

// askTime bounds every question, so that no reader keeps old files open.
const askTime = 10 * time.Second

// index is one bleve index on disk.
type index struct {
	dir string
	log *slog.Logger
	mu  sync.RWMutex // held alone while the index is replaced
	idx bleve.Index

	gone gone
}

func indexMapping(keywords []string) mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	d := bleve.NewDocumentStaticMapping()
	for _, l := range languages() {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeTermVectors, f.IncludeInAll, f.DocValues = analyserName(l), false, false, false, false
		d.AddFieldMappingsAt(field(l), f)
	}
	for _, k := range keywords {
		f := bleve.NewKeywordFieldMapping()
		f.Store, f.IncludeInAll = false, false
		d.AddFieldMappingsAt(k, f)
	}
	m.DefaultMapping = d
	return m
}

// openIndex opens the index of a folder. One that is missing, damaged, or of another version is made anew.
func openIndex(dir string, keywords []string, log *slog.Logger) (*index, error) {
	if err := register(); err != nil {
		return nil, fmt.Errorf("register analysers: %w", err)
	}
	if log == nil {
		log = slog.Default()
	}
	x := &index{dir: dir, log: log}
	idx, err := bleve.OpenUsing(dir, runtimeConfig())
	if err == nil {
		if v, _ := idx.GetInternal(keyVersion); string(v) == mappingVersion {
			x.idx = idx
			return x, nil
		}
		_ = idx.Close()
	} else if !errors.Is(err, bleve.ErrorIndexPathDoesNotExist) {
		log.Warn("index made anew", "index", filepath.Base(dir), "error", err)
	}
	return x, x.renew(keywords)
}

func runtimeConfig() map[string]interface{} {
	return map[string]interface{}{"bolt_timeout": "5s", "numSnapshotsToKeep": 1}
}

// renew puts an empty index in the place of the old one, of which no file is left.
func (x *index) renew(keywords []string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.idx != nil {
		_ = x.idx.Close()
	}
	if err := os.RemoveAll(x.dir); err != nil {
		return fmt.Errorf("remove an index: %w", err)
	}
	idx, err := bleve.NewUsing(x.dir, indexMapping(keywords), bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, runtimeConfig())
	if err != nil {
		return fmt.Errorf("make an index: %w", err)
	}
	x.idx = idx
	x.gone.none()
	return idx.SetInternal(keyVersion, []byte(mappingVersion))
}

func (x *index) close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.idx == nil {
		return nil
	}
	err := x.idx.Close()
	x.idx = nil
	return err
}

// ask runs a question against the index, for askTime at most.
func (x *index) ask(ctx context.Context, req *bleve.SearchRequest) (*bleve.SearchResult, error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return nil, tickets.ErrClosed
	}
	res, err := x.idx.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return res, nil
}

// watcher yields changes from a cursor on.
type watcher func(ctx context.Context, from string) func(func(tickets.Changed, error) bool)

// load reads the document of an id; nil when it is gone.
type load func(ctx context.Context, id string) (map[string]any, error)

// follow keeps the index in step with the desk until ctx ends. A cursor that the store has lost starts it again from
// nothing.
func (x *index) follow(ctx context.Context, watch watcher, load load, keywords []string) error {
	for {
		err := x.followOnce(ctx, watch, load)
		if ctx.Err() != nil {
			return nil
		}
		if !errors.Is(err, tickets.ErrCursorLost) {
			return err
		}
		if err := x.renew(keywords); err != nil {
			return err
		}
	}
}

func (x *index) followOnce(ctx context.Context, watch watcher, load load) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	x.mu.RLock()
	cursor, err := x.idx.GetInternal(keyCursor)
	x.mu.RUnlock()
	if err != nil {
		return fmt.Errorf("read the place of an index: %w", err)
	}
	changes := make(chan tickets.Changed, batchSize)
	failed := make(chan error, 1)
	go func() {
		defer close(changes)
		for c, err := range watch(ctx, string(cursor)) {
			if err != nil {
				failed <- err
				return
			}
			select {
			case changes <- c:
			case <-ctx.Done():
				return
			}
		}
	}()
	if err := x.drain(ctx, changes, load); err != nil {
		return err
	}
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// drain writes changes in batches, each with the cursor of its last change.
func (x *index) drain(ctx context.Context, changes <-chan tickets.Changed, load load) error {
	var ids []string
	seen := map[string]bool{}
	cursor := ""
	flush := func() error {
		if len(ids) == 0 && cursor == "" {
			return nil
		}
		err := x.write(ctx, ids, cursor, load)
		ids, cursor = ids[:0], ""
		clear(seen)
		return err
	}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case c, ok := <-changes:
			if !ok {
				return flush()
			}
			if c.ID != "" && !c.Mark && !seen[c.ID] {
				seen[c.ID] = true
				ids = append(ids, c.ID)
			}
			if c.Cursor != "" {
				cursor = c.Cursor
			}
			if len(ids) >= batchSize {
				if err := flush(); err != nil {
					return err
				}
			}
			timer.Reset(batchWait)
		case <-timer.C:
			if err := flush(); err != nil {
				return err
			}
		}
	}
}

// write brings the present state of some documents into the index.
func (x *index) write(ctx context.Context, ids []string, cursor string, load load) error {
	docs := make(map[string]map[string]any, len(ids))
	for _, id := range ids {
		doc, err := load(ctx, id)
		if err != nil {
			return err
		}
		docs[id] = doc
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.idx == nil {
		return tickets.ErrClosed
	}
	b := x.idx.NewBatch()
	var went []string
	for id, doc := range docs {
		if doc == nil {
			if had, err := x.idx.Document(id); err != nil || had != nil {
				went = append(went, id)
			}
			b.Delete(id)
			continue
		}
		if err := b.Index(id, doc); err != nil {
			return fmt.Errorf("index: %w", err)
		}
	}
	if cursor != "" {
		b.SetInternal(keyCursor, []byte(cursor))
	}
	if len(went) > 0 {
		b.SetInternal(keyUnpurged, []byte{1})
	}
	if err := x.went(went, func() error { return x.idx.Batch(b) }); err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	return nil
}
