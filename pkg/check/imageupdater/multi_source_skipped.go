// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var multiSourceSkipped = &rule.Rule{
	ID:       "multi-source-skipped",
	Severity: krm.Error,
	Title:    "An Application with spec.sources must not be left to Image Updater before v0.13",
	Doc: `Up to v0.12 the updater knows one source only. Argo CD says nothing about the kind of the source in
` + "`status.sourceType`" + ` where there are several, or one in a list, and the updater skips the Application with a warning in
its log. Use ` + "`spec.source`" + `, or v0.14 or later.`,
	Upstream:     []string{docsApps, issues + "460"},
	ImageUpdater: rule.Range{Before: rule.Minor{0, 13}},
	Kinds:        kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		sources, at := s.spec.Field("sources")
		if len(s.images) == 0 || len(view.Entries(sources)) == 0 {
			return nil
		}
		key := keyOf(s.spec.Node, "sources")
		return []rule.Problem{{Path: at, At: key, Message: fmt.Sprintf("Image Updater %s skips an Application with spec.sources: use spec.source, or v0.14 or later", s.version)}}
	}),
	Bad:  exampleWith(exampleSources, "image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

const exampleSources = `spec:
  project: app
  sources:
  - {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  - {repoURL: 'https://github.com/owner/more', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`

// keyOf returns the node of a key of a mapping, nil where it is not there.
func keyOf(n *yaml.Node, name string) *yaml.Node {
	for _, pair := range view.Pairs(n) {
		if pair.Key.Value == name {
			return pair.Key
		}
	}
	return nil
}
