// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterPullSecretNotValid = &rule.Rule{
	ID:       "updater-pull-secret-not-valid",
	Severity: krm.Error,
	Title:    "pullSecret must name where the credentials are",
	Doc: `The CustomResourceDefinition takes any text. What the updater cannot read it logs, and the image is not updated, or asked for without
credentials before v1.3. Write pullsecret:<namespace>/<name> for a Secret of type kubernetes.io/dockerconfigjson, or
secret:<namespace>/<name>#<key> for one whose key holds user:token.`,
	Upstream: []string{"https://argocd-image-updater.readthedocs.io/en/stable/basics/authentication/", docsImages},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		r.everySettings(func(b block) {
			n, path := b.field("pullSecret")
			if value, ok := text(n); ok {
				if message := credentialProblem(value, r.versions[0]); message != "" {
					problems = append(problems, rule.Problem{Path: path, At: n, Message: message})
				}
			}
		})
		return problems
	},
	Bad:  exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', pullSecret: 'secret:argocd/ghcr'}\n",
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', pullSecret: 'pullsecret:argocd/ghcr'}\n",
}

// credentialProblem says what is wrong with a credential source, or "". A text that is no source at all is not repeated: somebody may
// have put the credentials themselves there.
func credentialProblem(value string, v imageupdater.Version) string {
	err := imageupdater.CheckPullSecret(value, v, "")
	if err == nil {
		return ""
	}
	source := value
	if registry, rest, ok := strings.Cut(value, "="); ok && registry != "" {
		source = rest
	}
	kind, _, _ := strings.Cut(source, ":")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "pullsecret", "secret", "env", "ext":
		return err.Error()
	}
	return "must be pullsecret:<namespace>/<name>, secret:<namespace>/<name>#<key>, env:<VARIABLE> or ext:/<path>: it names where the credentials are and never holds them"
}
