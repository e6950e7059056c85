// SPDX-License-Identifier: Apache-2.0

package node

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesWithPassword = &rule.Rule{
	ID:       "registries-with-password",
	Severity: krm.Error,
	Title:    "The registries.yaml in Git must not hold a password",
	Doc: `Whoever may read the repository has it, and deleting it later leaves it in the history. Replace it by a new one, and put that in on the
node: ` + "`fairlead scaffold node`" + ` writes the file without it. A placeholder such as ` + "`<token>`" + `, a variable and a template are not reported.`,
	Upstream: []string{docs, "https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning"},
	Kinds:    registries,
	Check: rule.InGit(func(c *rule.Context, it *krm.Item) []rule.Problem {
		if it.Lookup("sops") != nil {
			return nil
		}
		var problems []rule.Problem
		look := func(auth *yaml.Node, path string) {
			for _, field := range []string{"password", "auth", "identity_token"} {
				n := krm.Lookup(auth, field)
				if value := krm.Text(n); value != "" && !credential.Missing(value) && !view.Templated(value) {
					problems = append(problems, rule.Problem{Path: path + "." + field, At: n, Message: "a credential stands in the file: revoke it, and put a new one in on the node"})
				}
			}
		}
		for _, pair := range hosts(it, "configs") {
			look(krm.Lookup(pair.Value, "auth"), "configs["+pair.Key.Value+"].auth")
		}
		for _, pair := range hosts(it, "auths") {
			look(pair.Value, "auths["+pair.Key.Value+"]")
		}
		return problems
	}),
	Bad:  exampleTop + "configs:\n  ghcr.io:\n    auth: {username: owner, password: 7hX-not-a-real-one-93q}\n",
	Good: exampleTop + "configs:\n  ghcr.io:\n    auth: {username: owner, password: <token>}\n",
}
