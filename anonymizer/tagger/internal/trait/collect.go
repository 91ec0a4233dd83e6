package trait

// bag gathers the traits of one token.
type bag struct{ list []uint32 }

// add puts the trait of template number t with value v.
func (b *bag) add(t, v uint32) { b.list = append(b.list, mix(t*0x85EBCA6B+1, v)>>(32-Width)) }

func (b *bag) pair(t, v, w uint32) { b.add(t, mix(v, w)) }

var edge = facts{word: 1, shape: 100, kind: 101}

func at(f []facts, i int) *facts {
	if i < 0 || i >= len(f) {
		return &edge
	}
	return &f[i]
}

// collect adds every trait of token i. Numbers of templates are part of the stored model: change one, train anew.
func (b *bag) collect(tokens []Token, f []facts, i int, mode, lang uint32) {
	me, p1, p2, n1, n2 := at(f, i), at(f, i-1), at(f, i-2), at(f, i+1), at(f, i+2)
	b.add(0, 0)
	b.pair(1, lang, mode)
	b.itself(me, mode, lang)
	b.words(me, p1, p2, n1, n2)
	b.kinds(me, p1, p2, n1, n2)
	b.place(tokens, f, i, mode)
}

// itself: the token alone.
func (b *bag) itself(me *facts, mode, lang uint32) {
	b.add(2, me.word)
	b.pair(3, me.word, me.shape)
	b.add(4, me.shape)
	b.pair(5, me.shape, mode)
	b.add(6, me.kind)
	b.pair(7, me.kind, mode)
	b.pair(8, me.kind, lang)
	b.pair(9, me.given, mix(me.shape, mode))
	b.pair(10, me.sur, mix(me.shape, mode))
	b.pair(11, me.dict, mix(me.shape, mode))
	b.pair(12, me.known, me.shape)
	for k, h := range me.pre {
		if h != 0 {
			b.pair(20+uint32(k), h, me.shape)
		}
	}
	for k, h := range me.suf {
		if h != 0 {
			b.pair(30+uint32(k), h, me.shape)
			if k > 0 {
				b.pair(40+uint32(k), h, me.dict)
			}
		}
	}
}

// words: the neighbours as words.
func (b *bag) words(me, p1, p2, n1, n2 *facts) {
	b.add(50, p1.word)
	b.add(51, n1.word)
	b.add(52, p2.word)
	b.add(53, n2.word)
	b.pair(54, p1.word, me.shape)
	b.pair(55, n1.word, me.shape)
	b.pair(56, p1.word, me.kind)
	b.pair(57, n1.word, me.kind)
	b.pair(58, p2.word, p1.word)
	b.pair(59, n1.word, n2.word)
	b.pair(60, p1.word, n1.word)
	b.pair(61, p1.word, me.word)
	b.pair(62, me.word, n1.word)
	if p1.suf[2] != 0 {
		b.pair(63, p1.suf[2], me.shape)
	}
	if n1.suf[2] != 0 {
		b.pair(64, n1.suf[2], me.shape)
	}
	b.pair(65, mix(p2.word, p1.word), me.shape)
	b.pair(66, mix(n1.word, n2.word), me.shape)
}

// kinds: the neighbours as shapes and names.
func (b *bag) kinds(me, p1, p2, n1, n2 *facts) {
	b.add(70, p1.kind)
	b.add(71, n1.kind)
	b.pair(72, p1.kind, me.kind)
	b.pair(73, me.kind, n1.kind)
	b.pair(74, p1.shape, mix(me.shape, n1.shape))
	b.pair(75, mix(p2.shape, p1.shape), mix(me.shape, mix(n1.shape, n2.shape)))
	b.pair(76, p1.given, mix(me.sur, me.shape))
	b.pair(77, me.given, mix(n1.sur, me.shape))
	b.pair(78, p2.given, mix(p1.shape, mix(me.shape, me.sur)))
	b.pair(79, mix(p1.given, p1.sur), mix(mix(me.given, me.sur), mix(n1.given, n1.sur)))
	b.pair(80, p1.dict, mix(me.kind, n1.dict))
	b.pair(81, me.suf[2], mix(p1.given, me.shape))
	b.add(82, p2.kind)
	b.add(83, n2.kind)
}

// place: where on its line and in its segment the token stands.
func (b *bag) place(tokens []Token, f []facts, i int, mode uint32) {
	first := tokens[i].FirstOnLine || i == 0
	last := i+1 == len(tokens) || tokens[i+1].FirstOnLine
	where := uint32(0)
	if first {
		where |= 1
	}
	if last {
		where |= 2
	}
	if i > 0 && tokens[i-1].FirstOnLine || i == 1 {
		where |= 4
	}
	if i == 0 || tokens[i-1].shape == sign && sentenceEnd(tokens[i-1].Lower) {
		where |= 8
	}
	me := &f[i]
	b.pair(90, where, me.kind)
	b.pair(91, where, mix(me.shape, mode))
	if first && i > 0 {
		// What the line before said decides what a name alone on a line is: a signature follows a closing.
		b.pair(92, at(f, i-1).word, me.shape)
		b.pair(93, at(f, i-1).word, me.kind)
		if at(f, i-1).shape == uint32(sign) {
			b.pair(94, at(f, i-2).word, me.kind)
		}
	}
}

func sentenceEnd(s string) bool { return s == "." || s == "!" || s == "?" || s == ":" }
