// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var configMapMissing = &rule.Rule{
	ID:       "config-map-missing",
	Severity: krm.Warning,
	Title:    "A ConfigMap that a workload names should be among its manifests",
	Doc: `A workload names a ConfigMap that the kustomization does not make. Unless somebody makes it by hand, its Pods stay in ` + "`" + `CreateContainerConfigError` + "`" + `,
or wait for their volume. Add it to the kustomization, or mend its name: one that a generator makes is found under the name without its hash.
Of an Application that belongs to no Project it is an info: another one may bring the ConfigMap.` + where,
	Upstream: []string{upstreamConfig},
	Kinds:    bothKinds,
	Check:    of(missingConfigMaps),
	Bad:      exampleProject + exampleKustomization + exampleWorkload + exampleConfig,
	Good:     exampleProject + exampleKustomization + "configMapGenerator: [{name: colors, literals: [COLOR=red]}]\n" + exampleWorkload + exampleConfig,
}

func missingConfigMaps(_ *rule.Context, r *rendered) []rule.Problem {
	var problems []rule.Problem
	seen := map[string]bool{}
	for _, ref := range r.references {
		if ref.Kind != "ConfigMap" || seen[ref.Name] || ref.Name == "kube-root-ca.crt" || r.makes("ConfigMap", ref.Name) != nil || r.mayMake(ref.Name) {
			continue
		}
		seen[ref.Name] = true
		at, field := r.pathNode()
		severity := krm.Warning
		if r.project == nil {
			severity = krm.Info // another Application may bring it
		}
		problems = append(problems, rule.Problem{Path: field, At: at, Severity: severity, Message: fmt.Sprintf(
			"ConfigMap %q, which %s names, is not among what %s renders", ref.Name, ref.By, r.path)})
	}
	return problems
}
