// SPDX-License-Identifier: Apache-2.0

package references

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var ignoreDifferenceMatchesNothing = &rule.Rule{
	ID:       "ignore-difference-matches-nothing",
	Severity: krm.Warning,
	Title:    "An ignoreDifferences rule that names a resource should match one that is rendered",
	Doc: `Argo CD compares what the Application's manifests hold, and nothing else: a rule for a resource that is not among them ignores no
difference, and nothing says so. Mostly the name is that of another resource, or lacks the hash that a generator of kustomize puts behind
it; or the resource is no longer there. Group, kind, name and namespace must be those of a resource that the kustomization renders. Rules for
Secrets are left alone where the Secret may stand outside the manifests, and rules without a name are an info: they are often the same for many
Applications. Nothing is said where a pattern, a template or an option of ` + "`spec.source.kustomize`" + ` decides the names.` + where,
	Upstream: []string{"https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/#application-level-configuration"},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		if c.Repositories == nil {
			return nil // a function, which sees no manifests of others
		}
		return deadDifferences(c, it)
	},
	Bad:  exampleProject + exampleApplication + "  - {group: apps, kind: Deployment, name: shops, jsonPointers: [/spec/replicas]}\n" + exampleKustomization + exampleWorkload,
	Good: exampleProject + exampleApplication + "  - {group: apps, kind: Deployment, name: shop, jsonPointers: [/spec/replicas]}\n" + exampleKustomization + exampleWorkload,
}

const exampleApplication = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: shop
  source: {repoURL: 'https://github.com/owner/shop', targetRevision: main, path: deploy}
  destination: {server: 'https://kubernetes.default.svc', namespace: shop}
  syncPolicy: {syncOptions: [RespectIgnoreDifferences=true]}
  ignoreDifferences:
  - {kind: Secret, name: shop, namespace: shop, jsonPointers: [/data, /stringData]}
`

type deliveredKey struct{ item *krm.Item }

// deadDifferences returns the rules of an Application that match nothing.
func deadDifferences(c *rule.Context, it *krm.Item) []rule.Problem {
	r := rule.Memo(c, deliveredKey{it}, func() *rendered {
		d := delivered(c, it)
		if d != nil {
			d.build(c)
		}
		return d
	})
	if r == nil || r.open != "" {
		return nil
	}
	var problems []rule.Problem
	for _, ignored := range view.SpecOf(it).IgnoreRules() {
		if !r.judged(ignored, it) || r.matched(ignored) {
			continue
		}
		named := ignored.Kind + " " + ignored.Name
		p := rule.Problem{Path: ignored.Path, At: ignored.Node}
		near, isNear := nearest.Misspelling(ignored.Name, r.names(ignored))
		switch {
		case ignored.Name == "":
			p.Severity, named = krm.Info, "resource of the kind "+ignored.Kind
		case ignored.Kind == "Secret" && !isNear:
			continue // it may be one that a person applies
		default:
			p.Path, p.At = p.Path+".name", krm.Lookup(ignored.Node, "name")
		}
		if ignored.Namespace != "" {
			named += " in the namespace " + ignored.Namespace
		}
		p.Message = fmt.Sprintf("there is no %s among what %s renders, so the rule matches nothing", named, r.path)
		if isNear {
			p.Message += fmt.Sprintf(": did you mean %q?", near)
		}
		problems = append(problems, p)
	}
	return problems
}

// judged reports whether a rule says for certain what it is about.
func (r *rendered) judged(ignored view.IgnoreRule, it *krm.Item) bool {
	text := ignored.Group + ignored.Kind + ignored.Name + ignored.Namespace
	if ignored.Unclear || ignored.Kind == "" || view.Templated(text) || argocd.HasGlob(text) {
		return false
	}
	if _, err := argocd.CheckIgnoredGroup(ignored.Group, ignored.Kind); err != nil {
		return false // which a rule says
	}
	if _, err := argocd.CheckIgnoredKind(ignored.Group, ignored.Kind); err != nil {
		return false
	}
	if ignored.Kind == "Namespace" && ignored.Group == "" {
		return view.SpecOf(it).Lookup("syncPolicy", "managedNamespaceMetadata") == nil // with it, the namespace is compared
	}
	return true
}

// matched reports whether a rule matches a resource.
func (r *rendered) matched(ignored view.IgnoreRule) bool {
	for _, it := range r.items {
		if !it.Is(ignored.Group, ignored.Kind) {
			continue
		}
		namespace := it.Namespace
		if namespace == "" {
			namespace = r.namespace
		}
		cluster := argocd.ScopeOf(ignored.Group, ignored.Kind) != argocd.Namespaced
		if (ignored.Name == "" || it.Name == "" || it.Name == ignored.Name) && (ignored.Namespace == "" || namespace == ignored.Namespace || cluster && it.Namespace == "" || namespace == "") {
			return true
		}
	}
	return false
}

// names are those of the resources of the kind that a rule is about.
func (r *rendered) names(ignored view.IgnoreRule) []string {
	var names []string
	for _, it := range r.items {
		if it.Is(ignored.Group, ignored.Kind) && it.Name != "" {
			names = append(names, it.Name)
		}
	}
	return names
}
