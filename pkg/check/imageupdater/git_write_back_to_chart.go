// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var gitWriteBackToChart = &rule.Rule{
	ID:       "git-write-back-to-chart",
	Severity: krm.Error,
	Title:    "An Application from a chart repository must name the Git repository to write to",
	Doc: `With the method git the updater commits to the repository of the source. That of a chart is no Git repository, so
every write-back fails. Name one by ` + "`git-repository`" + ` (from v0.13 on), and have Helm read the file by a second source.`,
	Upstream: []string{docsMethods},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		sources := s.spec.Sources()
		method, known := s.writeBack()
		if s.open || !known || method.Method != updater.MethodGit || len(sources) != 1 || krm.Text(krm.Lookup(sources[0].Node, "chart")) == "" {
			return nil
		}
		if _, ok := s.wide(updater.KeyGitRepository); ok {
			return nil // on v0.12 the key is reported instead
		}
		set, _ := s.wide(updater.KeyWriteBackMethod)
		return []rule.Problem{s.problem(set, "write-back-method %q commits to the source's repository, which is one of charts: name a Git repository by %s", set.text(), updater.KeyGitRepository)}
	}),
	Bad:    exampleWith(exampleChart, "image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git"),
	Good:   exampleWith(exampleChart, "image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: argocd"),
	Target: rule.Target{ImageUpdater: "v0.18"},
}

const exampleChart = `spec:
  project: app
  source: {repoURL: 'https://charts.example.org', chart: app, targetRevision: 1.2.3}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`
