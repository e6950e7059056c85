// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var secretWithValue = &rule.Rule{
	ID:       "secret-with-value",
	Severity: krm.Error,
	Title:    "A Secret in Git must not hold values",
	Doc: `Base64 is no encryption: everyone who may read the repository, and every one of its copies, has the value, and
deleting the file later leaves it in the history. Replace the credential by a new one, and declare the Secret
without values: filled by hand with an Application that respects it, sealed, encrypted, or fetched by an operator.
Placeholders, templates, variables of envsubst, values that are encrypted by SOPS, certificates and public keys are not
reported, and neither is what Argo CD is told of a repository or a cluster without a credential: its URL, its name, a config that has no token,
password or key. A function of Fairlead refuses such a Secret before anything
else runs. A value in a field that a Secret does not have (` + "`stringdata`, `spec.data`" + `), or in a ` + "`kind: secret`" + `, is reported too: the API
server takes neither, and Git has the value.

The command passes over a file that a ` + "`.gitignore`" + ` leaves out and that nobody has added all the same, here and in the other rules on
credentials in Git; functions see no Git.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/secret-management/", "https://kubernetes.io/docs/concepts/security/secrets-good-practices/"},
	Kinds:    []rule.Kind{{Group: ""}}, // whoever writes kind: secret has put its values into Git as well
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if !krm.IsSecret(it.APIVersion, it.Kind) || it.Lookup("sops") != nil {
			return nil // what is not encrypted then is not meant to be
		}
		vault := filledByVault(it)
		var problems []rule.Problem
		for _, field := range []string{"data", "stringData"} {
			value := it.Lookup(field)
			if notRead(value) {
				problems = append(problems, rule.Problem{Path: field, At: value,
					Message: field + " of a Secret must be a mapping of keys, and no value may stand in it in Git: replace the credential by a new one, and leave the value out of Git"})
			}
			for _, pair := range view.Pairs(value) {
				if pair.Value == nil || pair.Value.Kind != yaml.ScalarNode || pair.Value.ShortTag() == "!!null" || isFiller(pair.Value.Value, field == "data") {
					continue
				}
				if vault && holdsBlank(pair.Value.Value, field == "data") {
					continue
				}
				if credential.Public(pair.Value.Value) || krm.Declares(it.Node(), field, pair.Key.Value, pair.Value.Value) {
					continue
				}
				problems = append(problems, rule.Problem{
					Path: field + "." + pair.Key.Value, At: pair.Key,
					Message: fmt.Sprintf("key %q of a Secret in Git must not hold a value: replace the credential by a new one, and leave the value out of Git", pair.Key.Value),
				})
			}
		}
		for _, key := range krm.StrayValues(it.Node(), saysNothing) {
			path, message := krm.StrayMessage(key.Value)
			problems = append(problems, rule.Problem{Path: path, At: key, Message: message})
		}
		return problems
	}),
	Bad: `
apiVersion: v1
kind: Secret
metadata: {name: database, namespace: shop}
stringData:
  password: correct horse battery
`,
	Good: `
apiVersion: v1
kind: Secret
metadata: {name: database, namespace: shop}
stringData:
  password: <password>
`,
}

// notRead reports whether data or stringData holds a value without a key.
func notRead(n *yaml.Node) bool {
	if n == nil {
		return false
	}
	if n.Kind == yaml.SequenceNode {
		return slices.ContainsFunc(n.Content, func(e *yaml.Node) bool { return notRead(krm.Resolve(e)) || e.Kind == yaml.MappingNode })
	}
	return n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" && !saysNothing(n.Value)
}

// saysNothing reports whether a value says nothing, encoded or not.
func saysNothing(value string) bool { return isFiller(value, true) }
