// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var permissionsTooWide = &rule.Rule{
	ID:       "permissions-too-wide",
	Severity: krm.Info,
	Title:    "A workflow that delivers should have the permissions that it needs",
	Doc: `With ` + "`" + `write-all` + "`" + ` every action that the workflow uses may change code, releases and settings of the repository. Pushing an image needs
` + "`" + `contents: read` + "`" + ` and ` + "`" + `packages: write` + "`" + `.`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions", "https://docs.github.com/en/actions/reference/security/secure-use"},
	Kinds:    kinds(ci.Workflow),
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		at := c.File(it).WideAt
		if at.Line == 0 {
			return nil
		}
		return []rule.Problem{rule.In(at, rule.Problem{Message: "`write-all` gives every action that is used all rights: list those that are needed, as in `permissions: {contents: read, packages: write}`"})}
	},
	Bad:  strings.Replace(examplePush, "{contents: read, packages: write}", "write-all", 1),
	Good: examplePush,
}
