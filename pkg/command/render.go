// SPDX-License-Identifier: Apache-2.0

package command

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func (s streams) render() *cobra.Command {
	var check, stdout, allowEmpty bool
	cmd := &cobra.Command{
		Use:   "render DIR",
		Short: "Run the functions that a package names, and write what they make",
		Long: `Run, in this process, the Fairlead functions that the Kptfile of DIR names, in its order (generate-delivery and
validate-delivery where there is none), and write what they make. Files without a change are not touched; either all files
are written or none.

With --check the exit status is 0 where nothing would change, and 1 where something would, which is then on stdout as a diff, or
where it could not render.

What kpt fn render writes and what this writes is the same. A pipeline with functions of others is for kpt.`,
		Example: "  fairlead render argocd\n  fairlead render --check argocd   # in CI: fails, with a diff, where a render would change a file\n" +
			"  fairlead render --stdout argocd | kubectl diff -f -",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			pkg, err := folder.Read(args[0])
			if err != nil {
				return err
			}
			r, err := hydrate(pkg, s.docs, allowEmpty)
			if err != nil {
				return err
			}
			krm.SortResults(r.results) // those of all functions: in a condition of Argo CD the gravest has to come first
			for _, res := range r.results {
				fmt.Fprintln(s.err, s.paint(res))
			}
			if krm.Failed(r.results) {
				return errFailed
			}
			if why := r.idle(); why != "" {
				return fmt.Errorf("%s %s", args[0], why)
			}
			if stdout {
				return s.printCluster(args[0], r, allowEmpty)
			}
			plan, err := r.plan(pkg)
			if err != nil {
				return err
			}
			if check {
				return s.check(args[0], plan)
			}
			if err := plan.Apply(); err != nil {
				return err
			}
			s.summarize(args[0], plan)
			return nil
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; show as a diff what a render would change, and fail if that is anything")
	cmd.Flags().BoolVar(&stdout, "stdout", false, "write nothing; print what a cluster would get")
	cmd.Flags().BoolVar(&allowEmpty, "allow-empty", false, "remove all that was rendered when no Project is left, or print nothing, which are errors otherwise")
	cmd.MarkFlagsMutuallyExclusive("check", "stdout")
	return cmd
}

// plan returns the changes of files.
func (r *rendering) plan(pkg *folder.Package) (*folder.Plan, error) {
	var changes []folder.Change
	for _, d := range r.removed {
		changes = append(changes, folder.Remove(d.Path, d.Index))
	}
	for _, res := range r.resources {
		switch {
		case res.came == nil:
			changes = append(changes, folder.Add(res.path, res.text))
		case res.changed && !bytes.Equal(res.text, res.came.Text):
			changes = append(changes, folder.Replace(res.path, res.came.Index, res.text))
		}
	}
	return pkg.Plan(changes...)
}

func (s streams) check(dir string, plan *folder.Plan) error {
	files := plan.Files()
	if len(files) == 0 {
		fmt.Fprintf(s.out, "%s: up to date\n", dir)
		return nil
	}
	var diff bytes.Buffer
	if err := plan.Diff(&diff); err != nil {
		return err
	}
	for line := range strings.Lines(diff.String()) {
		fmt.Fprint(s.out, s.paintDiff(line))
	}
	return fmt.Errorf("%s is not what a render writes (%s); run `fairlead render %s` and commit the result", dir, count(len(files), "file"), dir)
}

// summarize says what was written.
func (s streams) summarize(dir string, plan *folder.Plan) {
	files := plan.Files()
	if len(files) == 0 {
		fmt.Fprintf(s.out, "%s: up to date\n", dir)
		return
	}
	for _, f := range files {
		what := "changed"
		switch {
		case f.New:
			what = "new"
		case f.Deleted:
			what = "deleted"
		}
		fmt.Fprintf(s.out, "%-8s %s\n", what, f.Path)
	}
	fmt.Fprintf(s.out, "%s: %s written\n", dir, count(len(files), "file"))
}

// notForClusters are the groups of resources that are for tools.
var notForClusters = []string{"kpt.dev", "kustomize.config.k8s.io", "fairlead.dev", "builtin"}

// printCluster prints the resources that a cluster would get. None at all is an error unless it is meant: whoever applies
// what is printed, and prunes the rest, would delete everything.
func (s streams) printCluster(dir string, r *rendering, allowEmpty bool) error {
	printed := 0
	for _, res := range r.resources {
		it, err := res.read()
		if err != nil {
			return err
		}
		if it.LocalConfig() || contains(notForClusters, it.Group()) || it.APIVersion == "builtin" {
			continue
		}
		if printed++; printed > 1 {
			fmt.Fprintln(s.out, "---")
		}
		text := bytes.TrimSuffix(res.text, []byte("\n"))
		if _, err := fmt.Fprintf(s.out, "%s\n", text); err != nil {
			return fmt.Errorf("writing to stdout: %w", err)
		}
	}
	if printed == 0 && !allowEmpty {
		return fmt.Errorf("%s renders nothing for a cluster: it has no Project, and Argo CD would delete what it had; if that is meant, use --allow-empty", dir)
	}
	return nil
}

// read returns the resource as an item.
func (r *resource) read() (*krm.Item, error) {
	if r.came != nil && r.item != nil {
		return r.item, nil
	}
	list, err := krm.FromDocuments([]krm.Document{{Path: r.path, Line: 1, Text: r.text}})
	if err != nil {
		return nil, err
	}
	return list.Items[0], nil
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
