package tickets

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
)

// Personal is text that can be linked to a person. It prints, logs and formats as •••, and refuses to be marshalled:
// only the codec of this package may store it. Reveal is the one way out.
type Personal struct{ s string }

// P marks s as personal.
func P(s string) Personal { return Personal{s} }

const masked = "•••"

var errPersonal = errors.New("personal text must not be marshalled outside the codec")

// Reveal returns the text itself. Each call is a place where personal text leaves the domain.
func (p Personal) Reveal() string { return p.s }

// IsZero says whether there is no text.
func (p Personal) IsZero() bool { return p.s == "" }

// Len is the length of the text in bytes.
func (p Personal) Len() int { return len(p.s) }

func (p Personal) String() string               { return masked }
func (p Personal) GoString() string             { return masked }
func (p Personal) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(masked)) }
func (p Personal) LogValue() slog.Value         { return slog.StringValue(masked) }
func (p Personal) MarshalJSON() ([]byte, error) { return nil, errPersonal }
func (p Personal) MarshalText() ([]byte, error) { return nil, errPersonal }
func (p Personal) MarshalBSONValue() (byte, []byte, error) {
	return 0, nil, errPersonal
}

// UnmarshalBSONValue refuses as MarshalBSONValue does.
func (p *Personal) UnmarshalBSONValue(byte, []byte) error { return errPersonal }

var personalType = reflect.TypeFor[Personal]()

// reveal turns a list of personal texts into plain ones.
func reveal(ps []Personal) []string {
	out := make([]string, 0, len(ps))
	for _, p := range ps {
		if p.s != "" {
			out = append(out, p.s)
		}
	}
	return out
}
