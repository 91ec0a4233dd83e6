package web

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/axsensor/lethe/tickets/lang"
	"github.com/axsensor/lethe/web/page"
)

const idKey = "request id"

func requestID(c *gin.Context) string { return c.GetString(idKey) }

// observe gives each request an id, writes one line of the operations log about it (the route's pattern, never the
// address), and turns a panic into an error page. The value of a panic may quote what somebody wrote: only its type is
// logged.
func (s *Site) observe(c *gin.Context) {
	start := time.Now()
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails on supported systems
	id := hex.EncodeToString(b[:])
	c.Set(idKey, id)
	c.Header("X-Request-Id", id)
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			s.log.ErrorContext(c.Request.Context(), "request panicked", "id", id, "route", c.FullPath(), "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			if !c.Writer.Written() {
				s.show(c, http.StatusInternalServerError, page.Problem{Note: id})
			}
			c.Abort()
		}
		s.log.InfoContext(c.Request.Context(), "request", "id", id, "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(),
			"bytes", max(c.Writer.Size(), 0), "ms", time.Since(start).Milliseconds())
	}()
	c.Next()
}

// errCrossed says that a form came from another origin.
var errCrossed = errors.New("sent from another origin")

// protect sets the headers that every answer has, and refuses what another site sends in the reader's name.
func (s *Site) protect(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", page.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	if s.secure(c.Request) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if err := s.guard.Check(c.Request); err != nil {
		reader := page.ReaderOf(c.Request, nil, lang.Lang(s.pages.Profile().Lang))
		c.Request = c.Request.WithContext(page.With(c.Request.Context(), reader))
		s.fail(c, errCrossed)
		c.Abort()
	}
}
