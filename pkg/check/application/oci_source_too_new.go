// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// ociScheme begins the URL of a source that is an OCI artifact.
const ociScheme = "oci://"

var ociSourceTooNew = &rule.Rule{
	ID:       "oci-source-too-new",
	Severity: krm.Error,
	Title:    "A source must not be oci:// before Argo CD v3.1",
	Doc: `Argo CD reads OCI artifacts by ` + "`oci://`" + ` from v3.1 on. An older one takes the URL for that of a Git repository or of charts, and the
Application gets a ComparisonError: "unsupported protocol scheme". A chart in an OCI registry is written without the scheme there:
` + "`repoURL: registry.example.org/charts`" + ` with ` + "`chart`" + `, and a repository with ` + "`enableOCI: \"true\"`" + `.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/oci/", "https://argo-cd.readthedocs.io/en/stable/user-guide/helm/"},
	ArgoCD:   rule.Range{Before: rule.Minor{3, 1}},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, source := range view.SpecOf(it).Sources() {
			n := krm.Lookup(source.Node, "repoURL")
			if url := krm.Text(n); strings.HasPrefix(url, ociScheme) {
				problems = append(problems, rule.Problem{Path: source.Path + ".repoURL", At: n, Current: url, Message: fmt.Sprintf(
					"%q is read from Argo CD v3.1 on, not by %s: write a chart's registry without oci://, and the chart in `chart`", url, c.ArgoCD)})
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
  source: {repoURL: 'oci://registry.example.org/charts/app', path: ., targetRevision: 1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: registry.example.org/charts, chart: app, targetRevision: 1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Target: rule.Target{ArgoCD: "v3.0"},
}
