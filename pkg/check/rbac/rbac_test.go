// SPDX-License-Identifier: Apache-2.0

package rbac_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, rbac.Rules, check.Rules()) }

func head(lines ...string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-rbac-cm, namespace: argocd}\ndata:\n  policy.csv: |\n    " + strings.Join(lines, "\n    ") + "\n"
}

func TestLines(t *testing.T) {
	for _, test := range []struct{ name, line, version, want string }{
		{"five values", "p, ci, applications, get, allow", "", "policy-line-malformed 6:5"},
		{"capital", "P, ci, applications, get, a/b, allow", "", "policy-line-malformed 6:5"},
		{"padded", "p, ci, applications, get, a/b , allow", "", "policy-value-blank 6:31"},
		{"resource", "p, ci, aplications, get, a/b, allow", "", "policy-resource-unknown 6:12"},
		{"resource glob", "p, ci, app*, get, a/b, allow", "", ""},
		{"resource glob that matches nothing", "p, ci, aplic*, get, a/b, allow", "", "policy-resource-unknown 6:12"},
		{"resource of a later version", "p, ci, write-repositories, get, '*', allow", "v2.13", "policy-resource-unknown 6:12"},
		{"action", "p, ci, applications, sinc, a/b, allow", "", "policy-action-unknown 6:26"},
		{"action glob", "p, ci, applications, syn*, a/b, allow", "", ""},
		{"braces", `p, ci, applications, "{get,sync}", a/b, allow`, "", ""},
		{"action alone", "p, ci, applications, action, a/b, allow", "", "policy-action-unknown 6:26"},
		{"all actions", "p, ci, applications, action/*, a/b, allow", "", ""},
		{"action of a kind", "p, ci, applications, action/apps/Deployment/restart, a/b, allow", "", ""},
		{"action without its group", "p, ci, applications, action/Deployment/restart, a/b, allow", "", "policy-action-unknown 6:26"},
		{"action of another resource", "p, ci, repositories, sync, '*', allow", "", "policy-action-unknown 6:26"},
		{"delete of resources", "p, ci, applications, delete/*/Pod/*/*, a/b, allow", "", ""},
		{"delete of resources too early", "p, ci, applications, delete/*/Pod/*/*, a/b, allow", "v2.11", "policy-action-unknown 6:26"},
		{"rollback", "p, ci, applications, rollback, a/b, allow", "v3.6", ""},
		{"rollback too early", "p, ci, applications, rollback, a/b, allow", "v3.5", "policy-action-unknown 6:26"},
		{"any resource", "p, ci, *, get, *, allow", "", ""},
		{"any resource, no such action", "p, ci, *, gett, *, allow", "", "policy-action-unknown 6:15"},
		{"built in", "p, role:admin, certificates, update, *, allow", "", ""},
		{"effect", "p, ci, applications, get, a/b, alow", "", "policy-effect-unknown 6:36"},
		{"object", "p, ci, applications, get, a, allow", "", "policy-object-without-project 6:31"},
		{"object glob", "p, ci, applications, get, a*, allow", "", ""},
		{"object of three parts", "p, ci, applications, get, a/ns/b, allow", "", ""},
		{"object of four parts", "p, ci, applications, get, a/ns/b/c, allow", "", "policy-object-without-project 6:31"},
		{"object with an empty part", "p, ci, logs, get, a/, allow", "", "policy-object-without-project 6:23"},
		{"object of a cluster", "p, ci, clusters, get, https://kubernetes.default.svc, allow", "", ""},
		{"wildcard", "p, *, applications, get, a/b, allow", "", "policy-subject-wildcard 6:8"},
		{"wildcard group", "g, team-*, role:admin", "", "policy-subject-wildcard 6:8"},
		{"undefined role", "g, alice, role:admim", "", "policy-role-undefined 6:15"},
		{"empty role", "g, alice,", "", "policy-value-blank 6:14"},
		{"padded role", `g, alice, "role:admin "`, "", "policy-value-blank 6:15"},
		{"padded group", "p, owner:developers , applications, get, a/b, allow", "", "policy-value-blank 6:8"},
		{"template", "p, {{ .Values.ci }}, aplications, get, a", "", ""},
		{"envsubst", "g, ${GROUP}, role:operators", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var found []string
			for _, r := range ruletest.Results(t, head(test.line), rule.Target{ArgoCD: test.version}, rbac.Rules) {
				found = append(found, fmt.Sprintf("%s %d:%d", r.Rule, r.Line, r.Column))
			}
			assert.Equal(t, strings.Join(found, "; "), test.want)
		})
	}
}

// TestLongPolicy holds the rules to one pass: a policy of ten thousand wrong lines takes no minutes, which what is quadratic would.
func TestLongPolicy(t *testing.T) {
	var lines []string
	for i := range 10000 {
		lines = append(lines, fmt.Sprintf("p, role:team-%d, aplications, gett, team-%d, allow", i, i))
	}
	start := time.Now()
	found := ruletest.Find(t, head(lines...), rule.Target{}, rbac.Rules)
	assert.Equal(t, found["policy-resource-unknown"], 10000)
	assert.Check(t, time.Since(start) < 2*time.Minute, "took %s", time.Since(start))
}

// TestPipelines holds what is said of the account of a pipeline.
func TestPipelines(t *testing.T) {
	const get, sync = "p, ci, applications, get, shop/*, allow", "p, ci, applications, sync, shop/*, allow"
	for _, test := range []struct {
		name, capabilities string
		lines              []string
		want               string
	}{
		{"get and sync", "apiKey", []string{get, sync}, ""},
		{"sync alone", "apiKey", []string{sync}, "error policy-sync-without-get 6:26"},
		{"sync by a role, get by itself", "apiKey", []string{"p, role:ci, applications, sync, shop/*, allow", "g, ci, role:ci", get}, ""},
		{"sync by a role of a role", "apiKey", []string{"p, role:b, applications, sync, shop/*, allow", "g, ci, role:a", "g, role:a, role:b"}, "error policy-sync-without-get 6:30"},
		{"get of everything", "apiKey", []string{sync, "p, ci, *, get, *, allow"}, ""},
		{"everything of its Applications", "apiKey", []string{"p, ci, applications, *, shop/*, allow"}, ""},
		{"a person", "apiKey, login", []string{sync}, ""},
		{"somebody else", "apiKey", []string{"p, alice, applications, sync, shop/*, allow"}, ""},
		{"a deny line", "apiKey", []string{get, sync, "p, ci, applications, delete, shop/*, deny"}, ""},
		{"a get that has a mistake", "apiKey", []string{sync, "p, ci, aplications, get, shop/*, allow"}, "error policy-resource-unknown 7:12"},
		{"a get of another effect", "apiKey", []string{sync, "p, ci, applications, get, shop/*, Allow"}, "error policy-effect-unknown 7:39"},
		{"a get that a template writes", "apiKey", []string{sync, "p, ci, applications, {{ .action }}, shop/*, allow"}, ""},
		{"get by default", "apiKey", []string{sync + "\n  policy.default: role:readonly"}, "info policy-default-readonly 7:19"},
		{"get by a role for all", "apiKey", []string{sync + "\n  policy.default: role:custom"}, "warning policy-default-undefined 7:19"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cm := "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm, namespace: argocd}\ndata: {accounts.ci: '" + test.capabilities + "'}\n"
			var found []string
			for _, r := range ruletest.Results(t, head(test.lines...)+cm, rule.Target{}, rbac.Rules) {
				found = append(found, fmt.Sprintf("%s %s %d:%d", r.Severity, r.Rule, r.Line, r.Column))
			}
			assert.Equal(t, strings.Join(found, "; "), test.want)
		})
	}
}

func TestMisspeltProject(t *testing.T) {
	projects := ""
	for _, name := range []string{"team-a", "platform"} {
		projects += "---\napiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: " + name + "}\nspec: {}\n"
	}
	for object, want := range map[string]int{"platfrom/*": 1, "platform/*": 0, "team-b/*": 0, "platforms/*": 0, "*/*": 0, "plat*/a": 0, "elsewhere/a": 0} {
		found := ruletest.Find(t, head("p, ops, applications, get, "+object+", allow")+projects, rule.Target{}, rbac.Rules)
		assert.Equal(t, found["policy-project-misspelt"], want, object)
	}
}
