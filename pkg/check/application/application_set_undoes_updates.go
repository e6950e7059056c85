// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var applicationSetUndoesUpdates = &rule.Rule{
	ID:       "application-set-undoes-updates",
	Severity: krm.Error,
	Title:    "An ApplicationSet must leave alone what Image Updater writes into its Applications",
	Doc: `Image Updater with the write-back method argocd, which is also the default, writes the image into the live Application. The
ApplicationSet controller puts the template back at its next turn, so every update is undone within minutes and nothing says so. Add
` + "`ignoreApplicationDifferences` with the pointer `/spec/source/kustomize/images`, or `/spec/source/helm/parameters`" + ` for a chart, or use the write-back
method git. Argo CD v3.5.0 and v3.5.1 do not heed the rule for images: use v3.5.2 or later.`,
	Upstream: []string{
		"https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/#ignore-certain-changes-to-applications",
		"https://github.com/argoproj/argo-cd/issues/29066",
	},
	Kinds: []rule.Kind{view.ApplicationSet},
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		at, ok := annotatedForLive(it.Lookup("spec", "template", "metadata", "annotations"))
		if !ok {
			return nil
		}
		switch mode := it.Lookup("spec", "syncPolicy", "applicationsSync"); {
		case mode != nil && (mode.Value == "create-only" || mode.Value == "create-delete" || view.Templated(mode.Value)):
			return nil
		}
		ignored := it.Lookup("spec", "ignoreApplicationDifferences")
		if there(ignored) && ignored.Kind != yaml.SequenceNode || view.Misspelt(it.Lookup("spec"), "ignoreApplicationDifferences") {
			return nil // another mistake
		}
		for _, entry := range view.Entries(ignored) {
			if view.Unclear(entry) || coversImages(view.Entries(krm.Lookup(entry, "jsonPointers")), view.Entries(krm.Lookup(entry, "jqPathExpressions"))) {
				return nil
			}
		}
		return one(rule.Problem{Path: "spec.ignoreApplicationDifferences", At: at,
			Message: "the ApplicationSet undoes every update that is written into its Applications: add ignoreApplicationDifferences with \"/spec/source/kustomize/images\" (\"/spec/source/helm/parameters\" for a chart)"})
	},
	Bad: exampleSet,
	Good: exampleSet + `  ignoreApplicationDifferences:
  - jsonPointers: [/spec/source/kustomize/images]
`,
}

const exampleSet = `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
  generators:
  - list: {elements: [{app: one}, {app: two}]}
  template:
    metadata:
      name: '{{app}}'
      annotations:
        argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app
        argocd-image-updater.argoproj.io/app.update-strategy: semver
        argocd-image-updater.argoproj.io/write-back-method: argocd
    spec:
      project: app
      source: {repoURL: 'https://github.com/owner/app', path: 'deploy/{{app}}', targetRevision: main}
      destination: {server: 'https://kubernetes.default.svc', namespace: '{{app}}'}
      syncPolicy:
        automated: {selfHeal: true}
`
