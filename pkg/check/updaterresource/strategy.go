// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// strategyOf reads an updateStrategy. Unlike in an annotation, spaces count.
func strategyOf(word string) (canonical string, ok bool) {
	return imageupdater.CanonicalStrategy(strings.ToLower(word))
}

// effect is what the settings of an image come to, after the blocks above it.
type effect struct {
	// strategy is the one that is used; "" where it is a template or unknown.
	strategy string
	// lost is a strategy that an outer block names and that block resets, because a block without one means semver.
	lost  string
	block block
	// allowTags is the one that is used, with the block that holds it; nil where there is none.
	allowTags   *yaml.Node
	allowTagsIn block
}

// effect returns what the settings of an image come to. Half the rules ask for it.
func (r *resource) effect(ref *ref, im *image) effect {
	if im.comesTo == nil {
		e := r.settle(ref, im)
		im.comesTo = &e
	}
	return *im.comesTo
}

func (r *resource) settle(ref *ref, im *image) effect {
	e := effect{strategy: imageupdater.SemVer}
	named := ""
	outer := [...]*yaml.Node{r.it.Lookup("spec"), ref.node, im.node}
	for i, b := range [...]block{r.settings, ref.settings, im.settings} {
		if typo(krm.Lookup(outer[i], settingsField), "!!map") || view.Misspelt(outer[i], settingsField) {
			e.strategy, named, e.lost = "", "", "" // what was meant is not known
			continue
		}
		if b.node == nil {
			continue
		}
		if tags := krm.Lookup(b.node, "allowTags"); tags != nil {
			e.allowTags, e.allowTagsIn = tags, b
		}
		word := krm.Lookup(b.node, "updateStrategy")
		value, ok := text(word)
		switch {
		case ok:
			e.strategy, _ = strategyOf(value)
			named, e.lost = e.strategy, ""
		case word != nil && word.ShortTag() != "!!null" || view.Misspelt(b.node, "updateStrategy"):
			e.strategy, named, e.lost = "", "", ""
		default:
			// What an outer block names is lost here, unless an inner one names it again.
			e.strategy, e.lost, e.block = imageupdater.SemVer, "", b
			if named != imageupdater.SemVer {
				e.lost = named
			}
		}
	}
	return e
}
