// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterWriteBackTargetDoubled = &rule.Rule{
	ID:       "updater-write-back-target-doubled",
	Severity: krm.Warning,
	Title:    "A writeBackTarget that names the path of the source must begin with a slash",
	Doc: `The updater joins a path without a leading slash to ` + "`spec.source.path`" + ` of the Application. A path from the root of the repository so
holds the path of the source twice: a kustomization is not found there, and a values file is made there that nothing reads. Write it
with a slash before it, or from the source on.`,
	Upstream: []string{docsMethods},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		if len(r.versions) == 0 {
			return nil
		}
		r.targets(func(n *yaml.Node, at string, refs []ref) {
			target := r.versions[0].ReadTarget(n.Value)
			source := sourceOf(c, it, refs)
			given := path.Clean(target.Path)
			if target.Path == "" || source == "" || strings.HasPrefix(target.Path, "/") || given != source && !strings.HasPrefix(given, source+"/") {
				return
			}
			problems = append(problems, rule.Problem{
				Path: at, At: n, Current: n.Value, Proposed: target.Kind + ":/" + given,
				Message: fmt.Sprintf("%q is joined to the source path %q and names %q: write %q", n.Value, source, target.In(source), target.Kind+":/"+given),
			})
		})
		return problems
	},
	Bad: exampleHead + `  writeBackConfig:
    method: git
    gitConfig: {branch: main, writeBackTarget: 'kustomization:deploy'}
  applicationRefs:
  - namePattern: web
    images:
    - alias: web
      imageName: ghcr.io/owner/web
` + exampleApplication,
	Good: exampleHead + `  writeBackConfig:
    method: git
    gitConfig: {branch: main, writeBackTarget: 'kustomization:/deploy'}
  applicationRefs:
  - namePattern: web
    images:
    - alias: web
      imageName: ghcr.io/owner/web
` + exampleApplication,
}

// sourceOf returns the one source path that all Applications of the entries have, or "".
func sourceOf(c *rule.Context, it *krm.Item, refs []ref) string {
	found, same := "", true
	for _, ref := range refs {
		pattern, ok := text(ref.pattern)
		if !ok {
			return ""
		}
		applicationsOf(c).matching(it.Namespace, pattern, func(app *krm.Item) bool {
			at, ok := text(krm.Lookup(view.SpecOf(app).Node, "source", "path"))
			at = path.Clean(at)
			same = ok && at != "." && (found == "" || at == found)
			found = at
			return same
		})
		if !same {
			return ""
		}
	}
	return found
}
