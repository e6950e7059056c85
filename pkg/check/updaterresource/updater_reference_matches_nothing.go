// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterReferenceMatchesNothing = &rule.Rule{
	ID:       "updater-reference-matches-nothing",
	Severity: krm.Warning,
	Title:    "A namePattern must match an Application in the namespace of the ImageUpdater",
	Doc: `An entry that matches no Application follows nothing, and the ImageUpdater is Ready all the same. The updater looks in its
own namespace only.

The rule compares with the Applications that it sees, so it is a warning; where an ApplicationSet makes more of them, and where none
is seen in that namespace or by that name elsewhere, it says nothing. Labels are not compared.`,
	Upstream: []string{docsResource},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if len(c.Of(argocd.Group, argocd.KindApplicationSet)) > 0 || view.Templated(it.Namespace) {
			return nil
		}
		var problems []rule.Problem
		for _, ref := range read(c, it).refs {
			pattern, ok := text(ref.pattern)
			if _, err := filepath.Match(pattern, ""); !ok || err != nil {
				continue
			}
			if message := unmatched(c, it, pattern); message != "" {
				problems = append(problems, rule.Problem{Path: ref.path + ".namePattern", At: ref.pattern, Current: pattern, Message: message})
			}
		}
		return problems
	},
	Bad:  exampleImage + exampleApplication,
	Good: exampleRef + "    useAnnotations: true\n" + strings.Replace(exampleApplication, "name: web", "name: app", 1),
	Also: nil,
}

const exampleApplication = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: web
  source: {repoURL: 'https://github.com/owner/web', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: web}
  syncPolicy: {automated: {prune: true, selfHeal: true}}
`

// unmatched says why a pattern matches nothing, or "".
func unmatched(c *rule.Context, it *krm.Item, pattern string) string {
	var names []string
	elsewhere := ""
	for _, app := range c.Of(argocd.Group, argocd.KindApplication) {
		matched, _ := filepath.Match(pattern, app.Name) // its grammar is known to be right
		switch {
		case app.Name == "" || view.Templated(app.Name):
			return ""
		case app.Namespace != "" && it.Namespace != "" && app.Namespace != it.Namespace:
			if app.Name == pattern {
				elsewhere = app.Namespace
			}
		case matched:
			return ""
		default:
			names = append(names, app.Name)
		}
	}
	switch near, ok := nearest.Name(pattern, names); {
	case elsewhere != "" && it.Namespace != "":
		return fmt.Sprintf("%q matches no Application: it is in the namespace %q, and the updater looks in that of the ImageUpdater, %q; move the ImageUpdater", pattern, elsewhere, it.Namespace)
	case len(names) == 0:
		return ""
	case ok:
		return fmt.Sprintf("%q matches no Application that is seen: did you mean %q?", pattern, near)
	}
	return fmt.Sprintf("%q matches none of the %d Applications that are seen in its namespace", pattern, len(names))
}
