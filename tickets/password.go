package tickets

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// argon2id parameters: the second recommended choice of RFC 9106 section 4 with one lane less, since a desk runs on small
// machines. They are stored with each hash, so they can rise later.
const (
	argonTime    = 3
	argonMemory  = 64 << 10 // KiB
	argonThreads = 2
	argonKey     = 32
	argonSalt    = 16
)

// The length of a password in bytes.
const (
	MinPassword = 12
	MaxPassword = 512
)

var b64 = base64.RawStdEncoding

// hashPassword returns the encoded argon2id hash of a password.
func hashPassword(p string) string {
	var salt [argonSalt]byte
	_, _ = rand.Read(salt[:]) // crypto/rand never fails on supported systems
	key := argon2.IDKey([]byte(p), salt[:], argonTime, argonMemory, argonThreads, argonKey)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b64.EncodeToString(salt[:]), b64.EncodeToString(key))
}

// checkPassword compares a password with an encoded hash in constant time. A hash that cannot be read fits nothing.
func checkPassword(p, encoded string) bool {
	f := strings.Split(encoded, "$")
	if len(f) != 6 || f[1] != "argon2id" {
		return false
	}
	var version int
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(f[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false
	}
	salt, err1 := b64.DecodeString(f[4])
	want, err2 := b64.DecodeString(f[5])
	if err1 != nil || err2 != nil || len(want) == 0 || time == 0 || threads == 0 {
		return false
	}
	got := argon2.IDKey([]byte(p), salt, time, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}
