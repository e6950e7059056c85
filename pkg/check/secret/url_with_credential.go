// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var urlWithCredential = &rule.Rule{
	ID:       "url-with-credential",
	Severity: krm.Error,
	Title:    "A URL must not hold a password or a token",
	Doc: `A URL such as ` + "`https://user:token@host/path`" + ` in a repoURL, a Helm parameter or an annotation is readable to everyone who may read
the repository, and to everyone who may list Applications in Argo CD. Replace the credential by a new one. Credentials of
repositories belong in a Secret with the label ` + "`argocd.argoproj.io/secret-type: repository` or `repo-creds`" + `, which is not in Git.

Placeholders, words such as ` + "`password`" + `, the name of the user itself and hosts of examples are not reported.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/", "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories"},
	Kinds:    append([]rule.Kind{view.Application, view.ApplicationSet, view.AppProject, {Group: imageupdater.Prefix, Name: imageupdater.Kind}}, kustomizations...),
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		eachText(it.Node(), nil, func(n *yaml.Node, path string) {
			// The literals of generators have rules of their own.
			if !credential.InURL(n.Value) || strings.HasPrefix(path, "secretGenerator") || strings.HasPrefix(path, "configMapGenerator") {
				return
			}
			problems = append(problems, rule.Problem{Path: path, At: n, Message: fmt.Sprintf(
				"the URL in `%s` must not hold a credential: replace it by a new one, and give Argo CD that in a Secret of a repository", path)})
		})
		return problems
	},
	Bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://ci:correct-horse@git.internal/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://git.internal/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}

// eachText calls do with every scalar below a node that may hold a URL. An alias is visited where its anchor is.
func eachText(n *yaml.Node, path []string, do func(n *yaml.Node, path string)) {
	if n == nil || len(path) > 2*maxDepth {
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if strings.Contains(n.Value, "://") {
			do(n, strings.TrimPrefix(strings.Join(path, ""), "."))
		}
	case yaml.SequenceNode:
		for i, e := range n.Content {
			eachText(e, append(path, "["+strconv.Itoa(i)+"]"), do)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			eachText(n.Content[i+1], append(path, "."+n.Content[i].Value), do)
		}
	}
}
