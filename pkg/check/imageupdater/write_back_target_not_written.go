// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var writeBackTargetNotWritten = &rule.Rule{
	ID:       "write-back-target-not-written",
	Severity: krm.Error,
	Title:    "A write-back-target must not stand beside the method argocd",
	Doc: `With the method argocd, which is the default, nothing is written to a target. Before v1 the annotation still decides
what kind of source the updater takes the Application for: ` + "`kustomization`" + ` makes it write images for kustomize,
` + "`helmvalues`" + ` parameters for Helm, whatever the source is. Remove it, or write back to git.`,
	Upstream:     []string{docsMethods},
	ImageUpdater: rule.Range{Before: rule.Minor{1, 0}},
	Kinds:        kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		set, ok := s.wide(updater.KeyWriteBackTarget)
		if method, known := s.writeBack(); !ok || !set.judged() || set.text() == "" || !known || method.Method != updater.MethodArgoCD {
			return nil
		}
		forces := ""
		switch s.version.ReadTarget(set.text()).Kind {
		case updater.TargetKustomization:
			forces = " and makes it take the source for kustomize"
		case updater.TargetHelmValues:
			forces = " and makes it take the source for Helm"
		}
		return []rule.Problem{s.problem(set, "write-back-target %q is never written to, because the updater writes to argocd%s: remove it, or set the write-back-method git", set.text(), forces)}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: argocd", "write-back-target: kustomization"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "write-back-target: kustomization"),
}
