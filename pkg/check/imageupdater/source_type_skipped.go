// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var sourceTypeSkipped = &rule.Rule{
	ID:       "source-type-skipped",
	Severity: krm.Error,
	Title:    "Image Updater must be given a source that kustomize or Helm renders",
	Doc: `The updater writes images for kustomize or parameters for Helm and skips every other source with a warning in its log:
a folder of plain YAML, for which a block ` + "`directory`" + ` with recurse or jsonnet speaks, and up to v1.2 a plugin. Render
the folder by kustomize: a kustomization.yaml that lists the files is enough.

It is a warning where the Application's path holds a workload with the image among the resources and no kustomization.`,
	Upstream: []string{docsApps, issues + "460"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil {
			return nil
		}
		sources := s.spec.Sources()
		if len(s.images) == 0 || len(sources) != 1 || !s.version.AtLeast(0, 13) && keyOf(s.spec.Node, "sources") != nil {
			return nil
		}
		source := sources[0]
		if krm.Lookup(source.Node, "kustomize") != nil || krm.Lookup(source.Node, "helm") != nil || krm.Lookup(source.Node, "chart") != nil {
			return nil
		}
		if target, ok := s.wide(updater.KeyWriteBackTarget); ok && s.version.ReadTarget(target.text()).Kind != "" && !s.version.Resource() {
			return nil // the target says what the source is taken for
		}
		what := ""
		if directory := krm.Lookup(source.Node, "directory"); directory != nil {
			recurse := krm.Lookup(directory, "recurse")
			if recurse != nil && recurse.Value == "true" || len(view.Pairs(krm.Lookup(directory, "jsonnet"))) > 0 {
				what = "directory"
			}
		}
		if plugin := krm.Lookup(source.Node, "plugin"); plugin != nil && plugin.Kind == yaml.MappingNode && !s.version.AtLeast(1, 3) {
			what = "plugin"
		}
		if what == "" {
			return s.plainFolder(c, it, source)
		}
		return []rule.Problem{{Path: source.Path + "." + what, At: keyOf(source.Node, what),
			Message: fmt.Sprintf("a source of the type %s is skipped by Image Updater %s, which writes to kustomize and Helm only: add a kustomization.yaml and remove this block", what, s.version)}}
	},
	Bad:  exampleWith(exampleDirectory, "image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

const exampleDirectory = `spec:
  project: app
  source:
    repoURL: https://github.com/owner/app
    path: deploy
    targetRevision: main
    directory: {recurse: true}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`

// plainFolder reports a path in which a workload runs an image of the list and which nothing renders, as far as is seen.
func (s *subject) plainFolder(c *rule.Context, it *krm.Item, source view.Source) []rule.Problem {
	all := deliveredBy(c, it, s)
	if len(all) != 1 || s.open || all[0].kustomization != nil || krm.Lookup(source.Node, "plugin") != nil {
		return nil
	}
	for _, im := range s.images {
		if im.hidden || im.Name == "" {
			continue
		}
		running := all[0].running(im.Name)
		if len(running) == 0 {
			continue
		}
		n := krm.Lookup(source.Node, "path")
		return []rule.Problem{{Path: source.Path + ".path", At: n, Current: n.Value, Severity: krm.Warning, Message: fmt.Sprintf(
			"%q holds %s %s and no kustomization.yaml that is seen: Image Updater %s skips a folder of plain YAML; add one that lists the files",
			n.Value, running[0].Kind, running[0].Name, s.version)}}
	}
	return nil
}
