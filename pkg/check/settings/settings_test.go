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
		{"no boolean", "accounts.ci.enabled: 'on'", "", "account-enabled-not-bool 6:24"},
		{"boolean of YAML 1.1", "accounts.ci.enabled: on", "", "config-map-value-not-text 6:24"},
		{"capital", "accounts.ci: apiKey, Login", "", "account-capability-unknown 6:16 -> apiKey, login"},
		{"template", "accounts.ci: '{{ .Values.capabilities }}'", "", ""},
		{"removed", "repositories: ''", "v3.0", "setting-removed 6:3"},
		{"not yet removed", "repositories: ''", "v2.14", ""},
		{"too new", "server.rbac.rollback.enforce.enable: 'true'", "v3.5", "setting-too-new 6:3"},
		{"new enough", "server.rbac.rollback.enforce.enable: 'true'", "v3.6", ""},
		{"version as group", "resource.customizations.ignoreDifferences.v1_Secret: ''", "", "customization-key-not-valid 6:3 -> resource.customizations.ignoreDifferences.Secret"},
		{"group and version", "resource.customizations.health.apps_v1_Deployment: ''", "", "customization-key-not-valid 6:3"},
		{"type", "resource.customizations.ignoreDiferences.Secret: ''", "", "customization-key-not-valid 6:3"},
		{"all kinds", "resource.customizations.ignoreResourceUpdates.all: ''", "", ""},
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
