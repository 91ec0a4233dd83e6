package scrub

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/axsensor/lethe/anonymizer/tagger"
)

// technicalWords is described in data/SOURCES.md.
//
//go:embed data/technical.txt.gz
var technicalWords []byte

// tradeWords are words of the trade, lines of "language: word …" and comments behind a hash.
//
//go:embed data/trade.txt
var tradeWords string

// lexicon is the tagger's word lists with more technical terms.
type lexicon struct {
	*tagger.WordList
	terms map[string]struct{}
}

// Term tells whether a lower-case word is a technical term.
func (l *lexicon) Term(word string) bool {
	if _, ok := l.terms[word]; ok {
		return true
	}
	return l.WordList.Term(word)
}

// learnt loads what was learnt from corpora: the word lists and the tagger.
func learnt(bias float64) (vocabulary, namer, error) {
	options := []tagger.Option{tagger.AnyEntity(0)}
	if bias != 0 {
		options = append(options, tagger.Bias(bias))
	}
	t, err := tagger.New(options...)
	if err != nil {
		return nil, nil, err
	}
	terms, err := technicalTerms()
	if err != nil {
		return nil, nil, err
	}
	return &lexicon{tagger.Words(), terms}, t, nil
}

func technicalTerms() (map[string]struct{}, error) {
	z, err := gzip.NewReader(bytes.NewReader(technicalWords))
	if err != nil {
		return nil, fmt.Errorf("scrub: technical words: %w", err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("scrub: technical words: %w", err)
	}
	terms := make(map[string]struct{}, 40000)
	for w := range strings.SplitSeq(string(text), "\n") {
		terms[w] = struct{}{}
	}
	for l := range strings.Lines(tradeWords) {
		_, list, ok := strings.Cut(l, ": ")
		if !ok || strings.HasPrefix(l, "#") {
			continue
		}
		for w := range strings.FieldsSeq(list) {
			terms[w] = struct{}{}
		}
	}
	return terms, nil
}
