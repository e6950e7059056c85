// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// TestInlinePatches holds that what a kustomization sets in Argo CD's ConfigMaps by an inline patch is checked as what stands in
// the ConfigMap itself, on its own lines.
func TestInlinePatches(t *testing.T) {
	const (
		head   = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [install.yaml]\n"
		target = "patches:\n- target: {kind: ConfigMap, name: argocd-rbac-cm}\n"
		named  = "apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: argocd-%s}\n    data:\n"
	)
	rbac, cm := fmt.Sprintf(named, "rbac-cm"), fmt.Sprintf(named, "cm")
	for _, c := range []struct{ name, text, want string }{
		{"right", head + target + "  patch: |\n    " + rbac + "      policy.csv: |\n        p, ci, applications, get, a/b, allow\n", ""},
		{"a line of a policy", head + target + "  patch: |\n    " + rbac + "      policy.csv: |\n        # ours\n        p, ci, applications, gett, a/b, allow\n", "13:30 policy-action-unknown"},
		{"without target", head + "patches:\n- patch: |-\n    " + cm + "      user.anonymous.enabled: 'false'\n", "10:7 setting-unknown"},
		{"strategic merge", head + "patchesStrategicMerge:\n- |-\n    " + cm + "      exec.enabled: 'yes'\n", "10:21 setting-not-bool"},
		{"a file", head + "patchesStrategicMerge:\n- argocd-cm.yaml\npatches:\n- path: other.yaml\n", ""},
		{"quoted", head + target + "  patch: \"data:\\n  policy.csv: |\\n    p, ci, applications, gett, a/b, allow\\n\"\n", "6:10 policy-action-unknown"},
		{"two documents", head + "patches:\n- patch: |-\n    " + rbac + "      policy.csv: ''\n    ---\n    " + cm + "      exec.enabled: on\n", "16:21 config-map-value-not-text"},
		{"JSON patch", head + target + "  patch: |\n    - op: add\n      path: /data/policy.ours.csv\n      value: |\n        p, ci, applications, gett, a/b, allow\n", "10:30 policy-action-unknown"},
		{"JSON patch of old", head + "patchesJson6902:\n- target: {version: v1, kind: ConfigMap, name: argocd-cm}\n  patch: |\n    - {op: replace, path: /data/exec.enabled, value: 'yes'}\n", "7:54 setting-not-bool"},
		{"JSON patch that removes", head + target + "  patch: |\n    - {op: remove, path: /data/policy.csvv}\n", ""},
		{"another target than the patch names", head + target + "  patch: |\n    " + cm + "      exec.enabled: 'yes'\n", "11:7 policy-key-not-read"},
		{"a pattern as target", head + "patches:\n- target: {kind: ConfigMap, name: argocd-.*}\n  patch: |\n    " + rbac + "      policy.csvv: x\n", ""},
		{"a key that is deleted", head + "patches:\n- patch: |\n    " + cm + "      user.anonymous.enabled: null\n      exec.enabled:\n", ""},
		{"a directive", head + "patches:\n- patch: |\n    $patch: delete\n    " + cm + "      user.anonymous.enabled: x\n", ""},
		{"a role of the base", head + target + "  patch: |\n    " + rbac + "      policy.ours.csv: |\n        g, owner:team, role:operators\n", ""},
		{"a policy of regular expressions in the base", head + target + "  patch: |\n    " + rbac + "      policy.ours.csv: |\n        p, ci, ^applications$, ^get$, ^a/b$, allow\n---\n" +
			"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-rbac-cm, namespace: argocd}\ndata: {policy.matchMode: regex}\n", ""},
		{"no YAML", head + target + "  patch: |\n    a: [b\n", ""},
		{"registries", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: ConfigMap, name: argocd-image-updater-config}\n  patch: |\n    data:\n      registries.conf: |\n" +
			"        registries:\n        - {name: x, prefix: ghcr.io, api_url: 'https://ghcr.io', limit: 20, credentials: pullsecret:argocd}\n", "9:90 registries-conf-credentials"},
		{"an exception", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nmetadata:\n  name: settings\n  annotations:\n    allow.fairlead.dev/setting-not-bool: it is read by ours until 2026-12-31\npatches:\n- patch: |\n    " + cm + "      exec.enabled: 'yes'\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var found []string
			for _, r := range worse(resultsOf(t, documents("kustomization.yaml", c.text), rule.Target{})) {
				found = append(found, fmt.Sprintf("%d:%d %s", r.Line, r.Column, r.Rule))
			}
			assert.Equal(t, strings.Join(found, ", "), c.want)
		})
	}
}

// TestPatchHasNoRemedy holds that validate --fix writes nothing into a patch: a value within a text has no place of its own.
func TestPatchHasNoRemedy(t *testing.T) {
	text := "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\npatches:\n- patch: \"kind: ConfigMap\\nmetadata: {name: argocd-cm}\\ndata: {accounts.ci: apikey}\\n\"\n"
	list, err := krm.FromDocuments(documents("kustomization.yaml", text))
	assert.NilError(t, err)
	assert.Equal(t, len(list.Items), 1)
	results := resultsOf(t, documents("kustomization.yaml", text), rule.Target{})
	assert.Equal(t, len(results), 1, "%v", results)
	assert.Equal(t, results[0].Rule, "account-capability-unknown")
	assert.Assert(t, results[0].Field.ProposedValue == nil)
}
