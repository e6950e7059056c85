// SPDX-License-Identifier: Apache-2.0

package imageupdater

import updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"

// filter is an allow-tags annotation, read.
type filter struct {
	// err says why it matches nothing.
	err error

	text string
	tags *updater.TagFilter
}

// lets is what it lets through.
func (f *filter) lets() updater.TagFilter {
	if f.tags == nil {
		tags := updater.ReadAllowTags(f.text)
		f.tags = &tags
	}
	return *f.tags
}

// filter reads the text of an allow-tags annotation, each one once.
func (s *subject) filter(text string) *filter {
	f := s.filters[text]
	if f == nil {
		f = &filter{err: updater.CheckAllowTags(text), text: text}
		s.filters[text] = f
	}
	return f
}
