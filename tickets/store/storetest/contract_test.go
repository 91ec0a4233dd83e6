package storetest

import (
	"os"
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
	for name := range named {
		t.Errorf("the contract names %q, which is no test of the suite", name)
	}
}
