// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var gitWriteBackToFixedRevision = &rule.Rule{
	ID:       "git-write-back-to-fixed-revision",
	Severity: krm.Error,
	Title:    "An Application whose updates are committed must follow a branch",
	Doc: `With the method git and without ` + "`git-branch`" + ` the updater checks out the targetRevision, commits, and pushes to the same name. To a
commit nothing can be pushed, and a push of a tag changes nothing: the commit is lost, and the updater makes it again in every cycle.
Argo CD reads the fixed revision in any case. Follow a branch, or name one by ` + "`git-branch`" + `.

It is a warning where a branch may have that name, too.`,
	Upstream: []string{docsMethods, "https://github.com/argoproj-labs/argocd-image-updater/blob/v1.3.0/pkg/argocd/git.go"},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		sources := s.spec.Sources()
		method, known := s.writeBack()
		if s.open || !known || method.Method != updater.MethodGit || len(sources) != 1 || krm.Lookup(sources[0].Node, "chart") != nil {
			return nil
		}
		for _, key := range []string{updater.KeyGitBranch, updater.KeyGitRepository} {
			if set, ok := s.wide(key); ok && (!set.judged() || set.text() != "") {
				return nil
			}
		}
		n := krm.Lookup(sources[0].Node, "targetRevision")
		what, sure := argocd.FixedRevision(krm.Text(n))
		if what == "" {
			return nil
		}
		p := rule.Problem{Path: sources[0].Path + ".targetRevision", At: n, Current: n.Value, Message: fmt.Sprintf(
			"%q is %s, to which the updater cannot push what it commits: follow a branch, or name one by %s", n.Value, what, updater.KeyGitBranch)}
		if !sure {
			p.Severity = krm.Warning
			p.Message = fmt.Sprintf("%q looks like %s, to which the updater cannot push what it commits: follow a branch, or name one by %s", n.Value, what, updater.KeyGitBranch)
		}
		return []rule.Problem{p}
	}),
	Bad:  exampleWith(exampleTag, "image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git"),
	Good: exampleWith(exampleTag, "image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "git-branch: main"),
}

const exampleTag = `spec:
  project: app
  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: refs/tags/v1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`
