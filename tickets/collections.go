package tickets

import (
	"github.com/axsensor/lethe/tickets/move"
	"github.com/axsensor/lethe/tickets/store"
)

const (
	collTickets    = "tickets"
	collPeople     = "people"
	collMessages   = "messages"
	collOriginals  = "originals"
	collDeliveries = "deliveries"
	collDrafts     = "drafts"
	collTrail      = "trail"
	collCustomers  = "customers"
	collUnits      = "units"
	collProducts   = "products"
	collClaims     = "claims"
	collSpool      = "spool"
	collAccounts   = "accounts"
	collSessions   = "sessions"
	collStage      = "stage"
	collArchive    = "archive"
	collRuns       = "runs"
	collSettings   = "settings"
	collMeta       = move.Meta
	collLeases     = "leases"
	collKeyStore   = "keystore"
	collUploads    = "uploads"
)

func text(n string) store.Field   { return store.Field{Name: n, Kind: store.String} }
func flag(n string) store.Field   { return store.Field{Name: n, Kind: store.Bool} }
func moment(n string) store.Field { return store.Field{Name: n, Kind: store.Time} }

func index(name string, order store.Field, eq ...store.Field) store.Index {
	return store.Index{Name: name, Eq: eq, Order: order}
}

// Declared is the version of what Collections declares. It is raised with each change of that, so that on a server an older
// program, started again and again, does not undo what a newer one has declared.
const Declared = 1

// Collections declares every collection and index of the desk, for opening an engine.
func Collections() []store.Coll {
	ofTicket, all := index("ticket", store.Field{}, text("ticket")), index("all", store.Field{})
	return []store.Coll{
		{Name: collTickets, Indexes: []store.Index{
			index("open", moment("rank"), flag("open")),
			index("mine", moment("rank"), text("assignee"), flag("open")),
			index("waiting", moment("rank"), text("status")),
			index("status", moment("touched"), text("status")),
			index("customer", moment("touched"), text("customer")),
			index("unit", moment("touched"), text("unit")),
			index("product", moment("touched"), text("product")),
			index("due", moment("due"), flag("forgetting")),
		}},
		{Name: collPeople, Indexes: []store.Index{ofTicket}},
		{Name: collMessages, Indexes: []store.Index{index("ticket", moment("at"), text("ticket"))}},
		{Name: collOriginals, Indexes: []store.Index{ofTicket}, Unlogged: true},
		{Name: collDeliveries, Indexes: []store.Index{
			index("ticket", moment("queued"), text("ticket")),
			index("state", moment("next"), text("state")),
		}},
		{Name: collDrafts, Indexes: []store.Index{ofTicket}, Unlogged: true},
		{Name: collTrail, Indexes: []store.Index{index("of", moment("at"), text("owner"))}},
		{Name: collCustomers, Indexes: []store.Index{index("last", moment("last"))}},
		{Name: collUnits, Indexes: []store.Index{
			index("product", store.Field{}, text("product")),
			index("customer", store.Field{}, text("customer")),
			index("import", store.Field{}, text("import")),
		}},
		{Name: collProducts, Indexes: []store.Index{all}},
		{Name: collClaims, Indexes: []store.Index{index("until", moment("until"))}, Unlogged: true},
		{Name: collSpool, Indexes: []store.Index{index("state", moment("at"), text("state"))}},
		{Name: collAccounts, Indexes: []store.Index{all}},
		{Name: collSessions, Indexes: []store.Index{
			index("until", moment("until")), index("account", store.Field{}, text("account")),
		}, Unlogged: true},
		{Name: collStage, Indexes: []store.Index{index("state", store.Field{}, text("state"))}, Unlogged: true},
		{Name: collArchive, Indexes: []store.Index{all}},
		{Name: collRuns, Indexes: []store.Index{index("at", moment("at"))}},
		{Name: collSettings},
		{Name: collMeta},
		{Name: collLeases, Unlogged: true},
		{Name: collKeyStore, Unlogged: true},
		{Name: collUploads, Unlogged: true},
	}
}

// Carried names the collections that a move carries: all but leases, of which nobody holds any where nobody works yet.
func Carried() []string {
	var names []string
	for _, c := range Collections() {
		if c.Name != collLeases {
			names = append(names, c.Name)
		}
	}
	return names
}

// storedTypes lists one record of every stored type, for the codec and for the tests that walk them.
func storedTypes() []record {
	return []record{
		&ticketRec{}, &peopleRec{}, &messageRec{}, &originalRec{}, &deliveryRec{}, &draftRec{}, &trailRec{},
		&customerRec{}, &unitRec{}, &productRec{}, &claimRec{}, &spoolRec{}, &accountRec{}, &sessionRec{},
		&stageRec{}, &archiveRec{}, &runRec{}, &settingRec{}, &metaRec{}, &leaseRec{}, &keysRec{}, &uploadRec{},
	}
}
