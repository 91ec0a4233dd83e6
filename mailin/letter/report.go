package letter

import (
	"encoding/json"
	"strings"
	"time"
)

// Report is a letter in the form that "lethe letter --json" prints, one object a line. The form is fixed.
type Report struct {
	File        string          `json:"file"`
	From        []ReportAddress `json:"from"`
	To          []ReportAddress `json:"to"`
	Cc          []ReportAddress `json:"cc"`
	ReplyTo     []ReportAddress `json:"reply_to"`
	Subject     string          `json:"subject"`
	Date        *string         `json:"date"` // RFC 3339
	MessageID   string          `json:"message_id"`
	InReplyTo   []string        `json:"in_reply_to"`
	References  []string        `json:"references"`
	Text        string          `json:"text"`
	HTML        string          `json:"html"`
	Attachments []ReportFile    `json:"attachments"`
	Parts       []ReportPart    `json:"parts"`
	Kind        Kind            `json:"kind"`
	Defects     []string        `json:"defects"`
}

// ReportAddress is one address of a Report.
type ReportAddress struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// ReportFile is one attachment of a Report; the size is in bytes, decoded.
type ReportFile struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int    `json:"size"`
	Inline bool   `json:"inline"`
}

// ReportPart is a stretch of the text of a Report, in bytes.
type ReportPart struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Kind  string `json:"kind"`
}

// NewReport parses a mail for a Report. No list in it is nil.
func NewReport(file string, raw []byte) Report {
	l := Parse(raw)
	r := Report{
		File: strings.ToValidUTF8(file, "\uFFFD"), From: reported(l.From), To: reported(l.To), Cc: reported(l.Cc), ReplyTo: reported(l.ReplyTo),
		Subject: l.Subject, MessageID: l.MessageID, InReplyTo: append([]string{}, l.InReplyTo...), References: append([]string{}, l.References...),
		Text: l.Text, HTML: l.HTML, Attachments: []ReportFile{}, Parts: []ReportPart{}, Kind: l.Kind, Defects: append([]string{}, l.Defects...),
	}
	if !l.Date.IsZero() {
		d := l.Date.Format(time.RFC3339)
		r.Date = &d
	}
	for _, f := range l.Files {
		r.Attachments = append(r.Attachments, ReportFile{Name: f.Name, Type: f.Type, Size: len(f.Data), Inline: f.Inline})
	}
	for _, p := range l.Parts {
		r.Parts = append(r.Parts, ReportPart(p))
	}
	return r
}

func reported(list []Address) []ReportAddress {
	out := make([]ReportAddress, 0, len(list))
	for _, a := range list {
		out = append(out, ReportAddress(a))
	}
	return out
}

// Line is the report as one line of JSON with its line end. Characters such as "<" are not escaped.
func (r Report) Line() ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}
