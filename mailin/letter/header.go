package letter

import "strings"

// header reads the fields that say who wrote to whom, about what, when, and in answer to which letter.
func (r *reading) header() {
	l := r.Letter
	set := r.charset
	list := func(name string) []Address {
		var all []Address
		for i := range l.Fields {
			if l.Fields[i].is(name) {
				all = append(all, addresses(unfold(l.Fields[i].Value), set)...)
			}
		}
		return all
	}
	l.From, l.Sender = list("From"), list("Sender")
	l.To, l.Cc, l.ReplyTo = list("To"), list("Cc"), list("Reply-To")
	l.Subject = decodeHeader(first(l.Fields, "Subject"), set)
	l.Date = parseDate(first(l.Fields, "Date"))
	l.MessageID = messageID(first(l.Fields, "Message-ID"))
	l.InReplyTo = ids(first(l.Fields, "In-Reply-To"))
	l.References = ids(first(l.Fields, "References"))
	l.ListID = cleanID(lastBracket(l.Get("List-Id")))
	r.envelope()
	r.headerDefects()
}

// envelope reads the fields that tell how the letter travelled.
func (r *reading) envelope() {
	seen := map[string]bool{}
	for i := range r.Fields {
		f := &r.Fields[i]
		switch strings.ToLower(f.Name) {
		case "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-rcpt-to", "x-forwarded-to",
			"x-real-to", "apparently-to", "resent-to":
			for _, a := range addresses(unfold(f.Value), "") {
				a := strings.ToLower(a.Address)
				if strings.Contains(a, "@") && !seen[a] {
					seen[a] = true
					r.Envelope = append(r.Envelope, a)
				}
			}
		case "return-path":
			if r.ReturnPath == "" && !r.NullReturn {
				v := strings.TrimSpace(unfold(f.Value))
				r.ReturnPath = cleanAddress(v, "")
				r.NullReturn = r.ReturnPath == ""
			}
		}
	}
}

func (r *reading) headerDefects() {
	if len(r.From) == 0 {
		r.defect("from-missing")
	} else if !strings.Contains(r.From[0].Address, "@") {
		r.defect("from-without-address")
	}
	if len(r.From) > 1 {
		r.defect("from-several")
	}
	if r.MessageID == "" {
		r.defect("message-id-missing")
	}
	if r.Date.IsZero() {
		r.defect("date-missing")
	}
	for _, name := range []string{"From", "Subject", "Date", "Message-ID", "Content-Type", "To"} {
		n := 0
		for i := range r.Fields {
			if r.Fields[i].is(name) {
				n++
			}
		}
		if n > 1 {
			r.defect("repeated-" + strings.ToLower(name))
		}
	}
}

// lastBracket is what stands in the last pair of angle brackets, or the whole.
func lastBracket(s string) string {
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s, _, _ = strings.Cut(s[i+1:], ">")
	}
	return strings.TrimSpace(s)
}
