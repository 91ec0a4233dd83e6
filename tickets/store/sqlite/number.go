package sqlite

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// Bits of a document's row number: a hash of its family, then chance.
const (
	familyBits = 39
	chanceBits = 23
)

// rowNumber draws a row number for a new document. The family is the part of the id before its first dot, so that the
// children of a ticket, which are read and forgotten together, lie on neighbouring pages. Within a family the
// number is chance: it tells nothing of the order in which documents came. Numbers are above zero; two draws may
// give the same one.
func rowNumber(id string) (int64, error) {
	family, _, _ := strings.Cut(id, ".")
	sum := sha256.Sum256([]byte(family))
	chance, err := randomBits(chanceBits)
	if err != nil {
		return 0, err
	}
	high := int64(binary.BigEndian.Uint64(sum[:8]) >> (64 - familyBits))
	return high<<chanceBits | chance | 1<<(familyBits+chanceBits), nil
}
