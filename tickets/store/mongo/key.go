package mongo

import "encoding/base64"

// spelling orders its letters as the six bits that they stand for, unlike the usual alphabet of base64.
var spelling = base64.NewEncoding("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz").WithPadding(base64.NoPadding).Strict()

// spell writes a key as text, so that texts order by their bytes as keys do, and no two keys have one text. BSON's own
// bytes order by their length first, and its strings must be UTF-8.
func spell(key []byte) string { return spelling.EncodeToString(key) }

// unspell reads what spell wrote.
func unspell(text string) ([]byte, error) { return spelling.DecodeString(text) }
