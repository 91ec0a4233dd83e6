package tickets

import (
	"slices"
	"strings"
	"time"
)

// Account is somebody on the staff.
type Account struct {
	ID      string
	Name    Personal
	Login   Personal // the mail address they sign in with
	Roles   Roles
	Active  bool
	Prefs   Prefs
	Created time.Time
}

// Actor is the account as one who carries out verbs.
func (a Account) Actor() Actor { return Actor{Account: a.ID, Roles: a.Roles} }

// Prefs is how somebody wants the desk. Empty values mean: as the browser says.
type Prefs struct {
	Lang    string // "sv", "en"
	Theme   string // "light", "dark"
	Density string // "compact"
	NoKeys  bool   // single-key shortcuts off
}

// SortByName puts accounts in the order that people look for them.
func SortByName(as []Account) {
	slices.SortFunc(as, func(a, b Account) int {
		return strings.Compare(strings.ToLower(a.Name.Reveal()), strings.ToLower(b.Name.Reveal()))
	})
}
