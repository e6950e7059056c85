// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"path"
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var writeBackTargetDoubled = &rule.Rule{
	ID:       "write-back-target-doubled",
	Severity: krm.Error,
	Title:    "The path of a write-back-target must be relative to source.path, or begin with a slash",
	Doc: `A path without a slash in front is joined to ` + "`spec.source.path`" + `. One that is meant from the root of the repository is
then there twice: a kustomization is not found and every write-back fails, a values file is created where nothing
reads it. Write a slash in front. Where source.path is a single folder, which may hold one of its own name, this is a
warning.`,
	Upstream: []string{docsMethods},
	Kinds:    kinds,
	Check: gitTarget(func(s *subject, set setting, target updater.Target) []rule.Problem {
		sources := s.spec.Sources()
		if target.Path == "" || strings.HasPrefix(target.Path, "/") || len(sources) != 1 {
			return nil
		}
		source := path.Clean(krm.Text(krm.Lookup(sources[0].Node, "path")))
		if at := path.Clean(target.Path); source == "." || at != source && !strings.HasPrefix(at, source+"/") {
			return nil
		}
		meant := target.Kind + ":/" + target.Path
		p := s.problem(set, "write-back-target %q is joined to spec.source.path and means %q: write %q", set.text(), target.In(source), meant)
		p.Proposed = meant
		if !strings.Contains(source, "/") {
			p.Severity = krm.Warning
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "write-back-target: kustomization:deploy"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "write-back-target: kustomization:/deploy"),
}
