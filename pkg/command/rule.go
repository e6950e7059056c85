// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

func (s streams) rule() *cobra.Command {
	return &cobra.Command{
		Use:   "rule [ID]",
		Short: "Explain a rule of validate-delivery or images, or list all",
		Long: `Print what a rule finds, why nobody notices, what to do, the versions for which it holds, the upstream page, and a wrong
and a right example. Without ID: all rules.`,
		Example: "  fairlead rule\n  fairlead rule sync-option-unknown",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return s.listRules()
			}
			for _, r := range check.All() {
				if r.ID == args[0] {
					fmt.Fprint(s.out, r.Text())
					return nil
				}
			}
			hint := ""
			if near, ok := nearest.Name(args[0], ruleIDs()); ok {
				hint = fmt.Sprintf("; did you mean %s?", near)
			}
			return fmt.Errorf("there is no rule %q%s (`fairlead rule` lists all)", args[0], hint)
		},
	}
}

func (s streams) listRules() error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range rule.ByID(check.All()) {
		title := r.Title
		if v := r.Versions(); v != "" {
			title += " (" + v + ")"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Severity, title)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing to stdout: %w", err)
	}
	return nil
}

func ruleIDs() []string {
	var ids []string
	for _, r := range rule.ByID(check.All()) {
		ids = append(ids, r.ID)
	}
	return ids
}
