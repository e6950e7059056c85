// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"path/filepath"
	"strings"

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
		apps := applicationsOf(c)
		if apps.unsure || view.Templated(it.Namespace) {
			return nil
		}
		var problems []rule.Problem
		for _, ref := range read(c, it).refs {
			pattern, ok := text(ref.pattern)
			if _, err := filepath.Match(pattern, ""); !ok || err != nil {
				continue
			}
			if message := unmatched(apps, it.Namespace, pattern); message != "" {
				problems = append(problems, rule.Problem{Path: ref.path + ".namePattern", At: ref.pattern, Current: pattern, Message: message})
			}
		}
		return problems
	},
	Bad:  exampleImage + exampleApplication,
	Good: exampleRef + "    useAnnotations: true\n" + strings.Replace(exampleApplication, "name: web", "name: app", 1),
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

// maxNames is among how many names the nearest one is looked for: among thousands there is always one.
const maxNames = 200

// unmatched says why a pattern matches nothing, or "".
func unmatched(apps *applications, namespace, pattern string) string {
	found := false
	apps.matching(namespace, pattern, func(*krm.Item) bool {
		found = true
		return false
	})
	if found {
		return ""
	}
	count := apps.count(namespace)
	switch elsewhere := apps.namespaceOf[pattern]; {
	case elsewhere != "" && namespace != "":
		return fmt.Sprintf("%q matches no Application: it is in the namespace %q, and the updater looks in that of the ImageUpdater, %q; move the ImageUpdater", pattern, elsewhere, namespace)
	case count == 0:
		return ""
	case count <= maxNames:
		if near, ok := nearest.Name(pattern, apps.names(namespace)); ok {
			return fmt.Sprintf("%q matches no Application that is seen: did you mean %q?", pattern, near)
		}
	}
	return fmt.Sprintf("%q matches none of the %d Applications that are seen in its namespace", pattern, count)
}
