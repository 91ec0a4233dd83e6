package main

import (
	"math"
	"math/rand/v2"

	"github.com/axsensor/lethe/anonymizer/tagger/internal/chain"
)

// A learner follows the regularised leader (FTRL-proximal, McMahan and others 2013, algorithm 1): each weight has a rate of
// its own, and small evidence leaves it exactly zero, so the table prunes itself.
type learner struct {
	weights chain.Weights
	z, n    [][chain.Labels]float32
	stepN   [chain.Labels + 1][chain.Labels]float64
	rate    float64
	l1, l2  float64
}

func newLearner(rows int, l1 float64) *learner {
	l := &learner{z: make([][chain.Labels]float32, rows), n: make([][chain.Labels]float32, rows), rate: 0.08, l1: l1, l2: 1}
	l.weights.Table = l
	return l
}

// weight is the closed form of algorithm 1.
func (l *learner) weight(z, n float32) float32 {
	a := math.Abs(float64(z)) - l.l1
	if a <= 0 {
		return 0
	}
	w := a / ((1+math.Sqrt(float64(n)))/l.rate + l.l2)
	if z > 0 {
		w = -w
	}
	return float32(w)
}

// Add implements chain.Table.
func (l *learner) Add(traits []uint32, sum *[chain.Labels]float32) {
	for _, t := range traits {
		z, n := &l.z[t], &l.n[t]
		for k := range sum {
			if z[k] != 0 {
				sum[k] += l.weight(z[k], n[k])
			}
		}
	}
}

// learn takes one step against the gradient of a segment's log-likelihood and returns its loss.
func (l *learner) learn(traits [][]uint32, gold []chain.Label) float64 {
	lattice := l.weights.Read(traits, 0)
	loss := 0.0
	for i := range gold {
		loss -= math.Log(max(lattice.Node[i][gold[i]], 1e-9))
		for k := range chain.Labels {
			g := lattice.Node[i][k]
			if chain.Label(k) == gold[i] {
				g--
			}
			if math.Abs(g) > 2e-3 {
				l.push(traits[i], k, float32(g))
			}
		}
		l.pushStep(lattice, gold, i)
	}
	return loss
}

func (l *learner) push(traits []uint32, k int, g float32) {
	for _, t := range traits {
		z, n := &l.z[t][k], &l.n[t][k]
		next := *n + g*g
		sigma := (float32(math.Sqrt(float64(next))) - float32(math.Sqrt(float64(*n)))) / float32(l.rate)
		*z += g - sigma*l.weight(*z, *n)
		*n = next
	}
}

// pushStep learns the score of the pair that ends at token i, with plain decreasing rates.
func (l *learner) pushStep(lattice *chain.Lattice, gold []chain.Label, i int) {
	if i == 0 {
		for k := range chain.Labels {
			g := lattice.Node[0][k]
			if chain.Label(k) == gold[0] {
				g--
			}
			l.stepBy(chain.Labels, k, g)
		}
		return
	}
	pair := lattice.Pair(i)
	pair[gold[i-1]][gold[i]]--
	for from := range pair {
		for to, g := range pair[from] {
			if math.Abs(g) > 1e-3 {
				l.stepBy(from, to, g)
			}
		}
	}
}

func (l *learner) stepBy(from, to int, g float64) {
	l.stepN[from][to] += g * g
	l.weights.Steps[from][to] -= float32(0.05 * g / (1 + math.Sqrt(l.stepN[from][to])))
}

// train passes over the examples in a new order each time.
func (l *learner) train(rng *rand.Rand, segments []segment, each func(pass int, loss float64), passes int) {
	order := rng.Perm(len(segments))
	for pass := range passes {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		loss := 0.0
		for _, i := range order {
			loss += l.learn(segments[i].traits, segments[i].gold)
		}
		each(pass, loss)
	}
}

// model rounds what was learnt.
func (l *learner) model(scale float32) *chain.Model {
	rows := make([][chain.Labels]float32, len(l.z))
	for i := range rows {
		for k := range rows[i] {
			rows[i][k] = l.weight(l.z[i][k], l.n[i][k])
		}
	}
	return chain.Quantise(rows, l.weights.Steps, scale)
}

type segment struct {
	traits [][]uint32
	gold   []chain.Label
}
