package main

import (
	"cmp"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/mongodb"
	"github.com/axsensor/lethe/tickets/seal"
	"github.com/axsensor/lethe/tickets/store"
	"github.com/axsensor/lethe/tickets/store/mongo"
	"github.com/axsensor/lethe/tickets/store/sqlite"
)

// explain turns an error into what a person at a terminal can act on.
func explain(l lang.Lang, err error) string {
	var bad mistakes
	var used *sqlite.InUseError
	var keys *seal.InUseError
	var lines *tickets.ImportError
	var inv *tickets.Invalid
	var lost *tickets.KeysError
	var shut *shutError
	var file *fileError
	var path *fs.PathError
	var held *heldError
	var command *seal.CommandError
	switch {
	case movedWords(l, err) != "":
		return movedWords(l, err)
	case errors.As(err, &bad):
		return bad.say(l)
	case errors.As(err, &file):
		return l.T("config.toml", file.path, file.line, file.column, file.words)
	case errors.As(err, &used):
		return l.T("console.inuse", used.Dir, cmp.Or(used.Name, "lethe"), used.PID)
	case errors.As(err, &keys):
		return l.T("console.inuse.keys", keys.Dir, keys.PID)
	case errors.As(err, &lines):
		return explainLines(l, lines)
	case errors.As(err, &inv):
		return inv.Field + ": " + l.T(inv.Key, inv.Args...)
	case errors.As(err, &shut):
		return explain(l, shut.err) + "\n" + l.N("console.keys.sealed", shut.sealed)
	case errors.Is(err, seal.ErrQuote):
		return l.T("master.command.quote")
	case errors.As(err, &command):
		return commandWords(l, command)
	case errors.As(err, &lost):
		return explainKeys(l, lost)
	case errors.As(err, &held):
		return l.T("console.held." + held.lease)
	case errors.Is(err, tickets.ErrKeysUsed):
		return l.T("console.keys.used")
	case errors.Is(err, tickets.ErrLeaseLost):
		return l.T("console.lease")
	case errors.Is(err, tickets.ErrFew):
		return l.T("console.few", 12)
	case errors.Is(err, tickets.ErrKeys), errors.Is(err, seal.ErrNoMaster), errors.Is(err, seal.ErrAbsent):
		return l.T("console.keys", cause(l, err))
	case errors.Is(err, seal.ErrExposed):
		return l.T("console.exposed", err)
	case errors.Is(err, seal.ErrWrongMaster):
		return l.T("console.master", err)
	case errors.Is(err, mongodb.ErrOld):
		return l.T("console.old", err)
	case errors.Is(err, mongo.ErrNoTransactions):
		return l.T("console.notransactions", err)
	case errors.Is(err, store.ErrNewer):
		return l.T("console.newer")
	case errors.Is(err, mongo.ErrDeclared):
		return l.T("console.declared")
	case errors.Is(err, mongodb.ErrLogin):
		return l.T("console.login", cause(l, err))
	case errors.Is(err, store.ErrAway), errors.Is(err, mongodb.ErrAway):
		return l.T("console.away", cause(l, err))
	case errors.Is(err, sqlite.ErrDamaged):
		return l.T("console.damaged", err)
	case errors.Is(err, store.ErrFull), errors.Is(err, mongodb.ErrFull), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return l.T("console.full")
	case errors.Is(err, fs.ErrPermission):
		return l.T("console.permission", fileOf(err))
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		return l.T("console.nofile", path.Path)
	case errors.Is(err, syscall.ENOTDIR):
		return l.T("console.notfolder", fileOf(err))
	case errors.Is(err, tickets.ErrTooLarge):
		return l.T("console.large")
	case errors.Is(err, tickets.ErrConflict):
		return l.T("console.conflict")
	case causeWords(l, err) != "":
		return l.T("console.failed", cause(l, err))
	}
	return err.Error()
}

// fileOf is what file or folder an error is about.
func fileOf(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path
	}
	return err.Error()
}

// explainLines lists what is wrong with an imported file, a line each.
func explainLines(l lang.Lang, e *tickets.ImportError) string {
	var b strings.Builder
	b.WriteString(l.N("console.import.bad", len(e.Lines)))
	for i, x := range e.Lines {
		if i == 50 {
			b.WriteString("\n  " + l.N("console.import.more", len(e.Lines)-i))
			break
		}
		b.WriteString("\n  " + l.T("console.import.line", x.Line, l.T(x.Key, x.Args...)))
	}
	return b.String()
}

// explainKeys says how many documents cannot be read, and where.
func explainKeys(l lang.Lang, e *tickets.KeysError) string {
	var b strings.Builder
	b.WriteString(l.T("console.keys.lost", l.Int(int64(e.Missing)), l.Int(int64(e.Documents))))
	for _, c := range e.Colls {
		b.WriteString("\n  " + l.T("console.keys.lost.in", c.Coll, l.Int(int64(c.Missing)), l.Int(int64(c.Documents))))
	}
	if e.Foreign {
		b.WriteString("\n" + l.T("console.keys.foreign"))
	}
	return b.String() + "\n" + l.T("console.keys.giveback")
}
