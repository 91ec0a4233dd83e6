// Package web is the one HTTP server of Lethe: it mounts the routes of the packages of pages behind a gate that knows who
// may go where, keeps sessions, limits what may be sent and how often, turns errors into pages, and tells open pages
// that something changed.
//
// Every address stands in one table, Site.Routes, with the verb it serves and the roles that may reach it: a test walks
// it. Accounts of the product team get no further than the archive; a route that would let them is refused at the start.
package web
