package main

import (
	"errors"
	"strings"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/seal"
)

// shownMaster is a source of a master key, to be shown: of a command the program alone, since its line may hold a secret.
func shownMaster(source string) string {
	line, isCommand := strings.CutPrefix(source, "command:")
	words := strings.Fields(line)
	if !isCommand || len(words) < 2 {
		return source
	}
	return "command: " + words[0] + " …"
}

// commandWords says why a command did not give the master key.
func commandWords(l lang.Lang, e *seal.CommandError) string {
	words := ""
	switch {
	case errors.Is(e.Err, seal.ErrNoMaster):
		words = l.T("master.command.silent", e.Program)
	case e.Status > 0:
		words = l.T("master.command.status", e.Program, e.Status)
	case errors.Is(e.Err, seal.ErrSlow):
		words = l.T("master.command.slow", e.Program)
	default:
		words = l.T("master.command.failed", e.Program, cause(l, e.Err))
	}
	if e.Said != "" {
		words += " " + l.T("master.command.said", printable(e.Said))
	}
	return words
}

// printable is a text of another program on one line, with nothing in it that a terminal would act on.
func printable(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
}
