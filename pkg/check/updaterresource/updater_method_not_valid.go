// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterMethodNotValid = &rule.Rule{
	ID:       "updater-method-not-valid",
	Severity: krm.Error,
	Title:    "writeBackConfig.method must be argocd, git, git:repocreds or git:secret:<namespace>/<name>",
	Doc: `The API server refuses another word. Of ` + "`git:`" + ` with credentials that the updater cannot read it logs a warning and skips the
Application.`,
	Upstream: []string{docsMethods, crd},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		r := read(c, it)
		_, maybe13 := r.from(3)
		r.everyWriteBack(func(b block) {
			n, path := b.field("method")
			value, ok := text(n)
			if !ok {
				return
			}
			if secret, ok := strings.CutPrefix(value, "git:secret:"); ok && maybe13 && secret != "" && !strings.Contains(secret, "/") {
				return // v1.3 takes a name without a namespace
			}
			if _, err := imageupdater.ParseWriteBackMethod(value); err != nil {
				problems = append(problems, rule.Problem{Path: path, At: n, Message: err.Error(), Current: value})
			}
		})
		return problems
	},
	Bad:  exampleHead + "  writeBackConfig: {method: 'git:argocd/git'}\n" + refsOnly,
	Good: exampleHead + "  writeBackConfig: {method: 'git:secret:argocd/git'}\n" + refsOnly,
}

// refsOnly is the rest of an example about what stands above it.
const refsOnly = `  applicationRefs:
  - namePattern: app
    images:
    - alias: app
      imageName: ghcr.io/owner/app
`
