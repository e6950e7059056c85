// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterGitBranchMissing = &rule.Rule{
	ID:       "updater-git-branch-missing",
	Severity: krm.Error,
	Title:    "The method git must have a branch where the Application follows a commit or a tag",
	Doc: `Without ` + "`gitConfig.branch`" + ` the updater checks out the targetRevision of the Application, commits, and pushes to the same name. To a
commit nothing can be pushed, and a push of a tag changes nothing: the commit is lost, and the updater makes it again in every cycle.
Name a branch, and let the Application follow it.

It is a warning where a branch may have the name of that revision, too.`,
	Upstream: []string{docsMethods, "https://github.com/argoproj-labs/argocd-image-updater/blob/v1.3.0/pkg/argocd/git.go"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		for i := range r.refs {
			ref := &r.refs[i]
			pattern, ok := text(ref.pattern)
			if !ok || ref.annotations != nil || len(r.versions) == 0 || !r.always(ref, imageupdater.MethodGit) || r.namesBranch(ref) {
				continue
			}
			applicationsOf(c).matching(it.Namespace, pattern, func(app *krm.Item) bool {
				p, found := fixedSource(app)
				if found {
					p.Path, p.At, p.Current = ref.path+".namePattern", ref.pattern, pattern
					problems = append(problems, p)
				}
				return !found // one finding for a pattern
			})
		}
		return problems
	},
	Bad: exampleHead + `  writeBackConfig: {method: git}
  applicationRefs:
  - namePattern: web
    images:
    - alias: web
      imageName: ghcr.io/owner/web
` + exampleTagged,
	Good: exampleHead + `  writeBackConfig: {method: git, gitConfig: {branch: main}}
  applicationRefs:
  - namePattern: web
    images:
    - alias: web
      imageName: ghcr.io/owner/web
` + exampleTagged,
}

const exampleTagged = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  project: web
  source: {repoURL: 'https://github.com/owner/web', path: deploy, targetRevision: refs/tags/v1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: web}
  syncPolicy: {automated: {prune: true, selfHeal: true}}
`

// namesBranch reports whether a block of an entry names a branch or another repository, or what may name one has a mistake.
func (r *resource) namesBranch(ref *ref) bool {
	for _, b := range [...]block{r.writeBack, ref.writeBack} {
		git := child(b.node, b.path, "gitConfig")
		if typo(krm.Lookup(b.node, "gitConfig"), "!!map") || view.Misspelt(b.node, "gitConfig") {
			return true
		}
		for _, name := range []string{"branch", "repository"} {
			if n, _ := git.field(name); n != nil && n.Value != "" || typo(n, "!!str") || view.Misspelt(git.node, name) {
				return true
			}
		}
	}
	return false
}

// fixedSource says why nothing can be pushed to the revision of an Application.
func fixedSource(app *krm.Item) (p rule.Problem, found bool) {
	sources := view.SpecOf(app).Sources()
	if len(sources) != 1 || krm.Lookup(sources[0].Node, "chart") != nil {
		return p, false
	}
	revision := krm.Text(krm.Lookup(sources[0].Node, "targetRevision"))
	what, sure := argocd.FixedRevision(revision)
	if what == "" {
		return p, false
	}
	verb := "is"
	if !sure {
		p.Severity, verb = krm.Warning, "looks like"
	}
	p.Message = fmt.Sprintf("must have a branch in gitConfig for Application %q: its targetRevision %q %s %s, to which nothing can be pushed", app.Name, revision, verb, what)
	return p, true
}
