package letter

import (
	"regexp"
	"strings"
)

// classify decides what sort of letter it is and whether an automatic letter may answer it.
func (r *reading) classify(root *node) {
	l := r.Letter
	report := root.params["report-type"]
	if root.kind != "multipart/report" {
		report = ""
	}
	switch {
	case r.isReceipt(report):
		l.Kind = Receipt
	case r.isBounce(report):
		l.Kind = Bounce
		r.bounceText()
	case r.isMeeting(root):
		l.Kind = Meeting
	case r.isReply():
		l.Kind = AutoReply
	case r.isList():
		l.Kind = List
	case r.isMachine():
		l.Kind = AutoReply
	default:
		l.Kind = Human
	}
	l.NoReply = l.Kind != Human || r.silent()
}

// isReceipt: an MDN (RFC 8098), or a DSN that only tells of success (RFC 3464).
func (r *reading) isReceipt(report string) bool {
	if strings.EqualFold(report, "disposition-notification") {
		return true
	}
	if r.Report == nil {
		return false
	}
	if r.Report.Disposition != "" && r.Report.Action == "" && !strings.EqualFold(report, "feedback-report") {
		return true
	}
	switch r.Report.Action {
	case "delivered", "relayed", "expanded":
		return true
	}
	return false
}

func (r *reading) isBounce(report string) bool {
	if strings.EqualFold(report, "delivery-status") || strings.EqualFold(report, "feedback-report") || r.Report != nil && r.Report.Action != "" ||
		r.Get("X-Failed-Recipients") != "" {
		return true
	}
	local := r.local()
	subject := strings.ToLower(r.Subject)
	returned := false
	for _, p := range bounceSubjects {
		returned = returned || strings.Contains(subject, p)
	}
	switch {
	case strings.HasPrefix(local, "mailer-daemon") || local == "mailerdaemon" || local == "mdaemon":
		return true
	case strings.HasPrefix(local, "postmaster") || strings.HasPrefix(local, "microsoftexchange") || strings.HasPrefix(local, "mail-daemon") ||
		strings.HasPrefix(local, "bounce") || strings.Contains(local, "maildelivery") || strings.Contains(local, "mail-delivery"):
		return returned
	}
	name := ""
	if len(r.From) > 0 {
		name = strings.ToLower(r.From[0].Name)
	}
	return returned && (r.NullReturn || len(r.From) == 0 || strings.Contains(name, "mail delivery") || strings.Contains(name, "mailer-daemon") ||
		strings.Contains(name, "system administrator") || strings.Contains(name, "systemadministrator"))
}

// local is the sender's local part in lower case.
func (r *reading) local() string {
	if len(r.From) == 0 {
		return ""
	}
	local, _, _ := strings.Cut(strings.ToLower(r.From[0].Address), "@")
	if local == "" {
		return strings.ToLower(r.From[0].Name)
	}
	return local
}

var bounceSubjects = []string{"undeliver", "undelivered mail", "delivery status notification", "delivery failure", "delivery has failed", "failure notice",
	"mail delivery failed", "returned mail", "delivery report", "mail system error", "could not be delivered", "delivery notification", "mail could not",
	"delivery delayed", "delayed mail", "message delayed", "warning: could not send", "nondeliverable", "non-delivery", "rejected:", "mail failure", "delivery problem",
	"olevererbart", "kunde inte levereras", "kan inte levereras", "gick inte att leverera", "leveransfel", "ej levererbart", "misslyckad leverans", "leveransstatus",
	"unzustellbar", "nicht zugestellt", "zustellung fehlgeschlagen", "zustellfehler", "unzustellbarkeit", "konnte nicht zugestellt", "zustellstatus", "verzögert",
	"kan ikke leveres", "kunne ikke leveres", "ikke levert", "leveringsfeil", "ikke leveret", "uleverbar", "leveringsfejl", "leveringsstatus",
	"ei voitu toimittaa", "toimitus epäonnistui", "toimittamatta", "palautettu viesti", "toimitusvirhe"}

// bounceText gathers what a bounce without a proper report tells in its words.
func (r *reading) bounceText() {
	n := r.notice()
	text := r.Text[:min(len(r.Text), 64<<10)]
	if n.Recipient == "" {
		n.Recipient = r.failedRecipient(text)
	}
	if n.Status == "" {
		if n.Status = statusCode.FindString(text); n.Status == "" {
			if code := smtpCode.FindStringSubmatch(text); code != nil {
				n.Status = code[1] + ".0.0"
			}
		}
	}
	if n.Action == "" && n.Disposition == "" {
		n.Action = "failed"
		low := strings.ToLower(r.Subject + "\n" + text[:min(len(text), 1000)])
		if strings.HasPrefix(n.Status, "4") || strings.Contains(low, "delayed") || strings.Contains(low, "still being retried") || strings.Contains(low, "warning message only") ||
			strings.Contains(low, "verzögert") || strings.Contains(low, "fördröj") || strings.Contains(low, "försenad") || strings.Contains(low, "forsinket") || strings.Contains(low, "viivästy") {
			n.Action = "delayed"
		}
	}
	for _, m := range quotedID.FindAllStringSubmatch(text, 20) {
		n.addID(cleanID(m[1]))
	}
	for _, id := range append(r.InReplyTo, r.References...) {
		n.addID(id)
	}
}

var (
	smtpCode  = regexp.MustCompile(`(?m)(?:^|[\s(:])([45])[0-5]\d[ -]`)
	quotedID  = regexp.MustCompile(`(?im)^[>\s|]*message-id:\s*<([^>\s]+)>`)
	recipient = regexp.MustCompile(`(?m)(?:^|\s)<([^<>\s@]+@[^<>\s@]+)>`)
)

func (r *reading) failedRecipient(text string) string {
	if a := addresses(r.Get("X-Failed-Recipients"), ""); len(a) > 0 {
		return a[0].Address
	}
	own := map[string]bool{}
	for _, a := range append(append(r.From[:len(r.From):len(r.From)], r.To...), r.Cc...) {
		own[strings.ToLower(a.Address)] = true
	}
	for _, m := range recipient.FindAllStringSubmatch(text, 20) {
		if !own[strings.ToLower(m[1])] {
			return m[1]
		}
	}
	for _, a := range mailAddress.FindAllString(text, 20) {
		if a = cleanAddress(a, ""); !own[strings.ToLower(a)] && !strings.HasPrefix(strings.ToLower(a), "postmaster@") {
			return a
		}
	}
	return ""
}

// isMeeting: an iMIP letter (RFC 6047): the calendar is the letter, not a file beside it.
func (r *reading) isMeeting(root *node) bool {
	if r.Meeting == nil {
		return false
	}
	if root.kind == "text/calendar" || strings.Contains(strings.ToLower(r.Get("Content-Class")), "calendarmessage") {
		return true
	}
	return r.Meeting.Method != "" && r.Meeting.Method != "PUBLISH" && offersCalendar(root, 0)
}

// offersCalendar says that a calendar is one of the alternatives of the text, or that there is nothing else.
func offersCalendar(n *node, depth int) bool {
	words := false
	for _, p := range n.parts {
		if p.kind == "text/calendar" && p.place != "attachment" && n.kind == "multipart/alternative" {
			return true
		}
		if depth < maxDepth && offersCalendar(p, depth+1) {
			return true
		}
		words = words || p.kind != "text/calendar" && p.kind != "application/ics"
	}
	return len(n.parts) > 0 && !words
}

// isReply: a machine answered a letter (RFC 3834 and the signs of programs before and beside it).
func (r *reading) isReply() bool {
	auto := strings.ToLower(r.Get("Auto-Submitted"))
	if strings.HasPrefix(auto, "auto-replied") || strings.HasPrefix(auto, "auto-notified") {
		return true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply", "X-Autoresponder", "X-Mail-Autoreply",
		"X-AutoReply-From", "X-Vacation", "X-Auto-Reply-From", "X-Out-Of-Office"} {
		if v := r.Get(name); v != "" && !strings.EqualFold(v, "no") && !strings.EqualFold(v, "false") {
			return true
		}
	}
	switch strings.ToLower(r.Get("Precedence")) {
	case "auto_reply", "auto-reply", "autoreply":
		return true
	}
	if strings.Contains(strings.ToLower(r.Get("X-POST-MessageClass")), "autoresponder") || strings.EqualFold(r.Get("Delivered-To"), "autoresponder") ||
		strings.Contains(strings.ToLower(r.Get("X-MS-Exchange-Generated-Message-Source")), "mailbox rules agent") {
		return true
	}
	return awaySubject(r.Subject) || awayText(r.NewText(), r.Subject, len(r.InReplyTo) > 0)
}

// isList: a mailing list or a newsletter (RFC 2919, RFC 2369).
func (r *reading) isList() bool {
	for _, name := range []string{"List-Id", "List-Unsubscribe", "List-Post", "List-Help", "List-Subscribe", "List-Archive", "List-Owner",
		"Mailing-List", "X-Mailing-List", "X-BeenThere", "X-Mailman-Version", "X-Listname", "X-List-Unsubscribe", "X-Campaign", "X-CampaignID", "X-Campaign-Id", "X-Mailer-RecptId",
		"X-Newsletter", "X-Sg-Eid-List"} {
		if r.Get(name) != "" {
			return true
		}
	}
	switch strings.ToLower(r.Get("Precedence")) {
	case "bulk", "list", "junk":
		return true
	}
	return false
}

// isMachine: a program wrote the letter by itself.
func (r *reading) isMachine() bool {
	auto := strings.ToLower(r.Get("Auto-Submitted"))
	if auto != "" && !strings.HasPrefix(auto, "no") {
		return true
	}
	return r.Get("X-Autogenerated") != "" || r.Get("X-FC-MachineGenerated") != "" || r.Get("X-Cron-Env") != ""
}

// silent says that a person's letter must get no automatic answer all the same.
func (r *reading) silent() bool {
	if r.NullReturn || len(r.From) == 0 || !strings.Contains(r.From[0].Address, "@") {
		return true
	}
	for w := range strings.FieldsFuncSeq(strings.ToLower(r.Get("X-Auto-Response-Suppress")), func(c rune) bool { return c == ',' || c == ' ' || c == ';' }) {
		if w == "all" || w == "autoreply" || w == "oof" {
			return true
		}
	}
	return machineLocal(r.local())
}

// machineLocal tells local parts behind which nobody reads.
func machineLocal(local string) bool {
	flat := strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	for _, p := range []string{"mailerdaemon", "postmaster", "noreply", "donotreply", "ejsvar", "svaraej", "bounce", "listserv", "majordomo", "ingensvar", "ikkesvar", "nichtantworten", "keineantwort", "eivastata", "autoreply", "noresponse"} {
		if strings.HasPrefix(flat, p) || strings.HasSuffix(flat, "noreply") {
			return true
		}
	}
	return strings.HasPrefix(local, "owner-") || strings.HasSuffix(local, "-request") || strings.HasSuffix(local, "-owner") || strings.HasSuffix(local, "-bounces")
}
