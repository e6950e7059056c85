// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var clientSecretInSettings = &rule.Rule{
	ID:       "client-secret-in-settings",
	Severity: krm.Error,
	Title:    "A client secret in argocd-cm must be a reference to a Secret",
	Doc: `The ` + "`clientSecret`" + ` of ` + "`dex.config`" + ` and ` + "`oidc.config`" + `, and the ` + "`bindPW`" + ` of an LDAP connector, may be written out;
then they are readable to everyone who may read the repository or the ConfigMap. Write ` + "`$key`" + ` for a key of
argocd-secret, or ` + "`$secret:key`" + ` for another Secret in Argo CD's namespace with the label app.kubernetes.io/part-of:
argocd, and replace the credential by a new one.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/user-management/#sensitive-data-and-sso-client-secrets"},
	Kinds:    []rule.Kind{view.ConfigMap},
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.Name != argocd.ConfigMap {
			return nil
		}
		var problems []rule.Problem
		for _, key := range []string{"dex.config", "oidc.config"} {
			value := it.Lookup("data", key)
			if value == nil || value.Kind != yaml.ScalarNode || view.Templated(value.Value) {
				continue
			}
			var config yaml.Node
			if yaml.Unmarshal([]byte(value.Value), &config) != nil {
				continue
			}
			text := view.TextOf(it, value)
			written(&config, 0, func(name string, at *yaml.Node) {
				problems = append(problems, rule.Problem{
					Path: "data[" + key + "]", At: text.At(at.Line, at.Column),
					Message: fmt.Sprintf("%s must not be written out: write \"$<key>\" for a key of argocd-secret, and replace the credential by a new one", name),
				})
			})
		}
		return problems
	}),
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  oidc.config: |
    name: Okta
    issuer: https://okta.example.org
    clientID: argocd
    clientSecret: correct horse battery
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data:
  oidc.config: |
    name: Okta
    issuer: https://okta.example.org
    clientID: argocd
    clientSecret: $oidc.okta.clientSecret
`,
}

// maxDepth bounds how deep a configuration is followed: its aliases may hold themselves.
const maxDepth = 16

// written calls report with every client secret that is no reference.
func written(n *yaml.Node, depth int, report func(name string, at *yaml.Node)) {
	if n.Kind == yaml.AliasNode || depth > maxDepth {
		return
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && child.Kind == yaml.ScalarNode {
			switch name := n.Content[i-1].Value; name {
			case "clientSecret", "bindPW":
				if !strings.HasPrefix(child.Value, "$") && child.ShortTag() != "!!null" && !isFiller(child.Value, false) {
					report(name, child)
				}
			}
			continue
		}
		written(child, depth+1, report)
	}
}
