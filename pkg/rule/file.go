// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"cmp"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// RepositoryFile stands for the group of a Kind of which Check is called with the files beside the resources: those of the
// folder that is looked at, and of the repositories that its Projects and Applications name. The names are the kinds of ci.
const RepositoryFile = "file of a repository"

type filesKey struct{}

// files are those at hand, by their items.
type files struct {
	items []*krm.Item
	byKey map[*krm.Item]*ci.File
	// delivered are those of a repository whose images a Project lets Image Updater follow.
	delivered map[*krm.Item]bool
}

// filesAtHand reads them once in a run.
func (c *Context) filesAtHand() *files {
	return Memo(c, filesKey{}, func() *files {
		f := &files{byKey: map[*krm.Item]*ci.File{}, delivered: map[*krm.Item]bool{}}
		if c.Repositories == nil {
			return f
		}
		seen := map[string]*krm.Item{}
		add := func(all []*ci.File, delivered bool) {
			for _, file := range all {
				it := seen[file.Path]
				if it == nil {
					it = krm.FileItem(RepositoryFile, file.Kind, file.Path, file.Text)
					seen[file.Path], f.byKey[it] = it, file
					f.items = append(f.items, it)
				}
				f.delivered[it] = f.delivered[it] || delivered
			}
		}
		for _, p := range c.Model().Projects {
			if r := c.Repository(p.Spec.Repository, p.Spec.Path); r != nil {
				add(r.Files(), len(p.Spec.Images) > 0)
			}
		}
		for _, app := range c.Of(argocd.Group, argocd.KindApplication) {
			url, path := krm.Text(app.Lookup("spec", "source", "repoURL")), krm.Text(app.Lookup("spec", "source", "path"))
			if r := c.Repository(url, path); r != nil && path != "" {
				add(r.Files(), false)
			}
		}
		add(c.Repositories.Files(), false)
		slices.SortStableFunc(f.items, func(a, b *krm.Item) int { return cmp.Compare(a.Path, b.Path) })
		return f
	})
}

// File returns what a file beside the resources holds; nil for a resource.
func (c *Context) File(it *krm.Item) *ci.File { return c.filesAtHand().byKey[it] }

// Delivered reports whether a file is of a repository whose images a Project lets Image Updater follow: that what a pipeline
// pushes is rolled out without its doing.
func (c *Context) Delivered(it *krm.Item) bool { return c.filesAtHand().delivered[it] }

// In returns a problem at a place of a file.
func In(place ci.Place, p Problem) Problem {
	p.At = &yaml.Node{Kind: yaml.ScalarNode, Line: place.Line, Column: place.Column}
	return p
}
