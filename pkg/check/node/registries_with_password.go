// SPDX-License-Identifier: Apache-2.0

package node

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// credentials are the fields that hold one, in small letters, and the one that people take for them. k3s reads the first three below
// configs alone; in Git all of them stand wherever they are.
var credentials = []string{"password", "auth", "identity_token", "token"}

// maxDepth is how many mappings within each other are looked at.
const maxDepth = 8

var registriesWithPassword = &rule.Rule{
	ID:       "registries-with-password",
	Severity: krm.Error,
	Title:    "The registries.yaml in Git must not hold a password",
	Doc: `Whoever may read the repository has it, and deleting it later leaves it in the history. Replace it by a new one, and put that in on the
node: ` + "`fairlead scaffold node`" + ` writes the file without it. A placeholder such as ` + "`<token>`" + `, a variable and a template are not reported. One
below a key that k3s does not know (` + "`config`, `Auth`" + `) is: k3s passes over it, and Git has it.`,
	Upstream: []string{docs, "https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning"},
	Kinds:    registries,
	Check: rule.InGit(func(c *rule.Context, it *krm.Item) []rule.Problem {
		if it.Lookup("sops") != nil {
			return nil
		}
		var problems []rule.Problem
		var look func(n *yaml.Node, path string, depth int)
		look = func(n *yaml.Node, path string, depth int) {
			for _, pair := range view.Pairs(n) {
				at := path + "." + pair.Key.Value
				switch {
				case depth == 0:
					at = pair.Key.Value
				case depth == 1:
					at = path + "[" + pair.Key.Value + "]"
				}
				value := krm.Text(pair.Value)
				if depth > 1 && slices.Contains(credentials, strings.ToLower(pair.Key.Value)) && value != "" && !credential.Missing(value) && !view.Templated(value) {
					problems = append(problems, rule.Problem{Path: at, At: pair.Value, Message: "a credential stands in the file: revoke it, and put a new one in on the node"})
				}
				if depth < maxDepth {
					look(pair.Value, at, depth+1)
				}
			}
		}
		look(it.Node(), "", 0)
		return problems
	}),
	Bad:  exampleTop + "configs:\n  ghcr.io:\n    auth: {username: owner, password: 7hX-not-a-real-one-93q}\n",
	Good: exampleTop + "configs:\n  ghcr.io:\n    auth: {username: owner, password: <token>}\n",
}
