// SPDX-License-Identifier: Apache-2.0

package view

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Followed is one image that a resource tells Image Updater to follow, with the settings that the updater reads of it, which
// need not be those that were meant.
type Followed struct {
	Item *krm.Item
	// Path and At are where the image is named.
	Path string
	At   *yaml.Node
	// Version is the one that reads it.
	Version imageupdater.Version
	// Image holds what is read. UpdateStrategy is one of imageupdater.StrategyNames; Platforms is nil where none are given, and
	// otherwise as they are written.
	Image imageupdater.Image
	// Instead says why UpdateStrategy is semver where another word was written; "" where it is what was written.
	Instead string
	// Dead says why the updater does not follow the image at all; "" where it does.
	Dead string
	// Unknown says what keeps anyone from knowing here what is followed; "" where it is known.
	Unknown string
}
