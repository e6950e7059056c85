// SPDX-License-Identifier: Apache-2.0

package application_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, application.Rules, check.Rules()) }

// TestWords holds what is proposed for words that Argo CD compares letter for letter; "" is a right one.
func TestWords(t *testing.T) {
	for _, test := range []struct{ annotation, value, version, want string }{
		{"hook", "PreSync", "", ""},
		{"hook", " PreSync , PostDelete,", "", ""},
		{"hook", "{{ .phase }}", "", ""},
		{"hook", "presync", "", "hook-unknown -> PreSync"},
		{"hook", "PreSync,postsync", "", "hook-unknown -> PreSync,PostSync"},
		{"hook", "pre-install", "", "hook-unknown"},
		{"hook", "PreDelete", "v3.3", ""},
		{"hook", "PreDelete", "v3.2", "hook-unknown"},
		{"hook-delete-policy", "HookSucceeded,BeforeHookCreation", "", ""},
		{"hook-delete-policy", "hook-succeeded, before", "", "hook-unknown; hook-unknown"},
		{"sync-options", "Prune=False", "", "resource-option-unknown -> Prune=false"},
		{"sync-options", "prune=false, Replace=True", "", "resource-option-unknown -> Prune=false, Replace=true; resource-option-unknown -> Prune=false, Replace=true"},
		{"sync-options", "Prune=never", "", "resource-option-unknown"},
		{"sync-options", "CreateNamespace=true", "", "resource-option-unknown"},
		{"compare-options", "IgnoreExtraneos", "", "resource-option-unknown -> IgnoreExtraneous"},
		{"sync-wave", "1.5", "", "sync-wave-not-a-number"},
	} {
		text := fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    argocd.argoproj.io/%s: %q\n", test.annotation, test.value)
		assert.Equal(t, proposed(t, text, test.version), test.want, "%s: %s", test.annotation, test.value)
	}
	for option, want := range map[string]string{
		"CreateNamespace=true": "", "CreateNameSpace=true": "CreateNamespace=true", "CreateNamespace=True": "CreateNamespace=true", "ServerSideApply = true": "ServerSideApply=true",
		"Replace=flase": "Replace=false", "Validate=maybe": "none", "IgnoreExtraneous": "none", "CreateNamespace=true,PruneLast=true": "none", "'{{ x }}'": "",
	} {
		if want != "" {
			want = strings.TrimSuffix("sync-option-unknown -> "+want, " -> none")
		}
		text := head + "kind: Application\nmetadata: {name: a}\nspec:\n  syncPolicy:\n    syncOptions:\n    - " + option + "\n"
		assert.Equal(t, proposed(t, text, ""), want, option)
	}
}

// proposed names the rules that find something and what they propose.
func proposed(t *testing.T, text, version string) string {
	t.Helper()
	var all []string
	for _, r := range ruletest.Results(t, text, rule.Target{ArgoCD: version}, application.Rules) {
		line := r.Rule
		if r.Field.ProposedValue != nil {
			line += fmt.Sprintf(" -> %v", r.Field.ProposedValue)
		}
		all = append(all, line)
	}
	return strings.Join(all, "; ")
}
