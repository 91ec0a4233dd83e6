// Command makelists makes the two lists that package verify embeds: frequent names, and frequent ordinary words. It is needed
// neither to build nor to test.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func main() {
	corpora := flag.String("corpora", "", "`folder` of the name counts and labelled text")
	lists := flag.String("lists", "", "`folder` of the raw word and name lists")
	out := flag.String("out", "anonymizer/verify/data", "`folder` to write to")
	flag.Parse()
	if err := run(*corpora, *lists, *out); err != nil {
		fmt.Fprintln(os.Stderr, "makelists:", err)
		os.Exit(1)
	}
}

func run(corpora, lists, out string) error {
	common, err := commonWords(corpora)
	if err != nil {
		return err
	}
	dictionary := map[string]bool{}
	for _, f := range []string{"raw-sv.txt", "scowl-en.txt"} {
		if err := eachLine(filepath.Join(lists, f), func(w string) { dictionary[w] = true }); err != nil {
			return err
		}
	}
	foreign := map[string]bool{} // English and German family names: firms and terms bear them too
	given, surnames, err := names(corpora, lists, foreign)
	if err != nil {
		return err
	}
	for w := range strings.FieldsSeq(alsoWords) {
		common[w] += 2
	}
	for w := range strings.FieldsSeq(namesAfterAll) {
		delete(common, w)
		delete(dictionary, w)
	}
	// A name that is a word too is marked, and is no evidence by itself. Dictionaries hold rare words that no one writes, so a very frequent name
	// is only marked if the text has it.
	lines := func(kind string, set map[string]int, frequent int) (rows []string) {
		for _, n := range slices.Sorted(maps.Keys(set)) {
			row := kind + " " + n
			long := utf8.RuneCountInString(n) >= 7 && kind == "s"
			if kind == "s" && foreign[n] && set[n] == 0 || common[n] >= 2 || dictionary[n] && set[n] < frequent && !long {
				row += " ?"
			}
			rows = append(rows, row)
		}
		return rows
	}
	if err := write(filepath.Join(out, "names.txt"), append(lines("g", given, 8000), lines("s", surnames, 1<<30)...)); err != nil {
		return err
	}
	var frequent []string
	for w, n := range common {
		if n >= 3 && utf8.RuneCountInString(w) > 2 {
			frequent = append(frequent, w)
		}
	}
	slices.SortFunc(frequent, cmp.Compare[string])
	return write(filepath.Join(out, "words.txt"), frequent)
}

// namesAfterAll are words that nobody writes with a capital except as a name.
const namesAfterAll = `anna hanne gitte nancy helga fred henry louis marcel lucia veronika karen kasper mads matts andre sanne kristen hanna`

// alsoWords are names that are words in technical or everyday text.
const alsoWords = `per stig sten dag bo max min mark rose grace will bill rob sue may april june juni august art pat ray dean grant frank drew chase faith hope joy dawn
	crystal penny amber ruby pearl jade iris ivy holly heather violet olive daisy poppy sandy rocky sky summer autumn melody angel prince king earl duke page
	carter hunter mason cooper tanner walker parker porter baker norm gene guy lance rod pierce skip chip jean dale glen cliff brook river forest buster junior miles
	victor kelvin pascal tesla gauss celsius weber siemens newton hertz watt ohm ampere joule henry faraday doppler bosch hall schneider vega allen phillips
	lager ring stål falk storm berg lind kling ros sand port hammar palm strand skog holm horn kraft wolf ernst heide stein vogel fuchs koch richter
	kaiser könig jäger müller schmied becker fischer stark klein gross lang kurz schwarz weiss braun roth frei engel sommer winter herbst ada ruth lea
	linda vera stella nova mira viola luna delta alpha beta gamma sigma omega zeta maja aurora tor ask ville valentine
	love liv tova svea runa saga frid embla sol sky ariel dell acer lisa tina otto hugo jessie rex ace arm van den tim don ken ron ben dan sam tom ann`

// names are the given names with 1,500 bearers or more in Sweden, the 1,000 commonest family names, and short lists of the
// neighbouring countries, in lower case, of four letters or more (family names) or three (given names).
func names(corpora, lists string, foreign map[string]bool) (given, surnames map[string]int, err error) {
	given, surnames = map[string]int{}, map[string]int{}
	counted := map[string]bool{}
	err = eachLine(filepath.Join(corpora, "se-first-names.csv"), func(line string) {
		name, n := count(line)
		if n >= 1500 {
			put(given, name, 3, n)
		}
		if n >= 50 {
			counted[name] = true
		}
	})
	if err != nil {
		return nil, nil, err
	}
	if err := eachLine(filepath.Join(corpora, "se-last-names.csv"), func(line string) { name, n := count(line); put(surnames, name, 4, n) }); err != nil {
		return nil, nil, err
	}
	for _, lang := range []string{"sv", "da", "no", "fi", "de", "en"} {
		err := eachLine(filepath.Join(lists, "faker-given-"+lang+".txt"), func(n string) {
			if lang != "en" && lang != "de" || counted[n] {
				put(given, n, 3, 0)
			}
		})
		if err != nil {
			return nil, nil, err
		}
		err = eachLine(filepath.Join(lists, "faker-surname-"+lang+".txt"), func(n string) {
			put(surnames, n, 4, 0)
			if lang == "en" || lang == "de" {
				foreign[strings.ToLower(n)] = true
			}
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return given, surnames, nil
}

func put(set map[string]int, name string, least, bearers int) {
	low := strings.ToLower(name)
	if utf8.RuneCountInString(low) >= least && !strings.ContainsFunc(low, func(r rune) bool { return !unicode.IsLetter(r) }) {
		set[low] += bearers
	}
}

// count reads name,number.
func count(line string) (name string, n int) {
	name, number, _ := strings.Cut(strings.ReplaceAll(line, `"`, ""), ",")
	if _, err := fmt.Sscan(number, &n); err != nil {
		return name, 0
	}
	return name, n
}

// commonWords counts the lower-case words outside of entities in the labelled text.
func commonWords(corpora string) (map[string]int, error) {
	counts := map[string]int{}
	for _, f := range []string{"sv-news-train.txt", "sv-talbanken-train.iob2", "da-ddt-train.iob2", "de-germeval-dev.tsv", "fi-turku-train.tsv",
		"en-ewt-dev-without-email.iob2", "en-stackoverflow-train.txt"} {
		err := eachLine(filepath.Join(corpora, f), func(line string) {
			cols := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ' ' })
			at := 0
			if strings.HasSuffix(f, ".iob2") || strings.HasPrefix(f, "de-") {
				at = 1
			}
			if len(cols) <= at+1 || cols[at+1] != "O" && cols[at+1] != "0" {
				return
			}
			w := cols[at]
			if strings.ToLower(w) == w && !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
				counts[w]++
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return counts, nil
}

func eachLine(file string, do func(string)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		do(strings.TrimSpace(in.Text()))
	}
	return in.Err()
}

func write(file string, lines []string) error {
	fmt.Println(file, len(lines))
	return os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}
