// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

func (s streams) kustomize() *cobra.Command {
	return &cobra.Command{
		Use:   "kustomize build DIR [FLAG]...",
		Short: "Build with kustomize, running Fairlead's functions and nothing else",
		Long: `Do what kustomize does, with --enable-alpha-plugins and --enable-exec, after a look at what would be built: whatever
names a program that is no function of Fairlead, or could, is refused. edit and version are passed on as they are.

Installed as ` + wrapper.Name + ` (see install) the binary is this command: Argo CD calls it by the key
kustomize.path.fairlead of argocd-cm, for each Application with spec.source.kustomize.version: fairlead. The real
kustomize is the one on the PATH, or the one that ` + wrapper.KustomizeVariable + ` names.

Exit status 1 where something is refused, 2 where this could not run, otherwise that of kustomize.`,
		Example:               "  fairlead kustomize build argocd\n  fairlead kustomize version",
		DisableFlagParsing:    true, // they are kustomize's
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "--help" || args[0] == "-h" {
				return cmd.Help()
			}
			if status := s.asKustomize(args); status != 0 {
				return &statusError{status, errFailed}
			}
			return nil
		},
	}
}

// asKustomize does what kustomize does and returns the exit status.
func (s streams) asKustomize(args []string) int {
	w, err := wrapper.New(FunctionNames())
	if err != nil {
		fmt.Fprintf(s.err, "error: %s: %v\n", wrapper.Name, err)
		return wrapper.StatusCannotRun
	}
	return w.Main(args, s.in, s.out, s.err)
}
