package web

import "net/http"

// The session's cookie, the only one. Over an encrypted connection it has the prefix that ties it to this host
// (RFC 6265bis section 4.1.3.2).
const (
	cookieName   = "lethe"
	secureCookie = "__Host-lethe"
)

func (s *Site) cookieName(r *http.Request) string {
	if s.secure(r) {
		return secureCookie
	}
	return cookieName
}

// token is what the request's cookie holds, "" when it has none.
func (s *Site) token(r *http.Request) string {
	c, err := r.Cookie(s.cookieName(r))
	if err != nil || len(c.Value) > 100 {
		return ""
	}
	return c.Value
}

// setToken hands the browser a session; an empty token takes it away. It lasts as long as the browser's own session.
func (s *Site) setToken(w http.ResponseWriter, r *http.Request, token string) {
	c := &http.Cookie{Name: s.cookieName(r), Value: token, Path: "/", HttpOnly: true, Secure: s.secure(r), SameSite: http.SameSiteLaxMode}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
