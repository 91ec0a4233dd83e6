package lang

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	keyShape = regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9-]+)+$`)
	verb     = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?[a-zA-Z]`)
)

func TestEverySentenceStandsInBothLanguagesWithTheSameArguments(t *testing.T) {
	seen := map[string]int{}
	for i, table := range areas() {
		for key, s := range table {
			if other, twice := seen[key]; twice {
				t.Errorf("%s stands in table %d and in table %d", key, other, i)
			}
			seen[key] = i
			if !keyShape.MatchString(key) {
				t.Errorf("%s: a key is area.word in small letters", key)
			}
			check(t, key, s)
		}
	}
	if len(seen) != len(said) {
		t.Errorf("%d sentences in the tables, %d in the catalogue", len(seen), len(said))
	}
}

func check(t *testing.T, key string, s sentence) {
	t.Helper()
	if (s.sv1 == "") != (s.en1 == "") {
		t.Errorf("%s: one language has a singular, the other does not", key)
	}
	forms := map[string]string{"sv": s.sv, "en": s.en}
	if s.sv1 != "" {
		forms["sv1"], forms["en1"] = s.sv1, s.en1
	}
	for name, form := range forms {
		switch {
		case strings.TrimSpace(form) == "":
			t.Errorf("%s: %s is empty", key, name)
		case form != strings.TrimSpace(form) || strings.Contains(form, "  "):
			t.Errorf("%s: %s has a stray space", key, name)
		case strings.ContainsAny(form, "!"):
			t.Errorf("%s: %s calls out; Lethe does not", key, name)
		}
	}
	if a, b := verbs(s.sv), verbs(s.en); !slices.Equal(a, b) {
		t.Errorf("%s: Swedish wants %v, English %v", key, a, b)
	}
	if s.sv1 != "" && len(verbs(s.sv)) > 0 {
		// A singular may leave the number out, and nothing else.
		for _, one := range []string{s.sv1, s.en1} {
			if n := len(verbs(one)); n != len(verbs(s.sv)) && n != 0 && !strings.Contains(one, "%[") {
				t.Errorf("%s: the singular %q wants %d arguments", key, one, n)
			}
		}
	}
}

// verbs lists what a form wants, in the order of its arguments.
func verbs(form string) []string {
	var out []string
	for i, v := range verb.FindAllString(strings.ReplaceAll(form, "%%", ""), -1) {
		if !strings.Contains(v, "[") {
			v = fmt.Sprintf("%%[%d]%s", i+1, v[1:])
		}
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}
