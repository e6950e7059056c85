// SPDX-License-Identifier: Apache-2.0

package way

import (
	"path"
	"strings"

	"github.com/gobwas/glob"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
)

// Repositories that nobody names in an AppProject: on a host that no one has, and of an owner that no one is on the hosts
// where everybody may have one. NAME stands for a name that a stranger may choose.
var (
	ofAnyHost   = repositories("host-of-nobody.invalid/", "host-of-nobody.invalid/owner-of-nobody/", "host-of-nobody.invalid/owner-of-nobody/group/")
	ofStrangers = repositories("github.com/owner-of-nobody/", "gitlab.com/owner-of-nobody/", "gitlab.com/owner-of-nobody/group/", "bitbucket.org/owner-of-nobody/", "codeberg.org/owner-of-nobody/")
)

// repositories are those of owners, by all forms of their URL.
func repositories(owners ...string) []string {
	var all []string
	for _, owner := range owners {
		host, rest, _ := strings.Cut(owner, "/")
		all = append(all, "https://"+owner+"NAME", "git@"+host+":"+rest+"NAME.git", "ssh://git@"+owner+"NAME.git")
	}
	return all
}

// permitted returns a repository among those given that spec.sourceRepos permit, "" where they permit none. A stranger
// takes whatever name a pattern asks for.
func permitted(patterns, repositories []string) string {
	names := []string{"repo"}
	for _, p := range patterns {
		name := strings.NewReplacer("*", "", "?", "x", ".git", "").Replace(path.Base(p))
		if name != "" && !strings.HasPrefix(p, "!") && !strings.ContainsAny(name, `[]{}\\!:`) {
			names = append(names, name)
		}
	}
	match := compile(patterns)
	for _, name := range names {
		for _, r := range repositories {
			if r = strings.Replace(r, "NAME", name, 1); permits(match, r) {
				return r
			}
		}
	}
	return ""
}

// source is one entry of spec.sourceRepos.
type source struct {
	deny, every bool
	// glob is nil where Argo CD cannot read the pattern, and so matches nothing.
	glob glob.Glob
}

func compile(patterns []string) []source {
	all := make([]source, len(patterns))
	for i, p := range patterns {
		rest, deny := strings.CutPrefix(p, "!")
		g, err := glob.Compile(argocd.NormalRepository(rest), '/')
		if err != nil {
			g = nil
		}
		all[i] = source{deny: deny, every: p == "*", glob: g}
	}
	return all
}

// permits says what Argo CD says: an entry that denies and matches decides; any other that matches, and one that denies and
// does not, permits.
//
// Upstream: AppProject.IsSourcePermitted of argoproj/argo-cd v2.10 to v3.6, by the globs of gobwas/glob v0.2.3.
func permits(sources []source, repository string) bool {
	url := argocd.NormalRepository(repository)
	any := false
	for _, s := range sources {
		matches := s.every || s.glob != nil && s.glob.Match(url)
		if s.deny && matches {
			return false
		}
		any = any || s.deny || matches
	}
	return any
}
