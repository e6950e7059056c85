// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"time"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Context is what a rule may look at beside its resource.
type Context struct {
	// Items are all resources, in order.
	Items []*krm.Item
	// ArgoCD and ImageUpdater are the target versions.
	ArgoCD       argocd.Version
	ImageUpdater imageupdater.Version
	// ImageUpdaterAssumed says that nobody named the version of Image Updater.
	ImageUpdaterAssumed bool
	// Now is the day on which exceptions are judged.
	Now time.Time

	// Explain says that proofs are to be recorded.
	Explain bool
	// Repositories are those at hand; nil in a function.
	Repositories Repositories

	proofs []Proof
	model  *v1alpha1.Model
	byKind map[Kind][]*krm.Item
	memo   map[any]any
	// patches are those of a kustomization.
	patches map[*krm.Item][]*krm.Item
	isPatch map[*krm.Item]bool
}

// NewContext returns the context of a list. Resources that the run removed are not part of it.
func NewContext(list *krm.ResourceList) *Context {
	c := &Context{byKind: map[Kind][]*krm.Item{}, memo: map[any]any{}, patches: map[*krm.Item][]*krm.Item{}, isPatch: map[*krm.Item]bool{}}
	for _, it := range list.Items {
		if it.Removed() || it.Node() == nil {
			continue
		}
		c.Items = append(c.Items, it)
		k := Kind{it.Group(), it.Kind}
		c.byKind[k] = append(c.byKind[k], it)
		c.addPatches(it)
	}
	return c
}

// RunningUpdater returns the version of Image Updater whose words count in annotations, and for which rules are run. Where nobody named
// one, an ImageUpdater among the resources shows that it is v1.1 or later: older ones know no such resource, and would be the wrong
// measure for every annotation beside it.
func (c *Context) RunningUpdater() imageupdater.Version {
	if !c.ImageUpdaterAssumed || len(c.Of(imageupdater.Prefix, imageupdater.Kind)) == 0 {
		return c.ImageUpdater
	}
	type key struct{}
	return Memo(c, key{}, func() imageupdater.Version {
		v, _, err := imageupdater.Resolve("v1.1")
		if err != nil {
			return c.ImageUpdater
		}
		return v
	})
}

// SetModel sets what Model returns, where it was loaded before.
func (c *Context) SetModel(m *v1alpha1.Model) { c.model = m }

// Model returns what the Projects and the Platform among the resources say. It is complete only where nothing is wrong in them.
func (c *Context) Model() *v1alpha1.Model {
	if c.model == nil {
		c.model, _ = v1alpha1.Load(&krm.ResourceList{Items: c.Items})
	}
	return c.model
}

// Of returns the resources of a kind, in order.
func (c *Context) Of(group, kind string) []*krm.Item { return c.byKind[Kind{group, kind}] }

// Find returns the resource of that kind and name; an empty namespace on either side matches any. nil where there is none.
func (c *Context) Find(group, kind, namespace, name string) *krm.Item {
	for _, it := range c.Of(group, kind) {
		if it.Name == name && (namespace == "" || it.Namespace == "" || it.Namespace == namespace) {
			return it
		}
	}
	return nil
}

// Memo returns what compute returns, and computes it once in a run: an index over all resources that several calls of
// rules look into. The key is of a type of the caller's own.
func Memo[T any](c *Context, key any, compute func() T) T {
	if v, ok := c.memo[key]; ok {
		return v.(T) // the key's type belongs to one caller
	}
	v := compute()
	c.memo[key] = v
	return v
}
