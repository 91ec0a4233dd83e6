package scrub

import "reflect"

// WithoutTagger gives the scrubber without its tagger, to measure what the other layers do on text it has learnt from.
func (s *Scrubber) WithoutTagger() *Scrubber {
	c := *s
	c.namer = nil
	return &c
}

// SameTongue tells whether two texts are taken for the same language, with the same doubt.
func SameTongue(a, b string) bool {
	return reflect.DeepEqual(languages(readPlain(a).text, ""), languages(readPlain(b).text, ""))
}
