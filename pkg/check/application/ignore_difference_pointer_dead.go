// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ignoreDifferencePointerDead = &rule.Rule{
	ID:       "ignore-difference-pointer-dead",
	Severity: krm.Error,
	Title:    "A JSON pointer of ignoreDifferences must be able to point at something",
	Doc: `A pointer begins with a slash, names list entries by their number, and writes a slash within a key as ` + "`~1`" + ` and a ` + "`~`" + ` as ` + "`~0`" + `;
dots need nothing. Argo CD swallows a pointer that points at nothing, so ` + "`data`, `/data/tls\\.crt` and `/metadata/annotations/a.b/c`" + `
ignore nothing, and a sync overwrites what they should keep.`,
	Upstream: []string{diffingPage, "https://github.com/argoproj/argo-cd/issues/2875", "https://datatracker.ietf.org/doc/html/rfc6901"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range ignored(c, it) {
			for i, n := range r.Pointers {
				if !isText(n) || view.Templated(n.Value) {
					continue
				}
				meant, err := argocd.CheckPointer(r.Kind, n.Value)
				if err == nil {
					continue
				}
				p := rule.Problem{Path: view.At(r.Path+".jsonPointers", i), At: n, Message: err.Error(), Current: n.Value}
				if meant != "" {
					p.Proposed = meant
				}
				problems = append(problems, p)
			}
		}
		return problems
	},
	Bad: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers:
    - /spec/template/metadata/annotations/example.com/restarted
`,
	Good: exampleTop + `  ignoreDifferences:
  - group: apps
    kind: Deployment
    jsonPointers:
    - /spec/template/metadata/annotations/example.com~1restarted
`,
}
