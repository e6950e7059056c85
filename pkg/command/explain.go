// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func (s streams) explain() *cobra.Command {
	var patches bool
	cmd := &cobra.Command{
		Use:   "explain [DIR]",
		Short: "Show every setting of the Projects of a package, and where its value comes from",
		Long: `Show every setting of each Project of DIR, and of its Platform, with the place where it was written or the default that
fills it in. Without DIR: every field that a Project and a Platform may have, with its default.

Patches add and change keys, and take none away. That of a Project which is gone goes by
  kubectl -n argocd patch configmap argocd-rbac-cm --type json -p '[{"op":"remove","path":"/data/policy.NAME.csv"}]'`,
		Example: "  fairlead explain argocd\n  fairlead explain --patches argocd   # what to set in Argo CD's ConfigMaps, as commands",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return s.explainKinds()
			}
			model, err := s.load(args[0])
			if err != nil {
				return err
			}
			if patches {
				return s.printPatches(model)
			}
			return s.explainModel(model)
		},
	}
	cmd.Flags().BoolVar(&patches, "patches", false, "print what has to be set in the ConfigMaps of Argo CD and Image Updater as `kubectl patch` commands")
	return cmd
}

// load reads the Projects and the Platform of a folder, and prints what is to be said about them.
func (s streams) load(dir string) (*v1alpha1.Model, error) {
	pkg, err := folder.Read(dir)
	if err != nil {
		return nil, err
	}
	var documents []krm.Document
	for _, d := range pkg.All() {
		documents = append(documents, krm.Document{Path: d.Path, Index: d.Index, Line: d.Line, Column: d.Column, Text: d.Text})
	}
	list, err := krm.FromDocuments(documents)
	broken := krm.DocumentResults(err)
	if err != nil && broken == nil {
		return nil, err
	}
	model, results := v1alpha1.Load(list)
	results = append(results, broken...)
	krm.SortResults(results)
	for _, r := range results {
		fmt.Fprintln(s.err, s.paint(r))
	}
	if krm.Failed(results) {
		return nil, errFailed
	}
	return model, nil
}

func (s streams) explainModel(m *v1alpha1.Model) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	print := func(title string, settings []v1alpha1.Setting, kind string) {
		fmt.Fprintf(w, "%s\n", title)
		for _, set := range settings {
			if set.Kind == kind {
				fmt.Fprintf(w, "  %s\t%s\t%s\n", set.Path, set.Value, set.Origin)
			}
		}
		fmt.Fprintln(w)
	}
	for _, p := range m.Projects {
		print("Project "+p.Name, m.Explain(p.Name), v1alpha1.KindProject)
	}
	title := "Platform " + m.Platform.Name
	if m.Platform.Item == nil {
		title = "Platform (the package has none: all is default)"
	}
	print(title, m.Explain(""), v1alpha1.KindPlatform)
	return w.Flush()
}

// explainKinds prints every field that a user may write.
func (s streams) explainKinds() error {
	for _, kind := range []string{v1alpha1.KindProject, v1alpha1.KindPlatform} {
		fields, err := v1alpha1.Fields(kind)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s (%s)\n", kind, v1alpha1.APIVersion)
		for _, f := range fields {
			about := f.Type
			switch {
			case f.Required:
				about += ", required"
			case f.Default != "":
				about += ", default " + f.Default
			}
			if len(f.Enum) > 0 {
				about += ", one of " + strings.Join(f.Enum, " ")
			}
			fmt.Fprintf(s.out, "\n  %s  (%s)\n", f.Path, about)
			for _, line := range wrap(f.Doc, 100) {
				fmt.Fprintf(s.out, "      %s\n", line)
			}
		}
		fmt.Fprintln(s.out)
	}
	return nil
}

// wrap breaks a text into lines of at most width characters.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// printPatches prints merge patches: they keep every key that they do not name.
func (s streams) printPatches(m *v1alpha1.Model) error {
	settings := generate.Settings(m)
	if len(settings) == 0 {
		fmt.Fprintln(s.err, "nothing has to be set in the ConfigMaps of Argo CD and Image Updater")
	}
	for _, set := range settings {
		patch, err := set.JSON()
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "kubectl -n %s patch configmap %s --type merge -p %s\n", set.Namespace, set.ConfigMap, shellQuote(string(patch)))
	}
	return nil
}

// shellQuote quotes a word for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
