// SPDX-License-Identifier: Apache-2.0

package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/report"
)

// validation is one run of the command validate.
type validation struct {
	streams
	target, format, failOn, config, now string
	fix, each, table, list              bool
	options                             check.Options
}

func (s streams) validate() *cobra.Command {
	v := &validation{streams: s}
	cmd := &cobra.Command{
		Use:   "validate DIR|FILE|-",
		Short: "Find what would fail silently after the push, in what anyone wrote",
		Long: `Check every resource of a folder, of a file, or of a YAML stream or ResourceList from stdin (-), whoever wrote it and
with or without kpt. What is YAML and no resource is passed over, and so are templates (of Helm,
Go or Jinja), which are counted. A document that cannot be
read is a finding, and the others are checked all the same.

Versions, severities and rules that are off stand in a ValidateDelivery: that of --config, else the one that the Kptfile
names, else the one in DIR.

Exit status 0 where nothing was found, 1 where a finding is at least as grave as --fail-on, 2 where this could not run.`,
		Example: "  fairlead validate .\n  fairlead validate --format sarif . > fairlead.sarif\n  fairlead validate --fix argocd\n" +
			"  kustomize build argocd | fairlead validate --argocd v2.14 -",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cannotRun(fmt.Errorf("validate takes one DIR, FILE or -, not %d arguments", len(args)))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			v.target = args[0]
			return v.run()
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return cannotRun(err) })
	flags := cmd.Flags()
	flags.StringVar(&v.format, "format", "text", "how to report: "+strings.Join(report.Formats(), ", "))
	flags.StringVar(&v.failOn, "fail-on", "error", "the severity from which on a finding fails: error, warning, info")
	flags.BoolVar(&v.fix, "fix", false, "write the proposed value where there is one remedy that brings no other finding, and touch nothing else")
	flags.StringVar(&v.config, "config", "", "a file with a ValidateDelivery")
	flags.StringVar(&v.options.ArgoCD, "argocd", "", "the version of Argo CD to check against, as in v3.5")
	flags.StringVar(&v.options.ImageUpdater, "image-updater", "", "the version of Image Updater to check against, as in v0.12.2")
	flags.BoolVar(&v.options.Explain, "explain-proof", false, "say what was proved of each Project, over what, and from which lines (text, json)")
	flags.StringVar(&v.now, "now", "", "the day on which exceptions are judged, as in 2026-12-31 (default today)")
	flags.BoolVar(&v.each, "each", false, "check each file on its own, as if there were no other")
	flags.BoolVar(&v.table, "table", false, "print a table by rule, and never fail")
	flags.BoolVar(&v.list, "list", false, "print one line for each finding, and never fail")
	for _, name := range []string{"each", "table", "list"} { // for `make corpus`
		_ = flags.MarkHidden(name)
	}
	return cmd
}

func (v *validation) run() error {
	if err := v.check(); err != nil {
		return cannotRun(err)
	}
	defer showProgress(v.err, "checking "+v.target)()
	f, err := v.find()
	if err == nil && v.fix {
		f, err = v.fixAll(f)
	}
	if err != nil {
		return cannotRun(err)
	}
	if v.target == "-" && len(f.files) == 0 {
		fmt.Fprintln(v.err, "warning: stdin holds no resource: nothing was checked")
	}
	switch {
	case v.table:
		return v.printTable(f)
	case v.list:
		return v.printList(f)
	}
	err = report.Write(v.out, v.format, f.results, report.Options{
		Source: f.content, Files: f.files, Templates: f.templates, Rules: check.Documented(), FailOn: krm.Severity(v.failOn), Color: colored(v.out), Version: Version,
		Proofs: f.proofs, Explain: v.options.Explain,
	})
	if err != nil {
		return cannotRun(err)
	}
	for _, r := range f.results {
		if report.AtLeast(r, krm.Severity(v.failOn)) {
			return errFailed
		}
	}
	return nil
}

// check refuses flags that cannot be meant.
func (v *validation) check() error {
	if err := report.CheckFormat(v.format); err != nil {
		return fmt.Errorf("--format: %w", err)
	}
	if v.options.Explain && !report.Explains(v.format) {
		return fmt.Errorf("--explain-proof: format %q has no place for it: use text or json", v.format)
	}
	if severities := []string{"error", "warning", "info"}; !contains(severities, v.failOn) {
		hint := ""
		if near, ok := nearest.Name(v.failOn, severities); ok {
			hint = fmt.Sprintf(": did you mean %q?", near)
		}
		return fmt.Errorf("--fail-on: %q must be one of %s%s", v.failOn, strings.Join(severities, ", "), hint)
	}
	if _, _, err := argocd.Resolve(v.options.ArgoCD); err != nil {
		return fmt.Errorf("--argocd: %w", err)
	}
	if _, _, err := imageupdater.Resolve(v.options.ImageUpdater); err != nil {
		return fmt.Errorf("--image-updater: %w", err)
	}
	v.options.Now = time.Now()
	if v.now != "" {
		day, err := time.Parse(time.DateOnly, v.now)
		if err != nil {
			return fmt.Errorf("--now: %q must be a date as in 2026-12-31", v.now)
		}
		v.options.Now = day
	}
	if v.fix && v.target == "-" {
		return errors.New("--fix: stdin cannot be written to: name the file or the folder")
	}
	return nil
}

// showProgress says on a terminal what goes on, where it takes seconds. What it returns ends it.
func showProgress(w io.Writer, what string) (end func()) {
	if !colored(w) {
		return func() {}
	}
	timer := time.AfterFunc(2*time.Second, func() { fmt.Fprintf(w, "%s …\n", what) })
	return func() { timer.Stop() }
}

// cannotRun is the error of what ends with status 2.
func cannotRun(err error) error {
	var missing *fs.PathError
	if errors.As(err, &missing) && errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("%s: no such file or folder", missing.Path)
	}
	return &statusError{2, err}
}
