// SPDX-License-Identifier: Apache-2.0

package tagscheme

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/tagset"
)

// Taken returns the tags that Image Updater takes by the filters of an image: those that allow lets through, which is `any`
// or `regexp:` and an expression, without those that a glob of ignore matches. A glob that is none matches nothing.
func Taken(allow string, ignore []string) (tagset.Set, error) {
	taken := tagset.All()
	if kind, expression, ok := strings.Cut(allow, ":"); ok && strings.EqualFold(kind, "regexp") {
		var err error
		if taken, err = tagset.Matching(expression); err != nil {
			return taken, err
		}
	}
	for _, glob := range ignore {
		if ignored, err := tagset.Glob(strings.TrimSpace(glob)); err == nil {
			taken = taken.Minus(ignored)
		}
	}
	return taken, nil
}
