// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// Kind says what went wrong, by what a person would do about it.
type Kind int

// The kinds of Error.
const (
	// Unreachable: the host is not found, does not answer, or has a certificate that is not trusted.
	Unreachable Kind = iota
	// TimedOut: no answer within the time there is.
	TimedOut
	// Denied: 401 or 403, of the registry or of what gives its tokens.
	Denied
	// Missing: 404.
	Missing
	// RateLimited: 429, also after waiting.
	RateLimited
	// Broken: an answer that is no answer: 5xx, cut off, not what was asked for.
	Broken
	// TooLarge: more than is read.
	TooLarge
)

// Error is what went wrong with a registry. It never holds a credential, nor the text of a page.
type Error struct {
	Kind Kind
	// Host is the registry that was asked.
	Host string
	// Status is that of HTTP; 0 where there was no answer.
	Status int
	// RetryAfter is how long the registry wants to be left alone; 0 where it does not say.
	RetryAfter time.Duration
	// Text says it in a few words.
	Text string
}

// Error words it, with the status.
func (e *Error) Error() string {
	text := e.Text
	if text == "" {
		text = strings.ToLower(http.StatusText(e.Status))
	}
	if e.Status != 0 {
		text = fmt.Sprintf("%d %s", e.Status, text)
	}
	if e.RetryAfter > 0 {
		text += fmt.Sprintf(", asks to wait %s", e.RetryAfter.Round(time.Second))
	}
	return e.Host + ": " + text
}

// again reports whether the same request may be answered otherwise the next time.
func (e *Error) again() bool {
	switch e.Kind {
	case RateLimited:
		return true
	case Broken:
		return e.Status == 0 || e.Status >= 500
	}
	return false
}

// errTooLarge is the error of an answer that is not read to its end.
type errTooLarge struct {
	what  string
	limit int64
}

func (e *errTooLarge) Error() string {
	return fmt.Sprintf("%s has more than %d MiB and is not read", e.what, e.limit>>20)
}

// errorOf makes an Error of whatever a request ended with.
func errorOf(err error, host string, words redactor) *Error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	out := &Error{Kind: Unreachable, Host: host}
	var status *transport.Error
	var large *errTooLarge
	switch {
	case errors.As(err, &status):
		out.Status = status.StatusCode
		out.Kind = kindOf(status.StatusCode)
		if len(status.Errors) > 0 {
			out.Text = words.line(string(status.Errors[0].Code) + ": " + status.Errors[0].Message)
		}
	case errors.As(err, &large):
		out.Kind, out.Text = TooLarge, large.Error()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		out.Kind, out.Text = TimedOut, "no answer in time"
	case errors.Is(err, context.Canceled):
		out.Kind, out.Text = TimedOut, "was not waited for"
	default:
		out.Kind, out.Text = connection(err, words)
	}
	if other := otherHost(err, host); other != "" && status == nil && large == nil {
		out.Text = "it leads to " + words.line(other) + ": " + out.Text
	}
	return out
}

// otherHost returns the host that a request ended at, where the registry leads elsewhere: to a store of blobs, or to what gives out
// its tokens.
func otherHost(err error, host string) string {
	end := ""
	for wrapped := (*url.Error)(nil); errors.As(err, &wrapped); err = wrapped.Err {
		if u, parsed := url.Parse(wrapped.URL); parsed == nil {
			end = u.Host
		}
	}
	if own, err := name.NewRegistry(host); end == "" || end == host || err == nil && end == own.RegistryStr() {
		return ""
	}
	return end
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

func kindOf(status int) Kind {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return Denied
	case http.StatusNotFound:
		return Missing
	case http.StatusTooManyRequests:
		return RateLimited
	}
	return Broken
}

// connection words what kept a request from being answered.
func connection(err error, words redactor) (Kind, string) {
	var dns *net.DNSError
	var authority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return Unreachable, "there is no such host"
	case errors.As(err, &dns):
		return Unreachable, "its address cannot be looked up"
	case errors.Is(err, syscall.ECONNREFUSED):
		return Unreachable, "it refuses the connection"
	case errors.As(err, &authority):
		return Unreachable, "its certificate is of an authority that is not trusted here"
	case errors.As(err, &hostname):
		return Unreachable, "its certificate is for another host"
	case errors.As(err, &invalid):
		return Unreachable, "its certificate is not valid"
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return Unreachable, "it answers in plain HTTP where TLS is spoken"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return Broken, "it closed the connection early"
	case errors.Is(err, errRedirects), errors.Is(err, errDowngrade):
		return Broken, innermost(err).Error()
	}
	return Unreachable, words.line(innermost(err).Error())
}

// innermost leaves the addresses out that errors of requests are wrapped in: they may hold a signature.
func innermost(err error) error {
	for {
		var wrapped *url.Error
		if !errors.As(err, &wrapped) {
			return err
		}
		err = wrapped.Err
	}
}

// redactor takes credentials out of what others have written.
type redactor struct{ secrets []string }

// line returns a text as one line of at most 200 characters, without credentials and without what steers a terminal.
func (r redactor) line(text string) string {
	for _, s := range r.secrets {
		if len(s) > 3 {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	text = strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t':
			return ' '
		case unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1
		}
		return c
	}, text)
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:199]) + "…"
	}
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), ":"))
}

// forms returns the forms in which a user and a password may stand somewhere.
func forms(user, password string) []string {
	if password == "" {
		return nil
	}
	all := []string{password, url.QueryEscape(password)}
	if user != "" {
		all = append(all, base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
	}
	return all
}
