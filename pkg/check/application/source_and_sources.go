// SPDX-License-Identifier: Apache-2.0

package application

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var sourceAndSources = &rule.Rule{
	ID:       "source-and-sources",
	Severity: krm.Error,
	Title:    "An Application must have a source or sources, not both",
	Doc: `Where ` + "`spec.sources`" + ` has an entry, ` + "`spec.source`" + ` is ignored without a word: what it names is not delivered, and with
automated pruning it is deleted. Move the source into the list, or delete it. It is a warning where the list has the same repository
and path already.`,
	Upstream: []string{multiSourcePage},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		single, path := s.Field("source")
		many := s.Lookup("sources")
		if !given(krm.Lookup(single, "repoURL")) || len(view.Entries(many)) == 0 {
			return nil
		}
		p := rule.Problem{Path: path, At: single, Message: "is ignored beside spec.sources: move it into the list, or delete it"}
		for _, e := range view.Entries(many) {
			same := true
			for _, field := range []string{"repoURL", "path", "chart"} {
				same = same && krm.Text(krm.Lookup(e, field)) == krm.Text(krm.Lookup(single, field))
			}
			if same {
				p.Severity = krm.Warning
				p.Message = "is ignored beside spec.sources, which has it too: delete it"
			}
		}
		return one(p)
	},
	Bad: exampleTop + `  sources:
  - {repoURL: 'https://github.com/owner/other', path: deploy, targetRevision: main}
`,
	Good: exampleTop + `  sources: []
`,
}
