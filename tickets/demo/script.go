package demo

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed words
var words embed.FS

// script is everything that is said in one language: set phrases, and scenarios of what goes wrong.
type script struct {
	lang      string
	phrases   lines
	scenarios []*scenario
}

// lines holds variants by the letter of their part.
type lines map[byte][]string

// The parts of a scenario, with the letter that begins their lines in the files.
const (
	subjectPart = 'S'
	symptomPart = 'Y'
	measurePart = 'M'
	askPart     = 'Q'
	diagPart    = 'D' // our first answer
	triedPart   = 'T' // what the customer found
	fixPart     = 'F' // our last answer
	notePart    = 'N' // between colleagues; may be missing
)

// The set phrases of a language.
const (
	openPhrase, wherePhrase, unitPhrase, modelPhrase = 'O', 'W', 'I', 'J'
	closePhrase, signPhrase, greetPhrase, endPhrase  = 'C', 'H', 'R', 'E'
	thanksPhrase, callPhrase, remindPhrase           = 'K', 'L', 'V'
	silencePhrase, quotePhrase, awayPhrase           = 'B', 'X', 'A'
	strangerPhrase, heldPhrase                       = 'Z', 'G'
	visitPhrase, spamPhrase                          = 'U', 'P'
)

// scenario is one fault with its story.
type scenario struct {
	kinds             []string // kinds of product, or codes of single models
	fault, resolution string
	tags              []string
	say               lines
}

// scripts reads the embedded words of every language.
func scripts() (map[string]*script, error) {
	out := map[string]*script{}
	for _, l := range []string{"sv", "en", "de", "no"} {
		b, err := words.ReadFile("words/" + l + ".txt")
		if err != nil {
			return nil, fmt.Errorf("read the demo's words: %w", err)
		}
		if out[l], err = parseScript(l, string(b)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// parseScript reads a file of words. "# phrases" begins the set phrases, "# kinds fault resolution | tags" a scenario; every other
// line is a letter, a space and one variant, where \n stands for a new line. The variants of D, T and F with the same place in their
// scenario belong together.
func parseScript(l, text string) (*script, error) {
	s := &script{lang: l, phrases: lines{}}
	into := s.phrases
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		head, isHead := strings.CutPrefix(line, "# ")
		switch {
		case line == "":
		case head == "phrases" && isHead:
			into = s.phrases
		case isHead:
			sc, err := parseHead(head)
			if err != nil {
				return nil, fmt.Errorf("words %s, line %d: %w", l, n, err)
			}
			s.scenarios = append(s.scenarios, sc)
			into = sc.say
		case len(line) > 2 && line[1] == ' ':
			into[line[0]] = append(into[line[0]], strings.ReplaceAll(line[2:], `\n`, "\n"))
		default:
			return nil, fmt.Errorf("words %s, line %d: no letter", l, n)
		}
	}
	return s, nil
}

func parseHead(head string) (*scenario, error) {
	what, tags, _ := strings.Cut(head, "|")
	f := strings.Fields(what)
	if len(f) != 3 {
		return nil, fmt.Errorf("%d words before the bar, not 3", len(f))
	}
	sc := &scenario{kinds: strings.Split(f[0], ","), fault: f[1], resolution: f[2], say: lines{}}
	for t := range strings.SplitSeq(tags, ",") {
		if t = strings.TrimSpace(t); t != "" {
			sc.tags = append(sc.tags, t)
		}
	}
	return sc, nil
}

// fitting lists the scenarios for a model: those of its kind, and those of it alone.
func (s *script) fitting(m *model) []*scenario {
	var out []*scenario
	for _, sc := range s.scenarios {
		if slices.Contains(sc.kinds, m.kind) || slices.Contains(sc.kinds, m.code) {
			out = append(out, sc)
		}
	}
	return out
}
