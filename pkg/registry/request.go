// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// answer is what a registry answered with 200.
type answer struct {
	header http.Header
	body   []byte
}

// get asks for something and reads it whole, up to a limit. what names it in an error.
func (r *Repository) get(ctx context.Context, method, url string, accept []string, what string, limit int64) (answer, error) {
	var a answer
	err := r.client.retry(ctx, r.host, r.words, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, method, url, nil)
		if err != nil {
			return err
		}
		for _, t := range accept {
			req.Header.Add("Accept", t)
		}
		resp, err := r.http.Do(req)
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		if err := transport.CheckError(resp, http.StatusOK); err != nil {
			return err
		}
		a.header = resp.Header
		if method == http.MethodHead {
			return nil
		}
		a.body, err = read(resp, what, limit)
		return err
	})
	return a, err
}

// read reads an answer up to a limit. One that says that it is larger is not read at all.
func read(resp *http.Response, what string, limit int64) ([]byte, error) {
	if resp.ContentLength > limit {
		return nil, &errTooLarge{what, limit}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err == nil && int64(len(body)) > limit {
		return nil, &errTooLarge{what, limit}
	}
	return body, err
}

// retry makes a request, and makes it again where that can help: after 429 and 5xx, and where the connection broke. Only questions
// are asked here, so that asking twice changes nothing. The error is an *Error.
func (c *Client) retry(ctx context.Context, host string, words redactor, do func(ctx context.Context) error) error {
	for attempt := 1; ; attempt++ {
		err := c.pace.wait(ctx, host, c.sleep)
		if err == nil {
			err = c.once(ctx, do)
		}
		if err == nil {
			return nil
		}
		failed := errorOf(err, host, words)
		left := c.pace.left(host)
		if failed.Kind == RateLimited && left > 0 {
			failed.RetryAfter = left.Round(time.Second)
		}
		if attempt == attempts || !failed.again() || left > c.options.MaxWait || ctx.Err() != nil {
			return failed
		}
		if left > 0 {
			continue // the registry says how long to wait, and the pace waits
		}
		pause := time.Duration(attempt*attempt) * 300 * time.Millisecond
		if c.sleep(ctx, pause+rand.N(pause/2)) != nil {
			return failed
		}
	}
}

// once makes a request in one of the places that there are, within the time for one.
func (c *Client) once(ctx context.Context, do func(ctx context.Context) error) error {
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.slots }()
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	return do(ctx)
}
