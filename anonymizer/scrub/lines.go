package scrub

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// line is one object of the JSON Lines input.
type line struct {
	ID    json.RawMessage `json:"id"`
	Text  *string         `json:"text"`
	Lang  string          `json:"lang"`
	Known *Known          `json:"known"`
}

// answer is one object of the output. A failed line has an error and no text.
type answer struct {
	ID    json.RawMessage `json:"id,omitempty"`
	Text  *string         `json:"text,omitempty"`
	Spans []Span          `json:"spans,omitzero"`
	Error string          `json:"error,omitempty"`
}

// lineWorkers is how many lines are scrubbed at once.
const lineWorkers = 2

// Lines reads JSON Lines {"id","text","lang"?,"known"?} and writes {"id","text","spans"} for each, in the same order; a
// line that is not such an object gets {"id"?,"error"}. Blank lines are passed over. Lines may be of any length. Each answer is
// flushed before the next line is waited for. It ends with the input, with the first error of reading or writing, or when
// ctx does.
func Lines(ctx context.Context, in io.Reader, out io.Writer, s *Scrubber) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := make(chan job)
	queue := make(chan chan []byte, lineWorkers)
	var work sync.WaitGroup
	for range lineWorkers {
		work.Go(func() {
			for j := range jobs {
				j.done <- s.answer(j.raw)
			}
		})
	}
	read := make(chan error, 1)
	go func() {
		defer close(queue)
		defer close(jobs)
		read <- readLines(ctx, in, func(raw []byte) bool {
			j := job{raw, make(chan []byte, 1)}
			return sent(ctx, queue, j.done) && sent(ctx, jobs, j)
		})
	}()
	err := writeAnswers(ctx, out, queue)
	cancel()
	if err != nil {
		return err
	}
	work.Wait()
	return <-read
}

type job struct {
	raw  []byte
	done chan []byte
}

func sent[T any](ctx context.Context, to chan<- T, v T) bool {
	select {
	case to <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

// readLines calls f with each line that is not blank until f says no.
func readLines(ctx context.Context, in io.Reader, f func([]byte) bool) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		raw, err := r.ReadBytes('\n')
		if raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff"))); len(raw) > 0 && !f(raw) {
			return ctx.Err()
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("scrub: reading lines: %w", err)
		}
	}
}

// writeAnswers writes the answers in the order of the queue.
func writeAnswers(ctx context.Context, out io.Writer, queue <-chan chan []byte) error {
	for done := range queue {
		select {
		case b := <-done:
			if _, err := out.Write(b); err != nil {
				return fmt.Errorf("scrub: writing lines: %w", err)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// answer scrubs one line and gives the line to write.
func (s *Scrubber) answer(raw []byte) []byte {
	var l line
	err := json.Unmarshal(raw, &l)
	a := answer{ID: l.ID}
	switch {
	case err != nil:
		a.ID, a.Error = idOf(raw), "not an object with a text: "+kindOf(err)
	case l.Text == nil:
		a.Error = `not an object with a text: "text" is missing`
	default:
		known := Known{}
		if l.Known != nil {
			known = *l.Known
		}
		res := s.Scrub(Input{Text: *l.Text, Lang: l.Lang, Known: known})
		a.Text, a.Spans = &res.Text, res.Spans
		if a.Spans == nil {
			a.Spans = []Span{}
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a); err != nil {
		return []byte(`{"error":"the answer could not be written"}` + "\n")
	}
	return b.Bytes()
}

// idOf finds the id of a line whose other fields are wrong; nil if it cannot be read.
func idOf(raw []byte) json.RawMessage {
	var l struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(raw, &l) != nil {
		return nil
	}
	return l.ID
}

// kindOf names an error of reading JSON without any of the text.
func kindOf(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return fmt.Sprintf("%q must not be %s", wrong.Field, wrong.Value)
	}
	return "not valid JSON"
}
