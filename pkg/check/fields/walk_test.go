// SPDX-License-Identifier: Apache-2.0

package fields_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/fields"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const app = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`

const appSet = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: app, namespace: argocd}
spec:
`

const updater = `apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: app, namespace: argocd}
spec:
`

// TestFindings holds each finding to rule, place and words; "" means that there is none.
func TestFindings(t *testing.T) {
	for _, test := range []struct {
		name, text string
		target     rule.Target
		want       string
	}{
		{"clean", app + "  source: {repoURL: a, path: b, helm: {valuesObject: {any: {thing: 1}}}}\n", rule.Target{}, ""},
		{"annotation that is a number", "apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {argocd.argoproj.io/sync-wave: -1, b: yes, c: }, labels: {d: true}}\n", rule.Target{},
			`3:65 metadata.annotations[argocd.argoproj.io/sync-wave]: must be a string, is a whole number: the API server refuses it; put it in quotes [annotation-not-text]
3:95 metadata.labels[d]: must be a string, is true without quotes: the API server refuses it; put it in quotes [annotation-not-text]`},
		{"annotations of Pods", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {metadata: {annotations: {prometheus.io/scrape: true}}}}\n", rule.Target{},
			`4:66 spec.template.metadata.annotations[prometheus.io/scrape]: must be a string, is true without quotes: the API server refuses it; put it in quotes [annotation-not-text]`},
		{"annotations of a Rollout", "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a, annotations: {argocd.argoproj.io/sync-wave: 1}}\nspec: {template: {metadata: {labels: {a: 1}}}}\n", rule.Target{},
			`3:65 metadata.annotations[argocd.argoproj.io/sync-wave]: must be a string, is a whole number: the API server refuses it; put it in quotes [annotation-not-text]
4:42 spec.template.metadata.labels[a]: must be a string, is a whole number: the API server refuses it; put it in quotes [annotation-not-text]`},
		{"a template of another kind", "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: a}\nspec: {template: {metadata: {annotations: {count: 1}}}}\n", rule.Target{}, ""},
		{"annotations of a template", "apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: '{{ x }}', labels: {{ .x }}}\n", rule.Target{}, ""},
		{"annotation for tools", "apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {config.kubernetes.io/local-config: 'true', x: 1}}\n", rule.Target{}, ""},
		{"duplicates deep down", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: b\n    image: c\n    env: [{name: A, value: '1', name: B}]\n", rule.Target{},
			`8:5 spec.containers[0].image: key "image" stands twice in this mapping: what stands under the first one is lost, or the file is refused [key-duplicate]
9:33 spec.containers[0].env[0].name: key "name" stands twice in this mapping: what stands under the first one is lost, or the file is refused [key-duplicate]`},
		{"merged twice", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nx: &x {a: 1}\nspec:\n  <<: *x\n  <<: *x\n", rule.Target{}, ""},
		{"branches of a template", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  # {{- if .Values.x }}\n  a: 1\n  # {{- else }}\n  a: 2\n  # {{- end }}\n", rule.Target{}, ""},
		{"newer field", app + "  source: {repoURL: a, tagPrefix: v}\n", rule.Target{ArgoCD: "v3.4"},
			`7:24 spec.source.tagPrefix: field "tagPrefix" is known from Argo CD v3.5 on, not to v3.4: it is refused, or dropped without a word [field-unknown]`},
		{"newer field, new enough", app + "  source: {repoURL: a, tagPrefix: v}\n", rule.Target{ArgoCD: "v3.5"}, ""},
		{"elsewhere", app + "  syncOptions: [CreateNamespace=true]\n", rule.Target{},
			`7:3 spec.syncOptions: field "syncOptions" is unknown to Argo CD v3.5: it is refused, or dropped without a word; did you mean spec.syncPolicy.syncOptions? [field-unknown]`},
		{"beside spec", app + "syncPolicy: {}\n", rule.Target{}, `7:1 syncPolicy: field "syncPolicy" is unknown to Argo CD v3.5: it is refused, or dropped without a word; did you mean spec.syncPolicy? [field-unknown]`},
		{"sops", app + "sops: {mac: x}\n", rule.Target{}, ""},
		{"status", app + "status: {anything: 1}\n", rule.Target{}, ""},
		{"images as objects", app + "  source: {repoURL: a, kustomize: {images: [{name: a, newTag: b}]}}\n", rule.Target{},
			`7:45 spec.source.kustomize.images[0]: must be a string, is a mapping: the API server refuses it [field-wrong-type]`},
		{"one for a list", app + "  source: {repoURL: a, helm: {valueFiles: values.yaml}}\n", rule.Target{},
			`7:43 spec.source.helm.valueFiles: must be a list, is a string: the API server refuses it; begin the entry with "- " [field-wrong-type]`},
		{"boolean in quotes", app + "  syncPolicy: {automated: {prune: 'true'}}\n", rule.Target{},
			`7:35 spec.syncPolicy.automated.prune: must be true or false, is a string: the API server refuses it; take the quotes away [field-wrong-type]`},
		{"boolean of YAML 1.1", app + "  syncPolicy: {automated: {prune: yes}}\n", rule.Target{}, ""},
		{"number in quotes", app + "  revisionHistoryLimit: '3'\n", rule.Target{},
			`7:25 spec.revisionHistoryLimit: must be a whole number, is a string: the API server refuses it; take the quotes away [field-wrong-type]`},
		{"whole float", app + "  revisionHistoryLimit: 3.0\n", rule.Target{}, ""},
		{"number for text", app + "  source: {repoURL: a, targetRevision: 1234567}\n", rule.Target{},
			`7:40 spec.source.targetRevision: must be a string, is a whole number: the API server refuses it; put it in quotes [field-wrong-type]`},
		{"exponent is text to YAML 1.1", app + "  source: {repoURL: a, targetRevision: 12e4}\n", rule.Target{}, ""},
		{"date", app + "  source: {repoURL: a, targetRevision: 2026-01-01}\n", rule.Target{}, ""},
		{"int or string", app + "  source: {repoURL: a, kustomize: {replicas: [{name: a, count: 1}, {name: b, count: '2'}]}}\n", rule.Target{}, ""},
		{"neither int nor string", app + "  source: {repoURL: a, kustomize: {replicas: [{name: a, count: true}]}}\n", rule.Target{},
			`7:64 spec.source.kustomize.replicas[0].count: must be a whole number or a string, is true without quotes: the API server refuses it [field-wrong-type]`},
		{"value in a map", app + "  source: {repoURL: a, kustomize: {commonLabels: {a: 1}}}\n", rule.Target{},
			`7:54 spec.source.kustomize.commonLabels[a]: must be a string, is a whole number: the API server refuses it; put it in quotes [field-wrong-type]`},
		{"a password is not shown", app + "  source: {repoURL: a, helm: {parameters: [{name: a, value: 87654321}]}}\n", rule.Target{},
			`7:61 spec.source.helm.parameters[0].value: must be a string, is a whole number: the API server refuses it [field-wrong-type]`},
		{"null", app + "  syncPolicy:\n  source: {repoURL: a, helm: null}\n", rule.Target{}, ""},
		{"null in a list", app + "  syncPolicy: {syncOptions: [~]}\n", rule.Target{}, `7:30 spec.syncPolicy.syncOptions[0]: must be a string, is empty: the API server refuses it [field-wrong-type]`},
		{"empty required", strings.Replace(app, "project: app", "project:", 1) + "  source: {repoURL: a}\n", rule.Target{},
			`5:11 spec.project: must have a value for "project": the API server refuses it empty [field-required]`},
		{"required in a list", app + "  sources: [{path: b}]\n", rule.Target{}, `7:13 spec.sources[0].repoURL: must have "repoURL": the API server refuses it without [field-required]`},
		{"misspelt required", app + "  source: {repoUrl: a}\n", rule.Target{},
			`7:12 spec.source.repoUrl: field "repoUrl" is unknown to Argo CD v3.5: it is refused, or dropped without a word; did you mean "repoURL"? [field-unknown]`},
		{"patch", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec: {source: {targetRevision: dev, $patch: merge}}\n", rule.Target{}, ""},
		{"metadata alone", "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: app, labels: {a: b}}\n", rule.Target{}, ""},
		{"base and patch", app + "  source: {repoURL: a}\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec: {project: b, source: {path: c}}\n", rule.Target{}, ""},
		{"merge key", app + "  source: {<<: &a {repoURL: a}, path: b}\n", rule.Target{}, ""},
		{"merged unknown", app + "  source: {<<: &a {repoURL: a, pth: b}}\n", rule.Target{},
			`7:32 spec.source.pth: field "pth" is unknown to Argo CD v3.5: it is refused, or dropped without a word; did you mean "path"? [field-unknown]`},
		{"Helm", app + "  revisionHistoryLimit: {{ .Values.limit }}\n  source: {{ .Values.source }}\n", rule.Target{}, ""},
		{"envsubst", app + "  revisionHistoryLimit: ${LIMIT}\n", rule.Target{}, ""},
		{"annotations are text", strings.Replace(app, "namespace: argocd", "annotations: {a: true, b: 1, c: null, d: 'true'}", 1), rule.Target{},
			`3:40 metadata.annotations[a]: must be a string, is true without quotes: the API server refuses it; put it in quotes [field-wrong-type]` + "\n" +
				`3:49 metadata.annotations[b]: must be a string, is a whole number: the API server refuses it; put it in quotes [field-wrong-type]`},
		{"annotations as text", strings.Replace(app, "namespace: argocd", "annotations: 'a = b'", 1), rule.Target{},
			`3:36 metadata.annotations: must be a mapping, is a string: the API server refuses it [field-wrong-type]`},
		{"keys", strings.Replace(app, "namespace: argocd", "annotations: {a/b/c: x, 'a b': x, /a: x, a.b/c: x, '{{ x }} y': x}", 1), rule.Target{},
			`3:37 metadata.annotations[a/b/c]: key "a/b/c" must not have more than one slash: the API server refuses the object [metadata-key-not-valid]` + "\n" +
				`3:47 metadata.annotations[a b]: key "a b" must be letters, digits, '-', '_' and '.' behind its slash, and has ' ': the API server refuses the object [metadata-key-not-valid]` + "\n" +
				`3:57 metadata.annotations[/a]: key "/a" must have a domain such as "example.org" before its slash: the API server refuses the object [metadata-key-not-valid]`},
		{"ApplicationSet", appSet + `  goTemplate: true
  templatePatch: "x: {{ y }}"
  generators:
  - matrix: {generators: [{list: {elements: [{a: 1}]}}, {merge: {mergeKeys: [a], generators: [{list: {elements: [{a: {b: 1}}]}}, {plugin: {configMapRef: {name: a}, input: {parameters: {a: [1]}}}}]}}]}
  template:
    metadata: {name: '{{ .name }}', annotations: {'{{ .key }}/a/b': x}}
    spec: {project: '{{ .project }}', destination: {name: '{{ .name }}'}, revisionHistoryLimit: '{{ .limit }}', syncPolicy: {automated: {prune: '{{ .prune }}'}}}
`, rule.Target{}, ""},
		{"ApplicationSet patch", appSet + "  template: {spec: {source: {targetRevision: dev}}}\n", rule.Target{}, ""},
		{"enum", appSet + "  syncPolicy: {applicationsSync: create_only}\n", rule.Target{},
			`5:34 spec.syncPolicy.applicationsSync: "create_only" must be one of create-only, create-update, create-delete, sync: the API server refuses it; did you mean "create-only"? [field-wrong-type]`},
		{"updater, no version", updater + "  namespace: argocd\n  imagesVerification: {enabled: false}\n  applicationRefs: [{namePattern: a, useAnnotations: true}]\n", rule.Target{}, ""},
		{"updater, too old", updater + "  imagesVerification: {enabled: false}\n  applicationRefs: [{namePattern: a, useAnnotations: true}]\n", rule.Target{ImageUpdater: "v1.2"},
			`5:3 spec.imagesVerification: field "imagesVerification" is known from Image Updater v1.3 on, not to v1.2: it is refused, or dropped without a word [field-unknown]`},
		{"updater, method has a default", updater + "  writeBackConfig: {}\n  applicationRefs: [{namePattern: a, useAnnotations: true}]\n", rule.Target{ImageUpdater: "v1.1"}, ""},
		{"updater, patch", updater + "  writeBackConfig: {method: git}\n", rule.Target{}, ""},
		{"plural", strings.Replace(app, "kind: Application", "kind: Applications", 1), rule.Target{},
			`2:7 kind: kind "Applications" must be "Application": argoproj.io has no other of that name [api-version-unknown]`},
		{"somebody else's", strings.Replace(app, "argoproj.io/v1alpha1", "app.k8s.io/v1beta1", 1), rule.Target{}, ""},
		{"local config", strings.Replace(app, "namespace: argocd", "annotations: {config.kubernetes.io/local-config: 'true'}", 1) + "  source: {repoURL: a}\n  fooBar: 1\n", rule.Target{},
			`8:3 spec.fooBar: field "fooBar" is unknown to Argo CD v3.5: it is refused, or dropped without a word; known are destination, ignoreDifferences, info, project, revisionHistoryLimit, source, sourceHydrator, sources, syncPolicy [field-unknown]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, r := range ruletest.Results(t, test.text, test.target, fields.Rules) {
				got = append(got, fmt.Sprintf("%d:%d %s: %s [%s]", r.Line, r.Column, r.Field.Path, r.Message, r.Rule))
			}
			assert.Equal(t, strings.Join(got, "\n"), test.want)
		})
	}
}

func TestProposals(t *testing.T) {
	for _, test := range []struct {
		text string
		want any
	}{
		{app + "  source: {repoUrl: a}\n", "repoURL"},
		{app + "  source: {repoUrl: a, repoURL: b}\n", nil}, // it is there already
		{app + "  syncPolcy: x\n", nil},                     // and would not fit
		{app + "  syncPolicy: {automated: {prune: 'true'}}\n", true},
		{app + "  revisionHistoryLimit: '3'\n", 3},
		{app + "  source: {repoURL: a, targetRevision: 1.10}\n", "1.10"},
		{app + "  source: {repoURL: a, helm: {parameters: [{name: a, value: 1}]}}\n", nil},
		{strings.Replace(app, "v1alpha1", "v1", 1), "argoproj.io/v1alpha1"},
	} {
		results := ruletest.Results(t, test.text, rule.Target{}, fields.Rules)
		assert.Equal(t, len(results), 1, "%v", results)
		assert.Equal(t, results[0].Field.ProposedValue, test.want, test.text)
	}
}

// TestAliases holds that lists of aliases to lists of aliases take no longer than their text.
func TestAliases(t *testing.T) {
	var b strings.Builder
	b.WriteString("x: &a0 {list: {elements: [{a: 1}]}}\n")
	b.WriteString(appSet + "  generators:\n")
	b.WriteString("  - matrix: &m\n      generators: &g [" + strings.TrimSuffix(strings.Repeat("*a0, ", 2000), ", ") + "]\n")
	b.WriteString(strings.Repeat("  - {matrix: *m, merge: {mergeKeys: [a], generators: *g}}\n", 2000))
	b.WriteString("  template: {metadata: {name: a}, spec: {project: a, destination: {name: a}}}\n")
	results := ruletest.Results(t, b.String(), rule.Target{}, fields.Rules)
	assert.Equal(t, len(results), 1, "%v", results) // x itself

	cycle := app + "  source: {repoURL: a}\n  sources: &s [*s]\n"
	assert.Equal(t, len(ruletest.Results(t, cycle, rule.Target{}, fields.Rules)), 1)
}
