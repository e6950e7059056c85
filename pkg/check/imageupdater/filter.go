// SPDX-License-Identifier: Apache-2.0

package imageupdater

import updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"

// filter is an allow-tags annotation, read.
type filter struct {
	// err says why it matches nothing.
	err error
	// lets is what it lets through.
	lets updater.TagFilter
}

// filter reads the text of an allow-tags annotation, each one once.
func (s *subject) filter(text string) *filter {
	f := s.filters[text]
	if f == nil {
		f = &filter{}
		f.lets, f.err = updater.ParseAllowTags(text)
		s.filters[text] = f
	}
	return f
}
