package tickets

import "slices"

// Roles is the set of things an account may do.
type Roles uint8

// The roles. They do not include each other: an account that should do two things has two.
const (
	RoleEngineer Roles = 1 << iota // works live tickets
	RoleProduct                    // searches the archive, and nothing that is alive
	RoleOfficer                    // data protection: what is due, what was forgotten, holds
	RoleAdmin                      // accounts, settings, imports
	RoleSystem                     // runners and the machine's own user; never an account's
)

// roleNames lists the roles an account can have, with the word each is stored and spoken of by.
var roleNames = []struct {
	Role Roles
	Name string
}{{RoleEngineer, "engineer"}, {RoleProduct, "product"}, {RoleOfficer, "officer"}, {RoleAdmin, "admin"}}

// Names returns the words of the roles in r.
func (r Roles) Names() []string {
	var out []string
	for _, n := range roleNames {
		if r&n.Role != 0 {
			out = append(out, n.Name)
		}
	}
	return out
}

// ParseRoles reads role words; an unknown word is ErrInvalid.
func ParseRoles(words []string) (Roles, error) {
	var r Roles
	for _, n := range roleNames {
		if slices.Contains(words, n.Name) {
			r |= n.Role
		}
	}
	if len(r.Names()) != len(words) || r == 0 {
		return 0, &Invalid{Field: "roles", Key: "account.roles.invalid"}
	}
	return r, nil
}

// Actor is who carries out a verb.
type Actor struct {
	Account string // id of a staff account; for runners "system:<name>"
	Roles   Roles
}

// Runner is the actor for a process of ours, such as "outbox", or the machine's own user, "console".
func Runner(name string) Actor {
	return Actor{Account: "system:" + name, Roles: RoleSystem | RoleOfficer | RoleAdmin}
}

// Has says whether the actor has any of the roles.
func (a Actor) Has(r Roles) bool { return a.Roles&r != 0 }

// need is the check every verb begins with.
func (a Actor) need(r Roles) error {
	if !a.Has(r) {
		return ErrForbidden
	}
	return nil
}
