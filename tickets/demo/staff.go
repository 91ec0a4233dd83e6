package demo

import (
	"context"
	"strings"

	"github.com/axsensor/lethe/tickets"
)

// person is somebody on the staff.
type person struct{ name, lang string }

func engineersOf() []person {
	return []person{{"Elin Sandberg", "sv"}, {"Jonas Åkerlund", "sv"}, {"Farid Daneshvar", "sv"}, {"Mikaela Rönn", "sv"},
		{"Thomas Whitlock", "en"}, {"Sigrid Aasebø", "sv"}}
}

// The staff. The product person joins last of all, which is how Filled knows that a shop is complete.
var (
	engineers     = engineersOf()
	officerPerson = person{"Margareta Lundvik", "sv"}
	adminPerson   = person{"Håkan Brolund", "sv"}
	productPerson = person{"Nadja Wikander", "sv"}
)

const domain = "axsensor.example"

func (p person) address() string {
	first, last, _ := strings.Cut(p.name, " ")
	return plain(first) + "." + plain(last) + "@" + domain
}

func (p person) login() Login { return Login{Name: p.name, Address: p.address()} }

// hire makes the accounts that are there from the beginning.
func (f *filler) hire(ctx context.Context) error {
	var err error
	if f.admin, err = f.account(ctx, adminPerson, tickets.RoleAdmin); err != nil {
		return err
	}
	if f.officer, err = f.account(ctx, officerPerson, tickets.RoleOfficer); err != nil {
		return err
	}
	for _, p := range engineers {
		a, err := f.account(ctx, p, tickets.RoleEngineer)
		if err != nil {
			return err
		}
		f.staff = append(f.staff, a)
	}
	return nil
}

// closeDoor makes the last account and leaves the clock at the end.
func (f *filler) closeDoor(ctx context.Context) error {
	f.move(f.o.Now)
	if err := f.holds(ctx); err != nil {
		return err
	}
	_, err := f.account(ctx, productPerson, tickets.RoleProduct)
	return err
}

// holds stops the clock of two tickets that are due, as an officer does while a claim is settled.
func (f *filler) holds(ctx context.Context) error {
	due, _, err := f.desk.Forgetting.Due(ctx, f.officer.Actor(), f.at, "", 8)
	if err != nil {
		return err
	}
	for i, reason := range []string{"Reklamation pågår, avgörs av distributören", "Försäkringsärende hos köparen, underlaget behövs"} {
		if k := 1 + 4*i; k < len(due) {
			if err := f.desk.Forgetting.Hold(ctx, f.officer.Actor(), due[k].ID, f.at.AddDate(0, 5+i, 0), tickets.P(reason)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) account(ctx context.Context, p person, r tickets.Roles) (tickets.Account, error) {
	return f.desk.Accounts.Create(ctx, tickets.Runner("demo"), tickets.NewAccount{Name: tickets.P(p.name),
		Login: tickets.P(p.address()), Password: tickets.P(f.o.Password), Roles: r, Lang: p.lang})
}

// plain writes a name as the local part or domain of an address.
func plain(s string) string {
	s = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "ø", "o", "æ", "ae", "ü", "u", "ß", "ss", "é", "e", " ", "-", "&", "-", "'", "", "/", "", ".", "").Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '-' }), "-")
}
