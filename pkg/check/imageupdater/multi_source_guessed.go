// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var multiSourceGuessed = &rule.Rule{
	ID:       "multi-source-guessed",
	Severity: krm.Warning,
	Title:    "An Application with several sources should say which one Image Updater writes to",
	Doc: `With the method argocd the updater writes to the first source that has a block ` + "`kustomize`" + ` or ` + "`helm`" + `, else to the
first source of all, whatever it is. Images then stand on a source that does not have them, and nothing is deployed.
Write the block on the one source that is meant, or use one source.`,
	Upstream:     []string{docsApps, issues + "1725"},
	ImageUpdater: rule.Range{From: rule.Minor{0, 13}},
	Kinds:        kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		method, known := s.writeBack()
		if len(s.images) == 0 || !known || method.Method != updater.MethodArgoCD {
			return nil
		}
		rendered, explicit := 0, 0
		sources := s.spec.Sources()
		for _, source := range sources {
			if krm.Lookup(source.Node, "path") != nil || krm.Lookup(source.Node, "chart") != nil {
				rendered++
			}
			if krm.Lookup(source.Node, "kustomize") != nil || krm.Lookup(source.Node, "helm") != nil {
				explicit++
			}
		}
		if rendered < 2 || explicit == 1 {
			return nil
		}
		_, at := s.spec.Field("sources")
		return []rule.Problem{{Path: at, At: keyOf(s.spec.Node, "sources"),
			Message: fmt.Sprintf("%d sources are rendered and %d of them have a block kustomize or helm: Image Updater writes to the first one; let the one that is meant be the only one with it", rendered, explicit)}}
	}),
	Bad:    exampleWith(exampleSources, "image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good:   example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Target: rule.Target{ImageUpdater: "v0.18"},
}
