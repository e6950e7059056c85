// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyDefaultUndefined = &rule.Rule{
	ID:       "policy-default-undefined",
	Severity: krm.Error,
	Title:    "policy.default must be empty or a role that exists",
	Doc: "`policy.default`" + ` is the role of everybody who can log in. Argo CD takes any text: with a role that nobody defined,
they have no rights at all beyond their own lines, and nothing says why. The usual causes are a typing mistake and
the word ` + "`role:`" + ` left out. A role that is near to none is a warning, and a name such as role:none is taken at its
word.`,
	Upstream: []string{upstream + "#default-policy-for-authenticated-users"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		pair, ok := value(it, "policy.default")
		if m == nil || !ok || pair.Value.Value == "" || m.defined(pair.Value.Value) {
			return nil
		}
		role := pair.Value.Value
		p := rule.Problem{Path: path("policy.default"), At: pair.Value, Current: role}
		p.Message = fmt.Sprintf("policy.default %q must be a role that has p lines, or empty", role)
		near, ok := nearest.Name(role, m.roles())
		// No remedy is proposed: the role at hand gives rights to everybody, and today nobody has them.
		switch {
		case m.defined("role:" + role):
			near = "role:" + role
		case ok:
		case m.partial || isNobody(role):
			return nil // the role may be defined in another layer, or is meant to have no rights
		default:
			p.Severity = krm.Warning
			p.Message += ": everybody who can log in has no rights beyond lines of their own"
			return []rule.Problem{p}
		}
		p.Message += fmt.Sprintf(": did you mean %q? Look at what it allows before you write it: everybody who can log in will have it", near)
		return []rule.Problem{p}
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
  policy.default: readonly
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
  policy.default: role:readonly
`,
}

// isNobody reports whether a role has a name that says that it has no rights.
func isNobody(role string) bool {
	switch strings.ToLower(strings.TrimPrefix(role, "role:")) {
	case "none", "nobody", "nothing", "empty", "no-access", "noaccess", "no_access", "no-permissions", "no-permission", "deny", "deny-all", "denied", "null", "default", "authenticated", "unauthorized", "restricted":
		return true
	}
	return false
}
