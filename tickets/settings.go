package tickets

import (
	"context"
	"regexp"
	"time"
)

var noTime time.Time

// Choice is an entry of an edited list.
type Choice struct {
	Code string // stored on tickets and in the archive: lower case, fixed once it is used
	SV   string
	EN   string
}

// In is the choice's word in a language.
func (c Choice) In(l string) string {
	if l == "sv" {
		return c.SV
	}
	return c.EN
}

// Lists are the edited lists of the installation.
type Lists struct {
	Faults      []Choice
	Resolutions []Choice
}

const settingLists = "lists"

// Lists returns the edited lists. The archive shows them too, so every role may read them.
func (s *Settings) Lists(ctx context.Context) (Lists, error) { return s.w.lists(ctx) }

func (w *work) lists(ctx context.Context) (Lists, error) {
	rec, err := maybe[settingRec](ctx, w, settingLists)
	if err != nil {
		return Lists{}, err
	}
	if rec == nil {
		return defaultLists(), nil
	}
	var l Lists
	for _, c := range rec.Faults {
		l.Faults = append(l.Faults, Choice(c))
	}
	for _, c := range rec.Resolutions {
		l.Resolutions = append(l.Resolutions, Choice(c))
	}
	return l, nil
}

var choiceCode = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// SetLists replaces the edited lists. Tickets keep a code that is taken away.
func (s *Settings) SetLists(ctx context.Context, as Actor, l Lists) error {
	if err := as.need(RoleAdmin); err != nil {
		return err
	}
	for _, c := range append(append([]Choice{}, l.Faults...), l.Resolutions...) {
		if !choiceCode.MatchString(c.Code) || c.SV == "" || c.EN == "" {
			return &Invalid{Field: c.Code, Key: "settings.choice"}
		}
	}
	return s.w.do(ctx, func(t *tx) error {
		rec, err := maybe[settingRec](t, s.w, settingLists)
		if err != nil {
			return err
		}
		if rec == nil {
			rec = &settingRec{base: base{ID: settingLists, Key: s.w.home}}
		}
		rec.Faults, rec.Resolutions = nil, nil
		for _, c := range l.Faults {
			rec.Faults = append(rec.Faults, choiceRec(c))
		}
		for _, c := range l.Resolutions {
			rec.Resolutions = append(rec.Resolutions, choiceRec(c))
		}
		if err := t.trail(metaID, s.w.home, as, "settings.lists"); err != nil {
			return err
		}
		return t.put(rec)
	})
}

// defaultLists is what a new installation starts with.
func defaultLists() Lists {
	return Lists{
		Faults: []Choice{
			{"moisture", "Fukt i kontakt", "Moisture in connector"},
			{"zero-drift", "Nollpunktsdrift", "Zero point drift"},
			{"cable", "Kabelbrott", "Broken cable"},
			{"no-signal", "Ingen signal", "No signal"},
			{"noise", "Brus i mätvärdet", "Noisy reading"},
			{"false-alarm", "Falskt larm", "False alarm"},
			{"communication", "Kommunikationsfel", "Communication fault"},
			{"battery", "Batteri", "Battery"},
			{"mounting", "Montering", "Mounting"},
			{"calibration", "Kalibrering", "Calibration"},
			{"firmware", "Fel i fast programvara", "Firmware fault"},
			{"temperature", "Temperaturpåverkan", "Temperature influence"},
			{"damage", "Yttre skada", "External damage"},
			{"question", "Fråga, inget fel", "Question, no fault"},
		},
		Resolutions: []Choice{
			{"replaced", "Bytt enhet", "Unit replaced"},
			{"cable-kit", "Bytt kabelsats", "Cable kit replaced"},
			{"dried", "Torkad och tätad", "Dried and sealed"},
			{"calibrated", "Omkalibrerad", "Recalibrated"},
			{"updated", "Uppdaterad programvara", "Firmware updated"},
			{"configured", "Ändrad inställning", "Setting changed"},
			{"remounted", "Ommonterad", "Remounted"},
			{"repaired", "Reparerad", "Repaired"},
			{"explained", "Förklarat", "Explained"},
			{"no-fault", "Inget fel funnet", "No fault found"},
		},
	}
}
