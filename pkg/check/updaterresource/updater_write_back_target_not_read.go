// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterWriteBackTargetNotRead = &rule.Rule{
	ID:       "updater-write-back-target-not-read",
	Severity: krm.Error,
	Title:    "writeBackTarget must be kustomization or helmvalues, with a path behind a colon or without",
	Doc: `Any other text is the name of a file, from the root of the repository, into which the updater writes overrides in a form of its
own. Argo CD reads such overrides from ` + "`.argocd-source-<application>.yaml`" + ` beside the source only, so the commit changes nothing, and a
file that was there is overwritten. Write helmvalues:/path/values.yaml or kustomization:/path.`,
	Upstream: []string{docsMethods},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		read(c, it).targets(func(n *yaml.Node, at string, _ []ref) {
			value := n.Value
			if strings.HasPrefix(value, imageupdater.TargetKustomization) || strings.HasPrefix(value, imageupdater.TargetHelmValues) ||
				strings.HasPrefix(path.Base(value), ".argocd-source") {
				return
			}
			p := rule.Problem{Path: at, At: n, Current: value}
			p.Message = fmt.Sprintf("%q is the name of a file that Argo CD does not read: it must be helmvalues:/<path> or kustomization:/<path>", value)
			word, rest, colon := strings.Cut(value, ":")
			if near, ok := nearest.Name(word, []string{imageupdater.TargetHelmValues, imageupdater.TargetKustomization}); ok {
				if colon {
					near += ":" + rest
				}
				p.Message += fmt.Sprintf("; did you mean %q?", near)
				p.Proposed = near
			}
			problems = append(problems, p)
		})
		return problems
	},
	Bad: exampleHead + `  writeBackConfig:
    method: git
    gitConfig: {branch: main, writeBackTarget: deploy/values.yaml}
` + refsOnly,
	Good: exampleHead + `  writeBackConfig:
    method: git
    gitConfig: {branch: main, writeBackTarget: 'helmvalues:/deploy/values.yaml'}
` + refsOnly,
}
