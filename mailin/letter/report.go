package letter

import (
	"encoding/json"
	"strings"
	"time"
)

// Record is a letter in the form that "lethe letter --json" prints, one object a line. The form is fixed.
type Record struct {
	File        string          `json:"file"`
	From        []RecordAddress `json:"from"`
	To          []RecordAddress `json:"to"`
	Cc          []RecordAddress `json:"cc"`
	ReplyTo     []RecordAddress `json:"reply_to"`
	Subject     string          `json:"subject"`
	Date        *string         `json:"date"` // RFC 3339
	MessageID   string          `json:"message_id"`
	InReplyTo   []string        `json:"in_reply_to"`
	References  []string        `json:"references"`
	Text        string          `json:"text"`
	HTML        string          `json:"html"`
	Attachments []RecordFile    `json:"attachments"`
	Parts       []RecordPart    `json:"parts"`
	Kind        Kind            `json:"kind"`
	Defects     []string        `json:"defects"`
}

// RecordAddress is one address of a Record.
type RecordAddress struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// RecordFile is one attachment of a Record; the size is in bytes, decoded.
type RecordFile struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int    `json:"size"`
	Inline bool   `json:"inline"`
}

// RecordPart is a stretch of the text of a Record, in bytes.
type RecordPart struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Kind  string `json:"kind"`
}

// Report parses a mail into a Record. No list in it is nil, so that none is printed as null.
func Report(file string, raw []byte) Record {
	l := Parse(raw)
	r := Record{
		File: strings.ToValidUTF8(file, "\uFFFD"), From: reported(l.From), To: reported(l.To), Cc: reported(l.Cc), ReplyTo: reported(l.ReplyTo),
		Subject: l.Subject, MessageID: l.MessageID, InReplyTo: append([]string{}, l.InReplyTo...), References: append([]string{}, l.References...),
		Text: l.Text, HTML: l.HTML, Attachments: []RecordFile{}, Parts: []RecordPart{}, Kind: l.Kind, Defects: append([]string{}, l.Defects...),
	}
	if !l.Date.IsZero() {
		d := l.Date.Format(time.RFC3339)
		r.Date = &d
	}
	for _, f := range l.Files {
		r.Attachments = append(r.Attachments, RecordFile{Name: f.Name, Type: f.Type, Size: len(f.Data), Inline: f.Inline})
	}
	for _, p := range l.Parts {
		r.Parts = append(r.Parts, RecordPart(p))
	}
	return r
}

func reported(list []Address) []RecordAddress {
	out := make([]RecordAddress, 0, len(list))
	for _, a := range list {
		out = append(out, RecordAddress(a))
	}
	return out
}

// Line is the record as one line of JSON with its line end. Characters such as "<" are not escaped.
func (r Record) Line() ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}
