// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyDefaultAdmin = &rule.Rule{
	ID:       "policy-default-admin",
	Severity: krm.Error,
	Title:    "policy.default must not be role:admin",
	Doc: "`policy.default`" + ` is the role of everybody who can log in, of anonymous users too where they are enabled, and no
` + "`deny`" + ` line takes it away. With ` + "`role:admin`" + ` each of them may change every Application, repository and cluster.
Leave it empty or write ` + "`role:readonly`" + `, and bind ` + "`role:admin`" + ` by a ` + "`g`" + ` line.`,
	Upstream: []string{upstream + "#default-policy-for-authenticated-users"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		pair, ok := value(it, "policy.default")
		if m == nil || !ok {
			return nil
		}
		role := pair.Value.Value
		admin := role == "role:admin"
		m.bindings(func(_ *csv, g *rbac.Group) {
			admin = admin || g.Subject == role && role != "" && g.Role == "role:admin"
		})
		if !admin {
			return nil
		}
		return []rule.Problem{{
			Path: path("policy.default"), At: pair.Value, Current: role,
			Message: "policy.default must not be role:admin: everybody who can log in may then change everything, and no deny line takes it away; leave it empty or write \"role:readonly\"",
		}}
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.default: role:admin
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    g, owner:operators, role:admin
  policy.default: ''
`,
}
