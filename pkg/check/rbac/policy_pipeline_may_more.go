// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyPipelineMayMore = &rule.Rule{
	ID:       "policy-pipeline-may-more",
	Severity: krm.Info,
	Title:    "The account of a pipeline should be able to get and sync its Applications, and nothing else",
	Doc: `The token of a pipeline lies in a repository's secrets and never expires by itself. To deploy it needs ` + "`get` and `sync`" + ` on the
Applications of its repository: not ` + "`*`" + `, which deletes and changes them too, not the Applications of all projects, and no
repositories, clusters or accounts. The rule looks at the accounts of programs that argocd-cm declares.`,
	Upstream: []string{upstream},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		m := of(c, it)
		if m == nil {
			return nil
		}
		var problems []rule.Problem
		for _, account := range pipelines(c) {
			for _, g := range grantsOf(c, m, account) {
				switch {
				case g.Resource != "applications" && g.Action != "get", g.Resource == "*":
					problems = append(problems, g.csv.problem(g.Line, 2, "the pipeline's account %q may do more than get and sync Applications", account))
				case g.Resource == "applications" && g.Action != "get" && g.Action != "sync":
					problems = append(problems, g.csv.problem(g.Line, 3, "the pipeline's account %q needs get and sync only, and %q is more", account, g.Action))
				case g.Resource == "applications" && (g.Object == "*" || g.Object == "*/*" || g.Object == "*/*/*"):
					problems = append(problems, g.csv.problem(g.Line, 4, "the pipeline's account %q reaches the Applications of every project: name its own", account))
				}
			}
		}
		return problems
	},
	Bad:  examplePipeline("p, ci, applications, *, shop/shop, allow"),
	Good: examplePipeline("p, ci, applications, get, shop/*, allow", "p, ci, applications, sync, shop/*, allow", "p, ci, projects, get, shop, allow"),
}
