// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var helmTargetNotRead = &rule.Rule{
	ID:       "helm-target-not-read",
	Severity: krm.Warning,
	Title:    "The values file that is written back should be one that the Application reads",
	Doc: `Helm reads the chart's values.yaml and what ` + "`helm.valueFiles`" + ` names. The updater writes the new tag into any other
file as well, creates it where it is missing, and commits it. Nothing is deployed, and the next round finds nothing to
do. Name the same file in both places; a path with a slash in front begins at the root of the repository, one without
at source.path.`,
	Upstream:     []string{docsMethods},
	ImageUpdater: rule.Range{From: rule.Minor{0, 13}},
	Kinds:        kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if it.Kind != argocd.KindApplication {
			return nil // a generator may read the file
		}
		return gitTarget(func(s *subject, set setting, target updater.Target) []rule.Problem {
			if target.Kind != updater.TargetHelmValues || !set.judged() {
				return nil
			}
			base, read := valuesRead(s.spec)
			written := target.In(base)
			for _, file := range read {
				if file == written || view.Templated(file) || strings.ContainsAny(file, "*?[") {
					return nil
				}
			}
			if len(read) == 0 || view.Templated(base) || path.IsAbs(base) || strings.HasPrefix(path.Clean(base)+"/", "../") { // which source-path-outside reports
				return nil
			}
			return []rule.Problem{s.problem(set, "write-back-target %q writes %q, but the values that this Application reads are in %s", set.text(), written, strings.Join(read, ", "))}
		})(c, it)
	},
	Bad:    exampleWith(exampleHelm, "image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "write-back-target: helmvalues:values-test.yaml"),
	Good:   exampleWith(exampleHelm, "image-list: app=ghcr.io/owner/app", "app.update-strategy: newest-build", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "write-back-target: helmvalues:values-prod.yaml"),
	Target: rule.Target{ImageUpdater: "v0.18"},
}

const exampleHelm = `spec:
  project: app
  source:
    repoURL: https://github.com/owner/app
    path: deploy/chart
    targetRevision: main
    helm: {valueFiles: [values-prod.yaml]}
  destination: {server: 'https://kubernetes.default.svc', namespace: app}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
`

// valuesRead returns source.path and the values files that the sources of a chart read, from the root of the repository; none
// where it is not certain that Helm renders it.
func valuesRead(spec view.Spec) (base string, files []string) {
	for _, source := range spec.Sources() {
		helm := krm.Lookup(source.Node, "helm")
		chart := krm.Lookup(source.Node, "chart") != nil
		at := krm.Text(krm.Lookup(source.Node, "path"))
		if helm == nil && !chart {
			continue
		}
		if base == "" {
			base = at
		}
		if helm != nil && helm.Kind != yaml.MappingNode || view.Misspelt(helm, "valueFiles") {
			return base, nil
		}
		if !chart {
			files = append(files, path.Join(at, "values.yaml"))
		}
		valueFiles := krm.Lookup(helm, "valueFiles")
		if valueFiles != nil && valueFiles.Kind != yaml.SequenceNode {
			return base, nil
		}
		for _, entry := range view.Entries(valueFiles) {
			if entry.ShortTag() != "!!str" {
				return base, nil
			}
			file := entry.Value
			switch {
			case strings.Contains(file, "://"):
				continue
			case strings.HasPrefix(file, "$"):
				_, file, _ = strings.Cut(file, "/")
				file = path.Clean(file)
			case strings.HasPrefix(file, "/"):
				file = path.Clean(file[1:])
			default:
				file = path.Join(at, file)
			}
			files = append(files, file)
		}
	}
	return base, files
}
