// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretUndeclared = &rule.Rule{
	ID:       "secret-undeclared",
	Severity: krm.Warning,
	Title:    "A Secret that a workload names should be declared",
	Doc: `A workload names a Secret that the Project does not declare, and that no manifest makes. There is no example of it to fill, nobody is told that it
is needed, and on a new cluster its Pods do not start. Declare it under ` + "`" + `spec.secrets` + "`" + `, or mend its name. A reference with ` + "`" + `optional: true` + "`" + ` needs
none, and neither does one that another resource names, since a controller may make it of that.` + where,
	Upstream: []string{upstreamSecrets},
	Kinds:    projectKind,
	Check:    of(undeclaredSecrets),
	Bad:      exampleProject + exampleKustomization + exampleWorkload + strings.Replace(exampleKey, "name: shop", "name: shops", 1),
	Good:     exampleProject + exampleKustomization + exampleWorkload + exampleKey,
}

func undeclaredSecrets(_ *rule.Context, r *rendered) []rule.Problem {
	var problems []rule.Problem
	seen := map[string]bool{}
	for _, ref := range r.references {
		if ref.Kind != "Secret" || seen[ref.Name] || r.declared(ref.Name) != nil || r.makes("Secret", ref.Name) != nil || r.mayMake(ref.Name) {
			continue
		}
		seen[ref.Name] = true
		at, field := r.secretNode(ref.Name, "name")
		var names []string
		for _, s := range r.project.Spec.Secrets {
			names = append(names, s.Name)
		}
		hint := ""
		if near, ok := nearest.Name(ref.Name, names); ok {
			hint = fmt.Sprintf(": did you mean %q there?", near)
		}
		problems = append(problems, rule.Problem{Path: field, At: at, Message: fmt.Sprintf(
			"Secret %q, which %s names, is not declared, and no manifest makes it%s", ref.Name, ref.By, hint)})
	}
	return problems
}
