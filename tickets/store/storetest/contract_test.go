package storetest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContractNamesItsTests: each test that the contract's prose names is in the suite, and each of the suite is named.
func TestContractNamesItsTests(t *testing.T) {
	prose, err := os.ReadFile("../contract.go")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(strings.ReplaceAll(string(prose), "\n//", " ")), " ")
	named := map[string]bool{}
	for _, m := range regexp.MustCompile(`\[([a-z]+: [^\]]+)\]`).FindAllStringSubmatch(text, -1) {
		named[m[1]] = true
	}
	for _, g := range groups() {
		for _, test := range g.tests {
			name := g.name + ": " + test.name
			if !named[name] {
				t.Errorf("no promise of the contract names the test %q", name)
			}
			delete(named, name)
		}
	}
	for _, m := range regexp.MustCompile(`\[([a-z]+) (Test\w+)\]`).FindAllStringSubmatch(text, -1) {
		if !hasTest(t, m[1], m[2]) {
			t.Errorf("the contract names %s, which is no test of %s", m[2], m[1])
		}
	}
	for name := range named {
		t.Errorf("the contract names %q, which is no test of the suite", name)
	}
}

// hasTest says whether an engine's package has a test of its own by that name.
func hasTest(t *testing.T, engine, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", engine, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
