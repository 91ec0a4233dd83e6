package tickets

import (
	"fmt"
	"reflect"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// ref is an opaque id of another document, in the clear because an index needs it; "" is left out of the body.

type ref string

var timeType = reflect.TypeFor[time.Time]()

// toBSON turns a field into a value that the BSON library stores without hooks of ours.
func toBSON(v reflect.Value) any {
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int8, reflect.Int16:
		return v.Int()
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return int64(v.Uint())
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return toBSON(v.Elem())
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return bson.Binary{Data: v.Bytes()}
		}
		out := make(bson.A, v.Len())
		for i := range out {
			out[i] = toBSON(v.Index(i))
		}
		return out
	case reflect.Struct:
		return structToBSON(v)
	}
	panic(fmt.Sprintf("a stored field cannot be of type %s", v.Type()))
}

func structToBSON(v reflect.Value) any {
	switch v.Type() {
	case personalType:
		return v.Interface().(Personal).Reveal()
	case timeType:
		return v.Interface().(time.Time)
	}
	out := bson.D{}
	for i := range v.NumField() {
		if f := v.Field(i); !f.IsZero() {
			out = append(out, bson.E{Key: v.Type().Field(i).Tag.Get("bson"), Value: toBSON(f)})
		}
	}
	return out
}

// fromBSON fills a field from a stored value.
func fromBSON(val bson.RawValue, v reflect.Value) error {
	bad := func(ok bool) error {
		if ok {
			return nil
		}
		return fmt.Errorf("stored as %s", val.Type)
	}
	switch v.Kind() {
	case reflect.String:
		s, ok := val.StringValueOK()
		v.SetString(s)
		return bad(ok)
	case reflect.Bool:
		b, ok := val.BooleanOK()
		v.SetBool(b)
		return bad(ok)
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int8, reflect.Int16:
		n, ok := val.AsInt64OK()
		v.SetInt(n)
		return bad(ok)
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		n, ok := val.AsInt64OK()
		v.SetUint(uint64(n))
		return bad(ok)
	case reflect.Pointer:
		if val.Type == bson.TypeNull {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return fromBSON(val, v.Elem())
	case reflect.Slice:
		return sliceFromBSON(val, v)
	case reflect.Struct:
		return structFromBSON(val, v)
	}
	return fmt.Errorf("a stored field cannot be of type %s", v.Type())
}

func sliceFromBSON(val bson.RawValue, v reflect.Value) error {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		_, b, ok := val.BinaryOK()
		if !ok {
			return fmt.Errorf("stored as %s", val.Type)
		}
		v.SetBytes(append([]byte(nil), b...))
		return nil
	}
	arr, ok := val.ArrayOK()
	if !ok {
		return fmt.Errorf("stored as %s", val.Type)
	}
	vals, err := arr.Values()
	if err != nil {
		return err
	}
	out := reflect.MakeSlice(v.Type(), len(vals), len(vals))
	for i, e := range vals {
		if err := fromBSON(e, out.Index(i)); err != nil {
			return err
		}
	}
	v.Set(out)
	return nil
}

func structFromBSON(val bson.RawValue, v reflect.Value) error {
	switch v.Type() {
	case personalType:
		s, ok := val.StringValueOK()
		if !ok {
			return fmt.Errorf("stored as %s", val.Type)
		}
		v.Set(reflect.ValueOf(P(s)))
		return nil
	case timeType:
		t, ok := val.TimeOK()
		if !ok {
			return fmt.Errorf("stored as %s", val.Type)
		}
		v.Set(reflect.ValueOf(t.UTC()))
		return nil
	}
	doc, ok := val.DocumentOK()
	if !ok {
		return fmt.Errorf("stored as %s", val.Type)
	}
	for i := range v.NumField() {
		if e, err := doc.LookupErr(v.Type().Field(i).Tag.Get("bson")); err == nil {
			if err := fromBSON(e, v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}
