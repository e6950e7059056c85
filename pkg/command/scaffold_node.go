// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

func (s streams) scaffoldNode() *cobra.Command {
	var pkg string
	var file bool
	cmd := &cobra.Command{
		Use:   "node",
		Short: "Print what each node of k3s needs to pull private images",
		Long: `Print the commands that let a node of k3s pull private images: registries.yaml without the token, where it goes and with which
rights, which unit is restarted, and how to check. They are to be pasted step by step, on each node.

A registry is private where the Platform names credentials for it, or an image does. Where none is, there is nothing to do.`,
		Example: "  fairlead scaffold node --package platform\n  fairlead scaffold node --file > registries.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			m, err := s.onlyModel(pkg)
			if err != nil {
				return err
			}
			text := scaffold.Node(m.model)
			if file {
				text = string(scaffold.Registries(m.model))
			}
			if text == "" {
				fmt.Fprintln(s.err, "no registry needs credentials: nothing has to be done on the nodes. For a private one write spec.imageUpdater.registries[].credentials of the Platform")
				return nil
			}
			_, err = fmt.Fprint(s.out, text)
			return err
		},
	}
	cmd.Flags().StringVar(&pkg, "package", ".", "the `DIR` of the package, or of a repository with one package in it")
	cmd.Flags().BoolVar(&file, "file", false, "print registries.yaml alone")
	return cmd
}
