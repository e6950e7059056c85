// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretKeyUndeclared = &rule.Rule{
	ID:       "secret-key-undeclared",
	Severity: krm.Error,
	Title:    "A key of a Secret that a workload names must be declared",
	Doc: `A workload takes a key that the Project does not declare for its Secret. The Secret that a person fills from the example has no such key, and
the Pod stays in ` + "`" + `CreateContainerConfigError` + "`" + `, or its volume is never mounted. Argo CD says Synced, and Progressing without an end. Declare
the key, or mend the name of it in the manifest.` + where,
	Upstream: []string{upstreamSecrets},
	Kinds:    projectKind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		explain(c, it)
		return of(undeclaredKeys)(c, it)
	},
	Bad:  exampleProject + exampleKustomization + exampleWorkload + strings.Replace(exampleKey, "key: TOKEN", "key: TOKENS", 1),
	Good: exampleProject + exampleKustomization + exampleWorkload + exampleKey,
}

func undeclaredKeys(_ *rule.Context, r *rendered) []rule.Problem {
	var problems []rule.Problem
	for _, ref := range r.references {
		secret := r.declared(ref.Name)
		if ref.Kind != "Secret" || ref.Key == "" || secret == nil || slices.Contains(secret.Keys, ref.Key) {
			continue
		}
		if made := r.makes("Secret", ref.Name); made != nil && keys(made)[ref.Key] {
			continue
		}
		at, field := r.secretNode(ref.Name, "keys")
		hint := ""
		if near, ok := nearest.Name(ref.Key, secret.Keys); ok {
			hint = fmt.Sprintf(": did you mean %q there?", near)
		}
		problems = append(problems, rule.Problem{Path: field, At: at, Message: fmt.Sprintf(
			"Secret %q is declared without the key %q, which %s takes%s", ref.Name, ref.Key, ref.By, hint)})
	}
	return problems
}
