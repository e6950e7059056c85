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
	Check: rule.InGit(func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		eachLeak(it.Node(), make([]place, 0, 2*maxDepth+1), func(n *yaml.Node, path string) {
			// The literals of generators have rules of their own.
			if strings.HasPrefix(path, "secretGenerator") || strings.HasPrefix(path, "configMapGenerator") {
				return
			}
			problems = append(problems, rule.Problem{Path: path, At: n, Message: fmt.Sprintf(
				"the URL in `%s` must not hold a credential: replace it by a new one, and give Argo CD that in a Secret of a repository", path)})
		})
		return problems
	}),
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

// place is a step of a path: a key, or an entry of a list where it has none.
type place struct {
	key   string
	index int
}

// eachLeak calls do with every scalar below a node that holds a URL with a credential. An alias is visited where its anchor is.
func eachLeak(n *yaml.Node, path []place, do func(n *yaml.Node, path string)) {
	if n == nil || len(path) > 2*maxDepth {
		return
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if credential.InURL(n.Value) {
			do(n, pathOf(path))
		}
	case yaml.SequenceNode:
		for i, e := range n.Content {
			eachLeak(e, append(path, place{index: i}), do)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			eachLeak(n.Content[i+1], append(path, place{key: n.Content[i].Value}), do)
		}
	}
}

// pathOf writes a path as findings have it.
func pathOf(path []place) string {
	var b strings.Builder
	for i, p := range path {
		switch {
		case p.key == "":
			b.WriteString("[" + strconv.Itoa(p.index) + "]")
		case i > 0:
			b.WriteString("." + p.key)
		default:
			b.WriteString(p.key)
		}
	}
	return b.String()
}
