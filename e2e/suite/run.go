// SPDX-License-Identifier: Apache-2.0

package suite

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/progress"
	"github.com/fairlead-krm/fairlead/e2e/rig"
)

// Runner runs cases one after the other on one rig.
type Runner struct {
	Rig    *rig.Rig
	Screen *progress.Screen

	values values
	runs   int
	// Outcomes are those of all runs so far.
	Outcomes []Outcome
}

// Outcome is how a run of a case ended.
type Outcome struct {
	Case    Case
	Planted bool
	Took    time.Duration
	Shown   string
	// Failures are promises that did not hold, Breakages what kept the case from its work.
	Failures, Breakages []string
}

// OK reports whether the run ended as it has to: without a fault all holds, with it the failure that the fault names is there.
func (o Outcome) OK() bool {
	if o.Planted {
		return o.noticed() == ""
	}
	return len(o.Failures)+len(o.Breakages) == 0
}

// noticed says why the planted fault was not noticed as it has to be; "" where it was.
func (o Outcome) noticed() string {
	for _, f := range o.Failures {
		if strings.Contains(f, o.Case.Fault.Fails) {
			return ""
		}
	}
	switch {
	case len(o.Breakages) > 0:
		return "the case broke before it could notice the fault"
	case len(o.Failures) > 0:
		return fmt.Sprintf("the case failed, but not with %q", o.Case.Fault.Fails)
	default:
		return "the case passed in spite of the fault"
	}
}

// New returns a runner; what its screen shows is masked from here on. The rig is set when it has booted.
func New(screen *progress.Screen) *Runner {
	r := &Runner{Screen: screen}
	screen.Mask = r.values.mask
	return r
}

// Run runs a case, with its fault planted or not.
func (r *Runner) Run(ctx context.Context, c Case, plant bool) Outcome {
	r.runs++
	limit := c.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	inTime, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	t := &T{Rig: r.Rig, Run: fmt.Sprintf("r%d", r.runs), ctx: inTime, fault: plant, values: &r.values, record: &record{}}
	name := c.Name
	if plant {
		name += " with its fault"
	}
	step := r.Screen.Begin("%s", name)
	finished := make(chan struct{})
	go func() { // of its own, so that the case may end itself
		defer close(finished)
		defer t.recover()
		c.Run(t)
	}()
	<-finished
	o := Outcome{Case: c, Planted: plant, Took: step.Elapsed(), Shown: strings.Join(t.record.shown, "; "), Failures: t.record.failed, Breakages: t.record.broken}
	if ctx.Err() == nil && inTime.Err() != nil {
		o.Breakages = append(o.Breakages, fmt.Sprintf("the case took longer than %s", limit))
	}
	if plant && !t.record.planted {
		o.Breakages = append(o.Breakages, "the case did not plant its fault")
	}
	state := ""
	if !o.OK() {
		state = t.state(ctx)
	}
	step.Detail("cleaning up")
	if err := t.clean(ctx); err != nil {
		o.Breakages = append(o.Breakages, fmt.Sprintf("cleaning up: %v", err))
	}
	r.Outcomes = append(r.Outcomes, o)
	step.End("%s", r.line(o))
	if state != "" {
		r.Screen.Print("%s", state)
	}
	return o
}

// recover makes a breakage of a panic.
func (t *T) recover() {
	if p := recover(); p != nil {
		t.record.broken = append(t.record.broken, fmt.Sprintf("panic: %v", p))
	}
}

// few is how many Applications of a failed case are shown though nothing is wrong with them.
const few = 4

// state says how the Applications of a failed case are.
func (t *T) state(ctx context.Context) string {
	var lines []string
	seen := map[string]bool{}
	for _, name := range t.record.apps {
		if seen[name] {
			continue
		}
		seen[name] = true
		live, err := t.Kube.Get(ctx, "Application", rig.ArgoNamespace, name)
		if err != nil {
			lines = append(lines, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		if len(t.record.apps) > few && healthy(live) {
			continue
		}
		lines = append(lines, App{t: t, Name: name}.state(live))
	}
	return indent(strings.Join(lines, "\n"))
}

// healthy reports whether there is nothing to say about an Application.
func healthy(live kube.Object) bool {
	return live.Text("status", "sync", "status") == "Synced" && live.Text("status", "operationState", "phase") == "Succeeded" && len(live.List("status", "conditions")) == 0
}

// clean takes away what a case made, so that nothing goes on beside the next one.
func (t *T) clean(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	for i := len(t.record.cleanups) - 1; i >= 0; i-- {
		t.record.cleanups[i](ctx)
	}
	apps, err := t.Kube.List(ctx, "Application", rig.ArgoNamespace)
	if err != nil {
		return err
	}
	projects, err := t.Kube.List(ctx, "AppProject", rig.ArgoNamespace)
	if err != nil {
		return err
	}
	// All of them, not only those that were named: a root brings others. Their finalizers first, so that nothing waits.
	for _, o := range append(apps, projects...) {
		if o.Kind() == "" {
			o["kind"] = "Application"
			if o.At("spec", "sourceRepos") != nil {
				o["kind"] = "AppProject"
			}
		}
		if o.Kind() == "AppProject" && o.Name() == "default" {
			continue
		}
		if err := remove(ctx, t.Kube, o); err != nil {
			return err
		}
	}
	return resetSettings(ctx, t.Kube)
}

func remove(ctx context.Context, c *kube.Client, o kube.Object) error {
	if len(o.Strings("metadata", "finalizers")) > 0 {
		if _, err := c.Patch(ctx, o.Kind(), o.Namespace(), o.Name(), map[string]any{"metadata": map[string]any{"finalizers": nil}}); err != nil {
			return ignoreGone(err)
		}
	}
	return ignoreGone(c.Delete(ctx, o.Kind(), o.Namespace(), o.Name()))
}
