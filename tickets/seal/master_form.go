package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

var errForm = errors.New("not a key in text")

// masterOf finds a master key in what a source gave; from names the source in errors.
func masterOf(b []byte, from string) ([]byte, error) {
	if len(b) == masterSize && !allHex(b) {
		return bytes.Clone(b), nil
	}
	key, err := masterText(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %s holds %s bytes, which are neither %d nor the hexadecimal or base64 form of so many",
			ErrWrongMaster, from, atMost(len(b), maxMaster), masterSize)
	}
	return key, nil
}

func atMost(n, most int) string {
	if n > most {
		return fmt.Sprintf("more than %d", most)
	}
	return fmt.Sprint(n)
}

// allHex says that 32 bytes are in truth 16 in hexadecimal form: too few, and by no chance random ones.
func allHex(b []byte) bool {
	_, err := hex.Decode(make([]byte, hex.DecodedLen(len(b))), b)
	return err == nil
}

// masterText reads a key in hexadecimal or base64 form, the latter also in the alphabet for addresses and without padding.
func masterText(b []byte) ([]byte, error) {
	b = bytes.TrimSpace(b)
	if len(b) == hex.EncodedLen(masterSize) {
		key := make([]byte, masterSize)
		if _, err := hex.Decode(key, b); err == nil {
			return key, nil
		}
	}
	b = bytes.TrimRight(b, "=")
	for _, form := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		key := make([]byte, form.DecodedLen(len(b)))
		if n, err := form.Strict().Decode(key, b); err == nil && n == masterSize {
			return key[:n], nil
		}
		clear(key)
	}
	return nil, errForm
}
