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
	Severity: krm.Info,
	Title:    "A namePattern should match an Application in the namespace of the ImageUpdater",
	Doc: `An entry that matches no Application follows nothing, and the ImageUpdater is Ready all the same. The updater looks in its
own namespace only.

The rule compares with the Applications that it sees, and a chart or another repository may make more of them: so it is advice. It is a
warning where one of that name is seen in another namespace, or where the name looks like a misspelling of one that is seen. Where an
ApplicationSet makes Applications, and where none is seen in that namespace, it says nothing. Labels are not compared.`,
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
			if severity, message := unmatched(apps, it.Namespace, pattern); message != "" {
				problems = append(problems, rule.Problem{Path: ref.path + ".namePattern", At: ref.pattern, Current: pattern, Message: message, Severity: severity})
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

// maxNames is among how many names a misspelling is looked for: among thousands there is always one.
const maxNames = 200

// unmatched says why a pattern matches nothing, or "", and how sure that is.
func unmatched(apps *applications, namespace, pattern string) (severity krm.Severity, message string) {
	found := false
	apps.matching(namespace, pattern, func(*krm.Item) bool {
		found = true
		return false
	})
	if found {
		return "", ""
	}
	count := apps.count(namespace)
	switch elsewhere := apps.namespaceOf[pattern]; {
	case elsewhere != "" && namespace != "":
		return krm.Warning, fmt.Sprintf("%q matches no Application: it is in the namespace %q, and the updater looks in that of the ImageUpdater, %q; move the ImageUpdater", pattern, elsewhere, namespace)
	case count == 0:
		return "", ""
	case count <= maxNames:
		if near, ok := nearest.Misspelling(pattern, apps.names(namespace)); ok {
			return krm.Warning, fmt.Sprintf("%q matches no Application that is seen: did you mean %q?", pattern, near)
		}
	}
	if count == 1 {
		return krm.Info, fmt.Sprintf("%q does not match the one Application that is seen in its namespace: if no chart or other repository makes another, it follows nothing", pattern)
	}
	return krm.Info, fmt.Sprintf("%q matches none of the %d Applications that are seen in its namespace: if no chart or other repository makes more of them, it follows nothing", pattern, count)
}
