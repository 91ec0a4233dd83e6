package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/axsensor/lethe/anonymizer/scrub"
	"github.com/axsensor/lethe/mailin/letter"
)

type letterCommand struct {
	JSON  bool     `name:"json"`
	Files []string `arg:"" name:"file"`
}

// Run prints what is in each file, in the order given. A file that cannot be read is said and makes the status 1; no
// mail is refused.
func (c *letterCommand) Run(con *console) error {
	w := bufio.NewWriter(con.out)
	defer func() { _ = w.Flush() }()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	failed := false
	for _, name := range c.Files {
		raw, err := os.ReadFile(name)
		if err != nil {
			con.complain(err)
			failed = true
			continue
		}
		report := letter.Report(name, raw)
		if c.JSON {
			err = enc.Encode(report)
		} else {
			err = printLetter(w, con.lang, report)
		}
		if err != nil {
			return fmt.Errorf("print a letter: %w", err)
		}
	}
	if failed {
		return errSaid
	}
	return nil
}

type scrubCommand struct{}

// Run scrubs JSON Lines from standard input to standard output.
func (c *scrubCommand) Run(con *console) error {
	s, err := scrub.New(scrub.Options{})
	if err != nil {
		return err
	}
	return scrub.Lines(con.ctx, con.in, con.out, s)
}

type versionCommand struct{}

// Run prints the version, the revision it was built from and the Go release.
func (c *versionCommand) Run(con *console) error {
	fmt.Fprintln(con.out, "lethe", version())
	return nil
}

// version is what the build recorded of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v, rev := info.Main.Version, ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			rev = " " + s.Value[:12]
		}
	}
	return v + rev + " " + info.GoVersion
}
