package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/axsensor/lethe/mailin/letter"
	"github.com/axsensor/lethe/tickets/lang"
)

// printLetter shows a letter to a person.
func printLetter(w io.Writer, l lang.Lang, r letter.Record) error {
	var from []string
	for _, a := range r.From {
		from = append(from, strings.TrimSpace(a.Name+" <"+a.Address+">"))
	}
	_, err := fmt.Fprintf(w, "%s\n%s: %s\n%s: %s\n%s: %s\n\n%s\n", r.File, l.T("console.letter.from"), strings.Join(from, ", "),
		l.T("console.letter.subject"), r.Subject, l.T("console.letter.kind"), r.Kind, r.Text)
	return err
}
