// SPDX-License-Identifier: Apache-2.0

package application_test

import (
	"strconv"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

// TestSecretsOfProject holds that what can lose a Secret of a Project has one finding, and what keeps it none.
func TestSecretsOfProject(t *testing.T) {
	const (
		respect   = "  syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}\n"
		kept      = "  ignoreDifferences: [{kind: Secret, name: app-secrets, jsonPointers: [/data, /stringData]}]\n"
		dataOnly  = "  ignoreDifferences: [{kind: Secret, name: app-secrets, jsonPointers: [/data]}]\n"
		forbidden = "---\napiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: app, namespace: argocd}\nspec:\n  sourceRepos: ['https://github.com/owner/app']\n" +
			"  destinations: [{server: 'https://kubernetes.default.svc', namespace: app}]\n  namespaceResourceBlacklist: [{group: '', kind: Secret}]\n"
		manifest = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: app-secrets, namespace: app}\n"
	)
	for _, c := range []struct{ name, mode, app, argoCD, want string }{
		{"as it is generated", "placeholder", kept + respect, "", ""},
		{"out of band, as it is generated", "outOfBand", kept + respect, "", ""},
		{"out of band, by the AppProject alone", "outOfBand", forbidden, "", ""},
		{"a placeholder that the AppProject forbids", "placeholder", forbidden, "", "error secret-can-be-lost 13"},
		{"nothing", "placeholder", "", "", "error secret-can-be-lost 13"},
		{"nothing, out of band", "outOfBand", "", "", "warning secret-can-be-lost 13"},
		{"not respected", "placeholder", kept, "", "warning secret-ignored-not-respected 16"},
		{"without stringData", "placeholder", dataOnly + respect, "", "error secret-can-be-lost 16"},
		{"without stringData, of which the manifest has none", "placeholder", dataOnly + respect + manifest + "data: {token: cA==}\n", "", ""},
		{"without stringData, which the manifest has", "placeholder", dataOnly + respect + manifest + "stringData: {token: ''}\n", "", "error secret-string-data-not-ignored 16"},
		{"single keys", "placeholder", strings.Replace(dataOnly, "/data]", "/data/token]", 1) + respect, "", "error secret-can-be-lost 16"},
		{"a query", "placeholder", strings.Replace(dataOnly, "jsonPointers: [/data]", "jqPathExpressions: ['.data, .stringData']", 1) + respect, "", ""},
		{"a query that nobody reads", "placeholder", strings.Replace(dataOnly, "jsonPointers: [/data]", "jqPathExpressions: ['(.data, .stringData)']", 1) + respect, "", ""},
		{"another group", "placeholder", strings.Replace(kept, "{kind", "{group: v1, kind", 1) + respect, "", "error ignore-difference-group-dead 16"},
		{"another name", "placeholder", strings.Replace(kept, "app-secrets", "others", 1) + respect, "", "error secret-can-be-lost 16"},
		{"another namespace", "placeholder", strings.Replace(kept, "name: app-secrets", "name: app-secrets, namespace: default", 1) + respect, "", "error secret-can-be-lost 16"},
		{"by its manager", "placeholder", strings.Replace(dataOnly, "jsonPointers: [/data]", "managedFieldsManagers: [kubectl-client-side-apply]", 1) + respect, "", "warning secret-ignored-by-manager 16"},
		{"a misspelt field", "placeholder", "  ignoreDifference: []\n" + respect, "", ""},
		{"a misspelt option", "placeholder", kept + strings.Replace(respect, "Differences", "Difference", 1), "", "error sync-option-unknown 17"},
		{"two rules", "placeholder", "  ignoreDifferences: [{kind: Secret, jsonPointers: [/data]}, {kind: Secret, name: app-secrets, jsonPointers: [/stringData]}]\n" + respect, "", ""},
		{"for all Applications", "placeholder", respect + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm, namespace: argocd}\ndata:\n  resource.customizations.ignoreDifferences.Secret: \"jsonPointers: [/data, /stringData]\"\n", "", ""},
		{"a base and an overlay", "placeholder", "---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app, namespace: argocd}\nspec: {project: app}\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: app}\nspec:\n  repository: https://github.com/owner/app\n  secrets:\n  - {name: app-secrets, mode: " + c.mode + "}\n" +
				"---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app, namespace: argocd}\nspec:\n  project: app\n  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}\n" +
				"  destination: {server: 'https://kubernetes.default.svc', namespace: app}\n" + c.app
			var found []string
			for _, r := range ruletest.Results(t, text, rule.Target{ArgoCD: c.argoCD}, application.Rules) {
				found = append(found, string(r.Severity)+" "+r.Rule+" "+strconv.Itoa(r.Line))
			}
			assert.Equal(t, strings.Join(found, ", "), c.want)
		})
	}
}
