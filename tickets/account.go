package tickets

import "time"

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
