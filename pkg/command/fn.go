// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

func (s streams) fn() *cobra.Command {
	return &cobra.Command{
		Use:   "fn NAME",
		Short: "Run one function: a ResourceList from stdin to stdout",
		Long: "Run one function as an orchestrator does: it reads a ResourceList from stdin and writes it to stdout.\n\n" +
			"Functions: " + strings.Join(FunctionNames(), ", ") + ".",
		Example:               "  fairlead fn generate-delivery < resource-list.yaml\n  fairlead fn generate-delivery --help",
		ValidArgs:             FunctionNames(),
		DisableFlagParsing:    true, // --help and --doc are the function's
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || strings.HasPrefix(args[0], "-") {
				return cmd.Help()
			}
			f, ok := function(args[0], s.docs)
			if !ok {
				return unknownFunction(args[0])
			}
			if f.Main(args[1:], s.in, s.out, s.err) != 0 {
				return errFailed
			}
			return nil
		},
	}
}

func unknownFunction(name string) error {
	hint := ""
	if near, ok := nearest.Name(name, FunctionNames()); ok {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return fmt.Errorf("there is no function %q%s (functions: %s)", name, hint, strings.Join(FunctionNames(), ", "))
}
