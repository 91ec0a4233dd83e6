package mongodb

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"
)

// DefaultDatabase is the database's name when neither the options nor the address gives one.
const DefaultDatabase = "lethe"

// Address says where a deployment is and how to get in.
type Address struct {
	URI      string      // mongodb:// or mongodb+srv://, with the database as its path and TLS settings as the driver knows them
	Database string      // instead of the one in URI
	TLS      *tls.Config // instead of what URI says

	// User and one of Password and PasswordFile take the place of user and password in URI, so that no secret needs to
	// stand in it. A file ends at its first line.
	User, Password, PasswordFile string
}

// IsAddress says whether a text is meant as the address of a MongoDB deployment, right or wrong, and not as a folder.
func IsAddress(text string) bool {
	return strings.HasPrefix(text, "mongodb://") || strings.HasPrefix(text, "mongodb+srv://")
}

// ErrAddress says that an address cannot be used, without quoting it: it may hold a password.
var ErrAddress = errors.New("the address is not one of MongoDB's: want mongodb://host/database")

// whole is the address with somebody in it where it names a mechanism that needs one: without it is no address to the
// driver. Who it is to be is said by User.
func (a Address) whole() string {
	scheme, rest, _ := strings.Cut(a.URI, "://")
	hosts, query, _ := strings.Cut(rest, "?")
	if strings.Contains(hosts, "@") || !strings.Contains(strings.ToLower(query), "authmechanism=scram") {
		return a.URI
	}
	return scheme + "://user:password@" + rest
}

// parse takes the address apart: its servers, and the database.
func (a Address) parse() (hosts []string, db string, err error) {
	cs, err := connstring.ParseAndValidate(a.whole())
	if err != nil {
		return nil, "", refused(err)
	}
	return cs.Hosts, cmp.Or(a.Database, cs.Database, DefaultDatabase), nil
}

// refused is what is told of an address that the parser did not take: it quotes what it read. A mongodb+srv address names
// its servers in the DNS, which may not answer just now.
func refused(err error) error {
	var lookup *net.DNSError
	if errors.As(err, &lookup) {
		return fmt.Errorf("%w: %s: %s", ErrAway, lookup.Name, lookup.Err)
	}
	return ErrAddress
}

// Where names servers and database, without anything secret.
func (a Address) Where() (string, error) {
	hosts, db, err := a.parse()
	return strings.Join(hosts, ",") + "/" + db, err
}

// Open says whether what goes between here and the servers can be read on the way: there is no TLS, and at least one of
// them is not on this machine.
func (a Address) Open() bool {
	cs, err := connstring.ParseAndValidate(a.whole())
	if err != nil || a.TLS != nil || cs.SSL {
		return false
	}
	return slices.ContainsFunc(cs.Hosts, func(host string) bool {
		name, _, err := net.SplitHostPort(host)
		if err != nil {
			name = host
		}
		ip := net.ParseIP(name)
		return name != "localhost" && (ip == nil || !ip.IsLoopback())
	})
}

// Shares says whether two addresses have a server in common.
func (a Address) Shares(b Address) bool {
	mine, _, err := a.parse()
	theirs, _, bad := b.parse()
	return err == nil && bad == nil && slices.ContainsFunc(mine, func(host string) bool { return slices.Contains(theirs, host) })
}

// Connect makes a client for a database; nothing is asked of a server yet. All that goes through it is written to a
// majority, read from the primary, and no write is repeated by the driver, whatever the address says of it. Its Client must
// be disconnected at the end.
func (a Address) Connect() (*mongo.Database, error) {
	hosts, db, err := a.parse()
	if err != nil {
		return nil, err
	}
	c, err := a.options()
	if err != nil {
		return nil, err
	}
	client, err := mongo.Connect(c)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", strings.Join(hosts, ","), err)
	}
	return client.Database(db), nil
}

// options are what the address says, but for what would break a promise.
func (a Address) options() (*options.ClientOptions, error) {
	c := options.Client().ApplyURI(a.URI)
	if a.User != "" {
		c = options.Client().ApplyURI(a.whole())
	}
	if err := a.authenticate(c); err != nil {
		return nil, err
	}
	if a.TLS != nil {
		c.SetTLSConfig(a.TLS)
	}
	if c.ServerSelectionTimeout == nil {
		c.SetServerSelectionTimeout(10 * time.Second)
	}
	// Everything that is repeated is repeated by a loop of our own: not every server tells a repeated write from a new one.
	c.SetRetryWrites(false).SetWriteConcern(writeconcern.Majority()).SetReadPreference(readpref.Primary()).SetAppName("lethe")
	// Each read says itself what it must see. A limit of the driver's own would be a deadline on each call; see Within.
	c.ReadConcern, c.Timeout = nil, nil
	return c, nil
}

func (a Address) authenticate(c *options.ClientOptions) error {
	if a.User == "" {
		return nil
	}
	password, err := a.password()
	if err != nil {
		return err
	}
	auth := options.Credential{}
	if c.Auth != nil {
		auth = *c.Auth // keeps what the address says of mechanism and source
	}
	auth.Username, auth.Password, auth.PasswordSet = a.User, password, true
	c.SetAuth(auth)
	return nil
}

func (a Address) password() (string, error) {
	if (a.Password == "") == (a.PasswordFile == "") {
		return "", errors.New("a user needs either a password or a file with it")
	}
	if a.Password != "" {
		return a.Password, nil
	}
	b, err := os.ReadFile(a.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	p, _, _ := strings.Cut(string(b), "\n")
	if p = strings.TrimSuffix(p, "\r"); p == "" {
		return "", fmt.Errorf("the file %s with the password is empty", a.PasswordFile)
	}
	return p, nil
}
