// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// or sets a field that was not given.
func or(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// orList is or for a list. The list is shared: nobody may change it.
func orList(field *[]string, value []string) {
	if len(*field) == 0 && len(value) > 0 {
		*field = value
	}
}

// zero fills in nothing: the zero value is the default.
func zero(*Model, *Project) {}

func eachImage(fill func(*Model, *Image)) func(*Model, *Project) {
	return func(m *Model, p *Project) {
		for i := range p.Spec.Images {
			fill(m, &p.Spec.Images[i])
		}
	}
}

func eachSecret(fill func(*Secret)) func(*Model, *Project) {
	return func(_ *Model, p *Project) {
		for i := range p.Spec.Secrets {
			fill(&p.Spec.Secrets[i])
		}
	}
}

func eachRegistry(fill func(*Registry)) func(*Model) {
	return func(m *Model) {
		for i := range m.Platform.Spec.ImageUpdater.Registries {
			fill(&m.Platform.Spec.ImageUpdater.Registries[i])
		}
	}
}

func ofPackage(fill func(*Package)) func(*Model) {
	return func(m *Model) {
		if m.Platform.Spec.Package != nil {
			fill(m.Platform.Spec.Package)
		}
	}
}

// fillAllowTags lets a pin stand in the place of what is allowed without it.
func fillAllowTags(_ *Model, i *Image) {
	if i.Pin != "" {
		i.AllowTags = imageupdater.PinnedTags(i.Pin)
	}
	or(&i.AllowTags, DefaultAllowTags)
}

func allowTagsOrigin(p *Project, i int) string {
	if p.Spec.Images[i].Pin != "" {
		return "the image's pin"
	}
	return fromDefault
}

// fillStrategy also turns an old word into the name of the strategy.
func fillStrategy(_ *Model, i *Image) {
	or(&i.UpdateStrategy, imageupdater.NewestBuild)
	if name, ok := imageupdater.CanonicalStrategy(i.UpdateStrategy); ok {
		i.UpdateStrategy = name
	}
}

func fillBranch(_ *Model, p *Project) {
	if canBeBranch(p.Spec.Revision) {
		or(&p.Spec.CI.Branch, p.Spec.Revision)
	}
	or(&p.Spec.CI.Branch, "main")
}

func branchOrigin(p *Project, _ int) string {
	if canBeBranch(p.Spec.Revision) {
		return "spec.revision"
	}
	return fromDefault
}

// canBeBranch tells a branch from HEAD, a range of versions, a version and a whole commit.
func canBeBranch(revision string) bool {
	if revision == "HEAD" || strings.ContainsAny(revision, "*^~<>=|") {
		return false
	}
	if len(revision) == 40 && strings.Trim(revision, "0123456789abcdef") == "" {
		return false
	}
	version := strings.TrimPrefix(revision, "v")
	return version == "" || version[0] < '0' || version[0] > '9' || !strings.Contains(version, ".")
}

func fillAPIURL(r *Registry) {
	if r.Prefix == "docker.io" {
		or(&r.APIURL, "https://registry-1.docker.io")
	}
	or(&r.APIURL, "https://"+r.Prefix)
}
