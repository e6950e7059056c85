// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var valuesReferenceUnknown = &rule.Rule{
	ID:       "values-reference-unknown",
	Severity: krm.Error,
	Title:    "A values file with a $ must begin with the ref of another source",
	Doc: `In an Application with several sources ` + "`$values/app.yaml`" + ` is a file of the source with ` + "`ref: values`" + `. Where no source has that
ref, the manifests cannot be made: the Application has a ComparisonError and nothing is synced. Give the source its ref, or mend the
name.`,
	Upstream: []string{multiSourcePage + "#helm-value-files-from-external-git-repository"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		many := s.Lookup("sources")
		if len(view.Entries(many)) == 0 || !whole(c, it) {
			return nil
		}
		var refs []string
		for _, source := range s.Sources() {
			switch ref := krm.Lookup(source.Node, "ref"); {
			case source.Node.Kind != yaml.MappingNode || view.Misspelt(source.Node, "ref"):
				return nil
			case !there(ref):
			case !isText(ref) || view.Templated(ref.Value):
				return nil // what was meant is not known
			default:
				refs = append(refs, ref.Value)
			}
		}
		var problems []rule.Problem
		for _, source := range s.Sources() {
			for i, n := range view.Entries(krm.Lookup(source.Node, "helm", "valueFiles")) {
				ref, _, _ := strings.Cut(strings.TrimPrefix(n.Value, "$"), "/")
				if !isText(n) || n.Value == "" || n.Value[0] != '$' || view.Templated(n.Value) || strings.HasPrefix(ref, "ARGOCD_") || named(refs, ref) {
					continue
				}
				p := rule.Problem{Path: view.At(source.Path+".helm.valueFiles", i), At: n, Current: n.Value,
					Message: fmt.Sprintf("no source has \"ref: %s\": give the source with this file that ref", ref)}
				if near, ok := nearest.Name(ref, refs); ok {
					p.Message = fmt.Sprintf("no source has \"ref: %s\": did you mean \"$%s\"?", ref, near)
					p.Proposed = "$" + near + strings.TrimPrefix(n.Value, "$"+ref)
				}
				problems = append(problems, p)
			}
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  sources:
  - {repoURL: 'https://charts.example.com', chart: app, targetRevision: 1.2.3, helm: {valueFiles: [$value/app.yaml]}}
  - {repoURL: 'https://github.com/owner/app', ref: values, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  sources:
  - {repoURL: 'https://charts.example.com', chart: app, targetRevision: 1.2.3, helm: {valueFiles: [$values/app.yaml]}}
  - {repoURL: 'https://github.com/owner/app', ref: values, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}
