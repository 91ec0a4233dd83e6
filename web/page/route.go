package page

import (
	"net/http"

	"github.com/axsensor/lethe/tickets"
)

// Staff is everybody who has an account.
const Staff = tickets.RoleEngineer | tickets.RoleProduct | tickets.RoleOfficer | tickets.RoleAdmin

// Route is one address and the verb it serves. Package web mounts it behind the gate: nobody whose roles are not among
// Roles gets as far as Handle. A route has Roles or is Public; one that is neither, or both, stops the start.
type Route struct {
	Method string // http.MethodGet also answers HEAD
	Path   string // "/tickets/:id": a handler reads the part with r.PathValue("id")
	Verb   string // the verb of the domain it serves, such as "Tickets.Answer"
	Roles  tickets.Roles
	Public bool
	// Body is the largest request body in bytes; 0 is 1 MB. What is larger is answered with 413.
	Body int64
	// Rate limits a public route by address: so many requests a minute, 0 for no limit.
	Rate int
	// Stream marks an answer that goes on for long: it has no deadline.
	Stream bool
	// Handle answers the request. An error it returns becomes an error page, by the table of package web: ErrNotFound is
	// 404, ErrForbidden 403, ErrConflict 409, ErrTooLarge 413, ErrInvalid 400, anything else 500. It must not have
	// written anything by then.
	Handle func(http.ResponseWriter, *http.Request) error
}

// Policy is the content security policy of every page: nothing inline, nothing from elsewhere.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
	"frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// LetterPolicy is the policy of a stranger's HTML shown in a sandboxed frame: its own styles may stand, pictures only
// from here, nothing else is loaded, nothing runs and nothing is sent.
const LetterPolicy = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
