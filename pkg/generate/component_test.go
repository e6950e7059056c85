// SPDX-License-Identifier: Apache-2.0

package generate_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// theirSettings are ConfigMaps of Argo CD as a user has filled them, with or without a namespace in the file.
func theirSettings(namespace string) string {
	return strings.ReplaceAll(`apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  NAMESPACE
  labels: {app.kubernetes.io/part-of: argocd, mine: "yes"}
data:
  url: https://argocd.example.org
  dex.config: |
    connectors: []
  accounts.alice: login
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-rbac-cm
  NAMESPACE
  labels: {app.kubernetes.io/part-of: argocd}
  annotations: {mine: "yes"}
data:
  policy.default: role:readonly
  policy.csv: |
    p, alice, applications, *, */*, allow
  scopes: '[groups]'
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-image-updater-config
  NAMESPACE
data:
  log.level: debug
`, "  NAMESPACE\n", namespace)
}

var settingsPackage = files{
	"project.yaml":  project(),
	"platform.yaml": platform("imageUpdater: {registries: [{prefix: ghcr.io, credentials: 'pullsecret:argocd/ghcr'}]}"),
}

// install builds a kustomization that installs Argo CD with the Component, by the real kustomize.
func install(t *testing.T, resources string) fntest.Output {
	t.Helper()
	dir := t.TempDir()
	write := func(path, text string) {
		file := filepath.Join(dir, path)
		assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		assert.NilError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	write("delivery/kustomization.yaml", deliver(t, settingsPackage)[comp])
	write("install/settings.yaml", resources)
	write("install/kustomization.yaml", "namespace: argocd\nresources: [settings.yaml]\ncomponents: [../delivery]\n")
	return fntest.KustomizeBuild(t, filepath.Join(dir, "install"))
}

func TestComponentKeepsEveryForeignKey(t *testing.T) {
	for _, namespace := range []string{"", "  namespace: argocd\n"} {
		before := fntest.Resources(t, theirSettings("  namespace: argocd\n"))
		after := fntest.Resources(t, install(t, theirSettings(namespace)).Passed(t))
		assert.Equal(t, len(after), len(before))
		for id, was := range before {
			keeps(t, id, was, after[id])
		}
		text := flat(after)
		has(t, text, "policy.home-manager.csv", "p, github-actions, applications, sync, home-manager/home-manager, allow", "accounts.github-actions", "registries.conf")
	}
}

// keeps checks that whatever was there is there with the same value.
func keeps(t *testing.T, path string, was, is any) {
	t.Helper()
	m, ok := was.(map[string]any)
	if !ok {
		assert.DeepEqual(t, is, was)
		return
	}
	now, ok := is.(map[string]any)
	assert.Assert(t, ok, "%s is gone", path)
	for key, value := range m {
		keeps(t, path+"."+key, value, now[key])
	}
}

func TestComponentFailsWithoutItsTarget(t *testing.T) {
	_, without, _ := strings.Cut(theirSettings(""), "---\n")
	install(t, without).Failed(t, "argocd-cm")
}

// TestMergePatchDoesTheSame holds that the patches which are printed for kubectl set what the Component sets.
func TestMergePatchDoesTheSame(t *testing.T) {
	want := fntest.Resources(t, install(t, theirSettings("  namespace: argocd\n")).Passed(t))
	var docs []krm.Document
	for _, path := range sortedPaths(settingsPackage) {
		docs = append(docs, krm.Document{Path: path, Line: 1, Text: []byte(settingsPackage[path])})
	}
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	model, results := v1alpha1.Load(list)
	assert.Assert(t, !krm.Failed(results))
	got := fntest.Resources(t, theirSettings("  namespace: argocd\n"))
	for _, s := range generate.Settings(model) {
		text, err := s.JSON()
		assert.NilError(t, err)
		var patch any
		assert.NilError(t, json.Unmarshal(text, &patch))
		for id := range got {
			if strings.HasSuffix(id, "|"+s.ConfigMap) {
				got[id] = mergePatch(got[id], patch)
			}
		}
	}
	assert.DeepEqual(t, got, want)
}

// mergePatch is RFC 7386, section 2.
func mergePatch(target, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	t, _ := target.(map[string]any)
	merged := map[string]any{}
	for k, v := range t {
		merged[k] = v
	}
	for k, v := range p {
		if v == nil {
			delete(merged, k)
			continue
		}
		merged[k] = mergePatch(merged[k], v)
	}
	return merged
}

func flat(v any) string {
	text, err := yaml.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
