// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// projectOf returns the AppProject that an Application names, where it is among the items and says all about itself. Two
// of one name are a base and an overlay, or a mistake of their own; and with globalProjects in argocd-cm a project has what
// others grant.
func projectOf(c *rule.Context, s view.Spec) *krm.Item {
	name := s.Lookup("project")
	if !given(name) || view.Templated(name.Value) {
		return nil
	}
	var found []*krm.Item
	for _, it := range projectsOf(c)[name.Value] {
		if view.MisplacedProject(c, it) == "" { // else it permits nothing and forbids nothing
			found = append(found, it)
		}
	}
	if len(found) != 1 || globalProjects(c) {
		return nil
	}
	return found[0]
}

type projectsKey struct{}

// projectsOf returns the AppProjects by name.
func projectsOf(c *rule.Context) map[string][]*krm.Item {
	return rule.Memo(c, projectsKey{}, func() map[string][]*krm.Item {
		all := map[string][]*krm.Item{}
		for _, it := range c.Of(argocd.Group, argocd.KindAppProject) {
			all[it.Name] = append(all[it.Name], it)
		}
		return all
	})
}

type globalKey struct{}

// globalProjects reports whether argocd-cm, as far as it is among the items, lets AppProjects inherit from others.
func globalProjects(c *rule.Context) bool {
	return rule.Memo(c, globalKey{}, func() bool {
		cm := c.Find("", "ConfigMap", "", argocd.ConfigMap)
		return cm != nil && krm.Lookup(cm.Node(), "data", "globalProjects") != nil
	})
}

// texts returns the entries of a list of strings; ok is false where one is something else or a template's.
func texts(list *yaml.Node) (all []string, ok bool) {
	for _, n := range view.Entries(list) {
		if !isText(n) || view.Templated(n.Value) {
			return nil, false
		}
		all = append(all, n.Value)
	}
	return all, true
}
