package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/idna"

	"github.com/axsensor/lethe/tickets"
)

const (
	// grace is how long a stopping process waits for the answer to a final dot: a letter whose fate is known is worth it.
	grace = 20 * time.Second
	// slowest is the slowest line that still carries a letter, in bytes per second.
	slowest = 1 << 10
)

// stage is how far a transaction came.
type stage int

const (
	atEnvelope stage = iota
	atSender
	atBody
	atDot // the final dot may have been sent
)

// outcome is how one attempt ended.
type outcome struct {
	state tickets.DeliveryState
	code  int
	words string
	// broken says that the line is of no more use.
	broken bool
	// ours is an error of the desk, not of the relay.
	ours error
}

// send carries out one transaction for one recipient. dot is called, and must succeed, just before the final dot.
func (l *line) send(ctx context.Context, d tickets.Letter, raw []byte, dot func() error) outcome {
	from, err1 := envelope(d.EnvelopeID)
	to, err2 := envelope(d.To.Address.Reveal())
	if err := errors.Join(err1, err2); err != nil {
		return outcome{state: tickets.Failed, code: 553, words: "the address cannot be written in SMTP"}
	}
	stop := context.AfterFunc(ctx, func() { _ = l.conn.Close() })
	at, text, err := l.converse(ctx, d, from, to, raw, func() error {
		if err := dot(); err != nil {
			return err
		}
		stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		stop = context.AfterFunc(ctx, func() { l.endSoon() })
		return nil
	})
	stop()
	return judge(at, text, err)
}

// endSoon shortens the wait for an answer to the final dot.
func (l *line) endSoon() { time.AfterFunc(grace, func() { _ = l.conn.Close() }) }

type ourError struct{ error }

func (l *line) converse(ctx context.Context, d tickets.Letter, from, to string, raw []byte, dot func() error) (stage, string, error) {
	mail := &smtp.MailOptions{Return: smtp.DSNReturnHeaders, UTF8: !ascii(from) || !ascii(to)}
	if mail.UTF8 {
		if ok, _ := l.client.Extension("SMTPUTF8"); !ok {
			return atEnvelope, "", &smtp.SMTPError{Code: 553, EnhancedCode: smtp.EnhancedCode{5, 6, 7}, Message: "the relay does not know SMTPUTF8"}
		}
	}
	if err := l.client.Mail(from, mail); err != nil {
		return atSender, "", err
	}
	if err := l.client.Rcpt(to, &smtp.RcptOptions{Notify: []smtp.DSNNotify{smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed}}); err != nil {
		return atEnvelope, "", err
	}
	data, err := l.client.Data()
	if err != nil {
		return atEnvelope, "", err
	}
	// The library sets no deadline while the body goes out.
	_ = l.conn.SetDeadline(time.Now().Add(l.client.CommandTimeout + time.Duration(len(raw)/slowest)*time.Second))
	if _, err := data.Write(raw); err != nil {
		return atBody, "", err
	}
	if err := dot(); err != nil {
		return atBody, "", ourError{err}
	}
	answer, err := data.CloseWithResponse()
	if err != nil {
		return atDot, "", err
	}
	return atDot, answer.StatusText, nil
}

// judge tells what an attempt means for the letter (MAIL: 250 sent, 4xx later, 5xx never, silence after the dot
// uncertain, any other break later).
func judge(at stage, text string, err error) outcome {
	if err == nil {
		return outcome{state: tickets.Sent, code: 250, words: text}
	}
	var own ourError
	if errors.As(err, &own) {
		return outcome{state: tickets.Deferred, broken: true, ours: own.error}
	}
	var answer *smtp.SMTPError
	switch {
	case errors.As(err, &answer) && answer.Code >= 500 && !(at == atSender && settingsFault(answer.Code)):
		return outcome{state: tickets.Failed, code: answer.Code, words: words(answer)}
	case errors.As(err, &answer) && answer.Code >= 400:
		return outcome{state: tickets.Deferred, code: answer.Code, words: words(answer), broken: answer.Code == 421 || answer.Code == 503}
	case at == atDot:
		return outcome{state: tickets.Uncertain, broken: true}
	}
	return outcome{state: tickets.Deferred, broken: true}
}

// settingsFault says that the relay refuses us and not the letter: sign-in or encryption is missing, or we are out of
// step with it.
func settingsFault(code int) bool {
	return code == 503 || code == 530 || code == 534 || code == 535 || code == 538
}

func words(e *smtp.SMTPError) string {
	if e.EnhancedCode == smtp.EnhancedCodeNotSet || e.EnhancedCode == smtp.NoEnhancedCode {
		return e.Message
	}
	return fmt.Sprintf("%d.%d.%d %s", e.EnhancedCode[0], e.EnhancedCode[1], e.EnhancedCode[2], e.Message)
}

var errAddress = errors.New("not an address")

// envelope is an address as SMTP writes it: the domain in punycode, nothing that ends a line or a path.
func envelope(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	at := strings.LastIndexByte(address, '@')
	if at < 1 || strings.ContainsAny(address, " <>\r\n\t\x00") {
		return "", errAddress
	}
	domain, err := idna.Lookup.ToASCII(address[at+1:])
	if err != nil || domain == "" {
		return "", errAddress
	}
	return address[:at+1] + domain, nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
