// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// refutations are what refutes the proof, by rule.
var refutations = []struct {
	id    string
	check func(*rule.Context, *rendered) []rule.Problem
}{
	{"secret-key-undeclared", undeclaredKeys},
	{"secret-undeclared", undeclaredSecrets},
	{"config-map-missing", missingConfigMaps},
	{"config-map-key-missing", missingKeys},
	{"followed-image-not-run", imagesNotRun},
	{"followed-image-not-set", imagesNotSet},
	{"followed-image-without-pod", imagesWithoutPod},
	{"workload-without-node", withoutNode},
}

// explain records the proof for a Project.
func explain(c *rule.Context, it *krm.Item) {
	if !c.Explain || c.Repositories == nil {
		return
	}
	r := renderedOf(c, it)
	if r == nil || r.project == nil {
		return
	}
	p := r.project
	proof := rule.Proof{
		Project: p.Name,
		Claim:   "each Secret, key, ConfigMap and image that the manifests of " + p.Name + " name is declared, made or runs",
		Over:    fmt.Sprintf("every workload that the kustomization at %s renders", p.Spec.Path),
		Verdict: rule.Proved,
	}
	for _, field := range []string{"images", "secrets"} {
		if n := it.Lookup("spec", field); n != nil {
			proof.From = append(proof.From, rule.PlaceOf(it, n))
		}
	}
	if r.open != "" {
		proof.Verdict, proof.Why = rule.NotProved, r.open
		c.Prove(proof)
		return
	}
	for _, refutation := range refutations {
		if problems := refutation.check(c, r); len(problems) > 0 {
			proof.Verdict, proof.Rule, proof.Why = rule.Refuted, refutation.id, problems[0].Message
			break
		}
	}
	c.Prove(proof)
}
