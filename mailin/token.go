package mailin

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
)

// tokenClient chooses OAUTHBEARER (RFC 7628) where it is offered, else XOAUTH2.
func (s *session) tokenClient(ctx context.Context) (sasl.Client, error) {
	token, err := s.box.Login.Token(ctx)
	if err != nil {
		return nil, fmt.Errorf("get a token: %w", err)
	}
	if s.client.Caps().Has(imap.AuthCap(sasl.OAuthBearer)) {
		return sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: s.box.Login.User, Token: token}), nil
	}
	return xoauth2{s.box.Login.User, token}, nil
}

// xoauth2 is the mechanism of Google and Microsoft from before RFC 7628.
type xoauth2 struct{ user, token string }

// Start gives the initial response.
func (x xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers the challenge that comes only when the token was refused: with nothing, to hear the refusal itself.
func (x xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }
