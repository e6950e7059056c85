// SPDX-License-Identifier: Apache-2.0

package argocd

import "strings"

// Permit is what an AppProject says to something.
type Permit int

// Unknown stands for patterns and names that cannot be judged from the text alone.
const (
	Unknown Permit = iota
	Permitted
	Refused
)

// PermitsSource says whether spec.sourceRepos permit a repository, by the rules of Argo CD: each pattern against the
// repository without ".git" and capitals, `*` staying within a part between slashes and `**` not; "!" denies.
func PermitsSource(patterns []string, repository string) Permit {
	url := NormalRepository(repository)
	any := Refused
	for _, p := range patterns {
		rest, deny := strings.CutPrefix(p, "!")
		matched, known := globMatch(NormalRepository(rest), url, true)
		if p == "*" {
			matched, known = true, true
		}
		switch {
		case !known:
			return Unknown
		case deny && matched:
			return Refused
		case deny || matched:
			any = Permitted
		}
	}
	return any
}

// Place is a cluster, by its server or by its name, and a namespace of it.
type Place struct{ Server, Name, Namespace string }

// PermitsDestination says whether spec.destinations permit a place. Unknown where the one gives the server of the cluster
// and the other its name.
func PermitsDestination(entries []Place, to Place) Permit {
	any := Refused
	server := strings.TrimRight(to.Server, "/")
	for _, e := range entries {
		for _, p := range []string{e.Server, e.Name, e.Namespace} {
			if strings.HasPrefix(p, "!") {
				return Unknown
			}
		}
		namespace, known := globMatch(e.Namespace, to.Namespace, false)
		if !known {
			return Unknown
		}
		if !namespace {
			continue
		}
		byServer, serverKnown := globMatch(e.Server, server, false)
		byName, nameKnown := globMatch(e.Name, to.Name, false)
		switch {
		case e.Server == "*" || e.Name == "*":
			any = Permitted
		case !serverKnown || !nameKnown:
			return Unknown
		case server != "" && byServer || to.Name != "" && byName:
			any = Permitted
		case server != "" && e.Name != "" || to.Name != "" && e.Server != "":
			return Unknown
		}
	}
	return any
}

// NormalRepository is a repository, or a pattern of repositories, as Argo CD compares it.
func NormalRepository(url string) string {
	url = strings.ToLower(strings.TrimSpace(url))
	if i := strings.IndexByte(url, '@'); i >= 0 && !strings.HasPrefix(url, "http") {
		if rest, ok := strings.CutPrefix(url, "ssh://"); ok {
			url = rest
		} else {
			url = strings.Replace(url, ":", "/", 1)
		}
	}
	return strings.TrimSuffix(url, ".git")
}

// globMatch matches a glob of `*` and `**` alone. separated says that `*` does not cross a slash. known is false for what
// else a glob may hold. Time grows with the product of both lengths, whatever the pattern.
func globMatch(pattern, text string, separated bool) (matched, known bool) {
	switch {
	case strings.ContainsAny(pattern, `?[]{}\`):
		return false, false
	case strings.IndexByte(pattern, '*') < 0:
		return pattern == text, true // as nearly every pattern is; matchStars says the same of it
	}
	return matchStars(pattern, text, separated), true
}

func matchStars(pattern, text string, separated bool) bool {
	// The places of the pattern at which the text so far, and with one more character, may have arrived.
	reached, next := make([]bool, len(pattern)+1), make([]bool, len(pattern)+1)
	reached[0] = true
	skipStars(pattern, reached)
	for i := range len(text) {
		clear(next)
		for at := range len(pattern) {
			switch {
			case !reached[at]:
			case pattern[at] == '*':
				double := at > 0 && pattern[at-1] == '*' || at+1 < len(pattern) && pattern[at+1] == '*'
				next[at] = next[at] || text[i] != '/' || !separated || double
			case pattern[at] == text[i]:
				next[at+1] = true
			}
		}
		skipStars(pattern, next)
		reached, next = next, reached
	}
	return reached[len(pattern)]
}

// skipStars adds the places after stars, which may stand for nothing.
func skipStars(pattern string, reached []bool) {
	for at := range len(pattern) {
		if reached[at] && pattern[at] == '*' {
			reached[at+1] = true
		}
	}
}
