// SPDX-License-Identifier: Apache-2.0

package imageupdater

import "strings"

// The update strategies. An updater that does not know the word falls back to semver, with one line in its log.
const (
	// SemVer takes the highest semantic version that Image.Constraint allows.
	SemVer = "semver"
	// NewestBuild takes the tag whose image was created last. Up to v0.12 its word is latest.
	NewestBuild = "newest-build"
	// Alphabetical takes the tag that sorts last. Up to v0.12 its word is name.
	Alphabetical = "alphabetical"
	// Digest follows the digest of one tag, which is Image.Constraint.
	Digest = "digest"
)

// strategy is one update strategy: its name, and its word up to v0.12, which later versions still read.
type strategy struct{ name, oldWord string }

var strategies = [...]strategy{
	{SemVer, SemVer},
	{NewestBuild, "latest"},
	{Alphabetical, "name"},
	{Digest, Digest},
}

// StrategyNames returns the canonical names: semver, newest-build, alphabetical, digest.
func StrategyNames() []string {
	names := make([]string, len(strategies))
	for i, s := range strategies {
		names[i] = s.name
	}
	return names
}

// CanonicalStrategy returns the name of the strategy that name or its old word (latest, name) stands for. Names are lower
// case, without spaces around them; ok is false for any other word.
func CanonicalStrategy(name string) (canonical string, ok bool) {
	for _, s := range strategies {
		if name == s.name || name == s.oldWord {
			return s.name, true
		}
	}
	return "", false
}

// Strategy spells a strategy, given by its name or its old word, as v has to read it: latest and name up to v0.12,
// newest-build and alphabetical later.
func (v Version) Strategy(name string) (spelled string, ok bool) {
	for _, s := range strategies {
		if name != s.name && name != s.oldWord {
			continue
		}
		if releases[v.index].oldWords {
			return s.oldWord, true
		}
		return s.name, true
	}
	return "", false
}

// ReadStrategy returns the strategy that v takes from an update-strategy annotation: case does not count, spaces around
// the word do before v1. ok is false where v does not know the word; it uses semver then.
func (v Version) ReadStrategy(word string) (canonical string, ok bool) {
	word = strings.ToLower(word)
	if v.Resource() {
		word = strings.TrimSpace(word)
	}
	for _, s := range strategies {
		if word == s.oldWord || word == s.name && !releases[v.index].oldWords {
			return s.name, true
		}
	}
	return SemVer, false
}
