// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var tagPatternNotRead = &rule.Rule{
	ID:       "tag-pattern-not-read",
	Severity: krm.Error,
	Title:    "Only docker/metadata-action reads the pattern of a tag",
	Doc: `` + "`" + `type=sha` + "`" + `, ` + "`" + `{{branch}}` + "`" + ` and ` + "`" + `{{sha}}` + "`" + ` mean something in the input ` + "`" + `tags` + "`" + ` of docker/metadata-action only. docker/build-push-action takes what stands
there for a name, and the push fails with "invalid reference format". Let metadata-action make the tags, and give
` + "`" + `${{ steps.meta.outputs.tags }}` + "`" + `.`,
	Upstream: []string{"https://github.com/docker/metadata-action#tags-input", "https://github.com/docker/build-push-action#inputs"},
	Kinds:    kinds(ci.Workflow),
	Check: phrases(func(p ci.Phrase) *rule.Problem {
		if p.Mistake != ci.ForMetadata {
			return nil
		}
		return found(p, "%q is no tag: only docker/metadata-action reads it", p.Text)
	}),
	Bad:  exampleTop + "      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'ghcr.io/owner/shop:{{branch}}'}\n",
	Good: exampleTop + "      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'ghcr.io/owner/shop:${{ github.sha }}'}\n",
}
