package scrub

import "unicode"

// invisible characters show nothing and may stand inside a word: soft hyphen, joiners, direction marks, tags.
func invisible(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180e, 0x3164, 0xffa0:
		return true
	}
	return unicode.Is(unicode.Cf, r) || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef ||
		r >= 0x80 && r < 0xa0 && r != 0x85
}

// blank characters are spaces of other widths.
func blank(r rune) bool {
	return r == 0xa0 || r >= 0x2000 && r <= 0x200a || r == 0x202f || r == 0x205f || r == 0x3000
}

// compatible characters are other forms of plain letters, digits and signs: full width, styled, circled, ligatures.
func compatible(r rune) bool {
	return r >= 0xff01 && r <= 0xff5e || r >= 0x1d400 && r <= 0x1d7ff || r >= 0x2460 && r <= 0x24ff ||
		r >= 0xfb00 && r <= 0xfb06 || r == 0x212b || r == 0x212a || r == 0x2103 || r >= 0x1f130 && r <= 0x1f149
}

// lookAlike gives the Latin letter that a letter of another script is easily taken for.
func lookAlike(r rune) (rune, bool) {
	if r < 0x0250 {
		return 0, false
	}
	for i, c := range []rune(lookAlikes) {
		if c == r {
			return rune(lookAlikeLatin[i]), true
		}
	}
	return 0, false
}

// Cyrillic, Greek, Armenian and phonetic letters, and below each the Latin letter it resembles.
const (
	lookAlikes = "АВЕКМНОРСТУХЅІЈԚԜаеорсухѕіјԛԝһӏԁґѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυχκ" +
		"օոսհցզ" + "ɑɡɩʋɪɴʀʙʟʜ"
	lookAlikeLatin = "ABEKMHOPCTYXSIJQWaeopcyxsijqwhldrv" + "ABEZHIKMNOPTYXaivopuxk" +
		"onuhgq" + "agiviNRBLH"
)
