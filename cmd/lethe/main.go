// Command lethe is the support desk in one binary: it wires the packages together and has no rules of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/axsensor/lethe/tickets/lang"
)

// cli is every subcommand. Settings that flags can give are listed by lethe config.
type cli struct {
	Config string `type:"existingfile" placeholder:"FILE" env:"LETHE_CONFIG"`
	Data   string `placeholder:"DIR"`
	Store  string `placeholder:"ADDR"`

	Demo     demoCommand    `cmd:""`
	Serve    serveCommand   `cmd:""`
	Settings configCommand  `cmd:"" name:"config"`
	Import   importCommand  `cmd:""`
	Forget   forgetCommand  `cmd:""`
	Publish  publishCommand `cmd:""`
	Keys     keysCommand    `cmd:""`
	Move     moveCommand    `cmd:""`
	Letter   letterCommand  `cmd:""`
	Scrub    scrubCommand   `cmd:""`
	Version  versionCommand `cmd:""`
}

// console is what a subcommand talks to.
type console struct {
	ctx     context.Context
	in      io.Reader
	out     io.Writer
	err     io.Writer
	lang    lang.Lang
	environ []string
	cli     *cli
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

// run carries out one command line and returns its exit status: 0 done, 1 failed, 2 not understood.
func run(ctx context.Context, args, environ []string, in io.Reader, out, errOut io.Writer) int {
	var c cli
	con := &console{ctx: ctx, in: in, out: out, err: errOut, lang: consoleLang(environ), environ: environ, cli: &c}
	exit := -1
	parser, err := kong.New(&c, kong.Name("lethe"), kong.Help(usage(con.lang)),
		kong.Writers(out, errOut), kong.Exit(func(n int) { exit = n }), kong.Bind(con))
	if err != nil {
		fmt.Fprintln(errOut, "lethe:", err)
		return 2
	}
	k, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintln(errOut, "lethe:", misuse(con.lang, err))
		return 2
	}
	if err := k.Run(con); err != nil {
		con.complain(err)
		return 1
	}
	return 0
}

// errSaid ends a command that has said itself what is wrong.
var errSaid = errors.New("said already")

// complain prints what went wrong in the reader's language.
func (c *console) complain(err error) {
	if errors.Is(err, errSaid) {
		return
	}
	fmt.Fprintln(c.err, "lethe:", explain(c.lang, err))
}

// say prints one sentence.
func (c *console) say(key string, args ...any) { fmt.Fprintln(c.out, c.lang.T(key, args...)) }

// consoleLang is the language of the terminal: Swedish where the locale is Swedish, else English.
func consoleLang(environ []string) lang.Lang {
	vals := map[string]string{}
	for _, e := range environ {
		k, v, _ := strings.Cut(e, "=")
		vals[k] = v
	}
	for _, k := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := vals[k]; v != "" {
			if strings.HasPrefix(v, "sv") {
				return lang.SV
			}
			return lang.EN
		}
	}
	return lang.EN
}
