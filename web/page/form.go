package page

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/axsensor/lethe/tickets"
)

// Form is what somebody filled in, and what was wrong with it. A page that holds one shows every field as it was typed.
type Form struct {
	Values   url.Values
	Problems tickets.Problems
}

// memory is how much of a form is held in memory: all of it, so that nothing of it is written to a disk unsealed. The body
// is bounded by its route.
const memory = 1 << 40

// ReadForm reads a posted form, urlencoded or multipart. A body over the route's limit is tickets.ErrTooLarge, with the
// fields that stood before its files; one that cannot be read is tickets.ErrInvalid.
func ReadForm(r *http.Request) (Form, error) {
	var err error
	parts := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
	if parts {
		err = r.ParseMultipartForm(memory)
	} else {
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge) && parts:
		return Form{Values: fieldsOf(r)}, tickets.ErrTooLarge
	case errors.As(err, &tooLarge):
		return Form{}, tickets.ErrTooLarge
	case err != nil:
		return Form{}, fmt.Errorf("%w: the form cannot be read", tickets.ErrInvalid)
	}
	return Form{Values: r.PostForm}, nil
}

// Get is the first value of a field without spaces around it.
func (f Form) Get(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// Has says whether a tick box or value was sent.
func (f Form) Has(name, value string) bool {
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Set fills a field, for a form that is shown with what is stored.
func (f *Form) Set(name, value string) {
	if f.Values == nil {
		f.Values = url.Values{}
	}
	f.Values.Set(name, value)
}

// Bad says whether anything was wrong.
func (f Form) Bad() bool { return len(f.Problems) > 0 }

// Refuse notes that a field is wrong; key is a sentence of lang.
func (f *Form) Refuse(field, key string, args ...any) {
	f.Problems = append(f.Problems, &tickets.Invalid{Field: field, Key: key, Args: args})
}

// Took reads the error of a verb: nil is true, and the form was accepted. An Invalid or Problems is noted on the fields
// and is false, nil: show the form again. Any other error is given back.
func (f *Form) Took(err error) (bool, error) {
	var many tickets.Problems
	var one *tickets.Invalid
	switch {
	case err == nil:
		return !f.Bad(), nil
	case errors.As(err, &many):
		f.Problems = append(f.Problems, many...)
	case errors.As(err, &one):
		f.Problems = append(f.Problems, one)
	default:
		return false, err
	}
	return false, nil
}

// problem is the first thing wrong with a field, nil when it is fine.
func (f Form) problem(field string) *tickets.Invalid {
	for _, p := range f.Problems {
		if p.Field == field {
			return p
		}
	}
	return nil
}

// Wrong says whether a field was refused.
func (f Form) Wrong(field string) bool { return f.problem(field) != nil }

// Rename moves what was wrong with one field of a verb to the field of the form that it came from.
func (f *Form) Rename(from, to string) {
	for _, p := range f.Problems {
		if p.Field == from {
			p.Field = to
		}
	}
}

// Option is one choice of a select.
type Option struct{ Value, Text string }

// input is what the parts field, area, choice and tick draw.
type input struct {
	ID, Name, Value string
	Label           string
	Hint, Error     string
	Class           string
	Kind            string
	Attrs           template.HTMLAttr
	Describe        string
	Options         []Option
	Checked         bool
	Quiet           bool
	HideLabel       bool
}

// plain lists the attributes that a field may be given besides id, class, hint and type.
var plain = map[string]bool{"autocomplete": true, "inputmode": true, "placeholder": true, "maxlength": true, "min": true, "max": true,
	"step": true, "rows": true, "accept": true, "spellcheck": true, "pattern": true, "autofocus": true, "multiple": true,
	"required": true, "readonly": true, "disabled": true, "list": true, "size": true, "form": true, "lang": true, "dir": true}

func isPlain(name string) bool { return plain[name] || strings.HasPrefix(name, "data-") }

// attributes writes name and value pairs for an element; an attribute with an empty value is a bare one if it is a flag.
func attributes(pairs []string) (template.HTMLAttr, error) {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if !isPlain(pairs[i]) {
			return "", fmt.Errorf("a field has no option %q", pairs[i])
		}
		fmt.Fprintf(&b, ` %s="%s"`, template.HTMLEscapeString(pairs[i]), template.HTMLEscapeString(pairs[i+1]))
	}
	return template.HTMLAttr(b.String()), nil
}
