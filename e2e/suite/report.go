// SPDX-License-Identifier: Apache-2.0

package suite

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/kube"
)

// line says how a run ended, and what it showed or what went wrong.
func (r *Runner) line(o Outcome) string {
	head := fmt.Sprintf("%-24s %s  %5.1f s  ", o.Case.Name, r.verdict(o), o.Took.Seconds())
	switch {
	case o.Planted && o.OK():
		return head + "with its fault (" + o.Case.Fault.Plants + ") it fails:\n" + indent(strings.Join(o.Failures, "\n"))
	case o.Planted:
		return head + "with its fault (" + o.Case.Fault.Plants + "): " + o.noticed() + "\n" + indent(strings.Join(append(o.Breakages, o.Failures...), "\n"))
	case o.OK():
		return head + o.Shown
	default:
		return head + o.Case.Shows + "\n" + indent(strings.Join(append(o.Failures, o.Breakages...), "\n"))
	}
}

func (r *Runner) verdict(o Outcome) string {
	if o.OK() {
		return r.Screen.Good("ok    ")
	}
	return r.Screen.Bad("FAILED")
}

// Table is what was shown by all runs.
func (r *Runner) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", r.Screen.Title("what was shown on live objects"))
	for _, o := range r.Outcomes {
		text := o.Case.Shows
		if o.Planted {
			text = "planted: " + o.Case.Fault.Plants
		}
		fmt.Fprintf(&b, "  %s  %-24s %5.1f s  %s\n", r.verdict(o), o.Case.Name, o.Took.Seconds(), text)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func indent(text string) string {
	if text == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(text, "\n", "\n    ")
}

func ignoreGone(err error) error {
	if errors.Is(err, kube.ErrNotFound) {
		return nil
	}
	return err
}
