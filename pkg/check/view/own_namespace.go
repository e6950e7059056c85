// SPDX-License-Identifier: Apache-2.0

package view

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

type ownNamespaceKey struct{}

// ownNamespaces are what is known of the namespaces of Argo CD: its own, and those that hold an Application.
type ownNamespaces struct {
	own      string
	delivers map[string]bool
}

// MisplacedProject returns the namespace of Argo CD where an AppProject certainly stands in another one, in which no Argo CD
// reads it; "" otherwise. A namespace with Applications, or one that is called after Argo CD, may have an Argo CD of its
// own, and a namespace that kustomize sets is not known here.
func MisplacedProject(c *rule.Context, project *krm.Item) string {
	known := rule.Memo(c, ownNamespaceKey{}, func() ownNamespaces { return namespacesOf(c) })
	ns := project.Namespace
	if known.own == "" || ns == "" || ns == known.own || Templated(ns) || known.delivers[ns] ||
		strings.Contains(ns, "argo") || strings.Contains(ns, "gitops") {
		return ""
	}
	return known.own
}

// namespacesOf looks for Argo CD's own namespace: that of its settings or of the Platform where they name one, else the one
// in which its manifests put it, where Applications stand there.
func namespacesOf(c *rule.Context) ownNamespaces {
	known := ownNamespaces{delivers: map[string]bool{}}
	for _, it := range c.Of("kustomize.config.k8s.io", "Kustomization") {
		if it.Lookup("namespace") != nil {
			return known
		}
	}
	settings, usual := map[string]bool{}, map[string]bool{}
	for _, it := range c.Of("", ConfigMap.Name) {
		if it.Name == argocd.ConfigMap || it.Name == argocd.ConfigMapRBAC {
			settings[it.Namespace] = true
		}
	}
	for _, it := range c.Of(v1alpha1.Group, v1alpha1.KindPlatform) {
		if ns := krm.Text(it.Lookup("spec", "argocd", "namespace")); ns != "" {
			settings[ns] = true
		}
	}
	for _, kind := range []string{argocd.KindApplication, argocd.KindApplicationSet} {
		for _, it := range c.Of(argocd.Group, kind) {
			known.delivers[it.Namespace] = true
			if it.Namespace == "argocd" || it.Namespace == "openshift-gitops" {
				usual[it.Namespace] = true
			}
		}
	}
	delete(settings, "") // wherever it is applied to
	if len(settings) == 0 {
		settings = usual
	}
	if len(settings) != 1 {
		return known
	}
	for ns := range settings {
		if !Templated(ns) {
			known.own = ns
		}
	}
	return known
}
