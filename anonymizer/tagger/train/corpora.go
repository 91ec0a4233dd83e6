package main

import (
	"path/filepath"
	"strings"
	"unicode"
)

// nick marks the name under which somebody is known to a machine; to the model it is a person.
const nick = "NICK"

// A sentence is labelled text, one label a token: O, PER, NICK, ORG, LOC or MISC.
type sentence struct {
	lang   string
	source string
	tokens []string
	labels []string
}

// A corpus is a file, its language and the columns (from 0) of token and label; columns are split at tabs, or at any space.
type corpus struct {
	file, lang   string
	token, label int
	spaces       bool
}

func corpora() []corpus {
	return []corpus{
		{"sv-news-train.txt", "sv", 0, 1, true},
		{"sv-talbanken-train.iob2", "sv", 1, 2, false},
		{"da-ddt-train.iob2", "da", 1, 2, false},
		{"fi-turku-train.tsv", "fi", 0, 1, false},
		{"de-germeval-dev.tsv", "de", 1, 2, false},
		{"en-wnut17-train.conll", "en", 0, 1, false},
		{"en-ewt-dev-without-email.iob2", "en", 1, 2, false},
		{"en-stackoverflow-train.txt", "en", 0, 1, false},
		{"en-stackoverflow-dev.txt", "en", 0, 1, false},
	}
}

// readCorpora reads every corpus. A missing file is an error.
func readCorpora(dirs folders) ([]sentence, error) {
	var all []sentence
	for _, c := range corpora() {
		lines, err := readLines(filepath.Join(dirs.corpora, c.file))
		if err != nil {
			return nil, err
		}
		all = append(all, c.parse(lines)...)
	}
	return all, nil
}

// parse cuts lines into sentences at blank lines.
func (c corpus) parse(lines []string) []sentence {
	var out []sentence
	s := sentence{lang: c.lang, source: c.file}
	flush := func() {
		if len(s.tokens) > 0 && !boilerplate(s.tokens) {
			out = append(out, s)
		}
		s = sentence{lang: c.lang, source: c.file}
	}
	for _, line := range lines {
		token, label := c.columns(line)
		if token == "" {
			if strings.TrimSpace(line) == "" {
				flush()
			}
			continue
		}
		s.tokens, s.labels = append(s.tokens, token), append(s.labels, canonical(label))
	}
	flush()
	return out
}

// columns is the token and label of a line, or nothing for comments and blank lines.
func (c corpus) columns(line string) (token, label string) {
	var cols []string
	if c.spaces {
		cols = strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
	} else {
		cols = strings.Split(line, "\t")
	}
	if len(cols) <= max(c.token, c.label) || c.token == 1 && strings.HasPrefix(cols[0], "#") {
		return "", ""
	}
	return strings.Map(printable, strings.TrimSpace(cols[c.token])), cols[c.label]
}

func printable(r rune) rune {
	if unicode.IsSpace(r) || unicode.IsControl(r) {
		return -1
	}
	return r
}

// boilerplate is the frame that one corpus puts around each text.
func boilerplate(tokens []string) bool {
	return tokens[0] == "-DOCSTART-" || strings.HasPrefix(tokens[0], "Question_") || strings.HasPrefix(tokens[0], "Answer_to_Question") ||
		strings.HasPrefix(tokens[0], "CODE_BLOCK")
}

// canonical maps the label sets of the corpora to one. Technical classes are not entities, people's user names are.
func canonical(label string) string {
	label = strings.TrimPrefix(strings.TrimPrefix(label, "B-"), "I-")
	label = strings.TrimSuffix(strings.TrimSuffix(label, "deriv"), "part") // German adjectives and compounds of names
	switch label {
	case "PER", "person":
		return "PER"
	case "User_Name":
		return nick
	case "LOC", "location":
		return "LOC"
	case "ORG", "corporation", "group", "Organization":
		return "ORG"
	case "MISC", "OTH", "PRO", "EVENT", "product", "creative-work":
		return "MISC"
	}
	return "O"
}

// wordsSeen counts, by language, the lower-case words outside of entities. Technical text does not count.
func wordsSeen(dirs folders) (map[string]map[string]int, error) {
	all, err := readCorpora(dirs)
	if err != nil {
		return nil, err
	}
	seen := map[string]map[string]int{}
	for _, s := range all {
		if seen[s.lang] == nil {
			seen[s.lang] = map[string]int{}
		}
		for i, t := range s.tokens {
			if s.labels[i] == "O" && isWord(t) && strings.ToLower(t) == t && !strings.Contains(s.source, "stackoverflow") {
				seen[s.lang][t]++
			}
		}
	}
	return seen, nil
}

// technicalWords counts, in lower case, the tokens that developer text labels with a technical class.
func technicalWords(dirs folders) (map[string]int, error) {
	lines, err := readLines(filepath.Join(dirs.corpora, "en-stackoverflow-train.txt"))
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, line := range lines {
		cols := strings.Split(line, "\t")
		if len(cols) < 2 || !strings.Contains(cols[1], "-") {
			continue
		}
		switch cols[1][2:] {
		case "User_Name", "Organization", "Code_Block", "Output_Block", "Value", "File_Name", "Website":
		default:
			counts[strings.ToLower(cols[0])]++
		}
	}
	return counts, nil
}
