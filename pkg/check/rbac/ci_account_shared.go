// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ciAccountShared = &rule.Rule{
	ID:       "ci-account-shared",
	Severity: krm.Info,
	Title:    "The pipelines of several Projects should not share an account",
	Doc: `A token of a shared account lies in each of the repositories, and may sync the Applications of all of them: whoever may push to one can
roll the others back. Give each Project an account of its own in ` + "`spec.ci.account`" + `, or write ` + "`spec.argocd.ci: projectRole`" + ` in the
Platform: then each pipeline has a role of its own AppProject, and no account at all.`,
	Upstream: []string{upstream, "https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles"},
	Kinds:    projects,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		cl := callersOf(c).byItem[it]
		if cl == nil || len(cl.projects) < 2 || !cl.isFirst(it) {
			return nil
		}
		names := some(len(cl.projects), func(i int) string { return cl.projects[i].Name })
		at, path := accountNode(cl.project)
		return []rule.Problem{{Path: path, At: at, Message: fmt.Sprintf("the account %q is that of the Projects %s: a token of one may sync the Applications of all; give each an account of its own, or write spec.argocd.ci: projectRole in the Platform", cl.subject, names)}}
	},
	Bad: exampleCIProject + `---
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: blog}
spec:
  repository: https://github.com/owner/blog
`,
	Good: exampleCIProject + `---
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: blog}
spec:
  repository: https://github.com/owner/blog
  ci: {account: blog-actions}
`,
}
