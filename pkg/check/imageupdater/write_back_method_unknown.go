// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var writeBackMethodUnknown = &rule.Rule{
	ID:       "write-back-method-unknown",
	Severity: krm.Error,
	Title:    "A write-back-method must be argocd, git, git:repocreds or git:secret:<namespace>/<name>",
	Doc: `Before v1 the updater gives up on any other method without a line in its log, just after it has logged that it found a
new image. There is no method that only watches: without this annotation the method is argocd.`,
	Upstream: []string{docsMethods},
	Kinds:    kinds,
	Check: values(updater.KeyWriteBackMethod, func(s *subject, set setting) []rule.Problem {
		if set.name != updater.KeyWriteBackMethod {
			return nil
		}
		_, err := updater.ParseWriteBackMethod(set.text())
		if err == nil {
			return nil
		}
		p := s.problem(set, "%s; this one is given up on, and nothing is updated", err)
		if near, ok := nearest.Name(strings.TrimSpace(set.text()), []string{updater.MethodArgoCD, updater.MethodGit}); ok {
			p.Proposed = near
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: argo-cd"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: argocd"),
}
