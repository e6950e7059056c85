// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ociSourceWithChart = &rule.Rule{
	ID:       "oci-source-with-chart",
	Severity: krm.Error,
	Title:    "A source that is oci:// must not name a chart",
	Doc: `What stands behind ` + "`oci://`" + ` is the whole artifact, and ` + "`chart`" + ` is ignored: Argo CD asks the registry for a tag of
` + "`registry.example.org/charts`" + ` instead of ` + "`registry.example.org/charts/app`" + `, and does not find it. Write the chart into the URL
and ` + "`path: .`" + `, or leave the scheme out and keep ` + "`chart`" + `. It is a warning where the URL ends with the chart already.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/oci/", "https://github.com/argoproj/argo-cd/blob/master/reposerver/repository/repository.go"},
	ArgoCD:   rule.Range{From: rule.Minor{3, 1}},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, source := range view.SpecOf(it).Sources() {
			url, chart := krm.Text(krm.Lookup(source.Node, "repoURL")), krm.Lookup(source.Node, "chart")
			if !strings.HasPrefix(url, ociScheme) || krm.Text(chart) == "" || view.Templated(url) || view.Templated(chart.Value) {
				continue
			}
			p := rule.Problem{Path: source.Path + ".chart", At: chart, Current: chart.Value, Message: fmt.Sprintf(
				"chart %q is ignored beside the URL %q: write repoURL %q with path \".\", or the URL without oci://", chart.Value, url, strings.TrimSuffix(url, "/")+"/"+chart.Value)}
			if strings.HasSuffix(strings.TrimSuffix(url, "/"), "/"+chart.Value) {
				p.Severity, p.Message = krm.Warning, fmt.Sprintf("chart %q is ignored beside the URL %q, which names it already: write path \".\" instead", chart.Value, url)
			}
			problems = append(problems, p)
		}
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'oci://registry.example.org/charts', chart: app, targetRevision: 1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'oci://registry.example.org/charts/app', path: ., targetRevision: 1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}
