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

var errQuote = errors.New("a quote is not closed")

// commandMaster runs a command and reads the master key from its output. No shell takes part: the line is split at white
// space; '…' and "…" keep it, and what is in them is taken as it stands, but for \" and \\ in "…". There are no
// variables, pipes or wildcards: who needs them names a shell, as in command:sh -c '…'. The command gets no input, and
// commandTime. What it prints beside the key goes into the error, the key never.
func commandMaster(ctx context.Context, line string) ([]byte, error) {
	words, err := splitCommand(line)
	if err != nil || len(words) == 0 {
		return nil, errors.Join(fmt.Errorf("%w: the command cannot be read", ErrSource), err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, commandTime, fmt.Errorf("it took more than %s", commandTime))
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
	if err != nil {
		return nil, fmt.Errorf("the command %s for the master key: %w%s", words[0], err, complaint.said())
	}
	if len(bytes.TrimSpace(out.b)) == 0 {
		return nil, fmt.Errorf("%w: the command %s printed nothing%s", ErrNoMaster, words[0], complaint.said())
	}
	return masterOf(out.b, "the output of "+words[0])
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
		return nil, errQuote
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
	text := strings.TrimSpace(strings.ToValidUTF8(string(w.b), "�"))
	if text == "" {
		return ""
	}
	return ": " + text
}
