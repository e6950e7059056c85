// SPDX-License-Identifier: Apache-2.0

package application

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// applications are the kinds that most rules here read.
var applications = []rule.Kind{view.Application, view.ApplicationSet}

type countKey struct{}

// whole reports whether a resource says all that will reach the cluster, so that what is missing in it is missing. A patch
// of kustomize looks like a resource, and a template of an ApplicationSet may be completed by its generators.
func whole(c *rule.Context, it *krm.Item) bool {
	if strings.Contains(strings.ToLower(path.Base(it.Path)), "patch") || krm.Lookup(it.Node(), "$patch") != nil {
		return false
	}
	type name struct{ kind, name string }
	counts := rule.Memo(c, countKey{}, func() map[name]int {
		all := map[name]int{}
		for _, kind := range applications {
			for _, other := range c.Of(kind.Group, kind.Name) {
				all[name{other.Kind, other.Name}]++
			}
		}
		return all
	})
	if counts[name{it.Kind, it.Name}] > 1 {
		return false // base and overlay
	}
	if it.Kind != argocd.KindApplicationSet {
		return true
	}
	return it.Lookup("spec", "templatePatch") == nil && !generatorTemplate(it.Lookup("spec", "generators"), 0)
}

// generatorTemplate reports whether a generator has a template of its own.
func generatorTemplate(generators *yaml.Node, depth int) bool {
	if depth > 4 {
		return true
	}
	for _, g := range view.Entries(generators) {
		for _, kind := range view.Pairs(g) {
			if krm.Lookup(kind.Value, "template") != nil || generatorTemplate(krm.Lookup(kind.Value, "generators"), depth+1) {
				return true
			}
		}
	}
	return false
}

// hasDestination reports whether the spec says to which cluster it delivers.
func hasDestination(s view.Spec) bool {
	d, _ := s.Field("destination")
	return !missing(d, "server") || !missing(d, "name")
}

// hasSource reports whether the spec says where its manifests come from.
func hasSource(s view.Spec) bool {
	for _, source := range s.Sources() {
		if !missing(source.Node, "repoURL") {
			return true
		}
	}
	hydrator, _ := s.Field("sourceHydrator")
	return hydrator != nil
}

// given reports whether a scalar holds something.
func given(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.ScalarNode && n.Value != "" && n.ShortTag() != "!!null"
}

// there reports whether a field holds something, of the right type or not: that is another mistake.
func there(n *yaml.Node) bool { return given(n) || n != nil && n.Kind != yaml.ScalarNode }

// missing reports whether a field holds nothing, nor anything under a misspelt name.
func missing(n *yaml.Node, name string) bool {
	return !there(krm.Lookup(n, name)) && !view.Misspelt(n, name)
}

// one is the only problem of a resource.
func one(p rule.Problem) []rule.Problem { return []rule.Problem{p} }
