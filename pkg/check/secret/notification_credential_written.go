// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// notifierFields are the fields of the services of notifications that hold a credential (notifications-engine, pkg/services), and
// notifierMaps those whose every value is one.
var (
	notifierFields = []string{"token", "password", "apiKey", "privateKey", "signingSecret", "secret", "bearerToken", "nkey"}
	notifierMaps   = []string{"apiKeys", "serviceKeys"}
)

var notificationCredentialWritten = &rule.Rule{
	ID:       "notification-credential-written",
	Severity: krm.Error,
	Title:    "A credential of a notification service must be a reference to argocd-notifications-secret",
	Doc: `The token, password or key of a ` + "`service.*`" + ` in argocd-notifications-cm may be written out; then it is readable to everyone who may read the
repository or the ConfigMap. Write ` + "`$key`" + `, a key of the Secret argocd-notifications-secret, and replace the credential by a new
one.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/overview/#sensitive-data"},
	Kinds:    []rule.Kind{view.ConfigMap},
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		if it.Name != argocd.ConfigMapNotifications {
			return nil
		}
		var problems []rule.Problem
		for _, pair := range view.Pairs(it.Lookup("data")) {
			if !strings.HasPrefix(pair.Key.Value, "service.") || pair.Value == nil || pair.Value.Kind != yaml.ScalarNode || view.Templated(pair.Value.Value) {
				continue
			}
			var config yaml.Node
			if yaml.Unmarshal([]byte(pair.Value.Value), &config) != nil {
				continue
			}
			text := view.TextOf(it, pair.Value)
			writtenTo(&config, "", 0, func(name string, at *yaml.Node) {
				problems = append(problems, rule.Problem{
					Path: "data[" + pair.Key.Value + "]", At: text.At(at.Line, at.Column),
					Message: fmt.Sprintf("%s must not be written out: write \"$<key>\" for a key of argocd-notifications-secret, and replace the credential by a new one", name),
				})
			})
		}
		return problems
	}),
	Bad: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-notifications-cm, namespace: argocd}
data:
  service.slack: |
    username: argocd
    token: correct-horse-battery
`,
	Good: `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-notifications-cm, namespace: argocd}
data:
  service.slack: |
    username: argocd
    token: $slack-token
`,
}

// writtenTo calls report with every credential of a service that is no reference. A reference may stand anywhere in a value.
func writtenTo(n *yaml.Node, parent string, depth int, report func(name string, at *yaml.Node)) {
	if n.Kind == yaml.AliasNode || depth > maxDepth {
		return
	}
	for i, child := range n.Content {
		name := parent
		if n.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			name = n.Content[i-1].Value
		}
		if child.Kind != yaml.ScalarNode {
			writtenTo(child, name, depth+1, report)
			continue
		}
		credential := slices.Contains(notifierFields, name) || slices.Contains(notifierMaps, parent)
		if credential && !strings.Contains(child.Value, "$") && child.ShortTag() == "!!str" && !isFiller(child.Value, false) {
			report(name, child)
		}
	}
}
