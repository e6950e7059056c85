// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var writeBackTargetUnknown = &rule.Rule{
	ID:       "write-back-target-unknown",
	Severity: krm.Error,
	Title:    "A write-back-target must be one that the version of Image Updater and Argo CD read",
	Doc: `The targets are ` + "`kustomization[:path]`" + ` and, from v0.13 on, ` + "`helmvalues[:path]`" + `. Up to v0.12 anything else is ignored,
and the updater commits a file .argocd-source-<app>.yaml instead. Later anything else is the name of a file from the
root of the repository, which the updater fills and Argo CD never reads.`,
	Upstream: []string{docsMethods},
	Kinds:    kinds,
	Check: gitTarget(func(s *subject, set setting, target updater.Target) []rule.Problem {
		if target.Kind != "" || set.text() == "" {
			return nil
		}
		word, rest, _ := strings.Cut(set.text(), ":")
		if s.version.AtLeast(0, 13) {
			if strings.HasPrefix(path.Base(set.text()), ".argocd-source") {
				return nil
			}
			p := s.problem(set, "write-back-target %q is read as the name of a file, which Argo CD does not read: write \"kustomization[:path]\" or \"helmvalues[:path]\"", set.text())
			if near, ok := nearest.Name(word, []string{updater.TargetKustomization, updater.TargetHelmValues}); ok {
				p.Proposed = strings.TrimSuffix(near+":"+rest, ":")
			}
			return []rule.Problem{p}
		}
		what := "must be \"kustomization[:path]\""
		if word == updater.TargetHelmValues {
			what = "is read from v0.13 on"
		}
		p := s.problem(set, "write-back-target %q %s: Image Updater %s ignores it and commits .argocd-source-<app>.yaml instead", set.text(), what, s.version)
		if near, ok := nearest.Name(word, []string{updater.TargetKustomization}); ok {
			p.Proposed = strings.TrimSuffix(near+":"+rest, ":")
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "write-back-target: helmvalues:values.yaml"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "write-back-target: kustomization"),
}

// gitTarget makes a Check of one that looks at the write-back-target of an Application that is written back to Git.
func gitTarget(check func(s *subject, set setting, target updater.Target) []rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return subjects(func(s *subject) []rule.Problem {
		set, ok := s.wide(updater.KeyWriteBackTarget)
		if method, known := s.writeBack(); !ok || set.value.ShortTag() != "!!str" || !known || method.Method != updater.MethodGit {
			return nil
		}
		// A placeholder may stand in the path, where some rules still can tell.
		if kind, _, _ := strings.Cut(set.text(), ":"); view.Templated(kind) {
			return nil
		}
		return check(s, set, s.version.ReadTarget(set.text()))
	})
}
