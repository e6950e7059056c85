// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"path"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// directory is where resources lie and in which namespace they stand.
type directory struct{ dir, namespace string }

type directoriesKey struct{}

var kindNotPermitted = &rule.Rule{
	ID:       "kind-not-permitted",
	Severity: krm.Warning,
	Title:    "An AppProject must permit the kinds that its Application delivers",
	Doc: `A sync fails at the first resource whose kind the AppProject does not permit: one that ` + "`namespaceResourceBlacklist`" + ` names, or that a
` + "`namespaceResourceWhitelist`" + ` lacks; an empty list permits none. Nothing is applied then. This looks at the resources that lie in the
Application's path and stand in its namespace; whether a kustomization leaves some of them out is not known, so it is a warning.`,
	Upstream: []string{projectsPage},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		project := projectOf(c, s)
		namespace := krm.Text(krm.Lookup(s.Node, "destination", "namespace"))
		if project == nil || namespace == "" {
			return nil
		}
		white, black := project.Lookup("spec", "namespaceResourceWhitelist"), project.Lookup("spec", "namespaceResourceBlacklist")
		if white == nil && black == nil {
			return nil
		}
		files := rule.Memo(c, directoriesKey{}, func() map[directory][]*krm.Item {
			all := map[directory][]*krm.Item{}
			type kindIn struct {
				directory
				rule.Kind
			}
			seen := map[kindIn]int{}
			for _, other := range c.Items {
				if other.Path != "" && other.Namespace != "" && !other.LocalConfig() {
					d := directory{path.Dir(path.Clean(other.Path)), other.Namespace}
					k := kindIn{d, rule.Kind{Group: other.Group(), Name: other.Kind}}
					// Two of a kind say all, since one of them may be the Application itself; with all of them, many
					// Applications in one directory would take a time that grows with the square.
					if seen[k]++; seen[k] <= 2 {
						all[d] = append(all[d], other)
					}
				}
			}
			return all
		})
		for _, source := range s.Sources() {
			n := krm.Lookup(source.Node, "path")
			if !isText(n) || n.Value == "" {
				continue
			}
			for _, other := range files[directory{path.Clean(n.Value), namespace}] {
				if other == it || kindPermitted(white, black, other.Group(), other.Kind) {
					continue
				}
				at, where := s.Field("project")
				return one(rule.Problem{Path: where, At: at, Current: project.Name, Message: fmt.Sprintf(
					"AppProject %q does not permit %s %q, which lies in the path of this Application: permit the kind, or take the resource out", project.Name, other.Kind, other.Name)})
			}
		}
		return nil
	},
	Bad: exampleRoot + "---\n" + exampleProject + `  namespaceResourceBlacklist: [{group: '', kind: Secret}]
---
apiVersion: v1
kind: Secret
metadata: {name: token, namespace: app}
`,
	Good: exampleRoot + "---\n" + exampleProject + `  namespaceResourceBlacklist: [{group: '', kind: Secret}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: app}
`,
}

const exampleRoot = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: ., targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
`

// kindPermitted reports whether the lists of an AppProject permit a kind in a namespace, or cannot be told to refuse it.
func kindPermitted(white, black *yaml.Node, group, kind string) bool {
	for _, e := range view.Entries(black) {
		g, k := krm.Text(krm.Lookup(e, "group")), krm.Text(krm.Lookup(e, "kind"))
		if (g == group || g == "*") && (k == kind || k == "*") {
			return false
		}
	}
	if white == nil || white.Kind != yaml.SequenceNode {
		return true
	}
	for _, e := range view.Entries(white) {
		g, k := krm.Text(krm.Lookup(e, "group")), krm.Text(krm.Lookup(e, "kind"))
		if incomplete(e) || k == kind && g == "" && len(argocd.GroupsOf(k)) > 0 {
			return true // another mistake
		}
		if matches(g, group) && matches(k, kind) {
			return true
		}
	}
	return false
}
