// Command train makes the files that package tagger embeds: word lists, name lists and the model. It is needed neither to
// build nor to test; data/SOURCES.md names its sources and the commands. Same sources and seed, same files.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

// folders says where things are.
type folders struct {
	corpora string // the labelled text and the name counts of Statistics Sweden
	lists   string // dictionaries and name lists, one entry a line
	out     string // the data folder of package tagger
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	var dirs folders
	flags.StringVar(&dirs.corpora, "corpora", "", "`folder` of the labelled corpora")
	flags.StringVar(&dirs.lists, "lists", "", "`folder` of the raw word and name lists")
	flags.StringVar(&dirs.out, "out", "anonymizer/tagger/data", "`folder` to write to")
	opts := defaults()
	flags.IntVar(&opts.epochs, "epochs", opts.epochs, "passes over the training text")
	flags.Float64Var(&opts.l1, "l1", opts.l1, "pull of every weight towards zero")
	flags.BoolVar(&opts.all, "all", false, "train on the held-out slices too (for the model that ships, after measuring)")
	if len(args) == 0 {
		return fmt.Errorf("say what to make: lists, model or measure")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "lists":
		return writeLists(dirs)
	case "model":
		return writeModel(dirs, opts)
	case "measure":
		return measure(dirs)
	}
	return fmt.Errorf("%s: unknown; say lists, model or measure", args[0])
}

func readLines(file string) ([]string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(string(raw)) {
		lines = append(lines, strings.TrimRight(line, "\r\n"))
	}
	return lines, nil
}
