// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var configMapKeyMissing = &rule.Rule{
	ID:       "config-map-key-missing",
	Severity: krm.Error,
	Title:    "A key of a ConfigMap that a workload names must be in it",
	Doc: `A workload takes a key that the ConfigMap of the same kustomization does not have. Its Pods stay in ` + "`" + `CreateContainerConfigError` + "`" + `, or wait for
their volume, while Argo CD says Synced. Add the key, or mend its name.` + where,
	Upstream: []string{upstreamConfig},
	Kinds:    bothKinds,
	Check:    of(missingKeys),
	Bad:      exampleProject + exampleKustomization + "configMapGenerator: [{name: colors, literals: [COLOUR=red]}]\n" + exampleWorkload + exampleConfig,
	Good:     exampleProject + exampleKustomization + "configMapGenerator: [{name: colors, literals: [COLOR=red]}]\n" + exampleWorkload + exampleConfig,
}

func missingKeys(_ *rule.Context, r *rendered) []rule.Problem {
	var problems []rule.Problem
	for _, ref := range r.references {
		made := r.makes(ref.Kind, ref.Name)
		if ref.Kind != "ConfigMap" || ref.Key == "" || made == nil || keys(made)[ref.Key] {
			continue
		}
		at, field := r.pathNode()
		problems = append(problems, rule.Problem{Path: field, At: at, Message: fmt.Sprintf(
			"ConfigMap %q has no key %q, which %s takes", ref.Name, ref.Key, ref.By)})
	}
	return problems
}
