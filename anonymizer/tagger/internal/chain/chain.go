// Package chain scores label sequences with a linear chain (a conditional random field of order one) whose weights are
// hashed, quantised and pruned.
package chain

import "math"

// A Label says what a token is part of.
type Label uint8

// The labels; a person's name has a first token and others, the rest one label each.
const (
	Outside Label = iota
	PersonFirst
	PersonMore
	Organisation
	Location
	Other
	Labels = iota
)

// A Table holds a row of weights for each trait; it adds those of traits to sum.
type Table interface {
	Add(traits []uint32, sum *[Labels]float32)
}

// Weights are what decides: the rows of the traits, and a score for each pair of neighbours. The last row of Steps leads to
// the first token.
type Weights struct {
	Table Table
	Steps [Labels + 1][Labels]float32
}

// A Lattice holds what is likely for the tokens of a segment.
type Lattice struct {
	Node  [][Labels]float64 // the probability of each label of each token
	steps [Labels + 1][Labels]float64
	emit  [][Labels]float64
	ahead [][Labels]float64
	back  [][Labels]float64
}

// Read weighs the traits of a segment's tokens. bias (in nats) is taken off the score of Outside at every token: above zero,
// more is called an entity. Forward and backward sums are scaled at each token, so no length over- or underflows.
func (w *Weights) Read(traits [][]uint32, bias float64) *Lattice {
	n := len(traits)
	l := &Lattice{steps: w.exponentials()}
	store := make([][Labels]float64, 4*n)
	l.Node, l.emit, l.ahead, l.back = store[:n:n], store[n:2*n:2*n], store[2*n:3*n:3*n], store[3*n:]
	for i, t := range traits {
		var sum [Labels]float32
		w.Table.Add(t, &sum)
		sum[Outside] -= float32(bias)
		l.emit[i] = exponentials(sum)
	}
	l.forward()
	l.backward()
	for i := range l.Node {
		for k := range Labels {
			l.Node[i][k] = l.ahead[i][k] * l.back[i][k]
		}
		scale(&l.Node[i])
	}
	return l
}

func (l *Lattice) forward() {
	for i := range l.ahead {
		for to := range Labels {
			sum := 0.0
			if i == 0 {
				sum = l.steps[Labels][to]
			} else {
				for from := range Labels {
					sum += l.ahead[i-1][from] * l.steps[from][to]
				}
			}
			l.ahead[i][to] = sum * l.emit[i][to]
		}
		scale(&l.ahead[i])
	}
}

func (l *Lattice) backward() {
	for i := len(l.back) - 1; i >= 0; i-- {
		if i == len(l.back)-1 {
			for k := range Labels {
				l.back[i][k] = 1
			}
			continue
		}
		for from := range Labels {
			for to := range Labels {
				l.back[i][from] += l.steps[from][to] * l.emit[i+1][to] * l.back[i+1][to]
			}
		}
		scale(&l.back[i])
	}
}

// Pair is the probability of each pair of labels of tokens i-1 and i; i is at least 1.
func (l *Lattice) Pair(i int) (out [Labels][Labels]float64) {
	sum := 0.0
	for from := range Labels {
		for to := range Labels {
			p := l.ahead[i-1][from] * l.steps[from][to] * l.emit[i][to] * l.back[i][to]
			out[from][to] = p
			sum += p
		}
	}
	for from := range Labels {
		for to := range Labels {
			out[from][to] /= sum
		}
	}
	return out
}

func (w *Weights) exponentials() (out [Labels + 1][Labels]float64) {
	for i := range out {
		for j := range out[i] {
			out[i][j] = math.Exp(float64(w.Steps[i][j]))
		}
	}
	return out
}

// exponentials of scores less the highest, kept off zero so that no path dies.
func exponentials(scores [Labels]float32) (out [Labels]float64) {
	top := scores[0]
	for _, s := range scores[1:] {
		top = max(top, s)
	}
	for l, s := range scores {
		out[l] = math.Exp(max(float64(s-top), -60))
	}
	return out
}

func scale(v *[Labels]float64) {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	for l := range v {
		v[l] /= sum
	}
}
