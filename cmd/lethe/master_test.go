package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestACommandForTheMasterKeyThatFails is told with its program's name, how it ended and what it complained of, and with
// nothing else of its line: that may hold a secret. So are the settings.
func TestACommandForTheMasterKeyThatFails(t *testing.T) {
	at := map[string]string{"data": filepath.Join(t.TempDir(), "data")}
	for line, want := range map[string][2]string{
		`sh -c 'echo HEMLIG; printf "no\033[1m luck\nat all" >&2; exit 3' HEMLIG`: {"Programmet sh, som ska ge huvudnyckeln, slutade med status 3. Utan den går ingenting att läsa. Programmet skrev: no [1m luck at all\n",
			"The program sh, which is to give the master key, ended with status 3. Without it nothing can be read. The program printed: no [1m luck at all\n"},
		`true HEMLIG`:           {"Programmet true, som ska ge huvudnyckeln, skrev ingenting.", "The program true, which is to give the master key, printed nothing."},
		`/no/such/vault HEMLIG`: {"Programmet /no/such/vault, som ska ge huvudnyckeln, gick inte att köra: filen finns inte (", "The program /no/such/vault, which is to give the master key, could not be run: the file does not exist ("},
		`echo HEMLIG`:           {"Huvudnyckeln passar inte (", "The master key does not fit ("},
	} {
		at["master"] = "command:" + line
		for i, locale := range []string{"sv_SE.UTF-8", "C"} {
			if code, said := letheIn(t, locale, at, "serve", "--listen", "127.0.0.1:0"); code != 1 || !strings.Contains(said, want[i]) || strings.Contains(said, "HEMLIG") {
				t.Errorf("%s: %d %s\nwant %s", line, code, said, want[i])
			}
			program, _, _ := strings.Cut(line, " ")
			if code, said := letheIn(t, locale, at, "config"); code != 0 || strings.Contains(said, "HEMLIG") || !strings.Contains(said, "master = command: "+program+" …") {
				t.Errorf("config: %d %s", code, said)
			}
		}
	}
}
