// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// TestOneFindingForOneMistake holds that what two rules could report is reported by one.
func TestOneFindingForOneMistake(t *testing.T) {
	const (
		top         = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app, namespace: argocd%s}\nspec:\n"
		source      = "  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}\n"
		destination = "  destination: {server: 'https://kubernetes.default.svc', namespace: app}\n"
		project     = "---\napiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: app, namespace: argocd}\nspec:\n"
		permits     = "  sourceRepos: ['https://github.com/owner/app']\n  destinations: [{server: 'https://kubernetes.default.svc', namespace: app}]\n"
		creates     = "  syncPolicy: {syncOptions: [CreateNamespace=true]}\n"
		followed    = ", annotations: {argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app, argocd-image-updater.argoproj.io/app.update-strategy: %s}"
		settings    = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: app}\ndata: {a: b}\n"
		workload    = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app, namespace: app}\n"
		role        = "  roles: [{name: ci, policies: ['p, proj:app:ci, applications, sync, app/app, allow', %s]}]\n"
	)
	app := fmt.Sprintf(top, "") + "  project: app\n"
	for _, c := range []struct{ name, text, want string }{
		{"nothing", app + source + destination + project + permits, ""},
		{"no repository", app + "  source: {path: deploy}\n" + destination, "6:3 field-required"},
		{"repository misspelt", app + "  source: {repoUrl: 'https://github.com/owner/app', path: deploy}\n" + destination, "6:12 field-unknown"},
		{"empty repository", app + "  source: {repoURL: '', path: deploy}\n" + destination, "6:11 source-incomplete"},
		{"no destination", app + source, "4:1 field-required"},
		{"destination of another type", app + source + "  destination: {server: [x], namespace: app}\n", "7:25 field-wrong-type"},
		{"rule without a kind", app + source + destination + "  ignoreDifferences: [{jsonPointers: [/spec]}]\n", "8:23 field-required"},
		{"option of another type", app + source + destination + "  syncPolicy: {syncOptions: [1]}\n", "8:30 field-wrong-type"},
		{"kinds of another type", app + source + destination + creates + project + permits + "  clusterResourceWhitelist: Namespace\n", "16:29 field-wrong-type"},
		{"kind without a group", app + source + destination + creates + project + permits + "  clusterResourceWhitelist: [{kind: Namespace}]\n", "16:30 field-required"},
		{"repositories of another type", project[4:] + "  sourceRepos: 'https://github.com/owner/app'\n  destinations: [{server: https://x, namespace: y}]\n", "5:16 field-wrong-type"},
		{"group of another type", project[4:] + permits + "  namespaceResourceBlacklist: [{group: [apps], kind: Deployment}]\n", "7:40 field-wrong-type"},
		{"window of another type", project[4:] + permits + "  syncWindows: [{kind: deny, schedule: '0 1 * * *', duration: 8, applications: ['*']}]\n", "7:63 field-wrong-type"},
		{"whitelist of another type", app + strings.Replace(source, "path: deploy", "path: .", 1) + destination + project + permits + "  namespaceResourceWhitelist: [{kind: ConfigMap}]\n" + settings, "15:32 field-required"},
		{"group that has no such kind", app + strings.Replace(source, "path: deploy", "path: .", 1) + destination + project + permits + "  namespaceResourceWhitelist: [{group: '', kind: Deployment}]\n" + workload, "15:40 project-kind-group-wrong"},
		{"option misspelt", app + source + destination + "  ignoreDifferences: [{kind: Secret, name: s, jsonPointers: [/data, /stringData]}]\n  syncPolicy: {syncOptions: [RespectIgnoreDifference=true]}\n", "9:30 sync-option-unknown"},
		{"option that a template writes", app + source + destination + "  ignoreDifferences: [{kind: Secret, name: s, jsonPointers: [/data, /stringData]}]\n  syncPolicy: {syncOptions: ['{{ .option }}']}\n", ""},
		{"option switched off", app + source + destination + "  ignoreDifferences: [{kind: Secret, name: s, jsonPointers: [/data, /stringData]}]\n  syncPolicy: {syncOptions: [RespectIgnoreDifferences=false]}\n", "8:30 secret-ignored-not-respected"},
		{"role without a name", project[4:] + permits + "  roles: [{name: , policies: ['p, proj:app:ci, applications, get, app/app, allow']}]\n", "7:18 field-required"},
		{"policy of another type", project[4:] + permits + fmt.Sprintf(role, "1"), "7:87 field-wrong-type"},
		{"right but for its effect", project[4:] + permits + fmt.Sprintf(role, "'p, proj:app:ci, applications, get, app/app, ALLOW'"), "7:87 role-policy-effect-unknown"},
		{"field of nobody", fmt.Sprintf(top, fmt.Sprintf(followed, "semver")) + "  project: app\n" + source + destination + "  syncPolicies: {}\n  syncPolicy: {automated: {prunes: true}}\n", "8:3 field-unknown, 9:28 field-unknown"},
		{"path outside, with a template behind", app + "  source: {repoURL: 'https://github.com/owner/app', path: './../{{x}}'}\n" + destination, "6:59 source-path-outside"},
		{"absolute path, with a template behind", app + "  source: {repoURL: 'https://github.com/owner/app', path: '/{{x}}'}\n" + destination, "6:59 source-path-outside"},
		{"template that may end within", app + "  source: {repoURL: 'https://github.com/owner/app', path: '{{ trimPrefix \"../../\" .x }}'}\n" + destination, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var found []string
			for _, r := range worse(resultsOf(t, documents("a.yaml", c.text), rule.Target{})) {
				found = append(found, fmt.Sprintf("%d:%d %s", r.Line, r.Column, r.Rule))
			}
			assert.Equal(t, strings.Join(found, ", "), c.want)
		})
	}
}
