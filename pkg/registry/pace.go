// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// pace holds requests back while a registry has asked for it. It is kept by host, so that one request which is told to wait makes
// the others wait too.
type pace struct {
	max time.Duration

	mu      sync.Mutex
	until   map[string]time.Time
	limited map[string]int
}

// note reads of an answer how long the registry wants to be left alone.
//
// Upstream: RFC 9110, 10.2.3 Retry-After.
func (p *pace) note(host string, resp *http.Response) {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return
	}
	after := retryAfter(resp, time.Now())
	p.mu.Lock()
	defer p.mu.Unlock()
	if resp.StatusCode == http.StatusTooManyRequests {
		p.limited[host]++
	}
	if until := time.Now().Add(after); after > 0 && until.After(p.until[host]) {
		p.until[host] = until
	}
}

// retryAfter is 0 where the answer does not say.
func retryAfter(resp *http.Response, now time.Time) time.Duration {
	text := resp.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// left is how long a host still wants to be left alone.
func (p *pace) left(host string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.until[host])
}

func (p *pace) count(host string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.limited[host]
}

// wait waits until a host may be asked. What would be longer than the limit, or than there is time, is an error at once.
func (p *pace) wait(ctx context.Context, host string, sleep func(context.Context, time.Duration) error) error {
	left := p.left(host)
	if left <= 0 {
		return nil
	}
	if deadline, ok := ctx.Deadline(); left > p.max || ok && time.Until(deadline) < left {
		return &Error{Kind: RateLimited, Host: host, Status: http.StatusTooManyRequests, RetryAfter: left}
	}
	return sleep(ctx, left)
}
