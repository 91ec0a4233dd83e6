package letter

import (
	"strings"
	"time"
)

// Calendar is what an invitation, a cancellation or an answer to one tells (RFC 5545, RFC 5546).
type Calendar struct {
	Method      string // REQUEST, REPLY, CANCEL …; "" if none
	Summary     string
	Start, End  time.Time
	AllDay      bool
	Zone        string // TZID of the start, "" for UTC; Start is the local time there
	Location    string
	Organizer   string
	Description string
}

// calendar reads a calendar part and keeps it as a file.
func (r *reading) calendar(n *node) {
	data := r.transfer(n)
	if n.name == "" {
		n.name = "invite.ics"
	}
	r.attach(n, data)
	text, _ := decode(data, n.params["charset"])
	c := parseCalendar(text)
	if c.Method == "" {
		c.Method = strings.ToUpper(n.params["method"])
	}
	if r.Meeting == nil {
		r.Meeting = c
	}
}

// parseCalendar reads the first event, task or journal entry.
func parseCalendar(text string) *Calendar {
	c := &Calendar{}
	text = strings.ReplaceAll(lines(text), "\n ", "")
	text = strings.ReplaceAll(text, "\n\t", "")
	inside := false
	for l := range strings.SplitSeq(text, "\n") {
		name, value, ok := cutProperty(strings.TrimSpace(l))
		if !ok {
			continue
		}
		key, params, _ := strings.Cut(name, ";")
		switch key = strings.ToUpper(key); {
		case key == "METHOD":
			c.Method = strings.ToUpper(value)
		case key == "BEGIN":
			inside = value == "VEVENT" || value == "VTODO" || value == "VJOURNAL"
		case key == "END" && (value == "VEVENT" || value == "VTODO" || value == "VJOURNAL"):
			return c
		case inside:
			c.set(key, params, value)
		}
	}
	return c
}

// cutProperty splits "NAME;PARAM=\"a:b\":value" at the colon that is not quoted.
func cutProperty(l string) (name, value string, ok bool) {
	quoted := false
	for i := range len(l) {
		switch {
		case l[i] == '"':
			quoted = !quoted
		case l[i] == ':' && !quoted:
			return l[:i], l[i+1:], true
		}
	}
	return "", "", false
}

func (c *Calendar) set(key, params, value string) {
	switch key {
	case "SUMMARY":
		c.Summary = unescape(value)
	case "LOCATION":
		c.Location = unescape(value)
	case "DESCRIPTION":
		c.Description = unescape(value)
	case "ORGANIZER":
		c.Organizer = strings.TrimPrefix(strings.TrimPrefix(value, "mailto:"), "MAILTO:")
		if _, cn, ok := strings.Cut(params, "CN="); ok {
			cn, _, _ = strings.Cut(cn, ";")
			c.Organizer = strings.Trim(cn, `"`) + " <" + c.Organizer + ">"
		}
	case "DTSTART":
		c.Start, c.AllDay, c.Zone = icalTime(params, value)
	case "DTEND", "DUE":
		c.End, _, _ = icalTime(params, value)
	}
}

// unescape undoes RFC 5545 section 3.3.11.
func unescape(s string) string {
	return strings.TrimSpace(strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(s))
}

// icalTime reads a date or a time. A time in a named zone stays local and bears the name: the zones' rules are not
// part of this package.
func icalTime(params, value string) (t time.Time, allDay bool, zone string) {
	if _, id, ok := strings.Cut(params, "TZID="); ok {
		id, _, _ = strings.Cut(id, ";")
		zone = strings.Trim(id, `"`)
	}
	value = strings.TrimSpace(value)
	for _, layout := range []string{"20060102T150405Z", "20060102T150405", "20060102T1504"} {
		if t, err := time.Parse(layout, value); err == nil {
			return t, false, zone
		}
	}
	t, err := time.Parse("20060102", value)
	return t, err == nil, ""
}

// String is the meeting as text: what, when, where, who, and the description, without words of any language.
func (c *Calendar) String() string {
	var b strings.Builder
	add := func(s string) {
		if s != "" {
			b.WriteString(s + "\n")
		}
	}
	add(c.Summary)
	add(c.when())
	add(c.Location)
	add(c.Organizer)
	if c.Description != "" {
		b.WriteString("\n" + c.Description)
	}
	return strings.TrimSpace(b.String())
}

func (c *Calendar) when() string {
	if c.Start.IsZero() {
		return ""
	}
	if c.AllDay {
		s := c.Start.Format("2006-01-02")
		if last := c.End.AddDate(0, 0, -1); last.After(c.Start) { // the end is exclusive
			s += " – " + last.Format("2006-01-02")
		}
		return s
	}
	s := c.Start.Format("2006-01-02 15:04")
	switch {
	case c.End.IsZero() || c.End.Equal(c.Start):
	case c.End.Format("2006-01-02") == c.Start.Format("2006-01-02"):
		s += "–" + c.End.Format("15:04")
	default:
		s += " – " + c.End.Format("2006-01-02 15:04")
	}
	if c.Zone != "" {
		return s + " (" + c.Zone + ")"
	}
	return s + " (" + c.Start.Format("MST") + ")"
}
