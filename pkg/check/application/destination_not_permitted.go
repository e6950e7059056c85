// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var destinationNotPermitted = &rule.Rule{
	ID:       "destination-not-permitted",
	Severity: krm.Error,
	Title:    "The destination of an Application must be among the destinations of its AppProject",
	Doc: `Argo CD refuses to sync an Application whose destination its AppProject does not permit; the message is the same where
` + "`destination.namespace`" + ` is missing. Both resources are applied without complaint. Cluster and namespace of one entry must match
together. Where one names the cluster by its server and the other by its name, nothing is said.`,
	Upstream: []string{projectsPage, "https://github.com/argoproj/argo-cd/issues/11510", "https://github.com/argoproj/argo-cd/issues/14284"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		project := projectOf(c, s)
		if project == nil || !hasDestination(s) || !whole(c, it) || ownRepository(c, project.Name) {
			return nil
		}
		d, path := s.Field("destination")
		to, ok := place(view.Pairs(d))
		if !ok {
			return nil
		}
		var entries []argocd.Place
		for _, e := range view.Entries(project.Lookup("spec", "destinations")) {
			entry, ok := place(view.Pairs(e))
			if !ok || e.Kind != yaml.MappingNode {
				return nil
			}
			entries = append(entries, entry)
		}
		if len(entries) == 0 || argocd.PermitsDestination(entries, to) != argocd.Refused {
			return nil
		}
		p := rule.Problem{Path: path, At: d, Message: fmt.Sprintf(
			"AppProject %q does not permit this cluster and namespace: add them to its destinations, or name the right project", project.Name)}
		if n := krm.Lookup(d, "namespace"); n != nil {
			p.Path, p.At, p.Current = path+".namespace", n, to.Namespace
		} else {
			p.Message = fmt.Sprintf("AppProject %q permits single namespaces, so the destination must have a namespace", project.Name)
		}
		return one(p)
	},
	Bad: exampleTop + "---\n" + `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: app, namespace: argocd}
spec:
  sourceRepos: ['https://github.com/owner/app']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: other}]
`,
	Good: exampleTop + "---\n" + exampleProject,
}

// place reads a destination; ok is false where a field of it is a template's, no text, or none that there is.
func place(fields []view.Pair) (to argocd.Place, ok bool) {
	for _, f := range fields {
		if f.Value == nil || f.Value.ShortTag() == "!!null" {
			continue
		}
		if f.Key.Value == "<<" || !isText(f.Value) || view.Templated(f.Value.Value) {
			return to, false
		}
		switch f.Key.Value {
		case "server":
			to.Server = f.Value.Value
		case "name":
			to.Name = f.Value.Value
		case "namespace":
			to.Namespace = f.Value.Value
		default:
			return to, false // whatever it means
		}
	}
	return to, true
}
