// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterReferenceOverlap = &rule.Rule{
	ID:       "updater-reference-overlap",
	Severity: krm.Warning,
	Title:    "Two ImageUpdaters should not follow one Application",
	Doc: `Each ImageUpdater is worked off by itself: two that match the same Application write over each other, with two strategies in turns,
and each of them is Ready. Within one ImageUpdater the most specific entry wins; between two nothing does. Let one of them name the
Application. Entries that select by labels are not compared.`,
	Upstream: []string{docsResource},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return overlapsOf(c)[it]
	},
	Bad: exampleImage + "---" + exampleSecond + `  - namePattern: ap*
    images:
    - alias: web
      imageName: ghcr.io/owner/web
` + exampleAnyApplication,
	Good: exampleImage + "---" + exampleSecond + `  - namePattern: web*
    images:
    - alias: web
      imageName: ghcr.io/owner/web
`,
}

const (
	exampleSecond = `
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: second, namespace: argocd}
spec:
  applicationRefs:
`
	exampleAnyApplication = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy: {automated: {prune: true, selfHeal: true}}
`
)

type overlapsKey struct{}

// claim is the namespace of an ImageUpdater and the name of an Application that it follows.
type claim struct{ namespace, name string }

// overlapsOf returns the problems of all ImageUpdaters: the later of two is the one that is reported.
func overlapsOf(c *rule.Context) map[*krm.Item][]rule.Problem {
	return rule.Memo(c, overlapsKey{}, func() map[*krm.Item][]rule.Problem {
		problems := map[*krm.Item][]rule.Problem{}
		claims := map[claim]*krm.Item{}
		for _, it := range c.Of(imageupdater.Prefix, imageupdater.Kind) {
			if it.Namespace == "" || view.Templated(it.Namespace+it.Name) {
				continue
			}
			for i, n := range view.Entries(it.Lookup("spec", "applicationRefs")) {
				pattern, ok := text(krm.Lookup(n, "namePattern"))
				if _, err := filepath.Match(pattern, ""); !ok || err != nil || selectsByLabel(n) {
					continue
				}
				reported := false
				take := func(name string) bool {
					k := claim{it.Namespace, name}
					other := claims[k]
					switch {
					case other == nil:
						claims[k] = it
					case other != it && other.Name != it.Name && !reported: // a layer of the same one is no other
						reported = true
						problems[it] = append(problems[it], rule.Problem{Path: view.At("spec.applicationRefs", i) + ".namePattern", At: krm.Lookup(n, "namePattern"), Current: pattern,
							Message: fmt.Sprintf("Application %q is followed by the ImageUpdater %q as well: they write over each other", name, other.Name)})
					}
					return true
				}
				annotated := readRef(n, "").annotations != nil
				if !annotated {
					take(pattern) // the same pattern in two is the same Applications, whether any is seen or not
				}
				applicationsOf(c).matching(it.Namespace, pattern, func(app *krm.Item) bool {
					if _, follows := app.Annotation(imageupdater.Prefix + "/" + imageupdater.KeyImageList); annotated && !follows {
						return true // without an image-list it follows nothing
					}
					return app.Namespace == "" || app.Name == pattern && !annotated || take(app.Name)
				})
			}
		}
		return problems
	})
}

func selectsByLabel(ref *yaml.Node) bool {
	n := krm.Lookup(ref, "labelSelectors")
	return n != nil && n.ShortTag() != "!!null"
}
