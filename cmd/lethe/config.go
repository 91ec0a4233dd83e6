package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// clock is the system's clock.
func clock() time.Time { return time.Now() }

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

// settings reads the settings of this command line.
func (c *console) settings() (*settings, error) {
	flags := map[string]string{"data": c.cli.Data, "store": c.cli.Store, "listen": c.cli.Serve.Listen}
	return readSettings(flags, c.environ, c.cli.Config)
}

// logger writes the operations log to standard error, at the level that is set.
func (c *console) logger(s *settings) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.get("log"))) // checked when it was read
	return slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
}

type configCommand struct{}

// Run prints every setting with its value, its default, its meaning and where the value came from. Secrets are masked.
func (*configCommand) Run(c *console) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	if s.file != "" {
		c.say("config.file", s.file)
	}
	f := s.folders()
	worked := map[string]string{"data": f.data, "keys": f.keys, "cache": f.cache, "master": s.place().master}
	for _, v := range s.list {
		value := v.value
		if value == "" && worked[v.key] != "" {
			value = worked[v.key]
		}
		switch {
		case v.secret && value != "":
			value = masked
		case value == "":
			value = c.lang.T("config.empty")
		case v.key == "master":
			value = shownMaster(value)
		}
		fmt.Fprintf(c.out, "%s = %s  (%s)\n", v.key, unlocked(value), c.lang.T("config.from."+string(v.from)))
		fmt.Fprintf(c.out, "    %s\n", c.lang.T("config.is."+strings.ReplaceAll(meaning(v.key), "_", "")))
		def := v.def
		if def == "" {
			def = c.lang.T("config.empty")
		}
		fmt.Fprintf(c.out, "    %s\n", c.lang.T("config.line", def, envName(v.key)))
	}
	if len(s.mailboxes()) == 0 {
		c.say("config.nomailbox")
	}
	for _, caution := range s.cautions(c.lang) {
		fmt.Fprintln(c.out, "#", caution)
	}
	return nil
}

// meaning is the key under which a setting is explained: all mailboxes share theirs.
func meaning(key string) string {
	box, rest, ok := strings.Cut(key, ".")
	if !ok || box != "mailbox" {
		return key
	}
	_, field, _ := strings.Cut(rest, ".")
	return "mailbox." + field
}
