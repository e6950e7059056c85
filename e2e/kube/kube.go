// SPDX-License-Identifier: Apache-2.0

// Package kube reads and writes objects of an API server over plain HTTP, with an administrator's token. What a person would
// do by hand is done by kubectl instead: see package rig.
package kube

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Client talks to one API server.
type Client struct {
	url, token string
	http       *http.Client
}

// ErrNotFound says that an object is not there.
var ErrNotFound = errors.New("not found")

// New returns a client that trusts one authority, given in PEM.
func New(url, token string, authority []byte) (*Client, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		return nil, errors.New("the certificate of the API server is not PEM")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	return &Client{url: url, token: token, http: &http.Client{Transport: transport, Timeout: 30 * time.Second}}, nil
}

// Ready returns nil where the API server is ready.
func (c *Client) Ready(ctx context.Context) error {
	_, err := c.do(ctx, http.MethodGet, "/readyz", "", nil)
	return err
}

// Get returns an object, or an error that is ErrNotFound. namespace is "" for what has none.
func (c *Client) Get(ctx context.Context, kind, namespace, name string) (Object, error) {
	path, err := resourcePath(kind, namespace, name)
	if err != nil {
		return nil, err
	}
	return c.object(ctx, http.MethodGet, path, "", nil)
}

// List returns the objects of a kind. namespace is "" for all namespaces.
func (c *Client) List(ctx context.Context, kind, namespace string) ([]Object, error) {
	path, err := resourcePath(kind, namespace, "")
	if err != nil {
		return nil, err
	}
	list, err := c.object(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return nil, err
	}
	items, _ := list["items"].([]any)
	objects := make([]Object, 0, len(items))
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			objects = append(objects, m)
		}
	}
	return objects, nil
}

// Create makes an object, as `kubectl create` does.
func (c *Client) Create(ctx context.Context, o Object) (Object, error) {
	path, err := resourcePath(o.Kind(), o.Namespace(), "")
	if err != nil {
		return nil, err
	}
	return c.object(ctx, http.MethodPost, path, "application/json", o)
}

// Put replaces an object as a whole.
func (c *Client) Put(ctx context.Context, o Object) (Object, error) {
	path, err := resourcePath(o.Kind(), o.Namespace(), o.Name())
	if err != nil {
		return nil, err
	}
	return c.object(ctx, http.MethodPut, path, "application/json", o)
}

// Patch merges a patch into an object (RFC 7386).
func (c *Client) Patch(ctx context.Context, kind, namespace, name string, patch any) (Object, error) {
	path, err := resourcePath(kind, namespace, name)
	if err != nil {
		return nil, err
	}
	return c.object(ctx, http.MethodPatch, path, "application/merge-patch+json", patch)
}

// PatchAs is Patch, as the given field manager.
func (c *Client) PatchAs(ctx context.Context, manager, kind, namespace, name string, patch any) (Object, error) {
	path, err := resourcePath(kind, namespace, name)
	if err != nil {
		return nil, err
	}
	return c.object(ctx, http.MethodPatch, path+"?fieldManager="+manager, "application/merge-patch+json", patch)
}

// Apply applies an object server-side, as the given field manager, which takes over what others own.
func (c *Client) Apply(ctx context.Context, manager string, o Object) (Object, error) {
	path, err := resourcePath(o.Kind(), o.Namespace(), o.Name())
	if err != nil {
		return nil, err
	}
	return c.object(ctx, http.MethodPatch, path+"?force=true&fieldManager="+manager, "application/apply-patch+yaml", o)
}

// Delete deletes an object. One that is not there is no error.
func (c *Client) Delete(ctx context.Context, kind, namespace, name string) error {
	path, err := resourcePath(kind, namespace, name)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, http.MethodDelete, path+"?propagationPolicy=Background", "", nil)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func (c *Client) object(ctx context.Context, method, path, contentType string, body any) (Object, error) {
	answer, err := c.do(ctx, method, path, contentType, body)
	if err != nil {
		return nil, err
	}
	var o Object
	if err := json.Unmarshal(answer, &o); err != nil {
		return nil, fmt.Errorf("reading the answer to %s %s: %w", method, path, err)
	}
	return o, nil
}

func (c *Client) do(ctx context.Context, method, path, contentType string, body any) ([]byte, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	all, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	case answer.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", strings.SplitN(path, "?", 2)[0], ErrNotFound)
	case answer.StatusCode >= http.StatusBadRequest:
		var status struct{ Message string }
		_ = json.Unmarshal(all, &status) // anything else has no message
		return nil, fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, status.Message)
	}
	return all, nil
}
