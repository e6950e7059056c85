// SPDX-License-Identifier: Apache-2.0

package appproject_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/appproject"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, appproject.Rules, check.Rules()) }

const head = `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: shop, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
`

func found(t *testing.T, text, version string) string {
	t.Helper()
	var all []string
	for _, r := range ruletest.Results(t, head+text, rule.Target{ArgoCD: version}, appproject.Rules) {
		line := fmt.Sprintf("%s %d:%d", r.Rule, r.Line, r.Column)
		if r.Field.ProposedValue != nil {
			line += fmt.Sprintf(" -> %v", r.Field.ProposedValue)
		}
		all = append(all, line)
	}
	return strings.Join(all, "; ")
}

func TestPolicies(t *testing.T) {
	for _, test := range []struct{ name, policy, version, want string }{
		{"good", "p, proj:shop:ci, applications, get, shop/*, allow", "", ""},
		{"folded", "p, proj:shop:ci, applications, get,\n      shop/*, allow", "", ""},
		{"a group line", "g, alice, proj:shop:ci", "", "role-policy-malformed 10:7"},
		{"another role", "p, proj:shop:cd, applications, get, shop/*, allow", "", "role-policy-subject-wrong 10:7 -> p, proj:shop:ci, applications, get, shop/*, allow"},
		{"any object", "p, proj:shop:ci, repositories, get, '*', allow", "", "role-policy-object-wrong 10:7"},
		{"everything", "p, proj:shop:ci, repositories, get, *, allow", "", "role-policy-object-wrong 10:7 -> p, proj:shop:ci, repositories, get, shop/*, allow"},
		{"capital", "p, proj:shop:ci, applications, get, shop/*, ALLOW", "", "role-policy-effect-unknown 10:7 -> p, proj:shop:ci, applications, get, shop/*, allow"},
		{"namespace", "p, proj:shop:ci, applications, get, shop/team/web, allow", "", ""},
		{"namespace too early", "p, proj:shop:ci, applications, get, shop/team/web, allow", "v2.10", "role-policy-object-wrong 10:7"},
		{"any exec", "p, proj:shop:ci, exec, *, shop/*, allow", "", ""},
		{"space before the comma", "p, proj:shop:ci , applications, get, shop/*, allow", "", "role-policy-malformed 10:7 -> p, proj:shop:ci, applications, get, shop/*, allow"},
		{"template", "p, proj:shop:ci, aplications, get, ${X}, allow", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, found(t, "  roles:\n  - name: ci\n    policies:\n    - "+test.policy+"\n", test.version), test.want)
		})
	}
}

func TestWindows(t *testing.T) {
	for _, test := range []struct{ schedule, duration, want string }{
		{"0 22 * * *", "8h", ""},
		{"0 0 * * *", "24h", ""},
		{"* * * * *", "24h", ""},
		{"*/5 * * * *", "1h", ""},
		{"0 9-17 * * 1-5", "1h", ""},
		{"0 0 1 * *", "72h", ""},
		{"0 0 * * 6,0", "24h", ""},
		{"0 0 * * 6,0", "48h", "sync-window-overlaps-itself 9:15"},
		{"* 22 * * *", "8h", "sync-window-overlaps-itself 9:15"},
		{"0 22 * *", "8h", "sync-window-schedule-not-valid 9:15"},
		{"0 22 * * *", "'8'", "sync-window-duration-not-valid 10:15"},
		{"0 22 * * *", "8", ""}, // no text: field-wrong-type says so
		{"{{ .schedule }}", "8", ""},
	} {
		t.Run(test.schedule+" "+test.duration, func(t *testing.T) {
			text := "  syncWindows:\n  - kind: deny\n    schedule: '" + test.schedule + "'\n    duration: " + test.duration + "\n    applications: ['*']\n"
			assert.Equal(t, found(t, text, ""), test.want)
		})
	}
}

func TestSyncWithoutGet(t *testing.T) {
	roles := func(groups, others string) string {
		return fmt.Sprintf(`  roles:
  - name: ci
    policies: ['p, proj:shop:ci, applications, sync, shop/web, allow']
    groups: [%s]
  - name: reader
    policies: ['p, proj:shop:reader, applications, get, shop/*, allow']
    groups: [%s]
`, groups, others)
	}
	assert.Equal(t, found(t, roles("developers", "developers"), ""), "")
	assert.Equal(t, found(t, roles("developers, operators", "developers"), ""), "role-sync-without-get 9:16")
	assert.Equal(t, found(t, roles("", "developers"), ""), "role-sync-without-get 9:16")
	assert.Equal(t, found(t, strings.Replace(roles("", ""), "sync, shop/web, allow'", "sync, shop/web, allow', '{{ .Values.policy }}'", 1), ""), "", "the template may get")
}

func TestOrphans(t *testing.T) {
	for entry, want := range map[string]string{
		"{group: core, kind: Secret}":                      "orphan-ignore-dead 10:15",
		"{group: v1, name: a}":                             "orphan-ignore-dead 10:15",
		"{kind: Deployment}":                               "orphan-ignore-dead 10:14",
		"{group: apps/v1, kind: Deployment}":               "orphan-ignore-dead 10:15 -> apps",
		"{kind: secrets}":                                  "orphan-ignore-dead 10:14 -> Secret",
		"{kind: Secret, name: 'sh.helm.release.v1.*'}":     "",
		"{group: '', kind: Secret}":                        "",
		"{group: '*', kind: '*', name: a}":                 "",
		"{name: a}":                                        "",
		"{group: '{{ .group }}', kind: Secret}":            "",
		"{group: example.org, kind: Secret}":               "",
		"{group: cert-manager.io, kind: Certificate}":      "",
		"{group: argoproj.io, kind: Application, name: a}": "",
	} {
		assert.Equal(t, found(t, "  orphanedResources:\n    warn: true\n    ignore:\n    - "+entry+"\n", ""), want, entry)
	}
}

func TestAdvice(t *testing.T) {
	roles := "  roles:\n  - name: ci\n    policies: ['p, proj:shop:ci, applications, *, shop/web, allow']\n"
	for text, want := range map[string]string{
		"  clusterResourceWhitelist: [{group: '*', kind: '*'}]\n":                                                                        "project-too-wide 7:49",
		"  clusterResourceWhitelist: [{group: '', kind: Namespace}]\n":                                                                   "",
		"  orphanedResources: {ignore: []}\n":                                                                                            "orphan-warning-off 7:22",
		"  orphanedResources: {warn: false}\n":                                                                                           "",
		roles + "  syncWindows:\n  - {kind: allow, schedule: '0 1 * * *', duration: 1h, applications: ['*']}\n":                          "sync-window-blocks-pipeline 11:12",
		roles + "  syncWindows:\n  - {kind: deny, schedule: '0 1 * * *', duration: 1h, applications: ['*'], manualSync: true}\n":         "",
		"  syncWindows:\n  - {kind: deny, schedule: '0 1 * * *', duration: 1h, applications: ['*']}\n":                                   "",
		roles + "  syncWindows:\n  - {kind: deny, schedule: '0 1 * * *', duration: 1h, applications: [api, web]}\n":                      "sync-window-blocks-pipeline 11:12",
		roles + "  syncWindows:\n  - {kind: deny, schedule: '0 1 * * *', duration: 1h, applications: [api]}\n":                           "",
		roles + "    groups: [owner:team]\n  syncWindows:\n  - {kind: deny, schedule: '0 1 * * *', duration: 1h, applications: ['*']}\n": "",
	} {
		assert.Equal(t, found(t, text, ""), want, text)
	}
}
