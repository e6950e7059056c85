// SPDX-License-Identifier: Apache-2.0

package appproject

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var projectNamespaceWrong = &rule.Rule{
	ID:       "project-namespace-wrong",
	Severity: krm.Error,
	Title:    "An AppProject must stand in Argo CD's own namespace",
	Doc: `Argo CD reads AppProjects of its own namespace only, also where it reads Applications of others. One that stands elsewhere is
applied and does nothing: its Applications have the condition "Application referencing project which does not exist". Which
namespace is Argo CD's is known from argocd-cm, argocd-rbac-cm or a Platform among the resources, and without them from
Applications in argocd or openshift-gitops. A namespace that holds Applications too, or has argo or gitops in its name,
may have an Argo CD of its own and is not judged.`,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/", "https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#projects"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		own := view.MisplacedProject(c, it)
		if own == "" {
			return nil
		}
		return []rule.Problem{{Path: "metadata.namespace", At: it.Lookup("metadata", "namespace"), Current: it.Namespace, Proposed: own, Message: fmt.Sprintf(
			"AppProject %q is in %q; Argo CD reads AppProjects of its own namespace %q only: move it there", it.Name, it.Namespace, own)}}
	},
	Bad:  "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: shop, namespace: default}\n" + namespaceExample,
	Good: "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: shop, namespace: argocd}\n" + namespaceExample,
}

const namespaceExample = `spec:
  sourceRepos: ['https://github.com/owner/shop']
  destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: argocd
  labels: {app.kubernetes.io/part-of: argocd}
data: {url: 'https://argocd.example.org'}
`
