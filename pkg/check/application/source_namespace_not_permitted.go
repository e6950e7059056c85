// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var sourceNamespaceNotPermitted = &rule.Rule{
	ID:       "source-namespace-not-permitted",
	Severity: krm.Error,
	Title:    "An Application outside Argo CD's namespace must be permitted by the sourceNamespaces of its AppProject",
	Doc: `An AppProject is read in Argo CD's own namespace only. An Application in another one may use it where ` + "`spec.sourceNamespaces`" + ` names that
namespace; else it is refused: "application is not permitted to use project", or, where Argo CD does not watch the namespace
(` + "`application.namespaces`" + ` in argocd-cmd-params-cm), it has no status at all. It is a warning where the AppProject has no sourceNamespaces,
since each of two namespaces may have an Argo CD of its own.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/", "https://github.com/argoproj/argo-cd/issues/11597"},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		project := projectOf(c, view.SpecOf(it))
		if project == nil || it.Namespace == "" || project.Namespace == "" || it.Namespace == project.Namespace || view.Templated(it.Namespace+project.Namespace) {
			return nil
		}
		list := project.Lookup("spec", "sourceNamespaces")
		patterns, ok := texts(list)
		if !ok || list != nil && list.Kind != yaml.SequenceNode && list.ShortTag() != "!!null" || view.Misspelt(project.Lookup("spec"), "sourceNamespaces", "sourceRepos") {
			return nil
		}
		for _, p := range patterns {
			// One with slashes is a regular expression, and with braces an alternative.
			if matched, err := path.Match(p, it.Namespace); matched || err != nil || strings.HasPrefix(p, "/") || strings.ContainsAny(p, "{!") {
				return nil
			}
		}
		p := rule.Problem{Path: "metadata.namespace", At: it.Lookup("metadata", "namespace"), Current: it.Namespace, Message: fmt.Sprintf(
			"AppProject %q of the namespace %q does not let an Application in %q use it: name that in its sourceNamespaces, or move the Application", project.Name, project.Namespace, it.Namespace)}
		if len(patterns) == 0 {
			p.Severity = krm.Warning
		}
		return one(p)
	},
	Bad:  strings.Replace(exampleTop, "{name: app, namespace: argocd}", "{name: app, namespace: teams}", 1) + "---\n" + exampleProject + "  sourceNamespaces: [team-*]\n",
	Good: strings.Replace(exampleTop, "{name: app, namespace: argocd}", "{name: app, namespace: teams}", 1) + "---\n" + exampleProject + "  sourceNamespaces: [team*]\n",
}
