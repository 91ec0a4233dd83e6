package mongo

import (
	"bytes"
	"math/big"
	"slices"
	"unicode/utf8"
)

// walk goes through a range of keys page by page. Some servers sort all that a query matches before they give the first
// of it, so each query after the first is bounded on both sides: it reaches some way ahead, as far as the pages before
// tell that one page needs.
type walk struct {
	low, high []byte // what is left: [low, high); a nil high is the end
	desc      bool

	length  *big.Int // how far apart a page's keys lie, as digits of so many bytes; nil before the first page
	bytes   int
	stretch uint // the next window has that length, doubled so many times
}

// usualStretch is twice a page, so that most windows fill one.
const usualStretch = 1

// longer is the next stretch after a window with nothing in it: some steps at first, then leaps, so that even the way
// from one value to the next takes few of them when the last page was a tie with long ids.
func longer(stretch uint) uint {
	if stretch < 8 {
		return stretch + 1
	}
	return 2 * stretch
}

// sight is how many bytes behind the first that differ count in a distance.
const sight = 16

// window is the next range to ask for. rest says that it is all that is left.
func (w *walk) window() (low, high []byte, rest bool) {
	size := w.bytes
	if w.length == nil || w.stretch > uint(8*size) {
		return w.low, w.high, true
	}
	reach := new(big.Int).Lsh(w.length, w.stretch)
	if w.desc {
		return w.down(size, reach)
	}
	to := new(big.Int).Add(digits(w.low, size), reach)
	if to.BitLen() > 8*size {
		return w.low, w.high, true
	}
	bound := to.FillBytes(make([]byte, size))
	if bytes.Compare(bound, w.low) <= 0 || w.high != nil && bytes.Compare(bound, w.high) >= 0 {
		return w.low, w.high, true
	}
	return w.low, bound, false
}

func (w *walk) down(size int, reach *big.Int) (low, high []byte, rest bool) {
	if w.high == nil {
		return w.low, w.high, true
	}
	to := new(big.Int).Sub(digits(w.high, size), reach)
	if to.Sign() <= 0 {
		return w.low, w.high, true
	}
	bound := to.FillBytes(make([]byte, size))
	if bytes.Compare(bound, w.low) <= 0 || bytes.Compare(bound, w.high) >= 0 {
		return w.low, w.high, true
	}
	return bound, w.high, false
}

// textWindow is the next range of a walk through ids, whose bounds are text.
func (w *walk) textWindow() (low, high []byte, rest bool) {
	low, high, rest = w.window()
	if rest {
		return low, high, true
	}
	ok := false
	if w.desc {
		low, ok = asText(low, w.low)
		ok = ok && bytes.Compare(low, high) < 0
	} else {
		high, ok = asText(high, low)
	}
	if !ok {
		return w.low, w.high, true
	}
	return low, high, false
}

// passed notes what a window gave: the keys of its documents in the direction of the walk, of size that would have
// fitted, and whether it may hold more.
func (w *walk) passed(low, high []byte, keys [][]byte, size int, more bool) {
	n := len(keys)
	switch {
	case n > 1 && (more || 4*n >= size): // fewer would tell more of a gap than of a page
		w.learn(keys)
	case n == 0:
		w.stretch = longer(w.stretch)
	}
	var last []byte
	if n > 0 {
		last = keys[n-1]
	}
	switch {
	case more && w.desc:
		w.high = last
	case more:
		w.low = append(slices.Clip(last), 0)
	case w.desc:
		w.high = low
	default:
		w.low = high
	}
}

// learn takes the length of a page from the shortest of its quarters, so that a gap in one does not count.
func (w *walk) learn(keys [][]byte) {
	n := len(keys) - 1
	w.bytes, w.stretch = common(keys[0], keys[n])+sight, usualStretch
	quarters := int64(min(n, 4))
	w.length = nil
	for q := range int(quarters) {
		from, to := digits(keys[n*q/int(quarters)], w.bytes), digits(keys[n*(q+1)/int(quarters)], w.bytes)
		apart := new(big.Int).Abs(to.Sub(to, from))
		if apart.Sign() > 0 && (w.length == nil || apart.Cmp(w.length) < 0) {
			w.length = apart
		}
	}
	if w.length != nil {
		w.length.Mul(w.length, big.NewInt(quarters))
	}
}

// common is how many bytes two keys have in common.
func common(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// digits reads the first bytes of a key as a number; missing ones are zero.
func digits(key []byte, size int) *big.Int {
	b := make([]byte, size)
	copy(b, key)
	return new(big.Int).SetBytes(b)
}

// asText makes a bound for ids of bytes that are perhaps no UTF-8, by leaving out what is not. ok is false when it does
// not lie behind the id any more.
func asText(bound, behind []byte) (text []byte, ok bool) {
	var b []byte
	for len(bound) > 0 {
		r, size := utf8.DecodeRune(bound)
		if r == utf8.RuneError && size == 1 {
			b = utf8.AppendRune(b, min(rune(bound[0])<<4, utf8.MaxRune)) // a letter about as high
			break
		}
		b, bound = append(b, bound[:size]...), bound[size:]
	}
	return b, bytes.Compare(b, behind) > 0
}
