// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// ownCluster is the cluster of Argo CD itself, by the URL and the name under which it is known.
const (
	ownCluster     = "https://kubernetes.default.svc"
	ownClusterName = "in-cluster"
)

var destinationServerNotURL = &rule.Rule{
	ID:       "destination-server-not-url",
	Severity: krm.Error,
	Title:    "The server of a destination must be the URL of a cluster",
	Doc: `Argo CD compares ` + "`destination.server`" + ` letter by letter with the URLs of the clusters that it knows. Without ` + "`https://`" + ` it finds none, the
Application has the condition InvalidSpecError, "cluster not found", and is not synced, while the API server took it without complaint. A
cluster's name belongs in ` + "`destination.name`" + `. Where the Secret of a cluster among the resources may hold such a server, nothing is
reported.`,
	Upstream: []string{specPage, "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		n, path := view.SpecOf(it).Field("destination", "server")
		if !isText(n) || n.Value == "" || strings.Contains(n.Value, "://") || toBeFilled(n.Value) || clustersAreDeclared(c) {
			return nil
		}
		p := rule.Problem{Path: path, At: n, Current: n.Value}
		switch strings.TrimSuffix(n.Value, "/") {
		case strings.TrimPrefix(ownCluster, "https://"), strings.TrimPrefix(ownCluster, "https://") + ":443":
			p.Proposed = ownCluster
			p.Message = fmt.Sprintf("server %q must be a URL, or Argo CD finds no such cluster: write %q", n.Value, ownCluster)
		case ownClusterName:
			p.Message = fmt.Sprintf("server %q is the name of a cluster, and Argo CD looks for a URL: write `name: %s` in place of server", n.Value, n.Value)
		default:
			p.Severity = krm.Warning // the Secret of a cluster, which lies elsewhere, may say it in this way
			p.Message = fmt.Sprintf("server %q should be the URL of a cluster, as in \"https://10.0.0.1:6443\"; a cluster's name belongs in name", n.Value)
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
  destination: {server: kubernetes.default.svc, namespace: app}
`,
	Good: exampleTop,
}

// clustersAreDeclared reports whether the Secret of a cluster stands among the resources.
func clustersAreDeclared(c *rule.Context) bool {
	type key struct{}
	return rule.Memo(c, key{}, func() bool {
		for _, it := range c.Of("", "Secret") {
			if krm.Text(it.Lookup("metadata", "labels", argocd.LabelSecretType)) == "cluster" {
				return true
			}
		}
		return false
	})
}

// toBeFilled reports whether a text is, or holds, what a person or another tool replaces: <name>, $NAME, %name%, CLUSTER_NAME.
func toBeFilled(text string) bool {
	return view.Templated(text) || strings.ContainsAny(text, "<>$%{}") || strings.Contains(text, "__") ||
		strings.Contains(text, "_") && strings.ToUpper(text) == text
}
