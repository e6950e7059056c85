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

var repositoryNotPermitted = &rule.Rule{
	ID:       "repository-not-permitted",
	Severity: krm.Error,
	Title:    "The repository of an Application must be among the sourceRepos of its AppProject",
	Doc: `Argo CD refuses to sync an Application whose repository its AppProject does not permit: "application repo is not permitted in
project". Both are applied without complaint. Repositories are compared without ` + "`.git`" + ` and capitals; ` + "`*`" + ` does not cross a slash and
` + "`**`" + ` does. An AppProject without sourceRepos is not judged: repositories of its own may be registered for it.`,
	Upstream: []string{projectsPage, "https://github.com/argoproj/argo-cd/issues/11510"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		project := projectOf(c, s)
		if project == nil {
			return nil
		}
		patterns, ok := texts(project.Lookup("spec", "sourceRepos"))
		if !ok || len(patterns) == 0 || ownRepository(c, project.Name) {
			return nil
		}
		var problems []rule.Problem
		for _, source := range s.Sources() {
			n := krm.Lookup(source.Node, "repoURL")
			if !isText(n) || n.Value == "" || view.Templated(n.Value) || argocd.PermitsSource(patterns, n.Value) != argocd.Refused {
				continue
			}
			problems = append(problems, rule.Problem{Path: source.Path + ".repoURL", At: n, Current: n.Value, Message: fmt.Sprintf(
				"AppProject %q does not permit this repository, only %s: add it to sourceRepos, or name the right project", project.Name, someOf(patterns))})
		}
		return problems
	},
	Bad: exampleTop + "---\n" + `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: app, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/other']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: app}]
`,
	Good: exampleTop + "---\n" + exampleProject,
}

// someOf lists a few texts.
func someOf(all []string) string {
	const most = 4
	if len(all) > most {
		return fmt.Sprintf("%s and %d more", someOf(all[:most]), len(all)-most)
	}
	quoted := make([]string, len(all))
	for i, text := range all {
		quoted[i] = fmt.Sprintf("%q", text)
	}
	return strings.Join(quoted, ", ")
}

type ownKey struct{}

// ownRepository reports whether a Secret registers a repository or a cluster for an AppProject, which it then permits. One
// whose project is encoded may be for any.
func ownRepository(c *rule.Context, project string) bool {
	own := rule.Memo(c, ownKey{}, func() map[string]bool {
		all := map[string]bool{}
		for _, it := range c.Of("", "Secret") {
			if !isArgoCDs(it) {
				continue
			}
			if it.Lookup("data", "project") != nil {
				all[anyProject] = true
			}
			all[krm.Text(it.Lookup("stringData", "project"))] = true
		}
		return all
	})
	return own[anyProject] || own[project]
}

const anyProject = "*"
