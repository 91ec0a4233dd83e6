package letter

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// guess names the encoding of undeclared 8-bit text that is not UTF-8. Windows-1252 unless another is plainly better:
// a short text with a few accented letters must never become Chinese.
func guess(b []byte) encoding.Encoding {
	if len(b) > 8192 {
		b = b[:8192]
	}
	high, runs := highBytes(b)
	if high < 8 || runs*3 > high {
		// accented letters stand alone between ASCII ones; whole words of high bytes do not occur in Western text
		return charmap.Windows1252
	}
	best, score := encoding.Encoding(charmap.Windows1252), 0.5
	for _, e := range []encoding.Encoding{
		simplifiedchinese.GBK, korean.EUCKR, japanese.ShiftJIS, japanese.EUCJP, traditionalchinese.Big5,
		charmap.Windows1251, charmap.KOI8R, charmap.Windows1253,
	} {
		if s := fit(e, b); s > score {
			best, score = e, s
		}
	}
	return best
}

// highBytes counts the bytes above ASCII and the runs that they form.
func highBytes(b []byte) (high, runs int) {
	in := false
	for _, c := range b {
		if c >= 0x80 {
			high++
			if !in {
				runs++
			}
		}
		in = c >= 0x80
	}
	return high, runs
}

// fit says from 0 to 1 how much of a decoded text is what people write in that script.
func fit(e encoding.Encoding, b []byte) float64 {
	text := decodeWith(e, b)
	total, good := 0, 0.0
	prev := ' '
	for _, r := range text {
		if r >= 0x80 {
			total++
			good += plausible(r, prev)
		}
		prev = r
	}
	if total == 0 {
		return 0
	}
	return good / float64(total)
}

func plausible(r, prev rune) float64 {
	switch {
	case r == unicode.ReplacementChar:
		return -2
	case strings.ContainsRune(commonHan, r):
		return 1.6
	case r >= 0x4e00 && r < 0xa000:
		return 0.55
	case unicode.Is(unicode.Hangul, r):
		return 0.95
	case r >= 0x3040 && r < 0x3100:
		return 1.1
	case r >= 0xff61 && r < 0xffa0: // half-width katakana arise by mistake
		return -0.5
	case r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xff61:
		return 0.7
	case r >= 'а' && r <= 'я':
		return 1
	case r >= 'А' && r <= 'Я':
		if unicode.IsLower(prev) {
			return -1 // a capital inside a word: the other Cyrillic set
		}
		return 0.8
	case unicode.Is(unicode.Greek, r):
		return 0.6
	}
	return 0
}

// commonHan are among the most frequent Chinese characters, simplified and traditional.
const commonHan = "的一是不了在人有我他这中大来上个国和也子时道说出要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从這個國時說來於後對著會還過發當與學進種將沒從們为為请請您网網信息业業"
