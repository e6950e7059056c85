// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// State says what becomes of an annotation.
type State int

// The states of an annotation key.
const (
	// Read means that the updater reads the key.
	Read State = iota
	// Dead means that the key has the updater's prefix and that nothing reads it; the updater does not log it.
	Dead
	// Foreign means that the key has another prefix.
	Foreign
)

// Use is what a version makes of an annotation key.
type Use struct {
	State State
	// Reason says why a Dead key is dead; "" otherwise.
	Reason string
	// Nearest is the whole key that was most likely meant by a Dead one. "" means that none is near.
	Nearest string
	// NoAlias says that the key is dead only because its alias stands in no item of the image-list.
	NoAlias bool
}

// KeyUse says whether v reads the annotation key on an Application whose image-list has aliases. For a Version with
// Resource, Read holds only where an ImageUpdater with useAnnotations selects the Application.
func (v Version) KeyUse(key string, aliases []string) Use {
	name, ours := strings.CutPrefix(key, Prefix+"/")
	if !ours {
		return Use{State: Foreign}
	}
	if k, ok := keyNamed(name); ok {
		return v.wideUse(k, aliases)
	}
	// An alias may hold dots and may end like a key, so the aliases that exist are tried before any guess.
	for _, alias := range aliases {
		rest, ok := strings.CutPrefix(name, v.AliasInKey(alias)+".")
		if !ok || alias == "" {
			continue
		}
		if k, ok := keyNamed(rest); ok {
			return v.imageUse(k, alias)
		}
	}
	return v.unknownUse(name, aliases)
}

// HasKey reports whether v reads a name, without Prefix and slash, as a key of the whole Application, or as one of an image of
// whatever alias.
func (v Version) HasKey(name string) bool {
	for _, k := range annotationKeys {
		alias, ends := strings.CutSuffix(name, k.name)
		if ends && (k.wide && alias == "" || k.perImage && strings.HasSuffix(alias, ".")) && k.readBy(v) {
			return true
		}
	}
	return false
}

// ImageKey returns the whole key of one setting of the image with that alias, such as KeyAllowTags.
func (v Version) ImageKey(alias, name string) string { return v.imageKey(alias, name) }

// AliasInKey is the alias as it stands in a key: before v1 a slash becomes an underscore.
func (v Version) AliasInKey(alias string) string {
	if v.Resource() {
		return alias
	}
	return strings.ReplaceAll(alias, "/", "_")
}

func (v Version) wideUse(k annotationKey, aliases []string) Use {
	if reason := k.outOfRange(v); reason != "" {
		return Use{State: Dead, Reason: reason}
	}
	if k.wide {
		return Use{State: Read}
	}
	use := Use{State: Dead, Reason: fmt.Sprintf("%s is read for one image only, as <alias>.%s", k.name, k.name)}
	if len(aliases) > 0 && aliases[0] != "" {
		use.Nearest = v.imageKey(aliases[0], k.name)
	}
	return use
}

func (v Version) imageUse(k annotationKey, alias string) Use {
	if !k.perImage {
		return Use{State: Dead, Reason: fmt.Sprintf("%s is read for the whole Application only, without an alias", k.name), Nearest: Prefix + "/" + k.name}
	}
	if reason := k.outOfRange(v); reason != "" {
		use := Use{State: Dead, Reason: reason}
		for _, r := range replacedBy {
			if r[0] == k.name {
				use.Nearest = v.imageKey(alias, r[1])
			}
		}
		return use
	}
	return Use{State: Read}
}

// unknownUse explains a key that no version reads for these aliases: the alias, the key or both may be wrong.
func (v Version) unknownUse(name string, aliases []string) Use {
	for _, alias := range aliases {
		rest, ok := strings.CutPrefix(name, v.AliasInKey(alias)+".")
		if !ok || alias == "" {
			continue
		}
		use := Use{State: Dead, Reason: fmt.Sprintf("no version reads a key %q of an image", rest)}
		if near, ok := nearest.Name(rest, v.keyNames(true)); ok {
			use.Nearest = v.imageKey(alias, near)
		}
		return use
	}
	for _, k := range annotationKeys {
		alias, ok := strings.CutSuffix(name, "."+k.name)
		if !ok {
			continue
		}
		use := Use{State: Dead, Reason: fmt.Sprintf("%q is no alias of the %s", alias, keyImageList)}
		switch near, ok := nearest.Name(alias, aliases); {
		case !k.perImage:
			use.Reason = fmt.Sprintf("%s is read for the whole Application only, without an alias", k.name)
			use.Nearest = Prefix + "/" + k.name
		case k.outOfRange(v) != "":
			use.Reason = k.outOfRange(v)
		case ok && near != "":
			use.Nearest, use.NoAlias = v.imageKey(near, k.name), true
		case len(aliases) == 1 && aliases[0] != "":
			use.Nearest, use.NoAlias = v.imageKey(aliases[0], k.name), true
		default:
			use.NoAlias = true
		}
		return use
	}
	use := Use{State: Dead, Reason: fmt.Sprintf("no version reads a key %q", name)}
	known := v.keyNames(false)
	for _, alias := range aliases {
		if alias == "" {
			continue
		}
		for _, key := range v.keyNames(true) {
			known = append(known, v.AliasInKey(alias)+"."+key)
		}
	}
	if near, ok := nearest.Name(name, known); ok {
		use.Nearest = Prefix + "/" + near
	}
	return use
}

func (v Version) imageKey(alias, name string) string {
	return Prefix + "/" + v.AliasInKey(alias) + "." + name
}
