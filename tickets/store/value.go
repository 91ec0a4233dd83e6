package store

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// MaxValue is the longest string in bytes that an indexed field may hold. A write with a longer one is refused with
// ErrTooLarge: no engine can index it.
const MaxValue = 1024

// An indexed value has one canonical Go form for each kind: string, bool, int64, and bson.DateTime for Time.

// Value reads the field from a body in canonical form. It reports false when the field is missing or null, and an
// error when it holds another type than declared or a string over MaxValue bytes.
func (f Field) Value(body bson.Raw) (any, bool, error) {
	raw := body.Lookup(f.Name)
	if raw.IsZero() || raw.Type == bson.TypeNull {
		return nil, false, nil
	}
	v, ok := f.read(raw)
	if !ok {
		return nil, false, fmt.Errorf("field %s holds a %s, declared as %s", f.Name, raw.Type, f.Kind)
	}
	if s, isString := v.(string); isString && len(s) > MaxValue {
		return nil, false, fmt.Errorf("%w: field %s is indexed and holds %d bytes", ErrTooLarge, f.Name, len(s))
	}
	return v, true, nil
}

func (f Field) read(raw bson.RawValue) (any, bool) {
	switch f.Kind {
	case String:
		s, ok := raw.StringValueOK()
		return s, ok
	case Bool:
		b, ok := raw.BooleanOK()
		return b, ok
	case Int:
		if n, ok := raw.Int32OK(); ok {
			return int64(n), true
		}
		n, ok := raw.Int64OK()
		return n, ok
	case Time:
		ms, ok := raw.DateTimeOK()
		return bson.DateTime(ms), ok
	}
	return nil, false
}

// canonical turns a value of a query into the form in which a body's value is read.
func (f Field) canonical(v any) (any, error) {
	switch x := v.(type) {
	case string:
		if f.Kind == String {
			return x, nil
		}
	case bool:
		if f.Kind == Bool {
			return x, nil
		}
	case int:
		if f.Kind == Int {
			return int64(x), nil
		}
	case int64:
		if f.Kind == Int {
			return x, nil
		}
	case time.Time:
		if f.Kind == Time {
			return bson.DateTime(x.UnixMilli()), nil
		}
	}
	return nil, fmt.Errorf("%w: field %s is declared as %s, asked for with a %T", ErrQuery, f.Name, f.Kind, v)
}

// String names the kind in messages.
func (k Kind) String() string {
	switch k {
	case String:
		return "string"
	case Bool:
		return "bool"
	case Int:
		return "int"
	case Time:
		return "time"
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Encoded values order by their bytes as the values do, and no encoded value is the beginning of another of its kind,
// so that several can follow each other. A string ends with 00 01; a 00 inside it becomes 00 ff.
const (
	stringEnd  = "\x00\x01"
	stringZero = "\x00\xff"
)

func appendValue(b []byte, v any) []byte {
	switch x := v.(type) {
	case string:
		b = append(b, strings.ReplaceAll(x, "\x00", stringZero)...)
		return append(b, stringEnd...)
	case bool:
		if x {
			return append(b, 1)
		}
		return append(b, 0)
	case int64:
		return binary.BigEndian.AppendUint64(b, uint64(x)^(1<<63))
	case bson.DateTime:
		return binary.BigEndian.AppendUint64(b, uint64(x)^(1<<63))
	}
	panic(fmt.Sprintf("store: %T is no canonical value", v))
}

// cutValue reads one value of the kind from the front of an encoded key and returns what follows.
func cutValue(k Kind, b []byte) (v any, rest []byte, ok bool) {
	switch {
	case k == String:
		head, rest, ok := strings.Cut(string(b), stringEnd)
		return strings.ReplaceAll(head, stringZero, "\x00"), []byte(rest), ok
	case k == Bool && len(b) >= 1 && b[0] <= 1:
		return b[0] == 1, b[1:], true
	case k == Int && len(b) >= 8:
		return int64(binary.BigEndian.Uint64(b) ^ (1 << 63)), b[8:], true
	case k == Time && len(b) >= 8:
		return bson.DateTime(binary.BigEndian.Uint64(b) ^ (1 << 63)), b[8:], true
	}
	return nil, nil, false
}
