package main

import (
	"errors"

	"github.com/axsensor/lethe/tickets"
	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/seal"
)

// movedWords explains what has to do with moves; "" if the error does not.
func movedWords(l lang.Lang, err error) string {
	var at *move.Elsewhere
	var none *notHere
	switch {
	case errors.Is(err, tickets.ErrUnfinished):
		return l.T("move.unfinished.failed", cause(l, err))
	case errors.As(err, &at):
		return l.T("move.at."+string(at.State), at.Place)
	case errors.As(err, &none):
		return l.T("console.nodata", none.place)
	case errors.Is(err, move.ErrOccupied):
		return l.T("move.occupied")
	case errors.Is(err, move.ErrOther):
		return l.T("move.other", err)
	case errors.Is(err, move.ErrUnlike), errors.Is(err, seal.ErrUnlike):
		return l.T("move.unlike", err)
	case errors.Is(err, move.ErrNotMoving):
		return l.T("move.notmoving")
	case errors.Is(err, move.ErrEnded):
		return l.T("move.ended", err)
	case errors.Is(err, errLeft):
		return l.T("move.oldkeys")
	case errors.Is(err, seal.ErrSame):
		return l.T("move.onestore")
	case errors.Is(err, seal.ErrNoTwin):
		return l.T("move.notwin")
	}
	return ""
}
