package tickets_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/desktest"
)

// BenchmarkOpenList reads the first page of the open list, and how long the lists are, on desks of ten and of a hundred
// thousand open tickets, with eight customers' tickets in each ten.
func BenchmarkOpenList(b *testing.B) {
	for _, size := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("tickets=%d", size), func(b *testing.B) {
			d := desktest.Open(b)
			fillDesk(b, d, size)
			as := d.Engineer.Actor()
			b.Run("page", func(b *testing.B) {
				for b.Loop() {
					page, err := d.Tickets.List(b.Context(), as, tickets.ListQuery{List: tickets.ListOpen})
					if err != nil || len(page.Rows) != 50 || page.Next == "" {
						b.Fatalf("%d rows, %v", len(page.Rows), err)
					}
				}
			})
			b.Run("counts", func(b *testing.B) {
				for b.Loop() {
					if c, err := d.Tickets.Counts(b.Context(), as); err != nil || c.Open == 0 {
						b.Fatal(c, err)
					}
				}
			})
		})
	}
}

// fillDesk creates tickets from many sides at once, which the store commits together.
func fillDesk(b *testing.B, d *desktest.Desk, size int) {
	b.Helper()
	as := d.Engineer.Actor()
	var wg sync.WaitGroup
	errs := make(chan error, 32)
	for part := range cap(errs) {
		wg.Go(func() {
			for i := part; i < size; i += cap(errs) {
				who := i/10*8 + i%10%8
				_, err := d.Tickets.Create(b.Context(), as, tickets.NewTicket{Kind: tickets.Call,
					Customer: tickets.Party{Name: tickets.P(fmt.Sprintf("Kund %d", who)), Address: tickets.P(fmt.Sprintf("kund%d@kund.example", who))},
					Subject:  tickets.P(fmt.Sprintf("Ärende %d", i)), Text: tickets.P("Y-axeln driver efter regn. Felkod E-17, fw 1.6.1."), Lang: "sv"})
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		b.Fatal(err)
	default:
	}
}
