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
	platform, needs, offline bool
	namespace                string
	from                     string
	format, html             string
	repositories             []string
	pullSecrets              []string
	kubectl                  cluster.Options
}

var statusFormats = []string{"text", "json"}

func (s streams) status() *cobra.Command {
	st := &status{streams: s}
	cmd := &cobra.Command{
		Use:   "status DIR | status --platform [DIR]",
		Short: "Say how far each Project is delivered, what is broken and why; or how Argo CD renders",
		Long: `Say of each Project of DIR how far its delivery has come: the tag that Git renders, the one in the live Application, the
newest that Image Updater would take, sync and health, which Secrets and keys are missing, and the last syncs; and of what is
broken why, the states above all that Argo CD and Image Updater keep silent about. It changes nothing. Of a Secret it asks for
the name, the type and the names of the keys, and never for a value.

The cluster is asked by the kubectl on the PATH. It needs the right to list applications.argoproj.io,
imageupdaters.argocd-image-updater.argoproj.io and deployments in the namespace of Argo CD, and secrets in those of the
Projects. What may not be read is named, and the rest is shown. With --from a dump is read in its place, made by
  kubectl get applications.argoproj.io,deployments,secrets --all-namespaces -o yaml
(and imageupdaters.argocd-image-updater.argoproj.io from Image Updater v1.1 on). Leave secrets out to keep their values off the
disk: then nothing is said of them.

Registries are asked as by ` + "`" + `fairlead images` + "`" + `; --offline leaves that out. The tag in Git is what the kustomization renders where the
repository lies at hand: DIR, a folder above it, or one that --repo names.

--needs asks neither cluster nor registry, and lists what each Project needs; with --format commands as kubectl commands.

--platform looks at the Argo CD of a cluster: which way is installed (wrapper, global flags, sidecar; none is needed for
rendered files), whether its parts are there and agree, and what supplies those that are missing. It reads no Secret. Its dump is
  kubectl -n argocd get deployments,configmaps,appprojects.argoproj.io,applications.argoproj.io,networkpolicies -o yaml
With DIR the versions and the namespace of the Platform in that package are compared.

Exit status 0 where all is well, 1 where something is wrong, missing or open to strangers, 2 where this could not run, or where
nothing is wrong and something could not be looked at.`,
		Example: "  fairlead status .\n  fairlead status . --context k3s --html status.html\n  fairlead status . --offline --repo ../home-manager --format json\n" +
			"  fairlead status . --needs\n  fairlead status . --needs --format commands\n" +
			"  fairlead status --platform\n  fairlead status --platform argocd --context k3s\n  fairlead status --platform --from dump.yaml --format json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return cannotRun(fmt.Errorf("status takes one DIR, not %d arguments", len(args)))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			out := &sticky{Writer: st.out}
			st.out = out
			if err := st.run(args); out.err == nil {
				return err
			}
			return cannotRun(fmt.Errorf("writing to stdout: %w", out.err))
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return cannotRun(err) })
	flags := cmd.Flags()
	flags.BoolVar(&st.platform, "platform", false, "look at Argo CD itself")
	flags.StringVar(&st.kubectl.Kubeconfig, "kubeconfig", "", "the kubeconfig to use (default that of kubectl)")
	flags.StringVar(&st.kubectl.Context, "context", "", "the context of the kubeconfig to use (default the current one)")
	flags.StringVarP(&st.namespace, "namespace", "n", "", "the namespace of Argo CD (default that of the Platform in DIR, else argocd)")
	flags.StringVar(&st.from, "from", "", "read a dump in the place of the cluster: a file, a folder, or - for stdin")
	flags.StringVar(&st.format, "format", "text", "how to report: "+strings.Join(statusFormats, ", ")+"; with --needs also commands")
	flags.StringVar(&st.html, "html", "", "write the report as one page of HTML to this file, beside what is printed; of files that are there only an earlier page is replaced")
	flags.BoolVar(&st.offline, "offline", false, "ask no registry")
	flags.BoolVar(&st.needs, "needs", false, "ask nobody, and list what each Project needs: images, Secrets with their keys, and what uses them")
	flags.StringArrayVar(&st.repositories, "repo", nil, "a checkout of a Project's repository; may be given more than once (default: DIR and the folders above it)")
	flags.StringArrayVar(&st.pullSecrets, "pull-secret", nil, "a file with the Secret, or the Docker configuration, with which Image Updater asks registries")
	flags.DurationVar(&st.kubectl.Timeout, "timeout", 20*time.Second, "how long to wait for an answer of the cluster")
	return cmd
}

func (st *status) run(args []string) error {
	if err := st.check(args); err != nil {
		return cannotRun(err)
	}
	if !st.platform {
		return st.projects(args[0])
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

func (st *status) check(args []string) error {
	formats := statusFormats
	if st.needs {
		formats = append(slices.Clone(formats), "commands")
	}
	switch {
	case !st.platform && len(args) == 0:
		return errors.New("say what to look at: DIR, a package with Projects, or --platform")
	case !slices.Contains(formats, st.format):
		return fmt.Errorf("--format: %q must be one of %s", st.format, strings.Join(formats, ", "))
	case st.platform && (st.needs || st.offline || st.html != "" || len(st.repositories)+len(st.pullSecrets) > 0):
		return errors.New("--platform looks at Argo CD itself: --needs, --offline, --html, --repo and --pull-secret are for Projects")
	case st.needs && (st.from != "" || st.html != "" || st.kubectl.Context != "" || st.kubectl.Kubeconfig != ""):
		return errors.New("--needs asks no cluster: leave --from, --context, --kubeconfig and --html away")
	case st.from != "" && (st.kubectl.Context != "" || st.kubectl.Kubeconfig != ""):
		return errors.New("--from: a dump has no context and no kubeconfig: leave one of the two away")
	case st.html == "-":
		return errors.New("--html: - is no file: the report itself goes to stdout")
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
