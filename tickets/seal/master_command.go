package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
	"unicode"
)

// commandTime is how long a command may take to give the master key.
const commandTime = 30 * time.Second

// maxComplaint is how much of a command's error output is passed on, in bytes.
const maxComplaint = 1000

// ErrQuote says that the line of a command cannot be split into words.
var ErrQuote = errors.New("a quote is not closed")

// CommandError says that a command did not give the master key. It names the program alone: the rest of the line may hold
// a secret.
type CommandError struct {
	Program string
	Status  int    // that it ended with; -1: it did not start, was killed or took too long, as Err says
	Said    string // on its error output, cut to a thousand bytes; never what it printed as a key
	Err     error
}

func (e *CommandError) Unwrap() error { return e.Err }

func (e *CommandError) Error() string {
	text := fmt.Sprintf("the command %s for the master key: %v", e.Program, e.Err)
	if e.Said != "" {
		text += ": " + e.Said
	}
	return text
}

// ErrSlow says that a command took more than half a minute.
var ErrSlow = fmt.Errorf("it took more than %s", commandTime)

// commandMaster runs a command and reads the master key from its output. No shell takes part: the line is split at white
// space; '…' and "…" keep it, and what is in them is taken as it stands, but for \" and \\ in "…". There are no
// variables, pipes or wildcards: who needs them names a shell, as in command:sh -c '…'. The command gets no input, and
// commandTime. A failure is a *CommandError: what it prints beside the key goes into it, the key never.
func commandMaster(ctx context.Context, line string) ([]byte, error) {
	words, err := splitCommand(line)
	if err != nil || len(words) == 0 {
		return nil, errors.Join(fmt.Errorf("%w: the command cannot be read", ErrSource), err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, commandTime, ErrSlow)
	defer cancel()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.WaitDelay = time.Second
	out, complaint := &bounded{most: maxMaster + 1}, &bounded{most: maxComplaint}
	defer func() { clear(out.b) }()
	cmd.Stdout, cmd.Stderr = out, complaint
	err = cmd.Run()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if err == nil && len(bytes.TrimSpace(out.b)) == 0 {
		err = fmt.Errorf("%w: it printed nothing", ErrNoMaster)
	}
	if err != nil {
		return nil, &CommandError{words[0], status(err), complaint.said(), err}
	}
	return masterOf(out.b, "the output of "+words[0])
}

// status is what a command ended with, -1 if it did not end by itself.
func status(err error) int {
	var exit *exec.ExitError
	switch {
	case errors.Is(err, ErrNoMaster):
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// splitCommand splits a line into words as commandMaster says.
func splitCommand(line string) (words []string, err error) {
	var word strings.Builder
	open, escaped := false, false // a word has begun; the next character is taken as it stands
	quote := rune(0)
	for _, c := range line {
		switch {
		case escaped:
			if c != '"' && c != '\\' {
				word.WriteByte('\\')
			}
			word.WriteRune(c)
			escaped = false
		case quote == '"' && c == '\\':
			escaped = true
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			quote, open = c, true
		case unicode.IsSpace(c):
			if open {
				words = append(words, word.String())
				word.Reset()
			}
			open = false
		default:
			word.WriteRune(c)
			open = true
		}
	}
	if quote != 0 {
		return nil, ErrQuote
	}
	if open {
		words = append(words, word.String())
	}
	return words, nil
}

// bounded keeps the first bytes of what is written to it.
type bounded struct {
	b    []byte
	most int
}

var _ io.Writer = (*bounded)(nil)

func (w *bounded) Write(p []byte) (int, error) {
	if w.b == nil {
		w.b = make([]byte, 0, w.most) // never moved: a copy of a key would stay in memory
	}
	w.b = append(w.b, p[:min(len(p), w.most-len(w.b))]...)
	return len(p), nil
}

// said is the text for an error message.
func (w *bounded) said() string {
	return strings.TrimSpace(strings.ToValidUTF8(string(w.b), "�"))
}
