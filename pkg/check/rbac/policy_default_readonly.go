// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var policyDefaultReadonly = &rule.Rule{
	ID:       "policy-default-readonly",
	Severity: krm.Info,
	Title:    "policy.default should be empty where pipelines have accounts",
	Doc: "`policy.default: role:readonly`" + ` holds for every account, also for those of pipelines: the token of one repository reads the
Applications, clusters and repositories of all others, and no ` + "`deny`" + ` line takes that away. Leave it empty and bind ` + "`role:readonly`" + `
to the people by a ` + "`g`" + ` line. Where it gives something to the account of a Project, ci-account-may-more says so instead.`,
	Upstream: []string{upstream + "#default-policy-for-authenticated-users"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		pair, ok := value(it, "policy.default")
		if !ok || pair.Value.Value != "role:readonly" {
			return nil
		}
		accounts := pipelines(c, it)
		if len(accounts) == 0 || defaultReported(c, it) {
			return nil
		}
		return []rule.Problem{{Path: path("policy.default"), At: pair.Value, Current: pair.Value.Value, Message: fmt.Sprintf(
			"role:readonly lets the accounts of pipelines read everything (%s): leave it empty, and bind it to people by g lines", strings.Join(accounts, ", "))}}
	},
	Bad:  examplePipeline("p, ci, applications, get, shop/*, allow", "p, ci, applications, sync, shop/*, allow") + "  policy.default: role:readonly\n",
	Good: examplePipeline("p, ci, applications, get, shop/*, allow", "p, ci, applications, sync, shop/*, allow", "g, owner:team, role:readonly") + "  policy.default: ''\n",
}

// defaultReported reports whether policy.default gives an account of a Project what ci-account-may-more reports on the same line.
func defaultReported(c *rule.Context, it *krm.Item) bool {
	return len(callersOf(c).all) > 0 && slices.ContainsFunc(privilegesOf(c).in[it], func(e *excess) bool { return e.standard })
}
