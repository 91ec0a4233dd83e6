package tickets

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/axsensor/lethe/tickets/store"
)

// Accounts is the room of the staff: who they are, and their sessions.
type Accounts struct {
	w     *work
	decoy string // what a password is compared with when nobody has that login
}

func newAccounts(w *work) *Accounts { return &Accounts{w: w, decoy: hashPassword(newID())} }

// sessionTime is how long a sign-in lasts without being used; it is prolonged at most once an hour.
const (
	sessionTime    = 14 * 24 * time.Hour
	sessionProlong = time.Hour
)

// NewAccount is somebody who joins the staff.
type NewAccount struct {
	Name     Personal
	Login    Personal // their mail address
	Password Personal
	Roles    Roles
	Lang     string
}

func (n NewAccount) check() error {
	var p Problems
	if strings.TrimSpace(n.Name.Reveal()) == "" {
		p = append(p, &Invalid{Field: "name", Key: "form.name.empty"})
	}
	if a := n.Login.Reveal(); NormalAddress(a) == "" {
		p = append(p, addressProblem(a))
	}
	if bad := passwordProblem(n.Password.Reveal()); bad != nil {
		p = append(p, bad)
	}
	if n.Roles == 0 || n.Roles&RoleSystem != 0 {
		p = append(p, &Invalid{Field: "roles", Key: "account.roles.invalid"})
	}
	return p.or()
}

func passwordProblem(p string) *Invalid {
	switch {
	case len(p) < MinPassword:
		return &Invalid{Field: "password", Key: "account.password.short", Args: []any{MinPassword}}
	case len(p) > MaxPassword:
		return &Invalid{Field: "password", Key: "account.password.long", Args: []any{MaxPassword}}
	}
	return nil
}

// Empty says whether nobody has an account yet.
func (a *Accounts) Empty(ctx context.Context) (bool, error) {
	n, err := a.w.st.Count(ctx, store.Query{Coll: collAccounts, Index: "all", Limit: 1})
	return n == 0, err
}

// FirstCode is what somebody at another machine must know to make the first account; "" when there is one. Every process
// of an installation has the same.
func (a *Accounts) FirstCode(ctx context.Context) (string, error) {
	empty, err := a.Empty(ctx)
	if err != nil || !empty {
		return "", err
	}
	return idCoding.EncodeToString(a.w.keys.MAC(macFirst, []byte(a.w.home))[:10]), nil
}

// CreateFirst makes the first account, an administrator who can also work tickets and see the privacy pages. As soon as
// there is one, it is ErrForbidden.
func (a *Accounts) CreateFirst(ctx context.Context, n NewAccount) (Account, error) {
	n.Roles = RoleAdmin | RoleEngineer | RoleOfficer
	return a.create(ctx, Runner("first"), n, true)
}

// Create makes an account. A login that somebody has is Invalid.
func (a *Accounts) Create(ctx context.Context, as Actor, n NewAccount) (Account, error) {
	if err := as.need(RoleAdmin); err != nil {
		return Account{}, err
	}
	return a.create(ctx, as, n, false)
}

func (a *Accounts) create(ctx context.Context, as Actor, n NewAccount, first bool) (Account, error) {
	if err := n.check(); err != nil {
		return Account{}, err
	}
	hash := hashPassword(n.Password.Reveal())
	key, err := a.w.newKey(ctx)
	if err != nil {
		return Account{}, err
	}
	rec := &accountRec{base: base{ID: newID(), Key: key}, Name: n.Name, Login: P(NormalAddress(n.Login.Reveal())),
		Roles: n.Roles.Names(), Active: true, Hash: hash, Lang: n.Lang}
	err = a.w.do(ctx, func(t *tx) error {
		rec.Created = t.at
		if first {
			if err := t.onlyFirst(rec.ID); err != nil {
				return err
			}
		}
		claim := a.loginClaim(n.Login.Reveal())
		had, err := maybe[claimRec](t, a.w, claim)
		if err != nil {
			return err
		}
		if had != nil {
			return &Invalid{Field: "email", Key: "account.login.taken"}
		}
		if err := t.claim(claim, rec.ID); err != nil {
			return err
		}
		if err := t.trail(rec.ID, key, as, "account.create", n.Roles.Names()...); err != nil {
			return err
		}
		return t.put(rec)
	})
	return rec.account(), err
}

// onlyFirst claims to be the first account: of two that try at once, one is refused.
func (t *tx) onlyFirst(id string) error {
	empty, err := (&Accounts{w: t.w}).Empty(t)
	if err != nil {
		return err
	}
	had, err := t.w.claimed(t, "first/account")
	if err != nil {
		return err
	}
	if !empty || had != "" {
		return ErrForbidden
	}
	return t.claim("first/account", id)
}

func (a *Accounts) loginClaim(login string) string {
	return "login/" + a.w.keys.Tag(tagLogin, NormalAddress(login))
}

// SignIn opens a session and returns its token. Whatever is wrong, it is ErrBadSignIn and takes as long: nobody learns
// which logins exist. Callers limit how often it is tried.
func (a *Accounts) SignIn(ctx context.Context, login, password string) (token string, acc Account, err error) {
	id, err := a.w.claimed(ctx, a.loginClaim(login))
	if err != nil {
		return "", Account{}, err
	}
	rec, err := maybe[accountRec](ctx, a.w, id)
	if err != nil {
		return "", Account{}, err
	}
	hash := a.decoy
	if rec != nil {
		hash = rec.Hash
	}
	if len(password) > MaxPassword || !checkPassword(password, hash) || rec == nil || !rec.Active {
		return "", Account{}, ErrBadSignIn
	}
	var b [32]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails on supported systems
	token = idCoding.EncodeToString(b[:])
	err = a.w.do(ctx, func(t *tx) error {
		return t.put(&sessionRec{base: base{ID: a.sessionID(token), Key: a.w.home}, Account: rec.ID, Created: t.at, Until: t.at.Add(sessionTime)})
	})
	return token, rec.account(), err
}

func (a *Accounts) sessionID(token string) string { return a.w.keys.Tag(tagSession, token) }

// Session returns the account that a token signed in; ErrNotFound when the session has ended or the account is closed.
func (a *Accounts) Session(ctx context.Context, token string) (Account, error) {
	none := fmt.Errorf("session: %w", ErrNotFound)
	if token == "" {
		return Account{}, none
	}
	s, err := maybe[sessionRec](ctx, a.w, a.sessionID(token))
	if err != nil {
		return Account{}, err
	}
	now := a.w.now()
	if s == nil || !now.Before(s.Until) {
		return Account{}, none
	}
	rec, err := maybe[accountRec](ctx, a.w, s.Account)
	if err != nil {
		return Account{}, err
	}
	if rec == nil || !rec.Active {
		return Account{}, none
	}
	if now.Add(sessionTime).Sub(s.Until) > sessionProlong {
		if err := a.prolong(ctx, s.ID); err != nil {
			return Account{}, err
		}
	}
	return rec.account(), nil
}

func (a *Accounts) prolong(ctx context.Context, id string) error {
	return a.w.do(ctx, func(t *tx) error {
		s, err := maybe[sessionRec](t, a.w, id)
		if err != nil || s == nil {
			return err
		}
		s.Until = t.at.Add(sessionTime)
		return t.put(s)
	})
}

// SignOut ends a session; one that has ended is no error.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	return a.w.do(ctx, func(t *tx) error {
		s, err := maybe[sessionRec](t, a.w, a.sessionID(token))
		if err != nil || s == nil {
			return err
		}
		t.drop(s)
		return nil
	})
}

// All returns every account.
func (a *Accounts) All(ctx context.Context, as Actor) ([]Account, error) {
	if err := as.need(RoleEngineer | RoleAdmin | RoleOfficer); err != nil {
		return nil, err
	}
	byID, err := a.w.staff(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Account, 0, len(byID))
	for _, acc := range byID {
		out = append(out, acc)
	}
	SortByName(out)
	return out, nil
}

// SetPrefs keeps how the actor wants the desk.
func (a *Accounts) SetPrefs(ctx context.Context, as Actor, p Prefs) error {
	return a.change(ctx, as.Account, func(_ *tx, r *accountRec) error {
		r.Lang, r.Theme, r.Density, r.NoKeys = p.Lang, p.Theme, p.Density, p.NoKeys
		return nil
	})
}

// SetPassword changes the actor's own password and ends all their sessions.
func (a *Accounts) SetPassword(ctx context.Context, as Actor, old, password string) error {
	if bad := passwordProblem(password); bad != nil {
		return bad
	}
	hash := hashPassword(password)
	return a.change(ctx, as.Account, func(t *tx, r *accountRec) error {
		if !checkPassword(old, r.Hash) {
			return &Invalid{Field: "old", Key: "account.password.wrong"}
		}
		r.Hash = hash
		return t.endSessions(r)
	})
}

// SetActive opens or closes an account. Closing it ends its sessions; its tickets stay where they are.
func (a *Accounts) SetActive(ctx context.Context, as Actor, id string, active bool) error {
	if err := as.need(RoleAdmin); err != nil {
		return err
	}
	if id == as.Account {
		return &Invalid{Field: "active", Key: "account.self"}
	}
	return a.change(ctx, id, func(t *tx, r *accountRec) error {
		r.Active = active
		if err := t.trail(r.ID, r.Key, as, "account.active", fmt.Sprint(active)); err != nil {
			return err
		}
		return t.endSessions(r)
	})
}

// SetRoles replaces an account's roles.
func (a *Accounts) SetRoles(ctx context.Context, as Actor, id string, roles Roles) error {
	if err := as.need(RoleAdmin); err != nil {
		return err
	}
	if roles == 0 || roles&RoleSystem != 0 || id == as.Account && roles&RoleAdmin == 0 {
		return &Invalid{Field: "roles", Key: "account.roles.invalid"}
	}
	return a.change(ctx, id, func(t *tx, r *accountRec) error {
		r.Roles = roles.Names()
		return t.trail(r.ID, r.Key, as, "account.roles", r.Roles...)
	})
}

func (a *Accounts) change(ctx context.Context, id string, f func(*tx, *accountRec) error) error {
	return a.w.do(ctx, func(t *tx) error {
		r, err := get[accountRec](t, a.w, id)
		if err != nil {
			return err
		}
		if err := f(t, r); err != nil {
			return err
		}
		return t.put(r)
	})
}

func (t *tx) endSessions(r *accountRec) error {
	ss, err := find[sessionRec](t, t.w, store.Query{Coll: collSessions, Index: "account", Eq: []any{r.ID}, Limit: 200})
	for _, s := range ss {
		t.drop(s)
	}
	return err
}

// SweepSessions deletes sessions that have ended.
func (a *Accounts) SweepSessions(ctx context.Context, as Actor) error {
	if err := as.need(RoleSystem); err != nil {
		return err
	}
	return a.w.do(ctx, func(t *tx) error {
		ss, err := find[sessionRec](t, a.w, store.Query{Coll: collSessions, Index: "until", To: t.at, Limit: 400})
		for _, s := range ss {
			t.drop(s)
		}
		return err
	})
}
