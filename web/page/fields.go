package page

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/axsensor/lethe/tickets"
)

// field draws an input with its label, hint and error:
//
//	{{field .Form "mail" "form.mail" "type" "email" "autocomplete" "email" "hint" "form.mail.hint"}}
//
// The name is the input's name, and its id unless "id" is given. Options are pairs: type, class, id, hint (a sentence's
// key), value (instead of the form's), "hidelabel" "yes", and any plain attribute of an input.
func (s *speaker) field(f Form, name, label string, options ...string) (template.HTML, error) {
	in, err := s.input(f, name, label, options)
	if err != nil {
		return "", err
	}
	if in.Kind == "password" || in.Kind == "file" {
		in.Value = "" // never written back
	}
	return s.part("field", in)
}

// area is field for running text.
func (s *speaker) area(f Form, name, label string, options ...string) (template.HTML, error) {
	in, err := s.input(f, name, label, options)
	if err != nil {
		return "", err
	}
	in.Kind = "area"
	return s.part("field", in)
}

// choice is a select; pick is the quiet one of side panels, to stand in .facts without a field around it.
func (s *speaker) choice(f Form, name, label string, choices []Option, options ...string) (template.HTML, error) {
	in, err := s.input(f, name, label, options)
	if err != nil {
		return "", err
	}
	in.Kind, in.Options = "select", choices
	return s.part("field", in)
}

func (s *speaker) pick(f Form, name, label string, choices []Option, options ...string) (template.HTML, error) {
	in, err := s.input(f, name, label, options)
	if err != nil {
		return "", err
	}
	in.Options = choices
	return s.part("pick", in)
}

// tick is a tick box, or with "type" "radio" one of several; value is what it sends.
func (s *speaker) tick(f Form, name, value, label string, options ...string) (template.HTML, error) {
	in, err := s.input(f, name, label, options)
	if err != nil {
		return "", err
	}
	if in.Kind != "radio" {
		in.Kind = "checkbox"
	}
	in.Value, in.Checked = value, f.Has(name, value)
	return s.part("tick", in)
}

func option(value, text string) Option { return Option{value, text} }

func (s *speaker) input(f Form, name, label string, options []string) (input, error) {
	if len(options)%2 != 0 {
		return input{}, fmt.Errorf("field %s: options come in pairs", name)
	}
	in := input{ID: name, Name: name, Value: f.Values.Get(name), Label: s.l.T(label), Kind: "text"}
	var rest []string
	for i := 0; i < len(options); i += 2 {
		switch k, v := options[i], options[i+1]; k {
		case "id":
			in.ID = v
		case "type":
			in.Kind = v
		case "class":
			in.Class = v
		case "hint":
			in.Hint = s.l.T(v)
		case "hinttext":
			in.Hint = v
		case "value":
			in.Value = v
		case "hidelabel":
			in.HideLabel = true
		default:
			rest = append(rest, k, v)
		}
	}
	var err error
	if in.Attrs, err = attributes(rest); err != nil {
		return in, fmt.Errorf("field %s: %w", name, err)
	}
	if p := f.problem(name); p != nil {
		in.Error = s.l.T(p.Key, plainArgs(p.Args)...)
	}
	in.Describe = describedBy(in)
	return in, nil
}

// describedBy names the hint and the error of a field, in the order in which they stand.
func describedBy(in input) string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.ID+"-h")
	}
	if in.Error != "" {
		ids = append(ids, in.ID+"-e")
	}
	return strings.Join(ids, " ")
}

// errorLine is one line of the summary.
type errorLine struct{ Href, Text string }

// errors draws the summary of everything wrong with a form, each line leading to its field; nothing when all is well.
// It stands before the form and takes the focus.
func (s *speaker) errors(f Form) (template.HTML, error) {
	if !f.Bad() {
		return "", nil
	}
	var lines []errorLine
	for _, p := range f.Problems {
		line := errorLine{Text: s.l.T(p.Key, plainArgs(p.Args)...)}
		if p.Field != "" {
			line.Href = "#" + p.Field
		}
		lines = append(lines, line)
	}
	return s.part("errors", struct {
		Title string
		Lines []errorLine
	}{s.l.N("page.errors", len(lines)), lines})
}

// control is a button or a link that looks like one.
type control struct {
	Text, Class, Key, Shown string
	Name, Value, Kind, Href string
	Label, Icon             string
	Busy                    string
	Attrs                   template.HTMLAttr
}

// button draws a button that sends its form:
//
//	{{btn "desk.solve" "name" "do" "value" "solve" "class" "first" "key" "e"}}
//
// Options: class (first, quiet, risk, square), name, value, type (button, if it sends nothing), key (the key it answers
// to, shown on it), icon, label (what a screen reader says, a sentence's key), and any plain attribute or formaction.
func (s *speaker) button(text string, options ...string) (template.HTML, error) {
	c, err := s.control(text, options)
	if err != nil {
		return "", err
	}
	return s.part("btn", c)
}

// link is btn for a link: {{link "page.showmore" "/tickets?after=x"}}.
func (s *speaker) link(text, href string, options ...string) (template.HTML, error) {
	c, err := s.control(text, options)
	if err != nil {
		return "", err
	}
	c.Href = href
	return s.part("link", c)
}

func (s *speaker) control(text string, options []string) (control, error) {
	if len(options)%2 != 0 {
		return control{}, fmt.Errorf("button %s: options come in pairs", text)
	}
	c := control{Kind: "submit"}
	if text != "" {
		c.Text = s.l.T(text)
	}
	var b strings.Builder
	for i := 0; i < len(options); i += 2 {
		switch k, v := options[i], options[i+1]; k {
		case "class":
			c.Class = " " + v
		case "name":
			c.Name = v
		case "value":
			c.Value = v
		case "type":
			c.Kind = v
		case "key":
			c.Key, c.Shown = v, shownKey(v)
		case "icon":
			c.Icon = v
		case "label":
			c.Label = s.l.T(v)
		case "id", "formaction", "formmethod", "aria-expanded", "aria-pressed", "aria-controls", "aria-current":
			fmt.Fprintf(&b, ` %s="%s"`, k, template.HTMLEscapeString(v))
		default:
			if !isPlain(k) {
				return c, fmt.Errorf("button %s: no option %q", text, k)
			}
			fmt.Fprintf(&b, ` %s="%s"`, k, template.HTMLEscapeString(v))
		}
	}
	c.Attrs = template.HTMLAttr(b.String())
	return c, nil
}

// shownKey writes a key as it stands on a keyboard: "c" is C, "R" is ⇧ R, "ctrl+enter" is Ctrl ↵.
func shownKey(k string) string {
	names := map[string]string{"ctrl": "Ctrl", "shift": "⇧", "alt": "Alt", "enter": "↵", "escape": "Esc", "up": "↑", "down": "↓"}
	var out []string
	for part := range strings.FieldsFuncSeq(k, func(r rune) bool { return r == '+' || r == ' ' }) {
		switch {
		case names[part] != "":
			out = append(out, names[part])
		case len(part) == 1 && part != strings.ToLower(part):
			out = append(out, "⇧", part)
		default:
			out = append(out, strings.ToUpper(part))
		}
	}
	return strings.Join(out, " ")
}

// Choices makes the options of a select from values and a sentence prefix: Choices(r, "priority.", "high") speaks
// "priority.high".
func Choices[S ~string](r Reader, prefix string, values ...S) []Option {
	var out []Option
	for _, v := range values {
		out = append(out, Option{string(v), r.Lang.T(prefix + string(v))})
	}
	return out
}

// StatusChoices are the statuses that an engineer may set, in the reader's words.
func StatusChoices(r Reader) []Option { return Choices(r, "status.", tickets.Statuses()...) }

// PriorityChoices are the priorities in the reader's words.
func PriorityChoices(r Reader) []Option { return Choices(r, "priority.", tickets.Priorities()...) }
