// SPDX-License-Identifier: Apache-2.0

package suite

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
)

// T is one run of a case. Like that of package testing, a T may end its case at any point; what goes wrong is either a failure,
// when a promise does not hold, or a breakage, when the case could not do its work.
type T struct {
	*rig.Rig
	// Run sets this run of a case apart from others on the same rig: it is part of every name that the case makes up.
	Run string

	ctx    context.Context
	fault  bool
	values *values
	record *record
}

// record is what a run and its parallel parts share.
type record struct {
	mu       sync.Mutex
	planted  bool
	shown    []string
	failed   []string
	broken   []string
	apps     []string
	cleanups []func(context.Context)
}

// Context ends with the time of the case.
func (t *T) Context() context.Context { return t.ctx }

// Fault reports whether the case has to plant its fault.
func (t *T) Fault() bool {
	if t.fault {
		t.record.mu.Lock()
		defer t.record.mu.Unlock()
		t.record.planted = true
	}
	return t.fault
}

// Show says what was shown on live objects, with the figures of this run.
func (t *T) Show(format string, args ...any) {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	t.record.shown = append(t.record.shown, fmt.Sprintf(format, args...))
}

// Check records a failure where a promise does not hold, and goes on.
func (t *T) Check(ok bool, format string, args ...any) bool {
	if !ok {
		t.record.mu.Lock()
		defer t.record.mu.Unlock()
		t.record.failed = append(t.record.failed, fmt.Sprintf(format, args...))
	}
	return ok
}

// Assert is Check, and ends the case.
func (t *T) Assert(ok bool, format string, args ...any) {
	if !t.Check(ok, format, args...) {
		runtime.Goexit()
	}
}

// Stop ends the case where something has failed already.
func (t *T) Stop() {
	t.record.mu.Lock()
	failed := len(t.record.failed) > 0
	t.record.mu.Unlock()
	if failed {
		runtime.Goexit()
	}
}

// Must ends the case where something that is no promise went wrong.
func (t *T) Must(err error) {
	if err != nil {
		t.Break("%v", err)
	}
}

// Break ends the case: it could not do its work.
func (t *T) Break(format string, args ...any) {
	t.record.mu.Lock()
	t.record.broken = append(t.record.broken, fmt.Sprintf(format, args...))
	t.record.mu.Unlock()
	runtime.Goexit()
}

// Cleanup is run when the case is over, the last first. The context is not that of the case, whose time may be over.
func (t *T) Cleanup(f func(context.Context)) {
	t.record.mu.Lock()
	defer t.record.mu.Unlock()
	t.record.cleanups = append(t.record.cleanups, f)
}

// Parallel runs f for each index below n, at most width at a time. A part that ends itself does not end the others; the case
// ends after all of them where one did.
func (t *T) Parallel(n, width int, f func(t *T, i int)) {
	slots := make(chan struct{}, width)
	var all sync.WaitGroup
	var mu sync.Mutex
	ended := false
	for i := range n {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			whole := false
			defer func() {
				if !whole {
					mu.Lock()
					ended = true
					mu.Unlock()
				}
			}()
			f(t, i)
			whole = true
		})
	}
	all.Wait()
	if ended {
		runtime.Goexit()
	}
}

// Eventually tries until try returns nil. When the time is over that is a failure, with the last error.
func (t *T) Eventually(limit time.Duration, what string, try func() error) {
	for end := time.Now().Add(limit); ; {
		err := try()
		if err == nil {
			return
		}
		if t.ctx.Err() != nil {
			t.Break("%s: the time of the case is over: %v", what, err)
		}
		if time.Now().After(end) {
			t.Assert(false, "%s: not within %s: %v", what, limit, err)
		}
		t.Sleep(200 * time.Millisecond)
	}
}

// Throughout tries again and again for a while: that something stays so. The first error is a failure.
func (t *T) Throughout(while time.Duration, what string, try func() error) {
	for end := time.Now().Add(while); time.Now().Before(end); t.Sleep(300 * time.Millisecond) {
		if err := try(); err != nil {
			t.Assert(false, "%s: %v", what, err)
		}
	}
}

// Sleep waits, at most as long as the case may take.
func (t *T) Sleep(d time.Duration) {
	select {
	case <-t.ctx.Done():
	case <-time.After(d):
	}
}

// Name makes a name unique on this rig.
func (t *T) Name(base string) string { return base + "-" + t.Run }

// Value makes up the value of a Secret. It is masked in everything that a run prints and keeps.
func (t *T) Value() string {
	v := strings.ToLower(rand.Text())
	t.values.add(v)
	return v
}
