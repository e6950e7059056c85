// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// Repositories finds the repositories that Applications are made of among the files at hand. Only commands have files beside
// the resources: a function has no Repositories.
type Repositories interface {
	// Find returns the repository of that URL, of which an Application takes path; nil where it is not at hand.
	Find(url, path string) Repository
}

// Repository is one that lies on disk.
type Repository interface {
	// Pushes returns what its workflows push of an image, where branch is the one that is delivered; nil where it has no
	// workflow.
	Pushes(branch, image string) *tagscheme.Scheme
	// Build returns what the kustomization at a path renders, with images set as Argo CD sets those of spec.source.kustomize:
	// [name=]image:tag each. The error says what of it is not looked at.
	Build(path string, images ...string) ([]*krm.Item, error)
}

// Repository returns the repository of a URL where it is at hand, or nil.
func (c *Context) Repository(url, path string) Repository {
	if c.Repositories == nil || url == "" {
		return nil
	}
	return c.Repositories.Find(url, path)
}
