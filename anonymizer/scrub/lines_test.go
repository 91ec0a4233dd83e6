package scrub_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/axsensor/lethe/anonymizer/scrub"
)

// TestLinesAnswerEachLine holds that every line that is not blank has one answer, in order, whatever it is.
func TestLinesAnswerEachLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"id":1,"text":"Mvh Anna"}`, `{"id":1,"text":"Mvh [person]","spans":[{"start":4,"end":8,"kind":"person","layer":"found"}]}`},
		{"\ufeff" + `{"id":"å","text":""}` + "\r", `{"id":"å","text":"","spans":[]}`},
		{`{"text":"Fel E-47."}`, `{"text":"Fel E-47.","spans":[]}`},
		{`{"id":{"a":[1]},"text":"ok","known":null,"lang":null,"more":1}`, `{"id":{"a":[1]},"text":"ok","spans":[]}`},
		{`{"id":9007199254740993}`, `{"id":9007199254740993,"error":"not an object with a text: \"text\" is missing"}`},
		{`{"id":3,"text":5}`, `{"id":3,"error":"not an object with a text: \"text\" must not be number"}`},
		{`{"id":4,"text":"a","known":{"names":"Anna"}}`, `{"id":4,"error":"not an object with a text: \"known.names\" must not be string"}`},
		{`null`, `{"error":"not an object with a text: \"text\" is missing"}`},
		{`Mvh Anna`, `{"error":"not an object with a text: not valid JSON"}`},
		{`{"id":5,"text":"a"} b`, `{"error":"not an object with a text: not valid JSON"}`},
	} {
		var out bytes.Buffer
		if err := scrub.Lines(context.Background(), strings.NewReader("\n"+c.in+"\n \n"), &out, scrubber()); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(out.String(), "\n"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}
