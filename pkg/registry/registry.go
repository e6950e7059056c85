// SPDX-License-Identifier: Apache-2.0

// Package registry asks container registries what tags they have and what is behind them, over go-containerregistry: names,
// credentials, the dance of tokens, and which hosts may be asked in plain HTTP, are its own.
//
// Everything is read within limits of size and time, and asked again only where that can help. What is behind a digest is
// remembered, in memory and in a folder; nothing that could be a credential is ever written or worded.
package registry

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// The limits of what is read of one answer, in bytes. A manifest has at most 4 MiB by the specification of OCI, and containerd
// takes 8; a configuration of an image has some KiB.
const (
	maxManifest = 8 << 20
	maxConfig   = 8 << 20
	maxTagsPage = 16 << 20
	maxTags     = 200_000
)

// Options are what a Client works within. Zero fields mean the defaults.
type Options struct {
	// Concurrency is how many requests are under way at once. Default DefaultConcurrency.
	Concurrency int
	// Timeout is for one request with its answer. Default DefaultTimeout.
	Timeout time.Duration
	// MaxWait is the longest time that is waited because a registry says so. Default DefaultMaxWait.
	MaxWait time.Duration
	// CacheDir is where what is behind a digest is remembered between runs; "" is nowhere.
	CacheDir string
	// UserAgent is sent to registries.
	UserAgent string
}

// The defaults of Options.
const (
	DefaultConcurrency = 8
	DefaultTimeout     = 20 * time.Second
	DefaultMaxWait     = 30 * time.Second
)

// attempts is how often a request is made at most.
const attempts = 3

// Client asks registries. It may be used by many at once.
type Client struct {
	options Options
	slots   chan struct{}
	pace    *pace
	cache   *cache
	// sleep waits, or returns the error of ctx; tests replace it.
	sleep func(ctx context.Context, d time.Duration) error

	mu         sync.Mutex
	transports map[*tls.Config]*http.Transport
}

// New returns a Client.
func New(o Options) *Client {
	trust()
	if o.Concurrency <= 0 {
		o.Concurrency = DefaultConcurrency
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxWait <= 0 {
		o.MaxWait = DefaultMaxWait
	}
	c := &Client{
		options: o, slots: make(chan struct{}, o.Concurrency), cache: newCache(o.CacheDir), sleep: sleep,
		transports: map[*tls.Config]*http.Transport{},
	}
	c.pace = &pace{max: o.MaxWait, until: map[string]time.Time{}, limited: map[string]int{}}
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// RateLimited returns how often the registry at a host has answered 429 so far.
func (c *Client) RateLimited(host string) int { return c.pace.count(host) }

// Repository is one repository of a registry, opened with one credential.
type Repository struct {
	client *Client
	// base is where its requests go, up to the path behind the repository's name.
	base  string
	host  string
	http  *http.Client
	words redactor
}

// Open greets a registry and gets what is needed to read a repository, such as owner/app. The error is an *Error.
func (c *Client) Open(ctx context.Context, e Endpoint, repository string, credential Credential) (*Repository, error) {
	words := redactor{credential.secrets()}
	registry, err := e.registry()
	if err != nil {
		return nil, &Error{Kind: Unreachable, Host: e.Host, Text: "it is no host of a registry"}
	}
	inner := &router{endpoint: e, host: registry.RegistryStr(), next: c.transport(e.TLS), pace: c.pace, sleep: c.sleep}
	var wrapped http.RoundTripper
	err = c.retry(ctx, e.Host, words, func(ctx context.Context) error {
		agent := transport.NewUserAgent(inner, c.options.UserAgent)
		var err error
		wrapped, err = transport.NewWithContext(ctx, registry, credential.authenticator(), agent, []string{"repository:" + repository + ":pull"})
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Repository{
		client: c, host: e.Host, words: words,
		// The scheme is the one that the greeting has found, whatever stands here.
		base: "https://" + registry.RegistryStr() + "/v2/" + repository,
		http: &http.Client{Transport: wrapped, CheckRedirect: inner.checkRedirect},
	}, nil
}

// transport returns the connections for a TLS configuration.
func (c *Client) transport(config *tls.Config) *http.Transport {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.transports[config]; t != nil {
		return t
	}
	t := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: min(c.options.Timeout, 10*time.Second), KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       config.Clone(),
		TLSHandshakeTimeout:   min(c.options.Timeout, 10*time.Second),
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   c.options.Concurrency,
		IdleConnTimeout:       30 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
	c.transports[config] = t
	return t
}

// Close ends the connections that are kept for later requests.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.transports {
		t.CloseIdleConnections()
	}
}

// registry returns the name of the registry as go-containerregistry knows it.
func (e Endpoint) registry() (name.Registry, error) {
	var options []name.Option
	if e.Scheme == "http" {
		options = append(options, name.Insecure)
	}
	return name.NewRegistry(e.Host, options...)
}
