// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

func (s streams) scaffoldCredentials() *cobra.Command {
	var pkg string
	cmd := &cobra.Command{
		Use:   "credentials [PROJECT]",
		Short: "Print the commands that make Secrets, accounts and tokens, with what to check after each",
		Long: `Print the commands that a person runs once: for the Secret by which Image Updater reads a private registry, for that by which
Argo CD reads a private repository, for the account of the pipelines and its token, and for the Secrets of the Projects. They are
to be pasted step by step. Each value is written into a file that Git ignores and that is removed afterwards: none of them is
ever in the history of the shell or in the list of processes.

With PROJECT, the steps are those of the one Project: its name, the file that holds it, or its folder.

The commands call kubectl, and argocd, gh and ssh-keygen where they are needed.`,
		Example: "  fairlead scaffold credentials --package platform\n  fairlead scaffold credentials home-manager | less",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				f, err := s.projectIn(pkg, args[0])
				if err != nil {
					return err
				}
				_, err = fmt.Fprint(s.out, scaffold.Credentials(f.model, []*v1alpha1.Project{f.project}, shownDir(f.dir)))
				return err
			}
			m, err := s.onlyModel(pkg)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(s.out, scaffold.Credentials(m.model, m.model.Projects, shownDir(m.dir)))
			return err
		},
	}
	cmd.Flags().StringVar(&pkg, "package", ".", "the `DIR` of the package, or of a repository with packages in it")
	return cmd
}
