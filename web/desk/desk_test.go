package desk

import (
	"testing"
	"time"

	"github.com/axsensor/lethe/anonymizer"
	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page/pagetest"
)

func TestPages(t *testing.T) {
	now := pagetest.Now
	head := tickets.Ticket{ID: "aaaa", Number: 10001, Subject: tickets.P("Nollpunkten driver"), Status: tickets.StatusOpen, Priority: tickets.High,
		Product: "AX-200", Firmware: "2.3.1", Lang: "en", LastContact: now.Add(-time.Hour), Due: now.AddDate(7, 0, 0), AnswerBy: now.Add(time.Hour),
		Basis: tickets.Interest, Warranty: tickets.WarrantyIn, Tags: []string{"fukt"}}
	row := tickets.Row{Ticket: head, CustomerName: tickets.P("Provare Kund"), Company: tickets.P("Provbolaget"), LastWords: tickets.P("Hej"), LastName: tickets.P("Provare"), LastAt: now, WarrantyUntil: now}
	story := tickets.Story{Ticket: head, Customer: tickets.Customer{ID: "c", Name: tickets.P("Provare Kund"), Addresses: []tickets.Personal{tickets.P("a@b.example")}, Lang: "sv"},
		Unit: tickets.Unit{ID: "u", Serial: tickets.P("A2-2317-0448"), Product: "AX-200", Delivered: now, WarrantyUntil: now}, Others: []tickets.Row{row}, OnUnit: []tickets.Row{row},
		Messages: []tickets.Message{
			{ID: "m", Ticket: "aaaa", Author: tickets.ByCustomer, Kind: tickets.Mail, From: tickets.Party{Name: tickets.P("Provare")}, At: now, Text: tickets.P("Hej\n> citat"), HTML: tickets.P("<p>x"), HasRaw: true,
				Parts: []tickets.Part{{Start: 0, End: 4, Kind: "new"}, {Start: 4, End: 11, Kind: "quote"}}, Files: []tickets.File{{ID: "f", Name: tickets.P("logg.csv"), Size: 10}}, Lang: "sv"},
			{ID: "n", Ticket: "aaaa", Author: tickets.ByEngineer, Kind: tickets.Reply, At: now, Text: tickets.P("**Torka**"), Deliveries: []tickets.Delivery{{ID: "d", State: tickets.Failed}}},
			{ID: "o", Ticket: "aaaa", Author: tickets.ByStranger, Kind: tickets.Mail, At: now},
		},
		Events: []tickets.Event{{At: now, Verb: "ticket.status", Args: []string{"open"}}, {At: now, Verb: "ack.queued"}}, Drafts: []tickets.Draft{{Kind: tickets.Note, Text: tickets.P("utkast"), At: now}}}
	for _, l := range lang.Spoken() {
		reader := pagetest.Reader(l)
		full := ticketPage{Story: story, Title: "x", Talk: talk(reader, story, tickets.Lists{}), Write: composer(story)}
		full.fill(reader, tickets.Lists{Faults: []tickets.Choice{{Code: "a", SV: "A", EN: "A"}}}, []tickets.Product{{ID: "AX-200"}})
		full.Similar = []similar{{ID: "x", Lang: "sv", Title: "Drift", Facts: "AX-200, arkivet 2019", Fix: "Torkad"}}
		refused := full
		refused.Side.Refuse("tags", "change.tags")
		crossed := full
		crossed.Write.Raced, crossed.Write.Preview, crossed.Write.FilesLost = "Någon svarade", "<p>Hej</p>", true
		bad := createPage{}
		bad.Form.Refuse("subject", "create.subject")
		pagetest.Check(t, Set(), listPage{Asked: asked{List: tickets.ListOpen, At: 50, Sort: "due"}, Title: "Alla", Total: 1, Groups: one("Sena", []tickets.Row{row}), Shown: 1, Next: "/tickets?after=x", Start: "/tickets",
			Columns: columns(reader, asked{Sort: "-due"}), Filters: filters{On: []filter{{"Fel: fukt", "/tickets"}}}},
			full, refused, crossed, bad, duePage{Rows: []dueRow{{DueTicket: tickets.DueTicket{ID: "aaaa", Number: 1, Basis: tickets.Contract, Hold: &tickets.Hold{Until: now}}, IsHeld: true}, {DueTicket: tickets.DueTicket{ID: "b", OpenLetters: 1}}},
				Ending: []dueRow{{DueTicket: tickets.DueTicket{ID: "c", Number: 3, Hold: &tickets.Hold{Until: now}}, Ends: true}}, Lost: "77", Chart: chart(reader, time.UTC, []tickets.MonthCount{{Month: now, Due: 3}}),
				Forecast: []tickets.MonthCount{{Month: now, Due: 3}}, Last: &tickets.Run{At: now}, Dry: &dryRun{Period: "2019-Q4", Held: true, Preview: anonymizer.Preview{Ticket: head, UnitRemoved: true, Findings: 1,
					Passages: []anonymizer.PreviewPassage{{Role: "customer", Lang: "sv", Pieces: []anonymizer.Piece{{Text: tickets.P("Hej ")}, {Text: tickets.P("Provare"), Kind: "person", Layer: "known"}, {Text: tickets.P("mvh"), Kind: "dropped"}}}},
					Layers:   []tickets.LayerCount{{Kind: "person", Layer: "known", Count: 1}}}}},
			settingsPage{Accounts: []tickets.Account{{ID: "a", Name: tickets.P("Provare"), Roles: tickets.RoleAdmin, Active: true}}})
	}
}
