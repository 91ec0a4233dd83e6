package mongotest

import (
	"encoding/binary"
	"io"
	"net"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The operations of the wire that a greeting comes and goes in.
const (
	opReply = 1
	opQuery = 2004
	opMsg   = 2013
)

// Greeter is the address of a server that can do nothing but say that it is of a wire version: 5 is MongoDB 3.4,
// 17 is 6.0.
func Greeter(t testing.TB, wire int32) (uri string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	hello, err := bson.Marshal(bson.D{{Key: "ismaster", Value: true}, {Key: "isWritablePrimary", Value: true}, {Key: "minWireVersion", Value: int32(0)},
		{Key: "maxWireVersion", Value: wire}, {Key: "maxBsonObjectSize", Value: int32(16 << 20)}, {Key: "ok", Value: 1.0}})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go greet(c, hello)
		}
	}()
	return "mongodb://" + l.Addr().String() + "/"
}

// greet answers whatever comes with the greeting, until the other side has gone.
func greet(c net.Conn, hello []byte) {
	defer c.Close()
	for {
		var head [16]byte // length, request, answer to, operation
		if _, err := io.ReadFull(c, head[:]); err != nil {
			return
		}
		if _, err := io.CopyN(io.Discard, c, int64(binary.LittleEndian.Uint32(head[:]))-16); err != nil {
			return
		}
		answer := make([]byte, 16)
		copy(answer[8:], head[4:8])
		switch binary.LittleEndian.Uint32(head[12:]) {
		case opQuery:
			answer[12] = opReply
			answer = append(answer, make([]byte, 4+8+4)...) // flags, cursor, place
			answer = append(answer, 1, 0, 0, 0)             // one document
		case opMsg:
			binary.LittleEndian.PutUint32(answer[12:], opMsg)
			answer = append(answer, make([]byte, 4+1)...) // flags, kind
		default:
			return
		}
		answer = append(answer, hello...)
		binary.LittleEndian.PutUint32(answer, uint32(len(answer)))
		if _, err := c.Write(answer); err != nil {
			return
		}
	}
}
