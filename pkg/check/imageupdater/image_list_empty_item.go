// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListEmptyItem = &rule.Rule{
	ID:       "image-list-empty-item",
	Severity: krm.Warning,
	Title:    "An image-list should have no empty item",
	Doc: `An empty item, as behind a comma at the end, is an image without a name. The updater skips it with a line at the level
debug, or asks Docker Hub for it where ` + "`force-update`" + ` is on for the Application. A list with nothing in it is an
error: nothing is followed.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: items(func(s *subject, it *krm.Item, im image) []rule.Problem {
		if im.item != "" {
			return nil
		}
		var full []string
		for _, other := range s.images {
			switch {
			case other.item != "":
				full = append(full, other.item)
			case other.index < im.index:
				return nil // the first one stands for all: one remedy mends the list
			}
		}
		p := s.problem(im.list, "image-list item %d is empty: the list must be items alias=image with one comma between two of them", im.index+1)
		p.At = im.place(it)
		if len(full) == 0 {
			p.Severity = krm.Error
		} else {
			p.Proposed = strings.Join(full, ",")
		}
		return []rule.Problem{p}
	}),
	Bad:  example("image-list: 'app=ghcr.io/owner/app,'", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
