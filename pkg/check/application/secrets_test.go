// SPDX-License-Identifier: Apache-2.0

package application_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

// TestSecretMatrix holds the rules on Secrets to what a live Argo CD does with them: what it keeps has no finding, what it
// loses has an error, and what depends on how the Secret was made has less.
func TestSecretMatrix(t *testing.T) {
	for _, c := range []struct{ stub, ignore, options, argoCD, want string }{
		{"data: {token: cA==}", "jsonPointers: [/data]", "", "", "error secret-ignored-not-respected"},
		{"data: {token: cA==}", "jsonPointers: [/data]", "ServerSideApply=true", "", "error secret-ignored-not-respected"},
		{"data: {token: cA==}", "jsonPointers: [/data]", "ApplyOutOfSyncOnly=true", "", "error secret-ignored-not-respected"},
		{"data:", "jsonPointers: [/data, /stringData]", "", "", "error secret-ignored-not-respected"},
		{"type: Opaque", "jsonPointers: [/data]", "", "", "warning secret-ignored-not-respected"},
		{"data: {token: cA==}", "jsonPointers: [/data]", "RespectIgnoreDifferences=true", "", ""},
		{"data: {token: cA==}", "jqPathExpressions: [.data]", "RespectIgnoreDifferences=true", "", ""},
		{"type: Opaque", "jsonPointers: [/data]", "RespectIgnoreDifferences=true", "", ""},
		{"data: {token: cA==}", "jsonPointers: [/data]", "RespectIgnoreDifferences=true, Replace=true", "", ""},
		{"data: {token: cA==}", "jqPathExpressions: [.data.token]", "RespectIgnoreDifferences=true", "", "info secret-keys-ignored-singly"},
		{"data: {token: cA==}", "jqPathExpressions: [.data.token]", "RespectIgnoreDifferences=true", "v3.2", ""},
		{"type: Opaque", "jsonPointers: [/data/token]", "RespectIgnoreDifferences=true", "", "warning secret-keys-ignored-singly"},
		{"data:", "jsonPointers: [/data/token]", "RespectIgnoreDifferences=true", "", "error secret-keys-ignored-singly"},
		{"stringData: {token: p}", "jsonPointers: [/data]", "RespectIgnoreDifferences=true", "", "error secret-string-data-not-ignored"},
		{"stringData: {token: p}", "jsonPointers: [/data]", "RespectIgnoreDifferences=true, ServerSideApply=true", "", "error secret-string-data-not-ignored"},
		{"stringData: {token: p}", "jsonPointers: [/data, /stringData]", "RespectIgnoreDifferences=true", "", ""},
		{"data: {token: cA==}", "managedFieldsManagers: [kubectl-client-side-apply]", "RespectIgnoreDifferences=true", "", "warning secret-ignored-by-manager"},
		{"data: {token: cA==}", "group: v1, jsonPointers: [/data]", "RespectIgnoreDifferences=true", "", "error ignore-difference-group-dead"},
	} {
		text := `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy: {syncOptions: [` + c.options + `]}
  ignoreDifferences: [{kind: Secret, ` + c.ignore + `}]
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: app}
` + c.stub + "\n"
		var found []string
		for _, r := range ruletest.Results(t, text, rule.Target{ArgoCD: c.argoCD}, application.Rules) {
			found = append(found, string(r.Severity)+" "+r.Rule)
		}
		assert.Check(t, strings.Join(found, ", ") == c.want, "%v: %v", c, found)
	}
}
