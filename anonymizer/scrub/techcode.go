package scrub

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fileType tells whether a folded word is the ending of a file's name.
func fileType(key string) bool {
	return oneOf(" txt log csv tsv json xml yaml yml ini cfg conf toml pdf doc docx xls xlsx ppt pptx odt ods rtf md html htm css js ts jsx tsx mjs php py pyc rb java class jar war kt go rs c h cpp cc hpp cxx cs vb fs sql db sqlite mdb dll exe msi bat cmd ps1 sh bash zsh zip gz tar tgz bz2 xz 7z rar bin hex elf fw img iso dat tmp bak old png jpg jpeg gif bmp svg ico tif tiff webp mp3 mp4 wav avi mov mkv eml msg ics vcf pem crt cer key p12 pfx so a o lib apk ipa deb rpm dmg pkg plist xib storyboard swift m mm gradle properties lock map scss less sass vue svelte asp aspx jsp erb haml ejs twig tpl tex bib r ipynb mat st scl awl ap16 ap17 dbc eds gsd gsdml s19 srec dtd xsd xsl xslt wsdl proto csproj sln xaml resx config env gitignore htaccess cshtml vcxproj mp phar whl egg gem nupkg dcm vi pcap pcapng ", key)
}

// fileName accepts names of files whose words are all known: an unknown one may be a person's.
func (p *page) fileName(i int) int {
	n, dot := 1, false
	for n < 12 && i+n < len(p.words) && fileGap(p.gap(i+n-1)) {
		if p.gap(i+n-1) == "." && fileType(p.words[i+n].key) && p.words[i+n].form <= coded {
			dot = true
			n++
			break
		}
		n++
	}
	if !dot {
		return 0
	}
	for k := i; k < i+n-1; k++ {
		if w := p.words[k]; !p.cleanWord(w) || w.form == titled && p.of.words.GivenName(p.lowText(w)) >= 20 && !p.of.words.Term(w.key) {
			return k - i // what stands before the unknown word
		}
	}
	return n
}

func fileGap(s string) bool { return s == "." || s == "_" || s == "-" }

// codedTerm accepts words of letters and digits whose letters are a term: "utf8", "log4j", "int32", "sha256".
func (p *page) codedTerm(i int) int {
	w := p.words[i]
	if w.form != coded && w.form != mixed || scottish(p.text[w.s:w.e]) && !p.of.words.Term(w.key) {
		return 0
	}
	if p.cleanWord(w) {
		return 1
	}
	return 0
}

// cleanWord tells whether a word, taken apart where its case or kind changes, is made of known pieces that are nobody's
// name.
func (p *page) cleanWord(w word) bool { return p.cleanPieces(p.text[w.s:w.e]) }

// cleanPieces takes a name in a program apart and tells whether its pieces are known.
func (p *page) cleanPieces(name string) bool {
	known := 0
	low := strings.ToLower(name)
	if p.of.words.Term(low) {
		return true
	}
	list := pieces(name)
	for _, piece := range list {
		low := strings.ToLower(piece)
		n := utf8.RuneCountInString(low)
		switch {
		case low == "" || isDigits(low):
			if len(low) >= 3 && len(list) == 2 && !p.of.words.Term(strings.ToLower(list[0])) && !isCapital(list[0]) {
				return false
			}
		case p.of.words.Term(low) || protocol(low) || fileType(low) && n > 2:
			known++
		case n == 1:
		case p.known(low):
			if n > 2 && p.of.words.GivenName(low) >= 3000 && !p.function(low) {
				return false
			}
			known++
		case n == 2 || n == 3 && isCapital(piece):
			if p.of.words.GivenName(low) >= 1000 {
				return false
			}
		default:
			return false
		}
	}
	return known > 0
}

// pieces splits a name in a program where its case or kind changes.
func pieces(name string) []string {
	var out []string
	start := 0
	runes := []rune(name)
	for i := 1; i < len(runes); i++ {
		a, b := runes[i-1], runes[i]
		cut := !inWord(b) || unicode.IsDigit(a) != unicode.IsDigit(b) || unicode.IsLower(a) && unicode.IsUpper(b) ||
			unicode.IsUpper(a) && unicode.IsUpper(b) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if cut {
			out = append(out, strings.TrimFunc(string(runes[start:i]), func(r rune) bool { return !inWord(r) }))
			start = i
		}
	}
	return append(out, strings.TrimFunc(string(runes[start:]), func(r rune) bool { return !inWord(r) }))
}

// codeMarks protects words that program text marks: calls, members, paths, tags, variables, options. A word that people
// bear as a name is left to the later layers.
func (p *page) codeMarks() {
	for i, w := range p.words {
		if p.state[w.s] != free || w.form == number {
			continue
		}
		if p.codeMark(i) && !p.borne(w) {
			p.protect(w.s, w.e, weak)
		}
	}
}

// borne tells whether a piece of a word is a name that people bear and no ordinary word or term.
func (p *page) borne(w word) bool {
	for _, piece := range pieces(p.text[w.s:w.e]) {
		low := strings.ToLower(piece)
		if utf8.RuneCountInString(low) >= 3 && p.of.bearers(low) >= 50 && !p.of.words.Term(low) && !(p.ordinaryText(low) && w.form != titled) {
			return true
		}
	}
	return false
}

// codeMark tells whether the signs around word i are those of program text.
func (p *page) codeMark(i int) bool {
	w := p.words[i]
	before, after := p.before(w.s, 3), p.after(w.e, 3)
	last := ""
	if before != "" {
		last = before[len(before)-1:]
	}
	switch {
	case strings.HasPrefix(after, "()"), strings.HasPrefix(after, "("), strings.HasPrefix(after, "[]"), strings.HasPrefix(after, "::"), strings.HasPrefix(after, "->"), strings.HasSuffix(before, "::"), strings.HasSuffix(before, "->"):
		return true
	case last == "_" || strings.HasPrefix(after, "_"):
		return w.form != titled && !p.inDocument(i) || p.known(p.lowText(w)) || p.of.words.Term(w.key)
	case last == "$" || last == "<" && strings.HasPrefix(after, ">") || strings.HasSuffix(before, "</") || strings.HasSuffix(before, "--") && !strings.HasSuffix(before, "---") && w.form == lower:
		return true
	case last == "`" || last == "#" && w.form != titled || strings.HasPrefix(after, "="):
		return true
	case last == "." && len(before) > 1 && isWordByte(before[len(before)-2]) || strings.HasPrefix(after, ".") && len(after) > 1 && isWordByte(after[1]) && i+1 < len(p.words) && p.words[i+1].form != titled:
		return true
	}
	return false
}
