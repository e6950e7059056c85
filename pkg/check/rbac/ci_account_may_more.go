// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ciAccountMayMore = &rule.Rule{
	ID:       "ci-account-may-more",
	Severity: krm.Error,
	Title:    "The pipeline of a Project must be able to get and sync its own Application, and nothing else",
	Doc: `The token of a pipeline lies in a repository's secrets, and whoever may push there has what it has. This is decided over all that the
target version of Argo CD asks for: every resource, action and object, by the lines of argocd-rbac-cm in their order, the groups, the
roles, policy.default, policy.matchMode and the roles of AppProjects among the resources. The finding stands on the line that gives too
much: the p line, the g line that leads to a role of Argo CD's own, or policy.default. It is an error where something can be changed or
opened, a warning where it can only be read, or where it ends at the Project's own AppProject. To look at the own AppProject is not
too much: the argocd command asks for it. What get and sync imply by themselves, such as a rollback, is not reported;
` + "`fairlead validate --explain-proof`" + ` lists it. Where the patterns are too large to decide it, an info says so.`,
	Upstream: []string{upstream, "https://argo-cd.readthedocs.io/en/stable/operator-manual/security/"},
	Kinds:    append([]rule.Kind{view.ConfigMap, view.ConfigMapPatch, view.AppProject}, projects...),
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if it.Kind == "ConfigMap" && it.Name != argocd.ConfigMapRBAC || len(callersOf(c).all) == 0 {
			return nil
		}
		p := privilegesOf(c)
		var problems []rule.Problem
		for _, e := range p.in[it] {
			problems = append(problems, e.problem(c))
		}
		if cl := callersOf(c).byItem[it]; cl != nil {
			if p.undecided[cl.caller] && cl.isFirst(it) {
				at, path := accountNode(cl.project)
				problems = append(problems, rule.Problem{Path: path, At: at, Severity: krm.Info,
					Message: fmt.Sprintf("not proved: whether %s may do more than get and sync %s is too large to decide: write simpler patterns in argocd-rbac-cm", cl.subject, cl.objects(c))})
			}
			explain(c, p, cl)
		}
		return problems
	},
	Bad: exampleCIProject + `---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
    p, github-actions, applications, *, shop/*, allow
`,
	Good: exampleCIProject + exampleCILines,
}

const exampleCIProject = `
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
`

const exampleCILines = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
    p, github-actions, applications, sync, shop/shop, allow
`

// explain records the proof for a Project.
func explain(c *rule.Context, privileges *privileges, cl *called) {
	if !c.Explain {
		return
	}
	a, project := authorityOf(c), cl.project
	proof := rule.Proof{
		Project: project.Name,
		Claim:   fmt.Sprintf("%s may get and sync %s, and do nothing else", cl.subject, cl.objects(c)),
		Over:    fmt.Sprintf("every resource and action that Argo CD %s asks its policy for, and every object", c.ArgoCD),
		Verdict: rule.Proved,
		Notes:   rbac.SyncImplies(c.ArgoCD, c.Model().Platform.Spec.ArgoCD.RequireOverrideForRevisionSync),
	}
	var get, sync bool
	if a.unclear == "" {
		proof.From = a.grantPlaces(c, cl)
		get, sync = a.allowed(c, cl)
	}
	switch found := privileges.of[cl.caller]; {
	case len(found) > 0:
		proof.Verdict, proof.Rule = rule.Refuted, "ci-account-may-more"
		proof.Why = "more is allowed at " + rule.PlaceOf(found[0].item, found[0].at).String()
		if saidAlready(c, found[0].grantedAt) {
			proof.Rule = "" // the finding is that of the rule on the line
		}
	case a.unclear != "":
		proof.Verdict, proof.Why = rule.NotProved, a.unclear
	case privileges.undecided[cl.caller]:
		proof.Verdict, proof.Why = rule.NotProved, "the patterns are too large to decide it"
	case a.unread[project.Name]:
		proof.Verdict, proof.Why = rule.NotProved, "the roles of AppProject "+project.Name+" cannot be read"
	case cl.isRole && a.roles[project.Name] == nil:
		proof.Verdict, proof.Why = rule.NotProved, "AppProject "+project.Name+" is not among the resources"
	case a.missing != "":
		proof.Verdict, proof.Why = rule.NotProved, a.missing+": what is among the resources allows nothing else"
	case !get || !sync:
		proof.Verdict, proof.Why, proof.Rule = rule.Refuted, "nothing allows it to get and sync", ciAccountMayNotSyncID
	}
	c.Prove(proof)
}
