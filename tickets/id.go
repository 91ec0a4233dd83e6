package tickets

import (
	"crypto/rand"
	"encoding/base32"
	"io"
	"strings"
)

var idCoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newID returns 128 random bits in lower-case base32: 26 characters that tell neither time nor order.
func newID() string {
	var b [16]byte
	_, _ = io.ReadFull(rand.Reader, b[:]) // crypto/rand never fails on supported systems
	return idCoding.EncodeToString(b[:])
}

// childID names a document that belongs to a ticket, so that a deleted child still names its ticket.
func childID(ticket string) string { return ticket + "." + newID() }

// parentID is the ticket that a child's id names; an id without a parent is returned as it is.
func parentID(id string) string {
	parent, _, _ := strings.Cut(id, ".")
	return parent
}

// validID says whether s has the shape of an id that newID made.
func validID(s string) bool {
	b, err := idCoding.DecodeString(s)
	return err == nil && len(b) == 16
}
