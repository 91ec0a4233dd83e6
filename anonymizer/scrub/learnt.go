package scrub

import "github.com/axsensor/lethe/anonymizer/tagger"

// learnt loads what was learnt from corpora: the word lists and the tagger.
func learnt(bias float64) (vocabulary, namer, error) {
	var options []tagger.Option
	if bias != 0 {
		options = append(options, tagger.Bias(bias))
	}
	t, err := tagger.New(options...)
	if err != nil {
		return nil, nil, err
	}
	return tagger.Words(), t, nil
}
