// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"path/filepath"
	"sort"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// applications are those among the resources, by namespace and sorted by name: an ImageUpdater for each of thousands of
// Applications must not look at all of them.
type applications struct {
	in map[string][]*krm.Item
	// namespaceOf is one namespace for each name.
	namespaceOf map[string]string
	// unsure says that there are others, whose names are not known.
	unsure bool
}

type applicationsKey struct{}

func applicationsOf(c *rule.Context) *applications {
	return rule.Memo(c, applicationsKey{}, func() *applications {
		a := &applications{in: map[string][]*krm.Item{}, namespaceOf: map[string]string{}}
		a.unsure = len(c.Of(argocd.Group, argocd.KindApplicationSet)) > 0
		for _, app := range c.Of(argocd.Group, argocd.KindApplication) {
			a.unsure = a.unsure || app.Name == "" || view.Templated(app.Name) || view.Templated(app.Namespace)
			a.in[app.Namespace] = append(a.in[app.Namespace], app)
			a.namespaceOf[app.Name] = app.Namespace
		}
		for _, apps := range a.in {
			sort.SliceStable(apps, func(i, j int) bool { return apps[i].Name < apps[j].Name })
		}
		return a
	})
}

// groups returns the Applications that may be in a namespace; "" is one that is not known.
func (a *applications) groups(namespace string) [][]*krm.Item {
	if namespace != "" {
		return [][]*krm.Item{a.in[namespace], a.in[""]}
	}
	var all [][]*krm.Item
	for _, apps := range a.in {
		all = append(all, apps)
	}
	return all
}

// matching calls f for the Applications that a glob matches and that may be in a namespace, until f returns false.
func (a *applications) matching(namespace, glob string, f func(app *krm.Item) bool) {
	literal := glob
	if i := strings.IndexAny(glob, `*?[\`); i >= 0 {
		literal = glob[:i]
	}
	for _, apps := range a.groups(namespace) {
		first := sort.Search(len(apps), func(i int) bool { return apps[i].Name >= literal })
		for _, app := range apps[first:] {
			if !strings.HasPrefix(app.Name, literal) || literal == glob && app.Name != glob {
				break
			}
			if matched, err := filepath.Match(glob, app.Name); err == nil && matched && !f(app) {
				return
			}
		}
	}
}

// count returns how many Applications may be in a namespace.
func (a *applications) count(namespace string) int {
	n := 0
	for _, apps := range a.groups(namespace) {
		n += len(apps)
	}
	return n
}

// names returns the names of the Applications that may be in a namespace.
func (a *applications) names(namespace string) []string {
	var names []string
	for _, apps := range a.groups(namespace) {
		for _, app := range apps {
			names = append(names, app.Name)
		}
	}
	sort.Strings(names)
	return names
}
