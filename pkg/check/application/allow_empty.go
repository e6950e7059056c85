// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var allowEmpty = &rule.Rule{
	ID:       "allow-empty",
	Severity: krm.Warning,
	Title:    "Automated pruning should not be allowed to delete everything",
	Doc: `Argo CD refuses to prune an Application down to nothing by itself, because no manifests at all is mostly a wrong path or a failed
render. ` + "`allowEmpty: true`" + ` with ` + "`prune: true`" + ` switches that guard off: a mistake in Git then deletes every resource at once. Leave it out, and
delete an Application that is no longer wanted.`,
	Upstream: []string{autoSyncPage + "#automatic-pruning-with-allow-empty-v18"},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		n, path := s.Field("syncPolicy", "automated", "allowEmpty")
		prune := s.Lookup("syncPolicy", "automated", "prune")
		if !isTrue(n) || !isTrue(prune) || !s.Automated() {
			return nil
		}
		return one(rule.Problem{Path: path, At: n, Current: true, Proposed: false,
			Message: "a render that yields nothing deletes every resource of the Application: must be false or absent"})
	},
	Bad: exampleTop + `  syncPolicy:
    automated: {prune: true, allowEmpty: true}
`,
	Good: exampleTop + `  syncPolicy:
    automated: {prune: true, allowEmpty: false}
`,
}

// isTrue reports whether a field is true. Text is none: that is another mistake.
func isTrue(n *yaml.Node) bool { return n != nil && n.Value == "true" && n.ShortTag() == "!!bool" }
