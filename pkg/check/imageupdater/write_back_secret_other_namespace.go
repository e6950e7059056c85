// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var writeBackSecretOtherNamespace = &rule.Rule{
	ID:       "write-back-secret-other-namespace",
	Severity: krm.Error,
	Title:    "The Secret of a write-back-method must be in the namespace of the Application",
	Doc: `From v1.3 on the updater refuses a Secret for Git that is in another namespace than the Application, and commits
nothing. Keep a copy of it there.`,
	Upstream:     []string{docsMethods, issues + "1732"},
	ImageUpdater: rule.Range{From: rule.Minor{1, 3}},
	Kinds:        kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		method, ok := s.writeBack()
		if !ok || method.SecretNamespace == "" || s.namespace == "" || method.SecretNamespace == s.namespace {
			return nil
		}
		set, _ := s.wide(updater.KeyWriteBackMethod)
		p := s.problem(set, "write-back-method %q must name a Secret in the namespace of the Application, %q: Image Updater %s refuses others", set.text(), s.namespace, s.version)
		return []rule.Problem{p}
	}),
	Bad:    example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git:secret:updater/git"),
	Good:   example("image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git:secret:argocd/git") + exampleImageUpdater,
	Also:   []string{"annotations-not-read"},
	Target: rule.Target{ImageUpdater: "v1.3"},
}
