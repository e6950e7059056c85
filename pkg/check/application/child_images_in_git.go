// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var childImagesInGit = &rule.Rule{
	ID:       "child-images-in-git",
	Severity: krm.Error,
	Title:    "An Application whose images are updated live must not list them in Git, or its parent must leave them alone",
	Doc: `Image Updater with the write-back method argocd writes ` + "`spec.source.kustomize.images`" + ` of the live Application. Where the
Application in Git has that list, an empty one included, the Application that applies it puts the old images back at its next sync, at
once with selfHeal. Where Git has no such list, what was written stays. Delete the list from Git; for children that others write give the
parent ` + "`ignoreDifferences` for `/spec/source/kustomize/images` of kind Application, with `RespectIgnoreDifferences=true`" + `. The same holds for
` + "`spec.source.helm.parameters`" + ` where the updater writes parameters of a chart. It is advice where the parent is not among the resources, and a warning where the parent does not heal by itself.`,
	Upstream: []string{"https://github.com/argoproj-labs/argocd-image-updater/issues/132", "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-methods/"},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		for _, source := range view.SpecOf(it).Sources() {
			images, list := writtenLive(it, source)
			if images == nil || !followedLive(c, it) {
				continue
			}
			pointer := "/spec/source/" + strings.ReplaceAll(list, ".", "/")
			p := rule.Problem{Path: source.Path + "." + list, At: images}
			parent := parentOf(c, it)
			switch {
			case parent == nil:
				p.Severity = krm.Info
				p.Message = "Image Updater writes this list of the live Application: if another Application applies this one, it puts these images back; delete the list from Git"
			case keepsImages(c, parent, it):
				continue
			default:
				if !selfHeals(parent) {
					p.Severity = krm.Warning
				}
				p.Message = fmt.Sprintf("Application %q puts these images back over what Image Updater wrote: delete the list from Git, or let %q ignore %q with %q",
					parent.Name, parent.Name, pointer, argocd.SyncOptionRespectIgnoreDifferences)
			}
			return one(p)
		}
		return nil
	},
	Bad: exampleChild + `    kustomize:
      images: ['ghcr.io/owner/app:v1']
---
` + exampleParent,
	Good: exampleChild + "---\n" + exampleParent,
}

// exampleChild is an Application that Image Updater follows, up to its source; exampleParent applies it.
const exampleChild = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app
    argocd-image-updater.argoproj.io/app.update-strategy: semver
    argocd-image-updater.argoproj.io/write-back-method: argocd
spec:
  project: app
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {selfHeal: true}
  source:
    repoURL: https://github.com/owner/app
    path: deploy
    targetRevision: main
`

const exampleParent = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: parent, namespace: argocd}
spec:
  project: parent
  source: {repoURL: 'https://github.com/owner/apps', path: ., targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: argocd}
  syncPolicy:
    automated: {selfHeal: true}
`

// writtenLive returns the list of a source into which the updater writes, with its path, where Git has it too.
func writtenLive(it *krm.Item, source view.Source) (n *yaml.Node, list string) {
	if n = krm.Lookup(source.Node, "kustomize", "images"); n != nil && n.ShortTag() != "!!null" {
		return n, "kustomize.images"
	}
	n = krm.Lookup(source.Node, "helm", "parameters")
	if n == nil || n.ShortTag() == "!!null" {
		return nil, ""
	}
	written := map[string]bool{}
	for _, a := range view.Annotations(it) {
		if a.Value != nil && strings.HasPrefix(a.Key.Value, imageupdater.Prefix+"/") && strings.Contains(a.Key.Value, ".helm.image-") {
			written[a.Value.Value] = true
		}
	}
	for _, e := range view.Entries(n) {
		if written[krm.Text(krm.Lookup(e, "name"))] {
			return n, "helm.parameters"
		}
	}
	return nil, ""
}

func selfHeals(it *krm.Item) bool {
	s := view.SpecOf(it)
	n := s.Lookup("syncPolicy", "automated", "selfHeal")
	return n != nil && n.Value == "true" && s.Automated()
}
