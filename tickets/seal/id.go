package seal

import (
	"encoding/base32"
	"fmt"
)

// KeyID names a data key: 128 random bits as 26 characters of lower-case base32. It tells neither time nor order.
type KeyID string

const idSize = 16

// rawID is a KeyID as it lies in files. The zero value names no key.
type rawID [idSize]byte

var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (id rawID) String() KeyID { return KeyID(base32Lower.EncodeToString(id[:])) }

// raw gives the bytes of an id. Only the one spelling that NewKeys gives is an id; everything else is ErrBadID.
func (k KeyID) raw() (rawID, error) {
	var id rawID
	if len(k) != base32Lower.EncodedLen(idSize) {
		return id, fmt.Errorf("%w: %d characters", ErrBadID, len(k))
	}
	n, err := base32Lower.Decode(id[:], []byte(k))
	if err != nil || n != idSize || id == (rawID{}) || id.String() != k {
		return rawID{}, fmt.Errorf("%w: not lower-case base32", ErrBadID)
	}
	return id, nil
}

func rawIDs(ks []KeyID) ([]rawID, error) {
	ids := make([]rawID, len(ks))
	for i, k := range ks {
		id, err := k.raw()
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}
