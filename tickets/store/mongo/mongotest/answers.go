package mongotest

import "go.mongodb.org/mongo-driver/v2/mongo"

// quoted is what a server's message quotes of a document, and nobody may see.
const quoted = "dup key: { _id: \"kim@example.com\" }"

// Refusal is a server's answer to a command that failed.
func Refusal(code int32, labels ...string) error {
	return mongo.CommandError{Code: code, Name: "Name", Message: quoted, Labels: labels}
}

// RefusedWrites is a server's answer to writes of which some failed.
func RefusedWrites(codes ...int) error {
	var e mongo.BulkWriteException
	for _, c := range codes {
		e.WriteErrors = append(e.WriteErrors, mongo.BulkWriteError{WriteError: mongo.WriteError{Code: c, Message: quoted}})
	}
	return e
}
