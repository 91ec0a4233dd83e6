package main

import (
	"fmt"

	"github.com/axsensor/lethe/anonymizer/tagger"
)

// measure prints, for each language and way of writing, the share of name tokens marked and of other tokens lost, on the
// held-out slices.
func measure(dirs folders) error {
	sentences, err := readCorpora(dirs)
	if err != nil {
		return err
	}
	sets := map[string][]example{}
	var order []string
	for _, s := range sentences {
		if !heldOut(s) {
			continue
		}
		name := s.lang + " " + s.source
		if sets[name] == nil {
			order = append(order, name)
		}
		sets[name] = append(sets[name], s.write())
	}
	biases := []float64{0, 2, 3, 4, 5}
	for _, anyEntity := range []bool{false, true} {
		for _, recased := range []bool{false, true} {
			fmt.Printf("\nany entity %v, lower case %v; name tokens marked %% / others lost %%\n%-38s %6s", anyEntity, recased, "set", "names")
			for _, b := range biases {
				fmt.Printf("   bias %.0f       ", b)
			}
			fmt.Println()
			for _, name := range order {
				row := make([]tally, len(biases))
				for i, b := range biases {
					opts := []tagger.Option{tagger.Bias(b)}
					if anyEntity {
						opts = append(opts, tagger.AnyEntity(b-3))
					}
					t, err := tagger.New(opts...)
					if err != nil {
						return err
					}
					for _, e := range sets[name] {
						if recased {
							e = e.recase(lowerCase)
						}
						row[i].count(t, e)
					}
				}
				fmt.Printf("%-38s %6d", name, row[0].names)
				for _, r := range row {
					fmt.Printf("  %6.2f / %5.2f", 100*float64(r.found)/float64(max(1, r.names)), 100*float64(r.lost)/float64(max(1, r.others)))
				}
				fmt.Println()
			}
		}
	}
	return nil
}

type tally struct{ names, found, others, lost int }

// count adds an example: tokens of names and how many of them are marked; words outside of every entity and how many of them are.
func (t *tally) count(tg *tagger.Tagger, e example) {
	spans := tg.Names(e.text, e.lang)
	k := 0
	for _, w := range wordsOf(e) {
		for k < len(spans) && spans[k].End <= w.start {
			k++
		}
		hit := k < len(spans) && spans[k].Start < w.end
		switch w.label {
		case "PER", nick:
			t.names++
			if hit {
				t.found++
			}
		case "O":
			t.others++
			if hit {
				t.lost++
			}
		}
	}
}
