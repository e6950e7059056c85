// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectPlaceholderLeft = &rule.Rule{
	ID:       "project-placeholder-left",
	Severity: krm.Error,
	Title:    "A repository or a destination of an AppProject must not hold a placeholder",
	Doc: "`<owner>`" + ` in a URL is a part of an example that nobody filled in. Argo CD compares the entry as it stands, so no
repository and no destination is permitted by it.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/"},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		for _, a := range view.Annotations(it) {
			if strings.HasPrefix(a.Key.Value, "avp.kubernetes.io/") {
				return nil // a vault plugin fills <key> in
			}
		}
		var problems []rule.Problem
		for _, e := range permitted(it) {
			_, after, ok := strings.Cut(e.node.Value, "<")
			if name, _, closed := strings.Cut(after, ">"); ok && closed && name != "" && !view.Templated(e.node.Value) {
				problems = append(problems, rule.Problem{Path: e.path, At: e.node, Current: e.node.Value, Message: fmt.Sprintf("%q must not hold the placeholder %q: it permits nothing, fill it in", e.node.Value, "<"+name+">")})
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/<owner>/shop']
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
