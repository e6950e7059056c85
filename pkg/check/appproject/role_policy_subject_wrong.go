// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var rolePolicySubjectWrong = &rule.Rule{
	ID:       "role-policy-subject-wrong",
	Severity: krm.Error,
	Title:    "The subject of a role's policy must be proj:<project>:<role>",
	Doc: `The API, the CLI and the interface refuse such a project; ` + "`kubectl apply`" + ` and a sync do not, so from Git it is taken
without a word. At run time the policy belongs to another subject, so the role does not have the right. It is the
usual result of a project or a role that was renamed.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles", "https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/app_project_types.go"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return policies(c, it, func(p policy) []rule.Problem {
			if p.values == nil || p.values[1] == p.subject() {
				return nil
			}
			return p.proposing(1, p.subject(), "the subject of policy %q must be %q, not %q", p.node.Value, p.subject(), p.values[1])
		})
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
    policies:
    - p, role:ci, applications, get, shop/shop, allow
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
    policies:
    - p, proj:shop:ci, applications, get, shop/shop, allow
`,
}
