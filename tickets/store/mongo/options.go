package mongo

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"github.com/axsensor/lethe/tickets/store"
)

// DefaultDatabase is the database's name when neither the options nor the address gives one.
const DefaultDatabase = "lethe"

// Options say where the data is and what it holds.
type Options struct {
	URI      string      // mongodb:// or mongodb+srv://, with the database as its path and TLS settings as the driver knows them
	Database string      // instead of the one in URI
	TLS      *tls.Config // instead of what URI says

	// User and one of PasswordEnv and PasswordFile take the place of user and password in URI, so that no secret stands
	// on a command line or in a settings file. PasswordEnv names a variable of the environment; a file ends at its first line.
	User, PasswordEnv, PasswordFile string

	Colls       []store.Coll     // what is declared; what was declared before and is not now stays, unread
	Now         func() time.Time // time.Now when nil; used for nothing but the age of changes
	Logger      *slog.Logger     // discarded when nil
	KeepChanges time.Duration    // how long changes are kept for readers that resume; DefaultKeepChanges when zero
}

// connect makes a client; nothing is asked of a server yet. where names the servers without credentials.
func connect(o Options) (client *mongo.Client, db, where string, err error) {
	address, err := connstring.ParseAndValidate(o.URI)
	if err != nil {
		return nil, "", "", errors.New("the address is not one of MongoDB's, or its name cannot be looked up: want mongodb://host/database") // the parser quotes passwords
	}
	c := options.Client().ApplyURI(o.URI)
	if err := o.authenticate(c); err != nil {
		return nil, "", "", err
	}
	if o.TLS != nil {
		c.SetTLSConfig(o.TLS)
	}
	if c.ServerSelectionTimeout == nil {
		c.SetServerSelectionTimeout(10 * time.Second)
	}
	// Everything that is repeated is repeated by a loop of our own: not every server tells a repeated write from a new one.
	c.SetRetryWrites(false).SetWriteConcern(writeconcern.Majority()).SetReadPreference(readpref.Primary()).SetAppName("lethe")
	client, err = mongo.Connect(c)
	if err != nil {
		return nil, "", "", fmt.Errorf("connect to %s: %w", strings.Join(address.Hosts, ","), err)
	}
	db = o.Database
	if db == "" {
		db = address.Database
	}
	if db == "" {
		db = DefaultDatabase
	}
	return client, db, strings.Join(address.Hosts, ","), nil
}

func (o Options) authenticate(c *options.ClientOptions) error {
	if o.User == "" {
		return nil
	}
	password, err := o.password()
	if err != nil {
		return err
	}
	auth := options.Credential{}
	if c.Auth != nil {
		auth = *c.Auth // keeps what the address says of mechanism and source
	}
	auth.Username, auth.Password, auth.PasswordSet = o.User, password, true
	c.SetAuth(auth)
	return nil
}

func (o Options) password() (string, error) {
	switch {
	case (o.PasswordEnv == "") == (o.PasswordFile == ""):
		return "", errors.New("a user needs either a variable or a file with the password")
	case o.PasswordEnv != "":
		p, ok := os.LookupEnv(o.PasswordEnv)
		if !ok || p == "" {
			return "", fmt.Errorf("the variable %s with the password is not set", o.PasswordEnv)
		}
		return p, nil
	}
	b, err := os.ReadFile(o.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	p, _, _ := strings.Cut(string(b), "\n")
	if p = strings.TrimSuffix(p, "\r"); p == "" {
		return "", fmt.Errorf("the file %s with the password is empty", o.PasswordFile)
	}
	return p, nil
}
