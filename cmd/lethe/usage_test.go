package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/axsensor/lethe/tickets/lang"
)

// typed runs a command line in a language and returns its status and everything that it said.
func typed(t *testing.T, l lang.Lang, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := run(t.Context(), args, []string{"LANG=" + string(l) + "_SE.UTF-8", "LETHE_DATA=" + filepath.Join(t.TempDir(), "none")}, strings.NewReader(""), &out, &out)
	return code, out.String()
}

func TestEveryCommandTellsHowItIsUsed(t *testing.T) {
	var c cli
	parser, err := kong.New(&c, kong.Name("lethe"))
	if err != nil {
		t.Fatal(err)
	}
	nodes := append([]*kong.Node{parser.Model.Node, parser.Model.Children[0]}, parser.Model.Leaves(true)...)
	if len(nodes) < 12 {
		t.Fatalf("only %d commands", len(nodes))
	}
	for _, n := range nodes {
		said := map[lang.Lang]string{}
		for _, l := range lang.Spoken() {
			code, help := typed(t, l, append(strings.Fields(n.Path()), "--help")...)
			said[l] = help
			if code != 0 || strings.Contains(help, "⟦") || !strings.HasPrefix(help, l.T("usage.use")+" "+n.FullPath()) || !strings.Contains(help, l.T(about(n))) {
				t.Errorf("%s in %s: %d %s", n.FullPath(), l, code, help)
			}
			for _, part := range append(arguments(l, n), append(commands(l, n), flags(l, n)...)...) {
				if !strings.Contains(help, part[0]) || !strings.Contains(help, part[1]) {
					t.Errorf("%s in %s does not tell of %s: %s", n.FullPath(), l, part[0], help)
				}
			}
		}
		if said[lang.SV] == said[lang.EN] {
			t.Errorf("%s is the same in both languages: %s", n.FullPath(), said[lang.SV])
		}
	}
}

func TestWrongUsageIsSaidInTheReadersLanguage(t *testing.T) {
	folder := t.TempDir()
	for _, c := range []struct{ line, sv, en string }{
		{"", "Ett kommando saknas. Välj demo, serve, config, import,", "A command is missing. Choose demo, serve, config, import,"},
		{"frobnicate", "frobnicate förstås inte här.", "frobnicate is not understood here."},
		{"serv", "Menade du serve?", "Did you mean serve?"},
		{"version extra", "extra förstås inte här.\nlethe version --help", "extra is not understood here.\nlethe version --help"},
		{"import", "<kind> <file> saknas.\nlethe import --help visar mer.", "<kind> <file> is missing.\nlethe import --help shows more."},
		{"import units", "<file> saknas.", "<file> is missing."},
		{"import things x.csv", `<kind> är "things", men ska vara products, units.`, `<kind> is "things", but must be products, units.`},
		{"forget --dry", "Flaggan --dry finns inte. Menade du --dry-run?", "There is no flag --dry. Did you mean --dry-run?"},
		{"serve --port 80", "Flaggan --port finns inte.\nlethe serve --help", "There is no flag --port.\nlethe serve --help"},
		{"serve --listen", "--listen behöver ett värde.", "--listen needs a value."},
		{"demo --scale much", `--scale förstår inte "much".`, `--scale does not understand "much".`},
		{"keys", "Ett kommando saknas. Välj status, rotate.", "A command is missing. Choose status, rotate."},
		{"letter", "<file> ... saknas.", "<file> ... is missing."},
		{"--config /nowhere.toml serve", "--config: filen /nowhere.toml finns inte.", "--config: there is no file /nowhere.toml."},
		{"--config " + folder + " serve", "--config: " + folder + " är en mapp, inte en fil.", "--config: " + folder + " is a folder, not a file."},
	} {
		for l, want := range map[lang.Lang]string{lang.SV: c.sv, lang.EN: c.en} {
			if code, said := typed(t, l, strings.Fields(c.line)...); code != 2 || !strings.HasPrefix(said, "lethe: ") || !strings.Contains(said, want) {
				t.Errorf("lethe %s in %s: %d %s\nwant %s", c.line, l, code, said, want)
			}
		}
	}
}

func TestFilesThatAreNotThereAreNamed(t *testing.T) {
	folder := t.TempDir()
	gone := filepath.Join(folder, "borta.eml")
	letter := filepath.Join(folder, "brev.eml")
	if err := os.WriteFile(letter, []byte("From: Planterad <planterad@kund.example>\r\nSubject: Drift\r\n\r\nHej\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"import", "units", gone}, "Filen " + gone + " finns inte."},
		{[]string{"import", "units", folder}, folder + " är en mapp, inte en fil."},
		{[]string{"letter", gone, letter}, "Filen " + gone + " finns inte."},
		{[]string{"forget"}, "Det finns ingen installation i"},
	} {
		code, said := typed(t, lang.SV, c.args...)
		if code != 1 || !strings.Contains(said, c.want) {
			t.Errorf("%v: %d %s\nwant %s", c.args, code, said, c.want)
		}
		if c.args[0] == "letter" && !strings.Contains(said, "Drift") {
			t.Errorf("one file that is gone took the other with it: %s", said)
		}
	}
}
