// SPDX-License-Identifier: Apache-2.0

// Package argo calls the API of Argo CD as a pipeline does, by HTTP with a token: the status codes are what is tested.
package argo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"syscall"
	"time"
)

// Client calls one Argo CD as one account.
type Client struct {
	// User and Password are those of Login.
	User, Password string

	url, token string
	http       *http.Client
}

// New returns a client without a token.
func New(url string) *Client {
	return &Client{url: url, http: &http.Client{Timeout: 60 * time.Second}}
}

// As returns a client of the same Argo CD with another token.
func (c *Client) As(token string) *Client { return &Client{url: c.url, token: token, http: c.http} }

// URL is where Argo CD answers.
func (c *Client) URL() string { return c.url }

// Answer is what came back of a call.
type Answer struct {
	// Status is the HTTP status.
	Status int
	// Body is what was answered. It may hold more than a log should.
	Body []byte
}

// Message is the text of an error; "" where there is none.
func (a Answer) Message() string {
	var m struct{ Message string }
	_ = json.Unmarshal(a.Body, &m) // anything else has no message
	return m.Message
}

// Login takes a session with user and password.
func (c *Client) Login(ctx context.Context) error {
	a, err := c.As("").Post(ctx, "/api/v1/session", map[string]string{"username": c.User, "password": c.Password})
	if err != nil {
		return err
	}
	if a.Status != http.StatusOK {
		return fmt.Errorf("logging in as %s: %d: %s", c.User, a.Status, a.Message())
	}
	var session struct{ Token string }
	if err := json.Unmarshal(a.Body, &session); err != nil {
		return fmt.Errorf("reading the session: %w", err)
	}
	c.token = session.Token
	return nil
}

// Get calls a path.
func (c *Client) Get(ctx context.Context, path string) (Answer, error) {
	return c.Call(ctx, http.MethodGet, path, "", nil)
}

// Post sends a body as JSON.
func (c *Client) Post(ctx context.Context, path string, body any) (Answer, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return Answer{}, err
	}
	return c.Call(ctx, http.MethodPost, path, "application/json", text)
}

// Call sends any request. A server that refuses connections is tried again for a while: Argo CD restarts itself when
// settings change that it reads at its start.
func (c *Client) Call(ctx context.Context, method, path, contentType string, body []byte) (Answer, error) {
	for end := time.Now().Add(20 * time.Second); ; {
		a, err := c.once(ctx, method, path, contentType, body)
		if err == nil || time.Now().After(end) || !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
			return a, err
		}
		select {
		case <-ctx.Done():
			return Answer{}, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (c *Client) once(ctx context.Context, method, path, contentType string, body []byte) (Answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	text, err := io.ReadAll(answer.Body)
	return Answer{Status: answer.StatusCode, Body: text}, err
}
