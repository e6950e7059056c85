// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesConfCredentials = &rule.Rule{
	ID:       "registries-conf-credentials",
	Severity: krm.Error,
	Title:    "credentials in registries.conf must name where the credentials are",
	Doc: `What the updater cannot read it logs, and the registry answers 401 or 403 for every image. Write pullsecret:<namespace>/<name>,
secret:<namespace>/<name>#<key>, env:<VARIABLE> or ext:/<path>; never the credentials themselves.`,
	Upstream: []string{docsRegistries, "https://argocd-image-updater.readthedocs.io/en/stable/basics/authentication/"},
	Kinds:    []rule.Kind{view.ConfigMap, view.ConfigMapPatch},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return eachEntry(readRegistries(c, it), "credentials", func(n *yaml.Node) string { return credentialProblem(n.Value, c.ImageUpdater) })
	},
	Bad: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      credentials: pullsecret:ghcr
      limit: 20
`,
	Good: exampleConfig + `    - name: GitHub
      prefix: ghcr.io
      api_url: https://ghcr.io
      credentials: pullsecret:argocd/ghcr
      limit: 20
`,
}

// eachEntry calls check with a key of every entry that has a value for it.
func eachEntry(r *registries, key string, check func(n *yaml.Node) string) []rule.Problem {
	var problems []rule.Problem
	for _, entry := range r.entries {
		n := krm.Lookup(entry, key)
		if _, ok := text(n); !ok {
			continue
		}
		if message := check(n); message != "" {
			problems = append(problems, r.problem(n, message))
		}
	}
	return problems
}
