package scrub_test

import (
	"testing"

	"github.com/axsensor/lethe/anonymizer/scrub"
)

func TestResistancesStay(t *testing.T) {
	for _, text := range []string{"Isolationsmätning gav 1,8 MΩ mot skärm.", "Insulation measured 1.3 M\u2126 to shield.", "Resistansen är 12 kΩ i ledaren, normalt under 5 Ω."} {
		if r := check(t, scrub.Input{Text: text, Lang: "sv"}); r.Text != text {
			t.Errorf("%q became %q", text, r.Text)
		}
	}
}
