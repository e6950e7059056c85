// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"cmp"
	"slices"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// Repositories finds the repositories that Applications are made of among the files at hand. Only commands have files beside
// the resources: a function has no Repositories.
type Repositories interface {
	// Find returns the repository of that URL, of which an Application takes path; nil where it is not at hand. others are what the
	// other Applications take: files that nothing but a path tells to be a repository may be those of one of them.
	Find(url, path string, others ...Source) Repository
	// Files returns the workflows, the scripts that they run, and the registries.yaml of nodes, of the folder that is looked at.
	Files() []*ci.File
	// Ignored says whether Git leaves out a file beside the resources, and known whether there is a Git repository to ask.
	Ignored(path string) (ignored, known bool)
	// LeftOut says whether a file is certainly not in Git, and will not be: it is ignored, and was not added all the same.
	LeftOut(path string) bool
}

// Source is what an Application takes: a path of a repository.
type Source struct{ URL, Path string }

// Repository is one that lies on disk.
type Repository interface {
	// Pushes returns what its workflows push of an image, where branch is the one that is delivered; nil where it has no
	// workflow.
	Pushes(branch, image string) *tagscheme.Scheme
	// Build returns what the kustomization at a path renders, with images set as Argo CD sets those of spec.source.kustomize:
	// [name=]image:tag each. The error says what of it is not looked at.
	Build(path string, images ...string) ([]*krm.Item, error)
	// Files returns its workflows and the scripts that they run.
	Files() []*ci.File
}

// Repository returns the repository of a URL where it is at hand, or nil.
func (c *Context) Repository(url, path string) Repository {
	if c.Repositories == nil || url == "" {
		return nil
	}
	return c.Repositories.Find(url, path, c.sources()...)
}

// InGit wraps a Check that speaks of what stands in Git: it passes over files that are certainly not there. In a function all
// files count, for it sees no repository.
func InGit(check func(*Context, *krm.Item) []Problem) func(*Context, *krm.Item) []Problem {
	return func(c *Context, it *krm.Item) []Problem {
		problems := check(c, it)
		if len(problems) > 0 && c.Repositories != nil && it.Path != "" && c.Repositories.LeftOut(it.Path) {
			return nil
		}
		return problems
	}
}

type sourcesKey struct{}

// sources are what all Projects and Applications take.
func (c *Context) sources() []Source {
	return Memo(c, sourcesKey{}, func() []Source {
		var all []Source
		for _, p := range c.Model().Projects {
			all = append(all, Source{p.Spec.Repository, p.Spec.Path})
		}
		for _, it := range c.Of(argocd.Group, argocd.KindApplication) {
			if source := it.Lookup("spec", "source"); source != nil {
				all = append(all, Source{krm.Text(krm.Lookup(source, "repoURL")), krm.Text(krm.Lookup(source, "path"))})
			}
		}
		slices.SortFunc(all, func(a, b Source) int { return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.Path, b.Path)) })
		return slices.Compact(all)
	})
}
