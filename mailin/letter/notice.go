package letter

import (
	"bytes"
	"regexp"
	"strings"
)

// Notice is what a delivery status notification (RFC 3464), a receipt (RFC 8098) or a complaint (RFC 5965) tells. Of
// several recipients it is about the one who fared worst.
type Notice struct {
	Action      string // failed, delayed, delivered, relayed, expanded; "" if it is not told
	Status      string // enhanced code such as 5.1.1
	Recipient   string
	Diagnostic  string
	EnvelopeID  string
	Disposition string   // of a receipt, such as displayed or deleted
	MessageIDs  []string // of the letter it is about
	Subject     string   // of that letter
}

// message reads a part that holds a letter or a report about one.
func (r *reading) message(n, parent *node) []block {
	data := r.transfer(n)
	switch n.kind {
	case "message/delivery-status", "message/global-delivery-status":
		r.attach(n, data)
		r.deliveryStatus(data)
		return nil
	case "message/disposition-notification", "message/global-disposition-notification", "message/feedback-report":
		r.attach(n, data)
		r.disposition(data)
		return nil
	case "text/rfc822-headers", "message/global-headers":
		r.attach(n, data)
		fields, _ := (&reading{Letter: &Letter{}}).readFields(bytes.TrimLeft(data, "\r\n"))
		r.about(fields)
		return nil
	case "message/rfc822", "message/global", "message/news", "text/rfc822":
		return r.nested(n, parent, data)
	}
	r.attach(n, data)
	return nil
}

// nested opens a letter within the letter.
func (r *reading) nested(n, parent *node, data []byte) []block {
	if r.depth >= maxNested {
		r.defect("nested-too-deep")
		r.attach(n, data)
		return nil
	}
	inner := parse(data, r.depth+1)
	if n.name == "" {
		n.name = strings.NewReplacer("/", "-", `\`, "-").Replace(inner.Subject)
		if n.name != "" && !strings.HasSuffix(strings.ToLower(n.name), ".eml") {
			n.name += ".eml"
		}
	}
	r.attach(n, data)
	r.Nested = append(r.Nested, inner)
	kind := Forward
	if parent.kind == "multipart/report" {
		kind = Quote
		r.about(inner.Fields)
	}
	b := block{text: headerText(inner) + "\n\n" + inner.Text, plain: true, kind: kind}
	return []block{b}
}

// headerText writes the header of a letter within as people read it.
func headerText(l *Letter) string {
	var b strings.Builder
	write := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	write("From", listText(l.From))
	if !l.Date.IsZero() {
		write("Date", l.Date.Format("2006-01-02 15:04"))
	}
	write("To", listText(l.To))
	write("Cc", listText(l.Cc))
	write("Subject", l.Subject)
	return strings.TrimRight(b.String(), "\n")
}

func listText(list []Address) string {
	var b strings.Builder
	for i, a := range list {
		if i == 10 {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		switch {
		case a.Name == "":
			b.WriteString(a.Address)
		case a.Address == "":
			b.WriteString(a.Name)
		default:
			b.WriteString(a.Name + " <" + a.Address + ">")
		}
	}
	return b.String()
}

func (r *reading) notice() *Notice {
	if r.Report == nil {
		r.Report = &Notice{}
	}
	return r.Report
}

// about notes which letter a report is about.
func (r *reading) about(fields []Field) {
	n := r.notice()
	if id := messageID(first(fields, "Message-ID")); id != "" {
		n.addID(id)
	}
	if n.Subject == "" {
		n.Subject = decodeHeader(first(fields, "Subject"), r.charset)
	}
}

func (n *Notice) addID(id string) {
	for _, have := range n.MessageIDs {
		if have == id {
			return
		}
	}
	if id != "" && len(n.MessageIDs) < 50 {
		n.MessageIDs = append(n.MessageIDs, id)
	}
}

// deliveryStatus reads the groups of fields of RFC 3464 section 2: one for the letter, one for each recipient.
func (r *reading) deliveryStatus(data []byte) {
	n := r.notice()
	scratch := &reading{Letter: &Letter{}}
	worst := -1
	for groups := 0; len(data) > 0 && groups < 2000; groups++ {
		data = bytes.TrimLeft(data, "\r\n \t")
		var fields []Field
		before := len(data)
		fields, data = scratch.readFields(data)
		if len(data) == before {
			return
		}
		if v := first(fields, "Original-Envelope-Id"); v != "" {
			n.EnvelopeID = tidy(v)
		}
		n.addID(messageID(first(fields, "X-Original-Message-ID")))
		action, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(stripComments(first(fields, "Action")))), " ")
		status := statusCode.FindString(first(fields, "Status"))
		if action == "" && status == "" && first(fields, "Final-Recipient") == "" {
			continue
		}
		if grave := gravity(action, status); grave > worst {
			worst = grave
			n.Action, n.Status = action, status
			n.Recipient = typed(first(fields, "Final-Recipient"))
			if o := typed(first(fields, "Original-Recipient")); n.Recipient == "" {
				n.Recipient = o
			}
			n.Diagnostic = decodeHeader(afterType(first(fields, "Diagnostic-Code")), "")
		}
	}
}

var statusCode = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// gravity orders what can happen to a letter.
func gravity(action, status string) int {
	switch {
	case action == "failed":
		return 4
	case action == "delayed":
		return 3
	case action == "":
		return strings.Index("?245", (status + "?")[:1])
	}
	return 0
}

// typed reads "rfc822; a@b".
func typed(value string) string { return cleanAddress(afterType(value), "") }

func afterType(value string) string {
	if kind, rest, ok := strings.Cut(value, ";"); ok && !strings.Contains(kind, "@") {
		return strings.TrimSpace(rest)
	}
	return strings.TrimSpace(value)
}

// disposition reads a receipt or a complaint.
func (r *reading) disposition(data []byte) {
	fields, _ := (&reading{Letter: &Letter{}}).readFields(bytes.TrimLeft(data, "\r\n \t"))
	n := r.notice()
	n.addID(messageID(first(fields, "Original-Message-ID")))
	n.Recipient = typed(first(fields, "Final-Recipient"))
	if n.Recipient == "" {
		n.Recipient = typed(first(fields, "Original-Recipient"))
	}
	_, result, _ := strings.Cut(first(fields, "Disposition"), ";")
	result, _, _ = strings.Cut(strings.TrimSpace(result), "/")
	n.Disposition = strings.ToLower(strings.TrimSpace(result))
	if n.Disposition == "" {
		n.Disposition = strings.ToLower(tidy(first(fields, "Feedback-Type")))
	}
}
