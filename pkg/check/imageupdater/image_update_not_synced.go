// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageUpdateNotSynced = &rule.Rule{
	ID:       "image-update-not-synced",
	Severity: krm.Info,
	Title:    "An Application that Image Updater follows should sync by itself",
	Doc: `The updater only writes down the new image. Without ` + "`syncPolicy.automated`" + ` the Application is OutOfSync until someone
syncs it. That is right where a person decides; before v0.15.2 the updater writes the same again in every round.`,
	Upstream: []string{docsApps, issues + "172"},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		policy, at := s.spec.Field("syncPolicy")
		if s.open || !s.whole || len(s.images) == 0 || s.spec.Automated() || policy != nil && policy.Kind != yaml.MappingNode && policy.ShortTag() != "!!null" {
			return nil
		}
		node := keyOf(s.spec.Node, "syncPolicy")
		if node == nil {
			at, node = s.path(s.images[0].list), s.images[0].list.key
		}
		return []rule.Problem{{Path: at, At: node, Message: "a new image is written down but not rolled out, because the Application does not sync by itself: set syncPolicy.automated, or sync by hand"}}
	}),
	Bad:  exampleWith(exampleByHand, "image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

const exampleByHand = `spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`
