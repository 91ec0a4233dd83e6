package web

import (
	"context"
	"errors"

	"github.com/axsensor/lethe/tickets"
)

// Follow tells open pages of every ticket that changes, until ctx ends. What existed before is no news. It returns nil when
// ctx has ended, and the error when the changes cannot be followed: start it again then.
func (h *Hub) Follow(ctx context.Context, room *tickets.Tickets) error {
	began := false
	for c, err := range room.Watch(ctx, tickets.Runner("live"), "") {
		switch {
		case err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()):
			return nil
		case err != nil:
			return err
		case c.Mark:
			began = true
		case began:
			h.Publish(News{Topic: "ticket", ID: c.ID}, tickets.RoleEngineer|tickets.RoleOfficer)
		}
	}
	return nil
}
