package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/axsensor/lethe/"

// allowed is the table of arrows: what each package may import of ours. A package that is not in it may import nothing
// of ours; cmd/lethe may import everything.
var allowed = map[string]string{
	"tickets/store/sqlite":             "tickets/store",
	"tickets/store/storetest":          "tickets/store",
	"tickets/store/mongo":              "tickets/store tickets/mongodb",
	"tickets/blob":                     "tickets/mongodb",
	"tickets/seal":                     "tickets/mongodb",
	"tickets/blob/blobtest":            "tickets/blob",
	"tickets/move":                     "tickets/store tickets/blob tickets/seal",
	"tickets":                          "tickets/store tickets/blob tickets/seal tickets/move tickets/lang tickets/prose tickets/extract",
	"tickets/demo":                     "tickets tickets/lang",
	"tickets/desktest":                 "tickets tickets/blob tickets/seal tickets/store/sqlite",
	"mailin/letter":                    "tickets/prose",
	"mailin":                           "mailin/letter tickets",
	"mailin/outbox":                    "mailin/letter tickets/lang tickets/prose tickets",
	"search":                           "tickets/lang tickets",
	"anonymizer/scrub":                 "tickets/lang anonymizer/tagger",
	"anonymizer/tagger":                "anonymizer/tagger/internal/chain anonymizer/tagger/internal/lexicon anonymizer/tagger/internal/trait",
	"anonymizer/tagger/internal/chain": "",
	"anonymizer/tagger/internal/trait": "anonymizer/tagger/internal/lexicon",
	"anonymizer/tagger/train":          "anonymizer/tagger anonymizer/tagger/internal/chain anonymizer/tagger/internal/lexicon anonymizer/tagger/internal/trait",
	"anonymizer":                       "anonymizer/scrub anonymizer/verify tickets/lang tickets",
	"web/page":                         "tickets/lang tickets/prose tickets",
	"web/page/pagetest":                "web/page tickets/lang tickets",
	"web/desk":                         "web/page search anonymizer tickets tickets/lang tickets/prose",
	"web/archive":                      "web/page search tickets tickets/lang",
	"web/portal":                       "web/page tickets tickets/lang",
	"web/api":                          "search anonymizer tickets",
	"web":                              "web/page web/desk web/archive web/portal web/api tickets tickets/lang",
}

// forTests may be imported by any test file.
const forTests = "tickets/store/sqlite tickets/store/mongo tickets/store/mongo/mongotest tickets/store/storetest tickets/blob/blobtest tickets/desktest mailin/localmail web/page/pagetest tickets tickets/blob tickets/seal tickets/lang web web/page anonymizer anonymizer/scrub"

func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		name, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours || name == "cmd/lethe" {
			continue
		}
		may := strings.Fields(allowed[name])
		for _, i := range p.Imports {
			if to, ours := strings.CutPrefix(i, module); ours && !slices.Contains(may, to) {
				t.Errorf("%s must not import %s", name, to)
			}
		}
		for _, i := range append(p.TestImports, p.XTestImports...) {
			to, ours := strings.CutPrefix(i, module)
			if ours && to != name && !slices.Contains(may, to) && !slices.Contains(strings.Fields(forTests), to) {
				t.Errorf("the tests of %s must not import %s", name, to)
			}
		}
	}
}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	var all []listed
	for {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 20 {
		t.Fatalf("only %d packages were listed", len(all))
	}
	return all
}
