// SPDX-License-Identifier: Apache-2.0

package references_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/references"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const (
	byHand = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: web=ghcr.io/owner/shop
spec:
  project: shop
  source: {repoURL: 'https://github.com/owner/shop', targetRevision: main, path: deploy}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
  ignoreDifferences:
  - RULE
`
	manifests = `# file: deploy/kustomization.yaml
resources: [shop.yaml]
configMapGenerator: [{name: colors, literals: [COLOR=red]}]
# file: deploy/shop.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: ghcr.io/owner/shop
          env:
          - {name: TOKEN, valueFrom: {secretKeyRef: {name: shop, key: TOKEN}}}
          - {name: COLOR, valueFrom: {configMapKeyRef: {name: colors, key: COLOR}}}
---
apiVersion: v1
kind: Secret
metadata: {name: rendered}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: shop}
`
	deployment = "{group: apps, kind: Deployment, name: shop, jsonPointers: [/spec/replicas]}"
)

func found(t *testing.T, text string) string {
	t.Helper()
	var all []string
	for _, r := range ruletest.Results(t, text, rule.Target{}, references.Rules) {
		all = append(all, fmt.Sprintf("%s %s %s", r.Rule, r.Severity, r.Field.Path))
	}
	return strings.Join(all, "; ")
}

// TestRulesThatMatchNothing holds what is said of rules of ignoreDifferences, and of what nothing is.
func TestRulesThatMatchNothing(t *testing.T) {
	const (
		dead = "ignore-difference-matches-nothing warning spec.ignoreDifferences[0].name"
		info = "ignore-difference-matches-nothing info spec.ignoreDifferences[0]"
	)
	for written, want := range map[string]string{
		deployment: "",
		"{group: apps, kind: Deployment, name: shop, namespace: shop, jsonPointers: [/spec/replicas]}":                  "",
		"{group: apps, kind: Deployment, name: shop, namespace: other, jsonPointers: [/spec/replicas]}":                 dead,
		"{group: apps, kind: Deployment, name: shops, jsonPointers: [/spec/replicas]}":                                  dead,
		"{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}":                                               "",
		"{group: apps, kind: StatefulSet, jsonPointers: [/spec/replicas]}":                                              info,
		"{group: apps, kind: '*', name: other, jsonPointers: [/spec/replicas]}":                                         "",
		"{group: '*', kind: StatefulSet, name: other, jsonPointers: [/spec/replicas]}":                                  "",
		"{kind: ConfigMap, name: colors, jsonPointers: [/data]}":                                                        dead, // it has a hash
		"{kind: Secret, name: shop, jsonPointers: [/data]}":                                                             "",   // a person applies it
		"{kind: Secret, name: rendred, jsonPointers: [/data]}":                                                          dead,
		"{group: rbac.authorization.k8s.io, kind: ClusterRole, name: shop, namespace: other, jsonPointers: [/rules]}":   "",
		"{group: app, kind: Deployment, name: shop, jsonPointers: [/spec/replicas]}":                                    dead,
		"{kind: Deployment, name: shop, jsonPointers: [/spec/replicas]}":                                                "", // of which another rule speaks
		"{group: apps, kind: Deploymnt, name: shop, jsonPointers: [/spec/replicas]}":                                    "",
		"{group: apps, kind: Deployment, name: '{{name}}', jsonPointers: [/spec/replicas]}":                             "",
		"{kind: Namespace, name: shop, jsonPointers: [/metadata/labels]}\n  syncPolicy: {managedNamespaceMetadata: {}}": "",
	} {
		assert.Check(t, found(t, strings.Replace(byHand, "RULE", written, 1)+manifests) == want, "%s: %s", written, found(t, strings.Replace(byHand, "RULE", written, 1)+manifests))
	}
	prefixed := strings.Replace(strings.Replace(byHand, "RULE", strings.Replace(deployment, "name: shop", "name: web-shop", 1), 1), "path: deploy", "path: deploy, kustomize: {namePrefix: web-}", 1)
	assert.Equal(t, found(t, prefixed+manifests), "", "Argo CD names the resources")
}

// TestByHand holds what is said of the manifests of an Application that belongs to no Project.
func TestByHand(t *testing.T) {
	clean := strings.Replace(byHand, "RULE", deployment, 1)
	for _, c := range []struct{ what, old, changed, want string }{
		{"as it is, with a Secret that nothing declares", "shop", "shop", ""},
		{"a key", "key: COLOR", "key: COLOUR", "config-map-key-missing error spec.source.path"},
		{"a ConfigMap", "configMapKeyRef: {name: colors", "configMapKeyRef: {name: colours", "config-map-missing info spec.source.path"},
		{"the image", "image: ghcr.io/owner/shop", "image: ghcr.io/owner/store", "followed-image-not-run error metadata.annotations[argocd-image-updater.argoproj.io/image-list]"},
		{"a name that the Application replaces", "path: deploy", "path: deploy, kustomize: {images: ['ghcr.io/owner/store=ghcr.io/owner/shop:v1']}", "followed-image-not-set error metadata.annotations[argocd-image-updater.argoproj.io/image-list]"},
		{"and that Image Updater knows", "path: deploy", "path: deploy, kustomize: {images: ['ghcr.io/owner/store=ghcr.io/owner/shop:v1']}", ""},
		{"a chart", "path: deploy", "path: deploy, helm: {}", ""},
		{"a path that is not there", "path: deploy", "path: manifests", ""},
	} {
		text := clean + manifests
		assert.Assert(t, strings.Contains(text, c.old), c.what)
		text = strings.Replace(text, c.old, c.changed, 1)
		if strings.Contains(c.changed, "kustomize: {images") {
			text = strings.Replace(text, "image: ghcr.io/owner/shop", "image: ghcr.io/owner/store", 1)
		}
		if strings.HasPrefix(c.what, "and ") {
			text = strings.Replace(text, "web=ghcr.io/owner/shop\n", "web=ghcr.io/owner/shop\n    argocd-image-updater.argoproj.io/web.kustomize.image-name: ghcr.io/owner/store\n", 1)
		}
		assert.Check(t, found(t, text) == c.want, "%s: %s", c.what, found(t, text))
	}
	const project = "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: shop}\nspec: {repository: 'https://github.com/owner/shop', images: [ghcr.io/owner/store], secrets: [{name: shop, keys: [TOKEN]}]}\n---\n"
	assert.Equal(t, found(t, project+clean+manifests), "followed-image-not-run error spec.images[0]", "what the Project says is said once")
}

// TestArchitectures holds which nodes a workload asks for.
func TestArchitectures(t *testing.T) {
	const (
		project  = "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: shop}\nspec: {repository: 'https://github.com/owner/shop', images: [ghcr.io/owner/shop], secrets: [{name: shop, keys: [TOKEN]}]}\n---\n"
		platform = "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec: {cluster: {platforms: [linux/arm64, linux/arm/v7]}}\n"
		affinity = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [TERMS]}}}"
		term     = "{matchExpressions: [{key: kubernetes.io/arch, operator: In, values: [VALUES]}]}"
	)
	terms := func(values ...string) string {
		var all []string
		for _, v := range values {
			all = append(all, strings.Replace(term, "VALUES", v, 1))
		}
		return strings.Replace(affinity, "TERMS", strings.Join(all, ", "), 1)
	}
	for spec, want := range map[string]string{
		"nodeSelector: {kubernetes.io/arch: arm64}":                                 "",
		"nodeSelector: {kubernetes.io/arch: arm}":                                   "",
		"nodeSelector: {kubernetes.io/arch: amd64}":                                 "workload-without-node error spec.path",
		"nodeSelector: {kubernetes.io/hostname: a}":                                 "",
		terms("amd64, arm64"):                                                       "",
		terms("amd64", "s390x"):                                                     "workload-without-node error spec.path",
		terms("amd64", "arm64"):                                                     "",
		strings.Replace(terms("amd64"), "[{match", "[{matchFields: []}, {match", 1): "",
		strings.Replace(terms("amd64"), "In", "NotIn", 1):                           "",
		"affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: " + strings.Replace(term, "VALUES", "amd64", 1) + "}]}}": "",
	} {
		text := project + platform + strings.Replace(manifests, "      containers:\n", "      "+spec+"\n      containers:\n", 1)
		assert.Check(t, found(t, text) == want, "%s: %s", spec, found(t, text))
	}
	text := strings.TrimSuffix(project, "---\n") + strings.Replace(manifests, "      containers:\n", "      nodeSelector: {kubernetes.io/arch: amd64}\n      containers:\n", 1)
	assert.Equal(t, found(t, text), "", "nobody says what the nodes run")
	text = strings.Replace(text, "images: [ghcr.io/owner/shop]", "images: [{name: ghcr.io/owner/shop, platforms: [linux/arm64]}]", 1)
	assert.Equal(t, found(t, text), "workload-without-node error spec.images[0].name")
}
