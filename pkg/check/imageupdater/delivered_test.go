// SPDX-License-Identifier: Apache-2.0

package imageupdater_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/imageupdater"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// findingsIn runs the rules over files and names what they find in the Application.
func findingsIn(t *testing.T, files map[string]string) string {
	t.Helper()
	var docs []krm.Document
	for name, text := range files {
		docs = append(docs, krm.Document{Path: name, Line: 1, Text: []byte(text)})
	}
	sort.Slice(docs, func(i, j int) bool { return docs[i].Path < docs[j].Path })
	list, results := krm.FromForeign(docs)
	assert.Equal(t, len(results), 0)
	c := rule.NewContext(list)
	c.ImageUpdater, _, _ = updater.Resolve("v0.18")
	c.Now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var found []string
	for _, r := range rule.Run(c, imageupdater.Rules, rule.Settings{}) {
		found = append(found, fmt.Sprintf("%s %s %d", r.Severity, r.Rule, r.Line))
	}
	return strings.Join(found, "; ")
}

// TestDelivered holds what is seen of the workloads and kustomizations in the path of an Application.
func TestDelivered(t *testing.T) {
	app := func(annotations ...string) string {
		return annotated(application, append([]string{"image-list: app=ghcr.io/o/app"}, annotations...)) + spec // the path is deploy/app
	}
	workload := func(kind, extra, image string) string {
		template := "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: '" + image + "'}]}}"
		if kind == "CronJob" {
			template = "jobTemplate: {spec: {" + template + "}}"
		}
		return "apiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: a}\nspec: {" + extra + template + "}\n"
	}
	const live = "ghcr.io/o/app:sha-1"
	kustomization := func(fields string) string { return "resources: [a.yaml]\n" + fields }
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"rendered", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "", live), "deploy/app/kustomization.yaml": kustomization("")}, ""},
		{"plain YAML", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "", live)}, "warning source-type-skipped 10"},
		{"plain YAML of another image", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "", "ghcr.io/o/other:1")}, ""},
		{"plain YAML elsewhere", map[string]string{"x.yaml": app(), "deploy/a.yaml": workload("Deployment", "", live)}, ""},
		{"stopped", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "replicas: 0, ", live), "deploy/app/kustomization.yaml": kustomization("")}, "info image-not-running 7"},
		{"stopped and forced", map[string]string{"x.yaml": app("app.force-update: 'true'"), "deploy/app/a.yaml": workload("Deployment", "replicas: 0, ", live), "deploy/app/kustomization.yaml": kustomization("")}, ""},
		{"now and then", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("CronJob", "", live), "deploy/app/kustomization.yaml": kustomization("")}, "info image-not-running 7"},
		{"stopped, and run by another", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "replicas: 0, ", live), "deploy/app/b.yaml": workload("StatefulSet", "", live), "deploy/app/kustomization.yaml": "resources: [a.yaml, b.yaml]\n"}, ""},
		{"stopped in a base", map[string]string{"x.yaml": app(), "base/a.yaml": workload("Deployment", "replicas: 0, ", "app"), "base/kustomization.yaml": kustomization("images: [{name: app, newName: ghcr.io/o/app}]\n"), "deploy/app/kustomization.yaml": "resources: [../../base]\n"}, "info image-not-running 7"},
		{"started by a patch", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "replicas: 0, ", live), "deploy/app/kustomization.yaml": kustomization("patches: [{path: p.yaml}]\n")}, ""},
		{"started by the Application", map[string]string{"x.yaml": strings.Replace(app(), "path: deploy/app", "kustomize: {replicas: [{name: a, count: 1}]}, path: deploy/app", 1), "deploy/app/a.yaml": workload("Deployment", "replicas: 0, ", live), "deploy/app/kustomization.yaml": kustomization("")}, ""},
		{"started by an autoscaler", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "replicas: 0, ", live), "deploy/app/b.yaml": "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: b}\nspec: {scaleTargetRef: {name: a}}\n", "deploy/app/kustomization.yaml": "resources: [a.yaml, b.yaml]\n"}, ""},
		{"a remote base", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "replicas: 0, ", live), "deploy/app/kustomization.yaml": "resources: [a.yaml, 'https://github.com/o/b//base?ref=main']\n"}, ""},
		{"renamed, sorted behind", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "", "web"), "deploy/app/kustomization.yaml": kustomization("images: [{name: web, newName: ghcr.io/o/app, newTag: sha-1}]\n")}, "error kustomize-name-missing 7"},
		{"renamed, sorted before", map[string]string{"x.yaml": app(), "deploy/app/a.yaml": workload("Deployment", "", "app"), "deploy/app/kustomization.yaml": kustomization("images: [{name: app, newName: ghcr.io/o/app, newTag: sha-1}]\n")}, ""},
		{"renamed in a base", map[string]string{"x.yaml": app(), "base/a.yaml": workload("Deployment", "", "web"), "base/kustomization.yaml": kustomization("images: [{name: web, newName: ghcr.io/o/app}]\n"), "deploy/app/kustomization.yaml": "resources: [../../base]\n"}, ""},
		{"renamed and named", map[string]string{"x.yaml": app("app.kustomize.image-name: web"), "deploy/app/a.yaml": workload("Deployment", "", "web"), "deploy/app/kustomization.yaml": kustomization("images: [{name: web, newName: ghcr.io/o/app}]\n")}, ""},
		{"written into the kustomization", map[string]string{"x.yaml": app("write-back-method: git", "write-back-target: kustomization"), "deploy/app/a.yaml": workload("Deployment", "", "web"), "deploy/app/kustomization.yaml": kustomization("images: [{name: web, newName: ghcr.io/o/app}]\n")}, ""},
		{"a loop of kustomizations", map[string]string{"x.yaml": app(), "deploy/app/kustomization.yaml": "resources: [../../base]\n", "base/kustomization.yaml": "resources: [../deploy/app]\n"}, ""},
	} {
		assert.Equal(t, findingsIn(t, test.files), test.want, test.name)
	}
}
