// SPDX-License-Identifier: Apache-2.0

package settings_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/settings"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, settings.Rules, check.Rules()) }

func TestSettings(t *testing.T) {
	for _, test := range []struct{ name, line, version, want string }{
		{"dot", "accounts.ci.bot: apiKey", "", "account-name-dotted 6:3"},
		{"two dots", "accounts.a.b.enabled: 'true'", "", "account-name-dotted 6:3"},
		{"nearly enabled", "accounts.ci.enable: 'true'", "", "account-name-dotted 6:3 -> accounts.ci.enabled"},
		{"password", "accounts.ci.password: x", "", "setting-misplaced 6:3"},
		{"no boolean", "accounts.ci.enabled: 'on'\n  accounts.ci: apiKey", "", "account-enabled-not-bool 6:24"},
		{"boolean of YAML 1.1", "accounts.ci.enabled: on\n  accounts.ci: apiKey", "", "config-map-value-not-text 6:24"},
		{"capital", "accounts.ci: apiKey, Login", "", "account-capability-unknown 6:16 -> apiKey, login"},
		{"two mistakes", "accounts.ci: apikey,logn", "", "account-capability-unknown 6:16 -> apiKey,login"},
		{"one that nothing is near", "accounts.ci: apikey, everything", "", "account-capability-unknown 6:16"},
		{"enabled only", "accounts.ci.enabled: 'true'", "", "account-undeclared 6:3"},
		{"enabled only, by no word", "accounts.ci.enabled: 'yes'", "", "account-enabled-not-bool 6:24"},
		{"disabled only", "accounts.ci.enabled: 'false'", "", ""},
		{"declared in a layer", "accounts.ci.enabled: 'true'\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n  accounts.ci: apiKey", "", ""},
		{"template", "accounts.ci: '{{ .Values.capabilities }}'", "", ""},
		{"removed", "repositories: ''", "v3.0", "setting-removed 6:3"},
		{"not yet removed", "repositories: ''", "v2.14", ""},
		{"too new", "server.rbac.rollback.enforce.enable: 'true'", "v3.5", "setting-too-new 6:3"},
		{"new enough", "server.rbac.rollback.enforce.enable: 'true'", "v3.6", ""},
		{"version as group", "resource.customizations.ignoreDifferences.v1_Secret: ''", "", "customization-key-not-valid 6:3 -> resource.customizations.ignoreDifferences.Secret"},
		{"core as group", "resource.customizations.ignoreDifferences.core_Secret: ''", "", "customization-key-not-valid 6:3 -> resource.customizations.ignoreDifferences.Secret"},
		{"empty group", "resource.customizations.ignoreDifferences._Secret: ''", "", ""},
		{"group of another kind", "resource.customizations.ignoreDifferences.apps_Ingress: ''", "", "customization-key-not-valid 6:3 -> resource.customizations.ignoreDifferences.networking.k8s.io_Ingress"},
		{"without its group", "resource.customizations.health.Deployment: return {}", "", "customization-key-not-valid 6:3 -> resource.customizations.health.apps_Deployment"},
		{"a group that may have it", "resource.customizations.health.serving.knative.dev_Service: return {}", "", ""},
		{"group and version", "resource.customizations.health.apps_v1_Deployment: ''", "", "customization-key-not-valid 6:3"},
		{"type", "resource.customizations.ignoreDiferences.Secret: ''", "", "customization-key-not-valid 6:3"},
		{"all kinds", "resource.customizations.ignoreResourceUpdates.all: ''", "", ""},
		{"not YAML", "dex.config: |\n    connectors:\n    - type: github\n      id: [a\n    b: c", "", "setting-malformed 9:5"},
		{"no mapping", "oidc.config: some text", "", "setting-malformed 6:16"},
		{"no list", "resource.exclusions: |\n    kinds: [Event]", "", "setting-malformed 7:5"},
		{"list of texts", "resource.exclusions: |\n    - Event", "", "setting-malformed 7:7"},
		{"kind for kinds", "resource.inclusions: |\n    - kinds: [A]\n    - Kind: [B]", "", "setting-malformed 8:7"},
		{"capitals do not count", "resource.inclusions: |\n    - Kinds: [A]\n      APIGroups: ['']", "", ""},
		{"pointer for pointers", "resource.customizations.ignoreDifferences.all: |\n    jsonPointer: [/a]", "", "setting-malformed 7:5"},
		{"nothing", "dex.config: ''\n  oidc.config: |\n    # later\n  resource.exclusions: '[]'", "", ""},
		{"reference to a Secret", "dex.config: |\n    connectors:\n    - config: {clientSecret: $dex.github.clientSecret}", "", ""},
		{"lua is no YAML", "resource.customizations.health.apps_Deployment: |\n    hs = {}\n      return hs: [", "", ""},
		{"flags are no YAML", "kustomize.buildOptions: '--enable-helm: ['", "", ""},
		{"template", "oidc.config: '{{ .Values.oidc }'", "", ""},
		{"actions", "resource.customizations.actions.apps_Deployment: |\n    discovery.lua: |\n      return {}\n    definitions: [{name: a, action.lua: x}]", "", ""},
		{"pointer without a slash", "resource.customizations.ignoreDifferences.Secret: |\n    jsonPointers: [data]", "", "customization-difference-dead 7:20"},
		{"query that breaks all", "resource.customizations.ignoreDifferences.all: |\n    jqPathExpressions:\n    - .a[", "", "customization-difference-dead 8:7"},
		{"pointers and queries", "resource.customizations.ignoreResourceUpdates.apps_Deployment: |\n    jsonPointers: [/status]\n    jqPathExpressions: ['.spec.a[] | select(.b == 1)']", "", ""},
		{"foreign key", "example.org-notes: x", "", "setting-unknown 6:3"},
		{"True", "exec.enabled: 'True'", "", "setting-not-bool 6:17"},
		{"admin", "admin.enabled: 'True'", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\ndata:\n  " + test.line + "\n"
			var all []string
			for _, r := range ruletest.Results(t, text, rule.Target{ArgoCD: test.version}, settings.Rules) {
				line := fmt.Sprintf("%s %d:%d", r.Rule, r.Line, r.Column)
				if r.Field.ProposedValue != nil {
					line += fmt.Sprintf(" -> %v", r.Field.ProposedValue)
				}
				all = append(all, line)
			}
			assert.Equal(t, strings.Join(all, "; "), test.want)
		})
	}
}
