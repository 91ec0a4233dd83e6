package sqlite

import (
	"context"
	"crypto/rand"
	sqldriver "database/sql/driver"
	"encoding/binary"
	"fmt"
)

// format is the version of the tables below, kept in user_version. A file of a newer format is refused.
const format = 1

// applicationID marks the file as ours ("LETH").
const applicationID = 0x4c455448

// The tables. A document's row number k is drawn at random under a hash of its family (see rowNumber), so neither
// numbers nor gaps tell an order. Bodies stand in a table with row numbers because SQLite reads the whole row of a
// WITHOUT ROWID table to compare its key, attachments of megabytes included; keys alone stand in those.
//
//	coll    number of each collection ever declared
//	idx     number, declaration and state of each index; at is how far its building came
//	name    (collection, id) → k
//	doc     k → revision, body
//	entry   (index, key of store.Index.Key) → k
//	change  the log: number, time in ms, tag of its Apply, operation, collection, id
//	state   one row: the last number trimmed from the log, and that row's tag
var tables = []string{
	`CREATE TABLE coll (num INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT`,
	`CREATE TABLE idx (num INTEGER PRIMARY KEY, coll INTEGER NOT NULL, name BLOB NOT NULL, decl BLOB NOT NULL, state INTEGER NOT NULL, at BLOB) STRICT`,
	`CREATE TABLE name (coll INTEGER NOT NULL, id BLOB NOT NULL, k INTEGER NOT NULL, PRIMARY KEY (coll, id)) STRICT, WITHOUT ROWID`,
	`CREATE TABLE doc (k INTEGER PRIMARY KEY, rev INTEGER NOT NULL, body BLOB NOT NULL) STRICT`,
	`CREATE TABLE entry (idx INTEGER NOT NULL, key BLOB NOT NULL, k INTEGER NOT NULL, PRIMARY KEY (idx, key)) STRICT, WITHOUT ROWID`,
	`CREATE TABLE change (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, tag INTEGER NOT NULL, op INTEGER NOT NULL, coll INTEGER NOT NULL, id BLOB NOT NULL) STRICT`,
	`CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), floor INTEGER NOT NULL, tag INTEGER NOT NULL) STRICT`,
}

// makeTables makes the tables of an empty file and refuses one that is not ours.
func makeTables(c *conn) error {
	return c.within("BEGIN IMMEDIATE", func() error {
		version, _, err := c.number("PRAGMA user_version")
		if err != nil {
			return err
		}
		owner, _, err := c.number("PRAGMA application_id")
		if err != nil {
			return err
		}
		objects, _, err := c.number("SELECT count(*) FROM sqlite_schema")
		switch {
		case err != nil:
			return err
		case objects == 0 && version == 0:
			return makeAll(c)
		case owner != applicationID:
			return fmt.Errorf("the file is a database of another program")
		case version != format:
			return fmt.Errorf("the file has format %d, this program knows %d", version, format)
		}
		return nil
	})
}

func makeAll(c *conn) error {
	for _, table := range tables {
		if err := c.exec(table); err != nil {
			return err
		}
	}
	tag, err := randomBits(31)
	if err != nil {
		return err
	}
	if err := c.exec("INSERT INTO state (one, floor, tag) VALUES (1, 0, ?)", tag); err != nil {
		return err
	}
	if err := c.exec(fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	return c.exec(fmt.Sprintf("PRAGMA user_version = %d", format))
}

// firstNumber is where collections and indexes are counted from: SQLite plans a statement again whenever a bound value
// changes to or from 0 or 1.
const firstNumber = 16

// numbered gives the number of every collection that was ever declared, and the next free one.
func numbered(c *conn) (nums map[string]int64, next int64, err error) {
	nums, next = map[string]int64{}, firstNumber
	err = c.each(context.Background(), func(row []sqldriver.Value) bool {
		nums[string(bytesOf(row[1]))] = intOf(row[0])
		next = max(next, intOf(row[0])+1)
		return true
	}, "SELECT num, name FROM coll")
	return nums, next, err
}

// collNumbers gives every declared collection its number, making those that are new.
func collNumbers(c *conn, names []string) (map[string]int64, error) {
	nums, next, err := numbered(c)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, ok := nums[name]; ok {
			continue
		}
		if err := c.exec("INSERT INTO coll (num, name) VALUES (?, ?)", next, []byte(name)); err != nil {
			return nil, err
		}
		nums[name] = next
		next++
	}
	return nums, nil
}

func randomBits(bits int) (int64, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(b[:]) >> (64 - bits)), nil
}
