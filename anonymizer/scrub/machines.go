package scrub

import "strings"

// machines takes out what names a person's machine or account on it: user folders, host names, SIDs, network names,
// message ids' kin.
func (p *page) machines() {
	p.userFolders()
	for i, w := range p.words {
		p.hostName(i)
		p.securityID(i)
		p.uuid(i)
		if oneOf(" ssid wifi wlan natverksnamn network essid hotspot accesspunkt ", w.key) {
			p.networkName(i)
		}
		p.socialName(i)
		if oneOf(" user username uid login logon loggedin anvandarnamn anvandare anvandarid userid benutzername benutzer brukernavn brugernavn kayttajatunnus tunnus hostname host computername datornamn computer maskinnamn workstation klient machine_name machinename conto samaccountname upn principal kerberos tenant skype teams slack discord ", w.key) {
			p.accountName(i)
		}
	}
}

// userFolders takes the name of the folder that belongs to one user.
func (p *page) userFolders() {
	for _, mark := range [...]string{`\Users\`, `\users\`, `\Users/`, "/Users/", "/home/", `\Documents and Settings\`, `\Profiles\`, "/u/", "/mnt/c/Users/", `\\Users\\`, "OneDrive - ", "OneDrive – ", "/~", "~"} {
		for at := 0; ; {
			k := strings.Index(p.text[at:], mark)
			if k < 0 {
				break
			}
			at += k + len(mark)
			p.userFolder(at, mark)
		}
	}
}

func (p *page) userFolder(at int, mark string) {
	for at < len(p.text) && p.text[at] == '\\' {
		at++
	}
	tilde := strings.HasSuffix(mark, "~")
	if tilde && at-len(mark) > 0 && !isSpace(p.text[at-len(mark)-1]) && mark == "~" {
		return
	}
	end := runRight(p.text, at, 80, func(c byte) bool {
		return isWordByte(c) || c == '.' || c == '-' || c == '_' || c == '@' || c == ' ' && !tilde
	})
	if k := strings.IndexByte(p.text[at:end], ' '); k > 0 && (end >= len(p.text) || strings.IndexByte(`\/`, p.text[end]) < 0) {
		if !strings.HasPrefix(mark, "OneDrive") {
			end = at + k
		}
	}
	for end > at && strings.IndexByte(". ", p.text[end-1]) >= 0 {
		end--
	}
	name := fold(p.text[at:end])
	if end == at || oneOf(" public default all username user name administrator root pi ubuntu admin youruser me lib local bin share ec2-user vagrant git jenkins runner www-data nobody ", name) || tilde && (end-at < 3 || !isLetter(p.text[at])) {
		return
	}
	kind := Person
	if strings.HasPrefix(mark, "OneDrive") {
		kind = Company
	}
	p.take(at, end, kind, LayerPattern)
}

// hostName takes "ANNA-LAPTOP", "DESKTOP-4F3K2J1", "svensson-pc".
func (p *page) hostName(i int) {
	if i+1 >= len(p.words) || p.gap(i) != "-" || i > 0 && p.gap(i-1) == "-" {
		return
	}
	w, next := p.words[i], p.words[i+1]
	machine := " laptop pc desktop notebook macbook mac iphone ipad dator workstation srv server dell lenovo thinkpad surface imac mbp phone mobil win10 win11 "
	if oneOf(" desktop laptop win pc notebook srv workstation ", w.key) && next.form == coded && len(next.key) >= 5 {
		p.take(w.s, next.e, ID, LayerPattern)
		return
	}
	if oneOf(machine, next.key) && w.form <= coded && len(w.key) >= 2 && !p.of.words.Term(w.key) && (!p.ordinary(w) || w.form == upper && next.form == upper && p.of.bearers(p.lowText(w)) > 100) {
		p.take(w.s, next.e, ID, LayerPattern)
	}
}

// socialName takes a name behind a word for a network of people, and "name#1234" as some of them write it.
func (p *page) socialName(i int) {
	w, next := p.words[i], p.word(i+1)
	if p.gap(i) == "#" && next.form == number && len(next.key) == 4 && w.form != number && p.of.bearers(strings.TrimRight(w.key, "0123456789")) > 0 {
		p.take(w.s, next.e, Person, LayerPattern)
		return
	}
	if !oneOf(" skype discord insta instagram snap snapchat telegram signal facebook fb linkedin twitter tiktok steam slack teams github ", w.key) || len(p.gap(i)) > 3 || strings.ContainsAny(p.gap(i), "\n.,)") || next.form > coded || next.form == number {
		return
	}
	end := runRight(p.text, next.s, 40, func(c byte) bool { return isWordByte(c) || c == '_' || c == '-' || c == '.' || c == '#' })
	for end > next.s && strings.IndexByte(".-#", p.text[end-1]) >= 0 {
		end--
	}
	if end > next.s && !p.cleanPieces(p.text[next.s:end]) && (next.form == coded || strings.ContainsAny(p.text[next.s:end], "_.-#") || p.of.bearers(p.lowText(next)) >= 100) {
		p.take(next.s, end, Person, LayerPattern)
	}
}

// securityID takes Windows security identifiers: S-1-5-21-…
func (p *page) securityID(i int) {
	w := p.words[i]
	if w.key != "s" || !strings.HasPrefix(p.text[w.s:], "S-1-5-") {
		return
	}
	end := runRight(p.text, w.s+2, 80, func(c byte) bool { return isDigit(c) || c == '-' })
	if end-w.s > 14 {
		p.take(w.s, end, ID, LayerPattern)
	}
}

// uuid takes universally unique identifiers (RFC 9562), which may be a tracking id, an account or a machine.
func (p *page) uuid(i int) {
	if i+4 >= len(p.words) {
		return
	}
	for k, size := range [...]int{8, 4, 4, 4, 12} {
		key := p.words[i+k].key
		if len(key) != size || !hexRunWord(key) || k > 0 && p.gap(i+k-1) != "-" {
			return
		}
	}
	p.take(p.words[i].s, p.words[i+4].e, ID, LayerPattern)
}

// networkName takes the name of a wireless network behind or before a word for one: "SSID: Svenssons wifi".
func (p *page) networkName(i int) {
	w := p.words[i]
	if i > 0 && p.gap(i-1) == " " && p.words[i-1].form == titled && strings.HasSuffix(p.words[i-1].key, "s") && !p.words[i-1].opens && !p.ordinary(p.words[i-1]) {
		p.take(p.words[i-1].s, p.words[i-1].e, Person, LayerPattern)
	}
	if i+1 >= len(p.words) {
		return
	}
	between := p.gap(i)
	sign := strings.ContainsAny(between, ":=\"'”“")
	if !sign && w.key != "ssid" && w.key != "essid" && w.key != "natverksnamn" || strings.Contains(between, "\n") || len(between) > 4 {
		return
	}
	s := p.words[i+1].s
	if oneOf(" ar is er ist heter ", p.words[i+1].key) && i+2 < len(p.words) {
		s = p.words[i+2].s
	} else if !sign && p.ordinary(p.words[i+1]) && p.words[i+1].form == lower {
		return
	}
	stop := "\n,;"
	if quote := strings.IndexAny(p.before(s, 1), "\"'”“"); quote >= 0 {
		stop = "\n\"'”“"
	}
	end := min(s+33, len(p.text))
	if k := strings.IndexAny(p.text[s:end], stop); k >= 0 {
		end = s + k
	} else if k := strings.LastIndexByte(p.text[s:end], ' '); k > 0 && end < len(p.text) {
		end = s + k
	}
	if k := strings.Index(p.text[s:end], ". "); k > 0 {
		end = s + k
	}
	end = p.wordEnd(s, end)
	p.take(s, end, ID, LayerPattern)
}

// wordEnd gives the end of the last whole word in text[s:e].
func (p *page) wordEnd(s, e int) int {
	last := s
	for i := p.wordFrom(s); i < len(p.words) && p.words[i].s < e; i++ {
		last = min(p.words[i].e, e)
		if p.words[i].e > e {
			last = p.words[i].e
		}
	}
	return last
}

// accountName takes the value of a field that names a user or a host: "user=asvensson", "Hostname: FABRIK3".
func (p *page) accountName(i int) {
	if i+1 >= len(p.words) {
		return
	}
	between := p.gap(i)
	if len(between) > 4 || !strings.ContainsAny(between, ":=") || strings.Contains(between, "\n") || strings.Contains(between, "::") || strings.Contains(between, "//") {
		return
	}
	s, next := p.words[i+1].s, p.words[i+1]
	e := runRight(p.text, s, 64, func(c byte) bool { return isWordByte(c) || strings.IndexByte(`._-\@$`, c) >= 0 })
	for e > s && strings.IndexByte("._-", p.text[e-1]) >= 0 {
		e--
	}
	value := strings.ToLower(p.text[s:e])
	if e <= s || next.form == number || oneOf(" root admin null none localhost true false string int user username host name nil system guest administrator undefined anonymous service ", value) || e == next.e && next.form == lower && (p.ordinaryText(value) || p.of.words.Term(value)) && p.of.bearers(value) < 100 {
		return
	}
	p.take(s, e, Person, LayerPattern)
}
