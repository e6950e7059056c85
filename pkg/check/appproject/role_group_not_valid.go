// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var roleGroupNotValid = &rule.Rule{
	ID:       "role-group-not-valid",
	Severity: krm.Error,
	Title:    "A group of a role must be one name without spaces around it",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. Argo CD makes a line ` + "`g, <group>, proj:<project>:<role>`" + ` of each group: one with a comma breaks the
line, and with it all roles of the project; one with spaces or a line break around it is no group of anybody.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, r := range roles(c, it) {
			for i, g := range view.Entries(krm.Lookup(r.node, "groups")) {
				name := strings.TrimSpace(g.Value)
				inner := name
				quoted := len(name) > 1 && strings.HasPrefix(name, "\"") && strings.HasSuffix(name, "\"")
				if quoted {
					inner = name[1 : len(name)-1]
				}
				reason := ""
				switch {
				case g.Kind != yaml.ScalarNode || view.Templated(g.Value):
				case inner == "":
					reason = "must not be empty"
				case !quoted && strings.Contains(name, ","):
					reason = "must have double quotes around it, since it holds a comma"
				case strings.ContainsAny(inner, "\"\n\r\t"):
					reason = "must not hold quotes, tabs or line breaks"
				case name != g.Value:
					reason = "must not have spaces around it"
				}
				if reason != "" {
					problems = append(problems, rule.Problem{Path: view.At(r.path+".groups", i), At: g, Current: g.Value, Message: fmt.Sprintf("group %q %s", g.Value, reason)})
				}
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci
    groups: ['owner:developers, owner:operators']
    policies:
    - p, proj:shop:ci, applications, get, shop/shop, allow
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
  roles:
  - name: ci
    groups: ['owner:developers', 'owner:operators']
    policies:
    - p, proj:shop:ci, applications, get, shop/shop, allow
`,
}
