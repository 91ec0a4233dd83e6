package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/axsensor/lethe/anonymizer/tagger"
	"github.com/axsensor/lethe/anonymizer/tagger/internal/trait"
)

type options struct {
	epochs int
	l1     float64
	all    bool
}

func defaults() options { return options{epochs: 5, l1: 0.6} }

// seed makes every run the same.
const seed = 20260414

// scale is the step of the stored weights.
const scale = 0.03

// writeModel trains on the corpora, on copies in other case and with other names, and on made-up letters.
func writeModel(dirs folders, opts options) error {
	pool, err := readNamePool(dirs)
	if err != nil {
		return err
	}
	sentences, err := readCorpora(dirs)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	var examples []example
	for _, s := range sentences {
		if opts.all || !heldOut(s) {
			examples = append(examples, s.write())
		}
	}
	examples = append(multiply(rng, pool, examples), letters(rng, pool, 12000)...)
	var segments []segment
	for _, e := range examples {
		if rng.IntN(4) == 0 {
			e.lang = ""
		}
		traits, golds := e.segments(tagger.Words())
		for i := range traits {
			segments = append(segments, segment{traits[i], golds[i]})
		}
	}
	fmt.Println(len(examples), "examples,", len(segments), "segments")
	l := newLearner(1<<trait.Width, opts.l1)
	l.train(rng, segments, func(pass int, loss float64) { fmt.Printf("pass %d loss %.0f\n", pass+1, loss) }, opts.epochs)
	model := l.model(scale)
	raw, err := model.Encode()
	if err != nil {
		return err
	}
	fmt.Println(model.Rows(), "rows,", len(raw), "bytes")
	return os.WriteFile(filepath.Join(dirs.out, "model.bin"), raw, 0o644)
}

// heldOut sets one sentence in eight of each corpus aside for measuring, by its words, so that copies stay on one side.
func heldOut(s sentence) bool {
	h := fnv.New32a()
	fmt.Fprint(h, strings.Join(s.tokens, " "))
	return h.Sum32()%8 == 0
}

// multiply adds copies: in small letters, in capitals, with other names, several sentences as one.
func multiply(rng *rand.Rand, pool *namePool, in []example) []example {
	out := make([]example, 0, 2*len(in))
	for i, e := range in {
		out = append(out, e)
		named := e.has("PER")
		if named {
			out = append(out, e.rename(rng, pool), e.rename(rng, pool).recase(lowerCase))
		}
		if e.has(nick) {
			out = append(out, e.rename(rng, pool), e.rename(rng, pool), e.rename(rng, pool))
		}
		switch x := rng.Float64(); {
		case x < 0.12:
			out = append(out, e.recase(lowerCase))
		case x < 0.16:
			out = append(out, e.recase(upperCase))
		case x < 0.18:
			out = append(out, e.recase(titleCase))
		case x < 0.22:
			out = append(out, e.rename(rng, pool).recase(plain))
		case x < 0.3 && i > 0 && in[i-1].lang == e.lang:
			out = append(out, in[i-1].join(e, []string{" ", "\n"}[rng.IntN(2)]))
		case x < 0.34 && named:
			out = append(out, e.rename(rng, pool).recase(upperCase))
		}
	}
	return out
}
