// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Endpoint is where a registry answers.
type Endpoint struct {
	// Host is host[:port]: ghcr.io, 127.0.0.1:5000. docker.io is Docker Hub.
	Host string
	// Scheme is http or https. "" is https, and plain HTTP where go-containerregistry allows it: for localhost, loopback and
	// private addresses that do not answer in TLS.
	Scheme string
	// Path takes the place of /v2 at the beginning of every path; "" is /v2.
	Path string
	// Namespace is the registry of which this one is a mirror; "" is none. containerd tells a mirror so.
	Namespace string
	// TLS is nil for the system's roots and no client certificate.
	TLS *tls.Config
}

// ParseEndpoint reads the address of a registry's API: [scheme://]host[:port][/path]. A path of / or /v2 is that of every
// registry.
func ParseEndpoint(address string) (Endpoint, error) {
	given := address
	if !strings.Contains(address, "://") {
		address = "//" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return Endpoint{}, fmt.Errorf("%q must be the address of a registry, such as \"https://ghcr.io\"", withoutUser(given))
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return Endpoint{}, fmt.Errorf("%q must be scheme, host and path alone", withoutUser(given))
	}
	e := Endpoint{Host: u.Host, Scheme: u.Scheme, Path: strings.TrimSuffix(u.Path, "/")}
	if e.Path == "/v2" {
		e.Path = ""
	}
	return e, nil
}

// withoutUser returns an address without what may be a password in it.
func withoutUser(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		scheme, rest = "", address
	}
	if _, after, found := strings.Cut(rest, "@"); found {
		rest = "…@" + after
	}
	if scheme != "" {
		return scheme + "://" + rest
	}
	return rest
}

// String returns the address for people.
func (e Endpoint) String() string {
	text := e.Host + e.Path
	if e.Scheme != "" {
		text = e.Scheme + "://" + text
	}
	return text
}

var (
	errScheme    = errors.New("this registry is not asked in that scheme")
	errRedirects = errors.New("the registry redirects without end")
	errDowngrade = errors.New("the registry redirects from TLS to plain HTTP")
)

// router brings the requests for a registry to its endpoint, at the pace that the registry asks for. Requests to other hosts, such
// as for tokens and to the stores of blobs, pass as they are.
type router struct {
	endpoint Endpoint
	host     string
	next     http.RoundTripper
	pace     *pace
	sleep    func(ctx context.Context, d time.Duration) error
	// plain is set where the registry is asked in plain HTTP.
	plain atomic.Bool
}

// RoundTrip sends a request.
func (r *router) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host == r.host {
		var err error
		if req, err = r.route(req); err != nil {
			return nil, err
		}
	}
	if err := r.pace.wait(req.Context(), r.endpoint.Host, r.sleep); err != nil {
		return nil, err
	}
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	r.pace.note(r.endpoint.Host, resp)
	resp.Body = limited{io.LimitReader(resp.Body, maxBody), resp.Body}
	if req.URL.Host == r.host {
		r.plain.Store(req.URL.Scheme == "http")
	}
	return resp, nil
}

// maxBody bounds every answer, those that go-containerregistry reads itself too.
const maxBody = maxTagsPage + 1

// limited is a body that ends early.
type limited struct {
	io.Reader
	io.Closer
}

func (r *router) route(req *http.Request) (*http.Request, error) {
	// go-containerregistry tries both schemes where it allows plain HTTP; one that is given is the only one.
	if r.endpoint.Scheme != "" && req.URL.Scheme != r.endpoint.Scheme {
		return nil, errScheme
	}
	rest, ok := strings.CutPrefix(req.URL.Path, "/v2")
	if !ok || r.endpoint.Path == "" && r.endpoint.Namespace == "" {
		return req, nil
	}
	routed := req.Clone(req.Context())
	if r.endpoint.Path != "" {
		routed.URL.Path, routed.URL.RawPath = r.endpoint.Path+rest, ""
	}
	if r.endpoint.Namespace != "" && rest != "" && rest != "/" {
		q := routed.URL.Query()
		q.Set("ns", r.endpoint.Namespace)
		routed.URL.RawQuery = q.Encode()
	}
	return routed, nil
}

// checkRedirect follows redirects, as those of blobs to a store, but never from TLS to plain text.
func (r *router) checkRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case len(via) >= 10:
		return errRedirects
	case req.URL.Scheme == "http" && !r.plain.Load():
		return errDowngrade
	}
	return nil
}
