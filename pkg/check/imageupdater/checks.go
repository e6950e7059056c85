// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// values makes a Check of one that looks at a single value: it is called for every setting of that name.
func values(name string, check func(s *subject, set setting) []rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return subjects(func(s *subject) []rule.Problem {
		var problems []rule.Problem
		s.each(name, func(set setting) { problems = append(problems, check(s, set)...) })
		return problems
	})
}

// subjects makes a Check of one that looks at the annotations of one Application.
func subjects(check func(s *subject) []rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return func(c *rule.Context, it *krm.Item) []rule.Problem {
		if s := subjectOf(c, it); s != nil {
			return check(s)
		}
		return nil
	}
}

// items makes a Check of one that looks at a single item of the image-list.
func items(check func(s *subject, it *krm.Item, im image) []rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil {
			return nil
		}
		var problems []rule.Problem
		for _, im := range s.images {
			problems = append(problems, check(s, it, im)...)
		}
		return problems
	}
}

// traps makes a Check of a problem that the parser of the image-list finds. word says it in the words that follow the item;
// a text of "" leaves it out.
func traps(trap updater.Trap, word func(s *subject, im image, p *updater.ListProblem) (text, fixed string)) func(*rule.Context, *krm.Item) []rule.Problem {
	return items(func(s *subject, it *krm.Item, im image) []rule.Problem {
		var problems []rule.Problem
		for _, p := range im.problems {
			if p.Trap != trap {
				continue
			}
			text, fixed := word(s, im, p)
			if p != im.problems[0] {
				fixed = "" // a remedy at a time: the other problems of the item stand in the same text
			}
			if text != "" {
				problems = append(problems, s.itemProblem(it, im, fixed, "%s", text))
			}
		}
		return problems
	})
}

// perSetting calls f with each setting of a name that counts, and with the images for which it does.
func (s *subject) perSetting(name string, f func(set setting, images []*image)) {
	for _, set := range s.settings {
		if !set.judged() || !set.is(name) {
			continue
		}
		images := make([]*image, 0, len(s.images))
		for i := range s.images {
			if counts, ok := s.effective(s.images[i], name); ok && counts.key == set.key {
				images = append(images, &s.images[i])
			}
		}
		if len(images) > 0 {
			f(set, images)
		}
	}
}
