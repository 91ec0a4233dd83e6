package tickets

import "time"

// dueAfter is the moment a ticket is forgotten: a number of years after the last contact in it. A 29 February becomes
// 1 March.
func dueAfter(contact time.Time, years int) time.Time { return contact.AddDate(years, 0, 0) }

// contact moves the ticket's clock to a contact at t; an earlier one changes nothing.
func (r *ticketRec) contact(t time.Time, years int) {
	if t.After(r.LastContact) {
		r.LastContact = t
		r.Due = dueAfter(t, years)
	}
}

// settle puts the stored order and flags in step with the fields they are made of. Every change of a head ends with it.
func (r *ticketRec) settle(now time.Time) {
	r.Touched = now
	r.Open = Status(r.Status).open() && !r.Forgetting
	r.Rank = r.AnswerBy
	if r.Rank.IsZero() {
		r.Rank = r.Touched.AddDate(200, 0, 0) // behind everything that is owed
	}
}

// owe notes that the customer waits for an answer since t, unless an earlier question waits already.
func (r *ticketRec) owe(t time.Time, zone *time.Location) {
	r.WaitsForUs = true
	if r.AnswerBy.IsZero() {
		r.AnswerBy = addWorkingTime(t, answerTime(Priority(r.Priority)), zone)
	}
}

// answered notes that nobody waits for us.
func (r *ticketRec) answered() {
	r.WaitsForUs = false
	r.AnswerBy = time.Time{}
}

// answerTime is the working time in which we answer.
func answerTime(p Priority) time.Duration {
	switch p {
	case Urgent:
		return 2 * time.Hour
	case High:
		return 4 * time.Hour
	case Low:
		return 27 * time.Hour
	}
	return 9 * time.Hour
}

// The working day, in hours of the installation's zone. Saturdays and Sundays are free.
const (
	dayStart = 8
	dayEnd   = 17
)

// addWorkingTime is the moment when d of working time has passed after t.
func addWorkingTime(t time.Time, d time.Duration, zone *time.Location) time.Time {
	t = t.In(zone)
	for range 366 {
		y, m, day := t.Date()
		start := time.Date(y, m, day, dayStart, 0, 0, 0, zone)
		end := time.Date(y, m, day, dayEnd, 0, 0, 0, zone)
		if t.Before(start) {
			t = start
		}
		free := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
		if left := end.Sub(t); !free && left > 0 {
			if d <= left {
				return t.Add(d).UTC().Truncate(time.Millisecond)
			}
			d -= left
		}
		t = time.Date(y, m, day+1, dayStart, 0, 0, 0, zone)
	}
	return t.UTC()
}

// basisAt is the legal ground for keeping a ticket: contract while the unit is under warranty, else legitimate interest.
func basisAt(w Warranty) Basis {
	if w == WarrantyIn {
		return Contract
	}
	return Interest
}
