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

type parentsKey struct{}

// parentOf returns the Application that applies another one, as far as the places of both say it for certain: the child's
// file lies in the parent's path, and its namespace is the parent's destination.
func parentOf(c *rule.Context, child *krm.Item) *krm.Item {
	if child.Path == "" || child.Namespace == "" {
		return nil
	}
	type place struct{ dir, namespace string }
	parents := rule.Memo(c, parentsKey{}, func() map[place][]*krm.Item {
		all := map[place][]*krm.Item{}
		for _, it := range c.Of(argocd.Group, argocd.KindApplication) {
			s := view.SpecOf(it)
			for _, source := range s.Sources() {
				if dir := krm.Text(krm.Lookup(source.Node, "path")); dir != "" && !view.Templated(dir) {
					p := place{path.Clean(dir), krm.Text(krm.Lookup(s.Node, "destination", "namespace"))}
					all[p] = append(all[p], it)
				}
			}
		}
		return all
	})
	own := path.Dir(path.Clean(child.Path))
	for dir := own; ; dir = path.Dir(dir) {
		for _, it := range parents[place{dir, child.Namespace}] {
			if it != child && (dir == own || recurses(it)) {
				return it
			}
		}
		if dir == "." || dir == "/" {
			return nil
		}
	}
}

// recurses reports whether an Application reads the directories below its path.
func recurses(it *krm.Item) bool {
	n := it.Lookup("spec", "source", "directory", "recurse")
	return n != nil && n.Value == "true"
}

// keepsImages reports whether a parent leaves the images of its children alone at a sync.
func keepsImages(c *rule.Context, parent, child *krm.Item) bool {
	s := view.SpecOf(parent)
	if !s.MayHaveSyncOption(argocd.SyncOptionRespectIgnoreDifferences) {
		return false
	}
	if list, _ := s.Field("ignoreDifferences"); there(list) && list.Kind != yaml.SequenceNode || view.Misspelt(s.Node, "ignoreDifferences") {
		return true // another mistake, and what was meant is not known
	}
	for _, r := range ignored(c, parent) {
		if r.Unclear || r.Kind == "" {
			return true
		}
		ours := (r.Group == argocd.Group || strings.Contains(r.Group, "*")) && (r.Kind == argocd.KindApplication || r.Kind == "*")
		if !ours || r.Name != "" && r.Name != child.Name || r.Namespace != "" && r.Namespace != child.Namespace {
			continue
		}
		if coversImages(r.Pointers, r.Queries) {
			return true
		}
	}
	return false
}

// coversImages reports whether a pointer or a query takes in what Image Updater writes into the source of an Application.
// A query that is more than a path is taken to do so.
func coversImages(pointers, queries []*yaml.Node) bool {
	for _, n := range pointers {
		if n.Value == "/spec" || strings.HasPrefix(n.Value, "/spec/source") {
			return true
		}
	}
	for _, n := range queries {
		if strings.Contains(n.Value, "spec") {
			return true
		}
	}
	return false
}
