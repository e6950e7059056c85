// SPDX-License-Identifier: Apache-2.0

package rbac_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const (
	project     = "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: shop}\nspec:\n  repository: https://github.com/owner/shop\n"
	platform    = "---\napiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec: {argocd: {ci: projectRole}}\n"
	application = "---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, namespace: argocd}\nspec:\n  project: shop\n" +
		"  source: {repoURL: 'https://github.com/owner/shop', path: deploy, targetRevision: main}\n  destination: {server: 'https://kubernetes.default.svc', namespace: shop}\n"
	mayGet  = "p, github-actions, applications, get, shop/shop, allow"
	maySync = "p, github-actions, applications, sync, shop/shop, allow"
)

// policyFile is argocd-rbac-cm; the first of the lines stands on line 6 of its document.
func policyFile(lines ...string) string { return "---\n" + head(lines...) }

func appProject(lines ...string) string {
	return "---\napiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: shop, namespace: argocd}\nspec:\n  sourceRepos: ['https://github.com/owner/shop']\n" +
		"  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]\n  roles:\n" + strings.Join(lines, "\n") + "\n"
}

// TestPipelineOfProject holds what is said of the pipelines of Projects, and where.
func TestPipelineOfProject(t *testing.T) {
	const (
		role = "  - name: ci\n    policies:\n    - p, proj:shop:ci, applications, get, shop/shop, allow\n"
		sync = "    - p, proj:shop:ci, applications, sync, shop/shop, allow"
	)
	for _, test := range []struct{ name, text, want string }{
		{"what it needs", project + application + policyFile(mayGet, maySync), ""},
		{"and its own AppProject", project + policyFile(mayGet, maySync, "p, github-actions, projects, get, shop, allow"), ""},
		{"another account may all", project + policyFile(mayGet, maySync, "g, alice, role:admin", "p, bob, *, *, *, allow"), ""},
		{"all actions", project + policyFile("p, github-actions, applications, *, shop/shop, allow"),
			"error ci-account-may-more 12:5 line 1: lets github-actions do more than get and sync what belongs to it: create, delete, update and 4 more of applications"},
		{"another Application of its AppProject", project + policyFile(mayGet, "p, github-actions, applications, sync, shop/*, allow"),
			`warning ci-account-may-more 13:5 line 2: lets github-actions do more than get and sync what belongs to it: sync of applications, for example "applications, sync, shop/a"`},
		{"the Applications of all", project + policyFile(mayGet, "p, github-actions, applications, sync, */*, allow"), "error ci-account-may-more 13:5 line 2"},
		{"a pattern that takes in its AppProject and another", project + policyFile(mayGet, `p, github-actions, applications, sync, "{shop,shop-long}/*", allow`), `error ci-account-may-more 13:5 line 2: lets github-actions do more than get and sync what belongs to it: sync of applications, for example "applications, sync, shop-long/a"`},
		{"to read others", project + policyFile(mayGet, maySync, "p, github-actions, clusters, get, *, allow"), "warning ci-account-may-more 14:5 line 3"},
		{"a role", project + policyFile(mayGet, "p, role:ops, applications, delete, shop/shop, allow", "g, github-actions, role:ops"), "error ci-account-may-more 13:5 line 2"},
		{"a role of Argo CD's own", project + policyFile("g, github-actions, role:ops", "g, role:ops, role:admin"), "error ci-account-may-more 13:5 line 2: lets github-actions do more than get and sync what belongs to it: get, create, update and "},
		{"what is denied", project + policyFile(mayGet, "p, github-actions, applications, *, shop/shop, allow", "p, github-actions, applications, [!gs]*, *, deny"), ""},
		{"a default role", project + policyFile(mayGet, maySync) + "  policy.default: role:readonly\n", "warning ci-account-may-more 14:19 lets github-actions do more than get and sync what belongs to it: get of applications, get of applicationsets, get of clusters and 7 more, for example"},
		{"a default role of which another rule speaks", project + policyFile(mayGet, maySync) + "  policy.default: role:admin\n", "error policy-default-admin 14:19"},
		{"another key", project + policyFile(mayGet, maySync) + "  policy.other.csv: |\n    p, github-actions, exec, create, shop/shop, allow\n", "error ci-account-may-more 15:5 line 1"},
		{"a patch", project + "---\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: ConfigMap, name: argocd-rbac-cm}\n  patch: |\n    data:\n      policy.shop.csv: |\n        p, github-actions, exec, create, shop/shop, allow\n", "error ci-account-may-more 14:9 line 1"},
		{"a key that a patch replaces", project + policyFile(mayGet, maySync) + "  policy.shop.csv: p, github-actions, exec, create, shop/shop, allow\n---\n" +
			"apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: ConfigMap, name: argocd-rbac-cm}\n  patch: |\n    data:\n      policy.shop.csv: ''\n", ""},
		{"two policies", project + policyFile(mayGet, "p, github-actions, exec, create, shop/shop, allow") + policyFile(mayGet), ""},
		{"the policy of another Argo CD", project + strings.Replace(policyFile("p, github-actions, exec, create, shop/shop, allow"), "namespace: argocd", "namespace: other", 1), ""},
		{"a line that no Argo CD loads", project + policyFile("p, github-actions, exec, create, shop/shop, allow", "nonsense"), "error policy-line-malformed 13:5"},
		{"a line of another project", project + application + policyFile("p, github-actions, applications, sync, default/shop, allow"), "warning policy-application-elsewhere 20:44"},
		{"a regular expression without anchors", project + policyFile("p, github-actions, ^applications$, ^get$, shop/shop, allow", "p, github-actions, ^applications$, ^sync$, shop/shop, allow") + "  policy.matchMode: regex\n", "warning policy-regex-not-anchored 12:47"},
		{"a regular expression for all", project + policyFile("p, github-actions, .*, .*, .*, allow") + "  policy.matchMode: regex\n", "error ci-account-may-more 12:5 line 1"},
		{"an account of its own", project + "  ci: {account: bot}\n" + policyFile(mayGet, maySync, "p, github-actions, exec, create, shop/shop, allow"), ""},
		{"two Projects with one account", project + "---\n" + strings.ReplaceAll(project, "shop", "blog") + policyFile(mayGet, maySync, "p, github-actions, applications, sync, blog/blog, allow"), `info ci-account-shared 1:1 the account "github-actions" is that of the Projects shop and blog`},
		{"nothing allows sync", project + application + policyFile(mayGet), "error ci-account-may-not-sync 1:1 nothing allows github-actions to sync shop/shop"},
		{"nothing allows get", project + "  ci: {account: bot}\n" + application + policyFile("p, bot, applications, sync, shop/shop, allow"), "error ci-account-may-not-sync 6:17 nothing allows bot to get shop/shop"},
		{"a default role allows get", project + application + policyFile(maySync) + "  policy.default: role:readonly\n", "warning ci-account-may-more 21:19"},
		{"nothing allows anything, without the Application", project + policyFile("g, alice, role:admin"), ""},
		{"a layer of the policy", project + application + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-rbac-cm, namespace: argocd}\ndata: {policy.default: ''}\n", ""},
		{"an Application of another AppProject", project + strings.Replace(application, "project: shop", "project: web", 1) + policyFile(strings.ReplaceAll(mayGet, "shop/", "web/"), strings.ReplaceAll(maySync, "shop/", "web/")), ""},
		{"an Application of another namespace", project + strings.Replace(application, "namespace: argocd", "namespace: web", 1) + policyFile(strings.ReplaceAll(mayGet, "shop/shop", "shop/web/shop"), strings.ReplaceAll(maySync, "shop/shop", "shop/web/shop")), ""},
		{"a role of the AppProject", project + platform + application + appProject(role+sync), ""},
		{"a role of the AppProject with more", project + platform + application + appProject(role+sync+"\n    - p, proj:shop:ci, applications, delete, shop/shop, allow"), "error ci-account-may-more 31:7 lets proj:shop:ci do more"},
		{"a role of the AppProject with less", project + platform + application + appProject(strings.TrimSuffix(role, "\n")), "error ci-account-may-not-sync 1:1 nothing allows proj:shop:ci to sync"},
		{"a role of the AppProject with a mistake", project + platform + application + appProject(role+"    - p, proj:shop:ci, applications, sinc, shop/shop, allow"), ""},
		{"a group of a role", project + appProject("  - name: ops\n    policies:\n    - p, proj:shop:ops, applications, delete, shop/*, allow\n    groups: [github-actions]") + policyFile(mayGet, maySync), "error ci-account-may-more 16:7 lets github-actions do more"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var found []string
			for _, r := range ruletest.Results(t, test.text, rule.Target{}, rbac.Rules) {
				found = append(found, fmt.Sprintf("%s %s %d:%d %s", r.Severity, r.Rule, r.Line, r.Column, r.Message))
			}
			assert.Check(t, len(found) == strings.Count(test.want, "; ")+1 || len(found) == 0 && test.want == "", "%v", found)
			for i, f := range found {
				assert.Check(t, i > 0 || test.want != "" && strings.HasPrefix(f, test.want), f)
			}
		})
	}
}

// TestLongPolicyOfPipelines holds the proof to a bound: thousands of roles, in cycles, and patterns that nobody can read.
func TestLongPolicyOfPipelines(t *testing.T) {
	var lines []string
	for i := range 3000 {
		lines = append(lines, fmt.Sprintf("p, role:r%d, applications, get, \"{a,b}*%d/*\", allow", i, i), fmt.Sprintf("g, role:r%d, role:r%d", i, (i*7+1)%3000), fmt.Sprintf("g, role:r%d, role:r%d", i, (i*11+2)%3000))
	}
	start := time.Now()
	found := ruletest.Find(t, project+policyFile(append(lines, "g, github-actions, role:r0")...), rule.Target{}, rbac.Rules)
	assert.Check(t, found["ci-account-may-more"] > 0, "%v", found)
	assert.Check(t, time.Since(start) < 2*time.Minute, "took %s", time.Since(start))
}

// TestAccountsOfProjects holds that one rule speaks of one mistake, where argocd-cm declares the account of a Project too.
func TestAccountsOfProjects(t *testing.T) {
	const readonly = "  policy.default: role:readonly\n"
	accounts := func(names ...string) string {
		text := "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm, namespace: argocd}\ndata:\n"
		for _, name := range names {
			text += "  accounts." + name + ": apiKey\n"
		}
		return text
	}
	for _, test := range []struct{ name, text, want string }{
		{"a default role", policyFile(mayGet, maySync) + readonly + accounts("github-actions"), "ci-account-may-more"},
		{"a default role, and an account of no Project", policyFile(mayGet, maySync) + readonly + accounts("github-actions", "other"), "ci-account-may-more"},
		{"a default role that is not judged", policyFile(mayGet, maySync) + readonly + policyFile(mayGet) + accounts("github-actions"), "policy-default-readonly (github-actions)"},
		{"sync without get", policyFile(maySync) + accounts("github-actions"), "policy-sync-without-get"},
		{"sync without get, not declared", policyFile(maySync), "ci-account-may-not-sync"},
		{"get without sync", policyFile(mayGet) + accounts("github-actions"), "ci-account-may-not-sync"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var found []string
			for _, r := range ruletest.Results(t, project+application+test.text, rule.Target{}, rbac.Rules) {
				id := r.Rule
				if _, rest, ok := strings.Cut(r.Message, "read everything ("); ok {
					id += " (" + rest[:strings.Index(rest, ")")+1]
				}
				found = append(found, id)
			}
			assert.Equal(t, strings.Join(found, ", "), test.want)
		})
	}
}
