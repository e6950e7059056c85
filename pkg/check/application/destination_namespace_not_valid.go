// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var destinationNamespaceNotValid = &rule.Rule{
	ID:       "destination-namespace-not-valid",
	Severity: krm.Error,
	Title:    "The namespace of a destination must be a name that a namespace can have",
	Doc: `The name of a namespace is small letters, digits and ` + "`-`" + `, begins and ends with a letter or digit, and has at most 63 characters. Argo CD takes
whatever stands in ` + "`destination.namespace`" + `; each sync then fails at the API server, whether CreateNamespace is set or not.`,
	Upstream: []string{specPage, "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names"},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		n, path := view.SpecOf(it).Field("destination", "namespace")
		if !isText(n) || n.Value == "" || toBeFilled(n.Value) {
			return nil
		}
		p := rule.Problem{Path: path, At: n, Current: n.Value}
		switch {
		case strings.Contains(n.Value, ".") || !isSubdomain(n.Value):
			p.Message = fmt.Sprintf("namespace %q must be small letters, digits and '-', and begin and end with a letter or digit", n.Value)
			if meant := strings.ToLower(n.Value); meant != n.Value && !strings.Contains(meant, ".") && isSubdomain(meant) {
				p.Message += fmt.Sprintf(": write %q", meant)
			}
		case len(n.Value) > maxLabel:
			p.Message = fmt.Sprintf("namespace has %d characters, at most %d are allowed", len(n.Value), maxLabel)
		default:
			return nil
		}
		return one(p)
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: home_manager}
`,
	Good: exampleTop,
}
