// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var sourcePathOutside = &rule.Rule{
	ID:       "source-path-outside",
	Severity: krm.Error,
	Title:    "The path of a source must be relative to the repository and stay within it",
	Doc: `Argo CD refuses an absolute path ("app path is absolute") and one that leaves the repository ("app path outside root") when it
renders, so the Application is applied without complaint and then has a ComparisonError. The root of the repository is ` + "`.`" + `.`,
	Upstream: []string{specPage, "https://github.com/argoproj/argo-cd/blob/master/util/app/path/path.go"},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, source := range view.SpecOf(it).Sources() {
			n := krm.Lookup(source.Node, "path")
			if !isText(n) || given(krm.Lookup(source.Node, "chart")) {
				continue
			}
			p := rule.Problem{Path: source.Path + ".path", At: n, Current: n.Value}
			known := beforeTemplate(n.Value)
			cleaned := path.Clean(known)
			switch {
			case strings.HasPrefix(known, "/") && known != n.Value:
				p.Message = fmt.Sprintf("path %q must be relative to the root of the repository: take the slash away", n.Value)
			case strings.HasPrefix(known, "/"):
				relative := path.Clean("./" + n.Value)
				p.Message = fmt.Sprintf("path %q must be relative to the root of the repository: write %q", n.Value, relative)
				p.Proposed = relative
			case cleaned == ".." || strings.HasPrefix(cleaned, "../"):
				p.Message = fmt.Sprintf("path %q must not leave the repository", n.Value)
			default:
				continue
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
  source: {repoURL: 'https://github.com/owner/app', path: /deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
	Good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: ./deploy/../prod, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`,
}

// beforeTemplate returns what is known of a path: all of it, or the directories before the first that a template writes.
func beforeTemplate(p string) string {
	if !view.Templated(p) {
		return p
	}
	known := p[:strings.IndexAny(p, "{$<")]
	return known[:strings.LastIndexByte(known, '/')+1]
}
