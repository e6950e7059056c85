// SPDX-License-Identifier: Apache-2.0

package application_test

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const head = "apiVersion: argoproj.io/v1alpha1\n"

// TestSilent holds that what only looks wrong has no finding.
func TestSilent(t *testing.T) {
	for name, text := range map[string]string{
		"patch of kustomize": head + `kind: Application
metadata: {name: app}
spec: {project: app, source: {targetRevision: v1}}
`,
		"base and overlay": head + `kind: Application
metadata: {name: app}
spec: {project: app, source: {targetRevision: v1}, destination: {server: https://x}}
---
` + head + `kind: Application
metadata: {name: app, namespace: argocd}
spec: {project: app, source: {repoURL: 'https://a/b/c', path: .}, destination: {server: https://x}}
`,
		"template of Helm": head + `kind: ApplicationSet
metadata: {name: a}
spec:
  generators: [{list: {elements: [{name: '{{ .Values.first }}'}]}}]
  template: {metadata: {name: '{{ .name }}'}, spec: {project: '{{ .Values.project }}'}}
`,
		"placeholders of others behind those of an ApplicationSet": head + `kind: ApplicationSet
metadata: {name: a}
spec:
  generators: [{list: {elements: [{name: x}]}}]
  template:
    metadata: {name: '{{name}}', annotations: {dashboard: '{{instance}}'}}
    spec: {project: p, source: {repoURL: 'https://a/b/c', path: ., helm: {values: "legend: '{{pod}}'"}}, destination: {server: https://x}}
`,
		"template completed by a generator": head + `kind: ApplicationSet
metadata: {name: a}
spec:
  generators: [{git: {repoURL: x, template: {spec: {source: {repoURL: 'https://a/b/c'}}}}}]
  template: {metadata: {name: '{{path}}'}, spec: {project: p, source: {path: '{{path}}'}, destination: {server: https://x}}}
`,
		"functions of Go's templates": head + `kind: ApplicationSet
metadata: {name: a}
spec:
  goTemplate: true
  generators: [{git: {repoURL: x}}]
  template: {metadata: {name: '{{ index .path.segments 1 }}-{{ normalize .name }}{{ if eq .x "a.b" }}{{ now }}{{ end }}'}}
`,
		"others' groups, kinds and finalizers": head + `kind: Application
metadata: {name: app, finalizers: [foregroundDeletion, example.com/hook, post-delete-finalizer.argocd.argoproj.io/cleanup]}
spec:
  ignoreDifferences:
  - {group: serving.knative.dev, kind: Service, jsonPointers: [/status]}
  - {group: extensions, kind: Ingress, jsonPointers: [/status]}
  - {kind: Secret, jsonPointers: [/metadata/annotations]}
  - {group: '*', kind: '*', managedFieldsManagers: [kube-controller-manager]}
  - {group: '${GROUP}', kind: Deployment, name: '{{x*}}', jsonPointers: ['{{x}}'], jqPathExpressions: ['{{x}}']}
`,
		"project by name, permitted by server": head + `kind: Application
metadata: {name: app, namespace: argocd}
spec: {project: p, source: {repoURL: 'https://a/b/c', path: .}, destination: {name: here, namespace: n}}
---
` + head + `kind: AppProject
metadata: {name: p, namespace: argocd}
spec: {sourceRepos: ['https://a/b/c'], destinations: [{server: 'https://x', namespace: n}]}
`,
		"repository registered for the project": head + `kind: Application
metadata: {name: app, namespace: argocd}
spec: {project: p, source: {repoURL: 'https://a/b/c', path: .}, destination: {server: 'https://x', namespace: n}}
---
` + head + `kind: AppProject
metadata: {name: p, namespace: argocd}
spec: {sourceRepos: ['https://other'], destinations: [{server: 'https://y', namespace: n}]}
---
apiVersion: v1
kind: Secret
metadata: {name: repo, labels: {argocd.argoproj.io/secret-type: repository}}
stringData: {project: p}
`,
		"images in Git, written back to Git": head + `kind: Application
metadata:
  name: app
  namespace: argocd
  annotations: {argocd-image-updater.argoproj.io/image-list: a=b/c, argocd-image-updater.argoproj.io/write-back-method: 'git:secret:argocd/x'}
spec: {project: p, source: {repoURL: 'https://a/b/c', path: ., kustomize: {images: [a]}}, destination: {server: https://x, namespace: n}}
`,
	} {
		for _, r := range ruletest.Results(t, text, rule.Target{}, application.Rules) {
			assert.Check(t, false, "%s: %s", name, r)
		}
	}
}

// TestTwisted holds that nothing in here stumbles over shapes that no Application has.
func TestTwisted(t *testing.T) {
	for _, spec := range []string{"null", "[]", "text", "{source: [], sources: {}, destination: [a], syncPolicy: [], ignoreDifferences: {}}",
		"{ignoreDifferences: [null, text, [a], {kind: [], group: {}, name: 1, jsonPointers: [null, {}, []], jqPathExpressions: [[], null, 1]}]}",
		"{sources: [null, text, {helm: text, kustomize: {images: {}}}], project: {}, syncPolicy: {syncOptions: [null, {}], automated: [], retry: {backoff: 5}}}",
		"{template: {metadata: [], spec: [{}]}, generators: {}, goTemplate: []}"} {
		for _, kind := range []string{"Application", "ApplicationSet", "AppProject"} {
			text := head + "kind: " + kind + "\nmetadata: {name: a, annotations: [], finalizers: {}}\nspec: " + spec + "\n"
			ruletest.Results(t, text, rule.Target{}, application.Rules)
		}
	}
}

// TestParent holds how grave a child's list of images is.
func TestParent(t *testing.T) {
	child := head + `kind: Application
metadata: {name: app, namespace: argocd, annotations: {argocd-image-updater.argoproj.io/image-list: a=b/c}}
spec: {project: p, source: {repoURL: 'https://a/b/c', path: deploy, kustomize: {images: []}}, destination: {server: https://x, namespace: n}}
`
	parent := func(spec string) string {
		return "---\n" + head + `kind: Application
metadata: {name: parent, namespace: argocd}
spec: {project: p, source: {repoURL: 'https://a/b/d', path: ./}, destination: {server: https://x, namespace: argocd}, ` + spec + "}\n"
	}
	rules := "ignoreDifferences: [{group: argoproj.io, kind: Application, jsonPointers: [/spec/source/kustomize/images]}]"
	parameters := strings.NewReplacer("image-list: a=b/c", "image-list: a=b/c, argocd-image-updater.argoproj.io/a.helm.image-tag: image.tag",
		"kustomize: {images: []}", "helm: {parameters: [{name: image.tag, value: v1}]}").Replace(child)
	others := strings.Replace(parameters, "name: image.tag, value", "name: host, value", 1)
	for text, want := range map[string]int{parameters: 1, others: 0} {
		found := ruletest.Results(t, text+parent("syncPolicy: {automated: {selfHeal: true}}"), rule.Target{}, application.Rules)
		assert.Equal(t, len(found), want, "%v", found)
	}
	for spec, want := range map[string]krm.Severity{
		"": krm.Warning, "syncPolicy: {automated: {selfHeal: true}}": krm.Error,
		rules: krm.Warning, rules + ", syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}": "",
	} {
		var found krm.Severity
		for _, r := range ruletest.Results(t, child+parent(spec), rule.Target{}, application.Rules) {
			found = r.Severity
		}
		assert.Check(t, found == want, "%s: %s", spec, found)
	}
	assert.Equal(t, ruletest.Results(t, child, rule.Target{}, application.Rules)[0].Severity, krm.Info)
}

// TestProjectNotFoundNamesFew holds that the message stays one that can be read, and that families of names are no mistakes.
func TestProjectNotFoundNamesFew(t *testing.T) {
	for _, test := range []struct {
		project  string
		names    int
		severity krm.Severity
		message  string
	}{
		{"team-z", 1, krm.Info, `while "team-0" is:`},
		{"team-z", 3, krm.Info, `while "team-0", "team-1", "team-2" are:`},
		{"other", 9, krm.Info, `"team-0", "team-1", "team-2" and 6 more are:`},
		{"team-z", 5000, krm.Info, `while 5000 others of its namespace are:`},
		{"taem-1", 9, krm.Warning, `did you mean "team-1"?`},
	} {
		var b strings.Builder
		fmt.Fprintf(&b, "%skind: Application\nmetadata: {name: app, namespace: argocd}\nspec: {project: %s, source: {repoURL: 'https://a/b/c', path: .}, destination: {server: https://x, namespace: n}}\n", head, test.project)
		for i := range test.names {
			fmt.Fprintf(&b, "---\n%skind: AppProject\nmetadata: {name: team-%d, namespace: argocd}\nspec: {sourceRepos: ['*'], destinations: [{server: '*', namespace: '*'}]}\n", head, i)
		}
		var found []krm.Result
		for _, r := range ruletest.Results(t, b.String(), rule.Target{}, application.Rules) {
			if r.Rule == "project-not-found" {
				found = append(found, r)
			}
		}
		assert.Equal(t, len(found), 1)
		assert.Equal(t, found[0].Severity, test.severity)
		assert.Check(t, strings.Contains(found[0].Message, test.message) && len(found[0].Message) < 250, found[0].Message)
	}
}

// TestNamespaces holds when an AppProject of one namespace may be used from another one.
func TestNamespaces(t *testing.T) {
	for _, test := range []struct{ app, project, namespaces, want string }{
		{"teams", "argocd", "[team*]", ""}, {"teams", "argocd", "[other, teams]", ""}, {"teams", "argocd", "['/team.*/']", ""}, {"teams", "argocd", "['{{ x }}']", ""}, {"teams", "argocd", "['{teams,apps}']", ""}, {"teams", "argocd", "['[!x]*']", ""}, {"teams", "argocd", "teams", ""},
		{"teams", "argocd", "[other]", "error"}, {"teams", "argocd", "[]", "warning"}, {"argocd", "argocd", "[]", ""}, {"teams", "''", "[]", ""}, {"''", "argocd", "[]", ""},
	} {
		text := head + "kind: Application\nmetadata: {name: app, namespace: " + test.app + "}\nspec: {project: p, source: {repoURL: 'https://a/b/c', path: .}, destination: {server: 'https://x', namespace: n}}\n---\n" +
			head + "kind: AppProject\nmetadata: {name: p, namespace: " + test.project + "}\nspec: {sourceNamespaces: " + test.namespaces + ", sourceRepos: ['https://a/b/c'], destinations: [{server: 'https://x', namespace: n}]}\n"
		var found []string
		for _, r := range ruletest.Results(t, text, rule.Target{}, application.Rules) {
			found = append(found, string(r.Severity))
			assert.Equal(t, r.Rule, "source-namespace-not-permitted")
		}
		assert.Equal(t, strings.Join(found, ","), test.want, "%v", test)
	}
}

// TestMisplacedProject holds that an AppProject that Argo CD does not read is asked nothing, and no remedy names it.
func TestMisplacedProject(t *testing.T) {
	app := head + "kind: Application\nmetadata: {name: app, namespace: argocd}\nspec: {project: p, source: {repoURL: 'https://a/b/c', path: .}, destination: {server: 'https://x', namespace: n}}\n---\n"
	project := head + "kind: AppProject\nmetadata: {name: p, namespace: default}\nspec: {sourceRepos: ['https://a/b/d'], destinations: [{server: 'https://y', namespace: n}]}\n"
	assert.Equal(t, len(ruletest.Results(t, app+project, rule.Target{}, application.Rules)), 0)
	right := strings.Replace(project, "namespace: default", "namespace: argocd", 1)
	assert.Equal(t, len(ruletest.Results(t, app+right, rule.Target{}, application.Rules)), 2, "the same in the right namespace")
	assert.Equal(t, len(ruletest.Results(t, app+right+"---\n"+project, rule.Target{}, application.Rules)), 2, "and with the other beside it")
}

// TestFinalizers holds that no remedy makes a duplicate, and that one that is there is found.
func TestFinalizers(t *testing.T) {
	const right, wrong = "resources-finalizer.argocd.argoproj.io", "resource-finalizer.argocd.argoproj.io"
	for _, test := range []struct{ list, want string }{
		{right, ""}, {wrong, "error " + right}, {right + ", " + wrong, "error <nil>"}, {wrong + ", " + right, "error <nil>"},
		{wrong + ", " + wrong, "error " + right + ",error <nil>"}, {right + ", " + right, "warning <nil>"}, {right + ", " + right + "/background", ""},
	} {
		text := head + "kind: AppProject\nmetadata: {name: p, namespace: argocd, finalizers: [" + test.list + "]}\n"
		var found []string
		for _, r := range ruletest.Results(t, text, rule.Target{}, application.Rules) {
			found = append(found, fmt.Sprintf("%s %v", r.Severity, r.Field.ProposedValue))
		}
		assert.Equal(t, strings.Join(found, ","), test.want, test.list)
	}
}

// TestCopies holds which Applications deliver the same to the same place.
func TestCopies(t *testing.T) {
	app := func(name, source, destination string) string {
		return head + "kind: Application\nmetadata: {name: " + name + ", namespace: argocd}\nspec: {project: p, source: {" + source + "}, destination: {" + destination + "}}\n"
	}
	const source, destination = "repoURL: 'https://a/b/c', path: .", "server: 'https://x', namespace: n"
	for other, want := range map[string]int{
		app("b", source, destination): 1, app("b", source+", targetRevision: v1", destination): 0, app("b", source, "server: 'https://x', namespace: m"): 0,
		app("b", source+", helm: {releaseName: one}", destination): 0, app("b", source+", kustomize: {namePrefix: b-}", destination): 0, app("a", source, destination): 0, strings.Replace(app("b", source, destination), "namespace: argocd", "namespace: teams", 1): 0,
	} {
		found := ruletest.Find(t, app("a", source, destination)+"---\n"+other, rule.Target{}, application.Rules)
		assert.Equal(t, found["application-source-duplicate"], want, other)
	}
}

// TestCopiesByName holds that sources whose resources have the name of their Application are no copies.
func TestCopiesByName(t *testing.T) {
	for source, want := range map[string]int{
		"repoURL: 'https://a/b', chart: redis, targetRevision: 1.2.3":                            0,
		"repoURL: 'https://a/b', chart: redis, targetRevision: 1.2.3, helm: {releaseName: one}":  1,
		"repoURL: 'https://a/b/c', path: chart, helm: {valueFiles: [values.yaml]}":               0,
		"repoURL: 'https://a/b/c', path: deploy, plugin: {name: env}":                            0,
		"repoURL: 'https://a/b/c', path: deploy, kustomize: {namePrefix: a-}":                    1,
		"repoURL: 'https://a/b/c', path: deploy, directory: {recurse: true}, targetRevision: v1": 1,
	} {
		text := ""
		for _, name := range []string{"a", "b"} {
			text += "---\n" + head + "kind: Application\nmetadata: {name: " + name + ", namespace: argocd}\nspec: {project: p, source: {" + source + "}, destination: {server: 'https://x', namespace: n}}\n"
		}
		assert.Equal(t, ruletest.Find(t, text[4:], rule.Target{}, application.Rules)["application-source-duplicate"], want, source)
	}
}

// TestPrunable holds which options a Secret that is kept lacks.
func TestPrunable(t *testing.T) {
	for _, test := range []struct{ finalizers, policy, options, want string }{
		{"[]", "automated: {prune: true}, ", "", "Prune=false"}, {"[resources-finalizer.argocd.argoproj.io]", "automated: {prune: true}, ", "", "Prune=false,Delete=false"},
		{"[resources-finalizer.argocd.argoproj.io/background]", "", "Prune=false", "Delete=false"}, {"[]", "automated: {prune: true}, ", "Delete=false, Prune=confirm", ""},
		{"[]", "automated: {prune: false}, ", "", ""}, {"[]", "automated: {prune: true, enabled: false}, ", "", ""}, {"[other.example.org/x]", "", "", ""},
	} {
		text := head + "kind: Application\nmetadata: {name: app, namespace: argocd, finalizers: " + test.finalizers + "}\nspec:\n  project: p\n  source: {repoURL: 'https://a/b/c', path: .}\n" +
			"  destination: {server: 'https://x', namespace: n}\n  syncPolicy: {" + test.policy + "syncOptions: [RespectIgnoreDifferences=true]}\n" +
			"  ignoreDifferences: [{kind: Secret, name: s, jsonPointers: [/data, /stringData]}]\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: n, annotations: {argocd.argoproj.io/sync-options: '" + test.options + "'}}\n"
		found := ""
		for _, r := range ruletest.Results(t, text, rule.Target{}, application.Rules) {
			assert.Equal(t, r.Rule, "kept-secret-prunable", r.String())
			found = r.Message
		}
		assert.Check(t, test.want == "" && found == "" || test.want != "" && strings.HasSuffix(found, ": \""+test.want+"\""), "%v: %s", test, found)
	}
}

// TestListElements holds which values a list generator takes.
func TestListElements(t *testing.T) {
	for elements, want := range map[string]int{
		"[{a: x, b: '1'}]": 0, "[{a: 1}, {a: x}]": 1, "[{a: true, b: [x]}]": 2, "[{values: {a: x}}]": 0, "[{values: {a: 1}}]": 1, "[{a: {b: c}}]": 1, "[{a: }]": 1, "[{a: 2026-01-01}]": 0,
	} {
		for _, goTemplate := range []bool{false, true} {
			text := fmt.Sprintf(head+"kind: ApplicationSet\nmetadata: {name: s}\nspec: {goTemplate: %v, generators: [{matrix: {generators: [{clusters: {}}, {list: {elements: %s}}]}}], template: {}}\n", goTemplate, elements)
			found := ruletest.Find(t, text, rule.Target{}, application.Rules)
			assert.Check(t, goTemplate && found["list-element-not-text"] == 0 || !goTemplate && found["list-element-not-text"] == want, "%s: %v", elements, found)
		}
	}
}
