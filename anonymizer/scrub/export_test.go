package scrub

// WithoutTagger gives the scrubber without its tagger, to measure what the other layers do on text it has learnt from.
func (s *Scrubber) WithoutTagger() *Scrubber {
	c := *s
	c.namer = nil
	return &c
}
