// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectPermitsNothing = &rule.Rule{
	ID:       "project-permits-nothing",
	Severity: krm.Warning,
	Title:    "An AppProject must permit a repository and a destination",
	Doc: `No entry in ` + "`sourceRepos`" + `, or none in ` + "`destinations`" + `, permits none. Every Application of the project then has the
condition "is not permitted in project" and is not synced. A project that only gives others its lists has neither of
the two and is not looked at.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		repos, destinations := it.Lookup("spec", "sourceRepos"), it.Lookup("spec", "destinations")
		hasRepos, hasDestinations := len(view.Entries(repos)) > 0, len(view.Entries(destinations)) > 0
		missing, at := "sourceRepos", repos
		switch {
		case hasRepos == hasDestinations:
			return nil
		case hasRepos:
			missing, at = "destinations", destinations
		}
		if at != nil && at.Kind != yaml.SequenceNode && at.ShortTag() != "!!null" {
			return nil // no list is another mistake
		}
		if view.Misspelt(it.Lookup("spec"), missing, "sourceNamespaces", "description") {
			return nil
		}
		if at == nil && it.Lookup("spec", "description") == nil && it.Lookup("spec", "roles") == nil {
			return nil // it may be a patch of a project
		}
		return []rule.Problem{{Path: "spec." + missing, At: at, Message: fmt.Sprintf("spec.%s must not be empty: no Application of the project may be synced", missing)}}
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: []
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`,
}
