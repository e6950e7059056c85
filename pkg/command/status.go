// SPDX-License-Identifier: Apache-2.0

package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/cluster"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/way"
)

// status is one run of the command status.
type status struct {
	streams
	platform  bool
	namespace string
	from      string
	format    string
	kubectl   cluster.Options
}

var statusFormats = []string{"text", "json"}

func (s streams) status() *cobra.Command {
	st := &status{streams: s}
	cmd := &cobra.Command{
		Use:   "status --platform [DIR]",
		Short: "Say in which way Argo CD renders with Fairlead, whether that works, and what is missing",
		Long: `Look at the Argo CD of a cluster: which way is installed (wrapper, global flags, sidecar; none is needed for rendered
files), whether its parts are there and agree, and what supplies those that are missing. It changes nothing, and reads no
Secret.

The cluster is asked by the kubectl on the PATH. With --from a dump is read in its place, made by
  kubectl -n argocd get deployments,configmaps,appprojects.argoproj.io,applications.argoproj.io,networkpolicies -o yaml
With DIR the versions and the namespace of the Platform in that package are compared.

Exit status 0 where nothing is missing, wrong or open to strangers, 1 where something is, 2 where this could not run.`,
		Example: "  fairlead status --platform\n  fairlead status --platform argocd --context k3s\n  fairlead status --platform --from dump.yaml --format json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cannotRun(fmt.Errorf("status takes one DIR, not %d arguments", len(args)))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return st.run(args)
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return cannotRun(err) })
	flags := cmd.Flags()
	flags.BoolVar(&st.platform, "platform", false, "look at Argo CD itself")
	flags.StringVar(&st.kubectl.Kubeconfig, "kubeconfig", "", "the kubeconfig to use (default that of kubectl)")
	flags.StringVar(&st.kubectl.Context, "context", "", "the context of the kubeconfig to use (default the current one)")
	flags.StringVarP(&st.namespace, "namespace", "n", "", "the namespace of Argo CD (default that of the Platform in DIR, else argocd)")
	flags.StringVar(&st.from, "from", "", "read a dump in the place of the cluster: a file, a folder, or - for stdin")
	flags.StringVar(&st.format, "format", "text", "how to report: "+strings.Join(statusFormats, ", "))
	flags.DurationVar(&st.kubectl.Timeout, "timeout", 20*time.Second, "how long to wait for an answer of the cluster")
	return cmd
}

func (st *status) run(args []string) error {
	if err := st.check(); err != nil {
		return cannotRun(err)
	}
	expected, err := st.expected(args)
	if errors.Is(err, errFailed) {
		return &statusError{2, errFailed}
	}
	if err != nil {
		return cannotRun(err)
	}
	c, err := st.open()
	if err != nil {
		return cannotRun(err)
	}
	defer showProgress(st.err, "asking "+c.String())()
	report, err := way.Inspect(context.Background(), c, Ways(), *expected)
	if err != nil {
		return st.cannotRead(err)
	}
	if st.format == "json" {
		if err := st.printJSON(report); err != nil {
			return cannotRun(err)
		}
	} else {
		st.print(report)
	}
	if report.Failed() {
		return errFailed
	}
	return nil
}

// Ways are the images, and the functions in them, by which Argo CD renders with Fairlead.
func Ways() way.Options {
	return way.Options{Image: Images + "/fairlead", Tag: ImageTag, Functions: FunctionNames()}
}

func (st *status) check() error {
	switch {
	case !st.platform:
		return errors.New("say what to look at: --platform")
	case !slices.Contains(statusFormats, st.format):
		return fmt.Errorf("--format: %q must be one of %s", st.format, strings.Join(statusFormats, ", "))
	case st.from != "" && (st.kubectl.Context != "" || st.kubectl.Kubeconfig != ""):
		return errors.New("--from: a dump has no context and no kubeconfig: leave one of the two away")
	case st.kubectl.Timeout <= 0:
		return fmt.Errorf("--timeout: %s must be more than nothing", st.kubectl.Timeout)
	}
	return nil
}

// expected is what the package and the flags say of the cluster.
func (st *status) expected(args []string) (*way.Expected, error) {
	e := &way.Expected{Namespace: st.namespace, Version: Version}
	model, _ := v1alpha1.Load(&krm.ResourceList{}) // the defaults
	if len(args) > 0 {
		var err error
		if model, err = st.load(args[0]); err != nil {
			return nil, err
		}
		e.ArgoCD = model.Platform.Spec.ArgoCD.Version
	}
	if e.Namespace == "" {
		e.Namespace = model.Platform.Spec.ArgoCD.Namespace
	}
	return e, nil
}

func (st *status) open() (*cluster.Cluster, error) {
	if st.from != "" {
		return cluster.Dump(st.from, st.in)
	}
	c, err := cluster.Kubectl(st.kubectl)
	if err != nil {
		return nil, fmt.Errorf("%w: install it, or read a dump by --from (see --help)", err)
	}
	return c, nil
}

// cannotRead prints each reason on a line of its own.
func (st *status) cannotRead(err error) error {
	reasons := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		reasons = joined.Unwrap()
	}
	for _, reason := range reasons {
		fmt.Fprintf(st.err, "error: %s\n", krm.OneLine(reason.Error()))
	}
	return &statusError{2, errFailed}
}

// jsonStatus is what the format json holds. Fields are only ever added; version changes where one changes its meaning.
type jsonStatus struct {
	Version int `json:"version"`
	*way.Report
	Failed bool `json:"failed"`
}

func (st *status) printJSON(r *way.Report) error {
	enc := json.NewEncoder(st.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(jsonStatus{1, r, r.Failed()}); err != nil {
		return fmt.Errorf("writing to stdout: %w", err)
	}
	return nil
}

// print prints the report for a person.
func (st *status) print(r *way.Report) {
	title := "Argo CD"
	if r.ArgoCD != "" {
		title += " " + r.ArgoCD
	}
	fmt.Fprintf(st.out, "%s, Deployment %s in the namespace %s (%s)\n", title, r.RepoServer, r.Namespace, r.Source)
	st.printFindings(r.Findings)
	installed := false
	for _, w := range r.Ways {
		state := "not installed"
		switch {
		case w.Installed && w.Works:
			state = "works"
		case w.Installed && slices.ContainsFunc(w.Findings, func(f way.Finding) bool { return f.State == way.Danger }):
			state = "is open to strangers"
		case w.Installed && slices.ContainsFunc(w.Findings, func(f way.Finding) bool { return f.State == way.Missing || f.State == way.Wrong }):
			state = "does not work"
		case w.Installed:
			state = "is not known to be safe"
		}
		installed = installed || w.Installed
		fmt.Fprintf(st.out, "\n%s: %s\n", w.Name, state)
		st.printFindings(w.Findings)
	}
	if !installed {
		fmt.Fprintln(st.out, "\nNo way is installed. Rendered files need none: commit what `fairlead render` writes.")
	}
}

// printFindings prints a remedy of several findings once, behind the last of them.
func (st *status) printFindings(findings []way.Finding) {
	last := map[string]int{}
	for i, f := range findings {
		last[f.Remedy] = i
	}
	for i, f := range findings {
		color := map[way.State]string{way.OK: green, way.Warning: yellow, way.Info: cyan}[f.State]
		if color == "" {
			color = red
		}
		word := fmt.Sprintf("%-8s", f.State)
		if colored(st.out) {
			word = color + word + reset
		}
		fmt.Fprintf(st.out, "  %s %s\n", word, krm.OneLine(f.Message))
		if f.Remedy != "" && last[f.Remedy] == i {
			fmt.Fprintf(st.out, "           %s\n", krm.OneLine(f.Remedy))
		}
	}
}
