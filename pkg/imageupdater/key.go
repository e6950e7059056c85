// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"
)

const (
	keyImageList       = "image-list"
	keyUpdateStrategy  = "update-strategy"
	keyAllowTags       = "allow-tags"
	keyIgnoreTags      = "ignore-tags"
	keyPlatforms       = "platforms"
	keyKustomizeName   = "kustomize.image-name"
	keyPullSecret      = "pull-secret"
	keyForceUpdate     = "force-update"
	keyWriteBackMethod = "write-back-method"
)

// The keys as Version.KeyUse knows them, without Prefix and slash.
const (
	KeyImageList       = keyImageList
	KeyUpdateStrategy  = keyUpdateStrategy
	KeyAllowTags       = keyAllowTags
	KeyIgnoreTags      = keyIgnoreTags
	KeyPlatforms       = keyPlatforms
	KeyKustomizeName   = keyKustomizeName
	KeyPullSecret      = keyPullSecret
	KeyForceUpdate     = keyForceUpdate
	KeyWriteBackMethod = keyWriteBackMethod
	KeyWriteBackTarget = "write-back-target"
	KeyGitBranch       = "git-branch"
	KeyGitRepository   = "git-repository"
	KeyTagMatch        = "tag-match"
	KeyHelmImageName   = "helm.image-name"
	KeyHelmImageTag    = "helm.image-tag"
	KeyHelmImageSpec   = "helm.image-spec"
)

// annotationKey is one key that some version reads, after the prefix and the alias.
type annotationKey struct {
	name     string
	perImage bool // read as <alias>.<name>
	wide     bool // read as <name>, for the whole Application
	// since and before bound the versions that read it by major and minor, 0.0 meaning no bound.
	since, before [2]int
}

// annotationKeys is every key of v0.12.2 to v1.3.
var annotationKeys = [...]annotationKey{
	{name: keyImageList, wide: true},
	{name: keyUpdateStrategy, perImage: true, wide: true},
	{name: keyAllowTags, perImage: true, wide: true},
	{name: keyIgnoreTags, perImage: true, wide: true},
	{name: keyPlatforms, perImage: true},
	{name: keyKustomizeName, perImage: true},
	{name: keyPullSecret, perImage: true, wide: true},
	{name: keyForceUpdate, perImage: true, wide: true},
	{name: KeyHelmImageName, perImage: true},
	{name: KeyHelmImageTag, perImage: true},
	{name: KeyHelmImageSpec, perImage: true},
	{name: KeyTagMatch, perImage: true, before: [2]int{1, 0}},
	{name: keyWriteBackMethod, wide: true},
	{name: KeyWriteBackTarget, wide: true},
	{name: KeyGitBranch, wide: true},
	{name: KeyGitRepository, wide: true, since: [2]int{0, 13}},
}

// replacedBy names the key that took over the meaning of one that later versions dropped.
var replacedBy = [...][2]string{{KeyTagMatch, keyAllowTags}}

// readBy reports whether v reads k.
func (k annotationKey) readBy(v Version) bool {
	return v.AtLeast(k.since[0], k.since[1]) && (k.before == [2]int{} || !v.AtLeast(k.before[0], k.before[1]))
}

// outOfRange says why v does not read k, or "".
func (k annotationKey) outOfRange(v Version) string {
	switch {
	case k.readBy(v):
		return ""
	case !v.AtLeast(k.since[0], k.since[1]):
		return fmt.Sprintf("%s is read from v%d.%d on, not by %s", k.name, k.since[0], k.since[1], v)
	}
	return fmt.Sprintf("%s is read before v%d.%d only, not by %s", k.name, k.before[0], k.before[1], v)
}

// Keys returns the names of the keys that v reads, without Prefix and slash: those for one image, which stand behind an alias
// and a dot, or those for the whole Application.
func (v Version) Keys(perImage bool) []string { return v.keyNames(perImage) }

// keyNames returns the names that v reads in the scope asked for.
func (v Version) keyNames(perImage bool) []string {
	var names []string
	for _, k := range annotationKeys {
		if (perImage && k.perImage || !perImage && k.wide) && k.readBy(v) {
			names = append(names, k.name)
		}
	}
	return names
}

// IsKey reports whether some version reads a name, without Prefix and slash, for the whole Application or behind an alias.
func IsKey(name string) bool {
	for _, k := range annotationKeys {
		if k.wide && k.name == name || k.perImage && strings.HasSuffix(name, "."+k.name) {
			return true
		}
	}
	return false
}

func keyNamed(name string) (annotationKey, bool) {
	for _, k := range annotationKeys {
		if k.name == name {
			return k, true
		}
	}
	return annotationKey{}, false
}
