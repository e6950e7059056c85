// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var gitBranchMalformed = &rule.Rule{
	ID:       "git-branch-malformed",
	Severity: krm.Error,
	Title:    "git-branch must be a branch, or two with a colon between them",
	Doc: `The form is ` + "`base`" + ` or ` + "`base:write`" + `. With more than one colon the updater gives up on the Application; before v1 it
does so without a line in its log.`,
	Upstream: []string{docsMethods},
	Kinds:    kinds,
	Check: subjects(func(s *subject) []rule.Problem {
		set, ok := s.wide(updater.KeyGitBranch)
		if method, known := s.writeBack(); !ok || set.value.ShortTag() != "!!str" || !known || method.Method != updater.MethodGit {
			return nil
		}
		colons, depth := 0, 0 // the branch may hold a template of the updater's own
		for i := range len(set.text()) {
			switch set.text()[i] {
			case '{':
				depth++
			case '}':
				depth--
			case ':':
				if depth == 0 {
					colons++
				}
			}
		}
		if colons < 2 {
			return nil
		}
		return []rule.Problem{s.problem(set, "git-branch %q must be a branch, or two as in \"main:image-updates\": the updater gives up on it", set.text())}
	}),
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "git-branch: main:image:updates"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "write-back-method: git", "git-branch: main:image-updates"),
}
