package main

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/axsensor/lethe/anonymizer/tagger/internal/lexicon"
)

// writeLists compiles the word and name lists of dirs.lists and dirs.corpora into dirs.out.
func writeLists(dirs folders) error {
	people, err := readNames(dirs)
	if err != nil {
		return err
	}
	if err := writeNames(filepath.Join(dirs.out, "given.bin"), people.given); err != nil {
		return err
	}
	ordinary, err := readOrdinary(dirs)
	if err != nil {
		return err
	}
	people.addMadeSurnames(ordinary["sv"])
	if err := writeNames(filepath.Join(dirs.out, "surnames.bin"), people.surname); err != nil {
		return err
	}
	seen, err := wordsSeen(dirs)
	if err != nil {
		return err
	}
	for lang, words := range ordinary {
		dropNames(lang, words, people, seen[lang], ordinary)
		for w, n := range seen[lang] {
			if n >= 3 && people.commonGiven[w] == 0 && people.surname[w] == 0 {
				words[w] = true
			}
		}
	}
	for lang, words := range ordinary {
		if err := writeSet(filepath.Join(dirs.out, "words-"+lang+".bin"), words); err != nil {
			return err
		}
	}
	terms, err := readTerms(dirs, people)
	if err != nil {
		return err
	}
	return writeSet(filepath.Join(dirs.out, "terms.bin"), terms)
}

// readOrdinary reads the dictionaries: lower-case words only, German nouns apart, since a capital marks a name elsewhere.
func readOrdinary(dirs folders) (map[string]map[string]bool, error) {
	sources := map[string][]string{
		"sv": {"raw-sv.txt", "simplemma-sv.txt"},
		"en": {"scowl-en.txt"},
		"da": {"raw-da.txt", "simplemma-da.txt"},
		"no": {"simplemma-nb.txt", "simplemma-nn.txt"},
		"de": {"simplemma-de.txt"},
		"fi": {"simplemma-fi.txt"},
	}
	out := map[string]map[string]bool{}
	for lang, files := range sources {
		out[lang] = map[string]bool{}
		for _, f := range files {
			lines, err := readLines(filepath.Join(dirs.lists, f))
			if err != nil {
				return nil, err
			}
			for _, line := range lines {
				w, _, _ := strings.Cut(line, "/") // unmunch leaves Danish flags behind the word
				low := strings.ToLower(w)
				if isWord(w) && (w == low || lang == "de") {
					out[lang][low] = true
				}
			}
		}
	}
	return out, nil
}

// isWord admits letters with apostrophes inside, up to 32 bytes; not all capitals (abbreviations).
func isWord(w string) bool {
	if w == "" || len(w) > 32 || strings.HasPrefix(w, "'") || strings.HasSuffix(w, "'") {
		return false
	}
	lower := 0
	for _, r := range w {
		if !unicode.IsLetter(r) && r != '\'' {
			return false
		}
		if unicode.IsLower(r) {
			lower++
		}
	}
	return lower > 0
}

// dropNames takes common given names out of the lists that come from dictionaries with proper names in them, unless text in
// the language (or, for Norwegian, a hand-made Swedish or Danish list) has the word in lower case.
func dropNames(lang string, words map[string]bool, people people, seen map[string]int, all map[string]map[string]bool) {
	if lang == "sv" || lang == "da" {
		return
	}
	for name := range people.commonGiven {
		if lang == "no" && (all["sv"][name] || all["da"][name]) || seen[name] > 0 {
			continue
		}
		delete(words, name)
	}
}

// people holds names in lower case with their bearers.
type people struct {
	given, surname, commonGiven map[string]int
}

const (
	uncountedGiven   = 100
	uncountedSurname = 20
	madeSurname      = 10
)

func readNames(dirs folders) (people, error) {
	p := people{given: map[string]int{}, surname: map[string]int{}, commonGiven: map[string]int{}}
	if err := readCounts(filepath.Join(dirs.corpora, "se-first-names.csv"), p.given, 5); err != nil {
		return p, err
	}
	for name, n := range p.given {
		if n >= 1000 {
			p.commonGiven[name] = n
		}
	}
	if err := readCounts(filepath.Join(dirs.corpora, "se-last-names.csv"), p.surname, 1); err != nil {
		return p, err
	}
	for _, lang := range []string{"sv", "en", "da", "no", "de", "fi", "xx"} {
		lines, err := readLines(filepath.Join(dirs.lists, "faker-given-"+lang+".txt"))
		if err != nil {
			return p, err
		}
		p.add(p.given, lines, uncountedGiven)
		if lang != "xx" {
			p.add(p.commonGiven, lines, uncountedGiven)
		}
		if lines, err = readLines(filepath.Join(dirs.lists, "faker-surname-"+lang+".txt")); err != nil {
			return p, err
		}
		p.add(p.surname, lines, uncountedSurname)
	}
	lines, err := readLines(filepath.Join(dirs.lists, "people-names.txt"))
	p.add(p.surname, lines, uncountedSurname)
	return p, err
}

// add takes single-word names; what is known with a higher count stays.
func (p people) add(to map[string]int, lines []string, bearers int) {
	for _, line := range lines {
		for part := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ' ' || r == '-' }) {
			if low := strings.ToLower(part); isWord(part) && part != low && len([]rune(part)) > 1 {
				to[low] = max(to[low], bearers)
			}
		}
	}
}

// addMadeSurnames adds what Scandinavian family names are made of: a nature word and another, or a father's name and son. What
// is an ordinary Swedish word is left out.
func (p people) addMadeSurnames(swedish map[string]bool) {
	put := func(name string) {
		if !swedish[name] && p.surname[name] == 0 {
			p.surname[name] = madeSurname
		}
	}
	heads := strings.Fields(`ahl al alm amne ap asp back beck berg björk blad blom bo boll borg brand bratt bred bäck cedér ceder dahl dal ek eke ed eld en eng
		engel fager fahl falk fjell fors forss frid frost fäll gran gren grön gud gull gyllen hag hall hamm has hass hed hede hell helle hjort hjelm holm horn hägg häger
		höck hög hög idé kar karl kjell klar kling klint kron kull käll lager land lill lilja lilje lind lund lust ljung lång löf löv lönn malm mark mell
		mo mol moss mör nord nor norr ny nyg ny näs ock od oden olof palm peters quick ram rams rask ring ros rosen ru rud ryd råd rön sahl
		sal salo sand sel sil silf silver sjö skog sköld skog sol sand spar ståhl stål steen sten stjern ström strand strid stran sund sved svärd söder tall
		thor thörn tor torn törn udd ull wahl wall wal vall vester wester wide wik vik vin wing ving wå åker åkes åker åström äng ö öberg öhr öst öster östlund`)
	tails := strings.Fields(`bäck back berg berger bergh blad blom bom borg brandt by dahl dal ell én en feldt felt fors gren green gård gård hag hagen hall
		heim hed holm holt hult ing ius kvist quist qvist land lander lid lin lind ling lund löf löv man mann mark mo ner nell näs rot
		roth rud ryd ros sjö skog skiöld sköld stad stam stedt sten stig strand ström stål sund söder torp vall wall vik wik vist wick åker ås`)
	for _, h := range heads {
		for _, t := range tails {
			if h != t && !strings.HasSuffix(h, t) {
				put(h + t)
			}
		}
	}
	for name, n := range p.given {
		if n >= 500 && len(name) > 2 {
			put(strings.TrimSuffix(name, "s") + "sson")
			put(strings.TrimSuffix(name, "s") + "sen")
			put(name + "son")
		}
	}
}

// readCounts reads name,number lines; names of one word with at least least bearers.
func readCounts(file string, into map[string]int, least int) error {
	lines, err := readLines(file)
	if err != nil {
		return err
	}
	for _, line := range lines {
		name, number, ok := strings.Cut(strings.ReplaceAll(line, `"`, ""), ",")
		n := 0
		if _, err := fmt.Sscan(number, &n); !ok || err != nil {
			continue // the head line
		}
		if low := strings.ToLower(name); n >= least && isWord(low) {
			into[low] += n
		}
	}
	return nil
}

// readTerms joins the software terms and the words that developer text marks as technical at least twice.
func readTerms(dirs folders, people people) (map[string]bool, error) {
	terms := map[string]bool{}
	keep := func(w string) {
		low := strings.ToLower(w)
		if len(low) > 1 && len(low) <= 32 && !strings.ContainsAny(low, " \t#*!") && people.given[low] < 1000 && people.surname[low] < 1000 {
			terms[low] = true
		}
	}
	lines, err := readLines(filepath.Join(dirs.lists, "software-terms.txt"))
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "#") {
			keep(line)
		}
	}
	counts, err := technicalWords(dirs)
	for w, n := range counts {
		if n >= 2 {
			keep(w)
		}
	}
	return terms, err
}

func writeSet(file string, words map[string]bool) error {
	set, err := lexicon.Build(slices.Collect(maps.Keys(words)))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	raw, err := set.Encode()
	if err != nil {
		return err
	}
	fmt.Printf("%-34s %8d words %8d bytes\n", filepath.Base(file), set.Len(), len(raw))
	return os.WriteFile(file, raw, 0o644)
}

func writeNames(file string, bearers map[string]int) error {
	names := slices.SortedFunc(maps.Keys(bearers), cmp.Compare[string])
	set, err := lexicon.Build(names)
	if err != nil {
		return err
	}
	raw, err := set.Encode()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	out.Write(binary.AppendUvarint(nil, uint64(len(raw))))
	out.Write(raw)
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return err
	}
	for _, n := range names {
		step := math.Round(4 * math.Log2(float64(bearers[n])))
		if _, err := w.Write([]byte{byte(min(step, 255))}); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	fmt.Printf("%-34s %8d names %8d bytes\n", filepath.Base(file), set.Len(), out.Len())
	return os.WriteFile(file, out.Bytes(), 0o644)
}
