// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyKeyNotRead = &rule.Rule{
	ID:       "policy-key-not-read",
	Severity: krm.Error,
	Title:    "A key of argocd-rbac-cm must be one that Argo CD reads",
	Doc: `Argo CD reads ` + "`policy.csv`" + `, every further key ` + "`policy.<name>.csv`" + `, ` + "`policy.default`" + `, ` + "`policy.matchMode`" + ` and
` + "`scopes`" + `. Lines under any other key, such as ` + "`policy.shop`" + ` or ` + "`shop.policy.csv`" + `, are never read: what they allow
stays forbidden and what they deny stays allowed, and nothing says so.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.Name != argocd.ConfigMapRBAC {
			return nil
		}
		var problems []rule.Problem
		for _, pair := range view.Pairs(it.Lookup("data")) {
			key := pair.Key.Value
			if holder := argocd.KeyHolder(key); holder == argocd.ConfigMapRBAC || view.Templated(key) || pair.Key.Tag == "!!merge" {
				continue
			} else if holder != "" {
				problems = append(problems, rule.Problem{Path: path(key), At: pair.Key, Message: fmt.Sprintf("key %q is not read here: it belongs in %s", key, holder)})
				continue
			}
			p := rule.Problem{Path: path(key), At: pair.Key, Current: key}
			p.Message = fmt.Sprintf("key %q is never read: allowed are policy.csv, policy.<name>.csv, policy.default, policy.matchMode and scopes", key)
			if want := meant(key); want != "" {
				p.Message += fmt.Sprintf("; did you mean %q?", want)
				// Nothing is proposed: the lines would come to life unread.
			} else {
				p.Severity = krm.Warning // another program may read it
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.shop: |
    p, github-actions, applications, get, shop/shop, allow
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.shop.csv: |
    p, github-actions, applications, get, shop/shop, allow
`,
}

// meant returns the key that was most likely meant.
func meant(key string) string {
	if near, ok := nearest.Name(key, []string{"policy.csv", "policy.default", "policy.matchMode", "scopes"}); ok {
		return near
	}
	middle, isCSV := strings.CutSuffix(key, ".csv")
	before, isPolicy := strings.CutPrefix(key, "policy.")
	switch {
	case isPolicy && !isCSV:
		return "policy." + before + ".csv"
	case isCSV && strings.HasSuffix(middle, ".policy"):
		return "policy." + strings.TrimSuffix(middle, ".policy") + ".csv"
	}
	return ""
}
