package verify

import "strings"

// lookPath finds folders that are named after a user.
func lookPath(p *page) []Finding {
	var found []Finding
	text := string(p.plain)
	for at := 0; at < len(text); at++ {
		if text[at] != '/' && text[at] != '\\' {
			continue
		}
		for _, root := range []string{`\users\`, `/users/`, `/home/`, `\documents and settings\`} {
			if !strings.HasPrefix(text[at:], root) {
				continue
			}
			from := at + len(root)
			end := from
			for end < len(text) && strings.IndexByte("/\\\n\"'<>|,;:) ", text[end]) < 0 {
				end++
			}
			if user := text[from:end]; user != "" && !sharedFolder(user) {
				found = append(found, p.finding(from, end, Path, "folder of a user"))
			}
		}
	}
	return found
}

func sharedFolder(s string) bool {
	if s[0] == '[' || s[0] == '%' || s[0] == '$' || s[0] == '~' || s[0] == '{' || s[0] == '*' {
		return true
	}
	switch s {
	case "public", "default", "all", "user", "users", "username", "admin", "administrator", "root", "pi", "ubuntu", "debian", "operator", "guest", "shared", "service", "xxx", "me", "name", "you", "test", "engineer", "...":
		return true
	}
	return false
}

// lookSecret finds passwords and keys.
func lookSecret(p *page) []Finding {
	var found []Finding
	text := string(p.plain)
	for i, w := range p.words {
		switch {
		case strings.HasPrefix(w.s, "eyj") && len(w.s) >= 15:
			found = append(found, p.finding(w.at, w.end, Secret, "token"))
		case w.s == "private" && strings.HasPrefix(text[w.end:], " key-----"):
			found = append(found, p.finding(w.at, w.end+4, Secret, "private key"))
		case (w.s == "basic" || w.s == "bearer") && i > 0 && p.words[i-1].s == "authorization" && i+1 < len(p.words) && !p.words[i+1].hole:
			found = append(found, p.finding(p.words[i+1].at, p.words[i+1].end, Secret, "credentials"))
		case passwordWord(w.s):
			if at, end := p.password(i); at < end {
				found = append(found, p.finding(at, end, Secret, "password"))
			}
		}
	}
	return found
}

// password is the word with letters and digits that follows, with a joining word or sign between.
func (p *page) password(i int) (at, end int) {
	j := i + 1
	if j < len(p.words) {
		switch p.words[j].s {
		case "ar", "is", "ist", "er", "on":
			j++
		}
	}
	if j >= len(p.words) || p.words[j].hole || p.words[j].first || strings.Trim(p.gap(p.words[j-1], p.words[j]), ` :="'`) != "" {
		return 0, 0
	}
	at = p.words[j].at
	for end = at; end < len(p.plain) && strings.IndexByte(" \n\t,;\"'", p.plain[end]) < 0; end++ {
	}
	letters, digits := false, false
	for _, c := range p.plain[at:end] {
		letters, digits = letters || isLetter(c), digits || isDigit(c)
	}
	if !letters || !digits || end-at < 5 {
		return 0, 0
	}
	return at, end
}

func passwordWord(s string) bool {
	switch s {
	case "password", "losenord", "losenordet", "losen", "passwort", "passord", "passordet", "adgangskode", "salasana", "pwd", "passwd", "kennwort", "kodeord":
		return true
	}
	return false
}
