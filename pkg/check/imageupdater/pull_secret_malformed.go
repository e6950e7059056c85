// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var pullSecretMalformed = &rule.Rule{
	ID:       "pull-secret-malformed",
	Severity: krm.Error,
	Title:    "A pull-secret must be a credential source that the updater can read",
	Doc: `The forms are ` + "`pullsecret:<namespace>/<name>`" + `, ` + "`secret:<namespace>/<name>#<key>`" + `, ` + "`env:<VARIABLE>`" + ` and ` + "`ext:/<path>`" + `.
Before v1.3 the updater goes on without any credentials where it cannot read the source: a private image is refused by
the registry, and a public one works until it is private.`,
	Upstream: []string{"https://argocd-image-updater.readthedocs.io/en/stable/basics/authentication/", issues + "276"},
	Kinds:    kinds,
	Check: values(updater.KeyPullSecret, func(s *subject, set setting) []rule.Problem {
		text := set.text()
		if s.version.Resource() {
			text = strings.TrimSpace(text)
		}
		if text == "" {
			return nil
		}
		if err := updater.CheckPullSecret(text, s.version, ""); err != nil {
			problem := s.problem(set, "%s", err)
			problem.Current = nil // it may be a token that somebody put in the place of its name
			return []rule.Problem{problem}
		}
		return nil
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.pull-secret: pullsecret:ghcr"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.pull-secret: pullsecret:argocd/ghcr"),
}
