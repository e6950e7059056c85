// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"slices"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const ciAccountMayNotSyncID = "ci-account-may-not-sync"

var ciAccountMayNotSync = &rule.Rule{
	ID:       ciAccountMayNotSyncID,
	Severity: krm.Error,
	Title:    "The pipeline of a Project must be able to get and sync its own Application",
	Doc: `Argo CD asks for ` + "`get`" + ` and then for ` + "`sync`" + ` on ` + "`<project>/<application>`" + `; without either the pipeline is answered with 403, as for
an Application that there is not. The rule speaks where all that could allow it is among the resources: the Project with its
Application, and the whole argocd-rbac-cm or, with ` + "`ci: projectRole`" + `, the AppProject. Render the package, or add the lines.`,
	Upstream: []string{upstream},
	Kinds:    projects,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if cl := callersOf(c).byItem[it]; cl != nil {
			return mayNotSync(c, cl)
		}
		return nil
	},
	Bad: exampleCIProject + exampleCIApplication + `---
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-rbac-cm, namespace: argocd}
data:
  policy.csv: |
    p, github-actions, applications, get, shop/shop, allow
`,
	Good: exampleCIProject + exampleCIApplication + exampleCILines,
}

const exampleCIApplication = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  source: {repoURL: 'https://github.com/owner/shop', path: deploy, targetRevision: main}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
`

func mayNotSync(c *rule.Context, cl *called) []rule.Problem {
	a, p := authorityOf(c), cl.project
	if applicationOf(c, p) == nil || a.unclear != "" || a.unread[p.Name] {
		return nil
	}
	if cl.isRole && a.roles[p.Name] == nil || !cl.isRole && a.missing != "" {
		return nil // what is not among the resources may allow it
	}
	get, sync := a.allowed(c, cl)
	if get && sync || a.unsure(c, cl, sync) {
		return nil
	}
	object, missing := objectOf(c, p), "get and sync"
	switch {
	case get:
		missing = "sync"
	case sync:
		missing = "get"
	}
	where := "argocd-rbac-cm"
	if cl.isRole {
		where = "the AppProject"
	}
	at, path := accountNode(p)
	if cl.isRole {
		at, path = nil, ""
	}
	return []rule.Problem{{Path: path, At: at, Message: fmt.Sprintf("nothing allows %s to %s %s, so its pipeline is answered with 403: add to %s %q and the same with sync, or render the package",
		cl.subject, missing, object, where, rbac.Permission{Subject: cl.subject, Resource: "applications", Action: "get", Object: object, Effect: "allow"}.String())}}
}

// unsure reports whether a line that may be meant for a caller has a mistake that another rule reports.
func (a *authority) unsure(c *rule.Context, cl *called, sync bool) bool {
	if cl.isRole {
		return a.faulty[cl.project.Name] || sync // sync without get is a mistake of the role
	}
	return slices.ContainsFunc(slices.Concat(c.Of("", "ConfigMap"), c.Patches("ConfigMap")), func(it *krm.Item) bool { return len(said(c, it)) > 0 })
}
