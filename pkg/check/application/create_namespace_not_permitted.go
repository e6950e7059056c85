// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"path"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// alwaysThere are the namespaces that every cluster has.
var alwaysThere = map[string]bool{"default": true, "kube-system": true, "kube-public": true, "kube-node-lease": true}

var createNamespaceNotPermitted = &rule.Rule{
	ID:       "create-namespace-not-permitted",
	Severity: krm.Warning,
	Title:    "An AppProject must permit the Namespace that CreateNamespace=true creates",
	Doc: `The Namespace that Argo CD creates is checked against the AppProject like every resource that is not namespaced, and an empty
` + "`clusterResourceWhitelist`" + ` permits none. The sync works as long as the namespace is there, and fails in a new cluster. Permit the
Namespace, by its name from v3.3 on, or delete the option and create it elsewhere.`,
	Upstream: []string{projectsPage, syncOptionsPage + "#create-namespace"},
	Kinds:    applications,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		i, option := optionNamed(s, argocd.SyncOptionCreateNamespace)
		if option == nil {
			return nil
		}
		namespace := krm.Text(krm.Lookup(s.Node, "destination", "namespace"))
		if namespace == "" || view.Templated(namespace) || alwaysThere[namespace] || namespace == it.Namespace || hasNamespace(c, namespace) {
			return nil
		}
		project := projectOf(c, s)
		if project == nil || len(view.Entries(project.Lookup("spec", "destinations"))) == 0 {
			return nil
		}
		whitelist := project.Lookup("spec", "clusterResourceWhitelist")
		permitted := there(whitelist) && whitelist.Kind != yaml.SequenceNode ||
			view.Misspelt(project.Lookup("spec"), "clusterResourceWhitelist", "clusterResourceBlacklist", "namespaceResourceWhitelist", "namespaceResourceBlacklist")
		for _, e := range view.Entries(whitelist) {
			permitted = permitted || incomplete(e) || coversNamespace(c.ArgoCD, e, namespace)
		}
		for _, e := range view.Entries(project.Lookup("spec", "clusterResourceBlacklist")) {
			permitted = permitted && !coversNamespace(c.ArgoCD, e, namespace)
		}
		if permitted {
			return nil
		}
		_, at := s.SyncOptions()
		return one(rule.Problem{Path: view.At(at, i), At: option, Current: option.Value, Message: fmt.Sprintf(
			"AppProject %q does not permit a Namespace %q, so the first sync in a new cluster fails: add {group: \"\", kind: Namespace} to clusterResourceWhitelist", project.Name, namespace)})
	},
	Bad: exampleTop + `  syncPolicy:
    syncOptions: [CreateNamespace=true]
---
` + exampleProject,
	Good: exampleTop + `  syncPolicy:
    syncOptions: [CreateNamespace=true]
---
` + exampleProject + `  clusterResourceWhitelist: [{group: '', kind: Namespace, name: app}]
`,
}

// coversNamespace reports whether an entry of a list of kinds is about a Namespace of that name.
func coversNamespace(v argocd.Version, entry *yaml.Node, name string) bool {
	group, kind, only := krm.Text(krm.Lookup(entry, "group")), krm.Text(krm.Lookup(entry, "kind")), krm.Text(krm.Lookup(entry, "name"))
	if only == "" || !v.Reads(argocd.KindAppProject, "spec.clusterResourceWhitelist.name") {
		only = "*"
	}
	return matches(group, "") && matches(kind, "Namespace") && matches(only, name)
}

// incomplete reports whether an entry has no group or no kind that is text: that is another mistake, and what was meant is not
// known.
func incomplete(entry *yaml.Node) bool {
	return !isText(krm.Lookup(entry, "group")) || !isText(krm.Lookup(entry, "kind"))
}

// matches reports whether a pattern matches a text or cannot be told: the finding must be certain.
func matches(pattern, text string) bool {
	if view.Templated(pattern) {
		return true
	}
	matched, err := path.Match(pattern, text)
	return matched || err != nil || argocd.HasGlob(pattern) && pattern != "*" && text != ""
}

type namespacesKey struct{}

// hasNamespace reports whether a Namespace is among the items, which somebody then creates.
func hasNamespace(c *rule.Context, name string) bool {
	return rule.Memo(c, namespacesKey{}, func() map[string]bool {
		all := map[string]bool{}
		for _, it := range c.Of("", "Namespace") {
			all[it.Name] = true
		}
		return all
	})[name]
}
