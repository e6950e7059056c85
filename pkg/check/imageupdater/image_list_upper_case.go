// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListUpperCase = &rule.Rule{
	ID:       "image-list-upper-case",
	Severity: krm.Error,
	Title:    "An image-list must name images in lower case",
	Doc: `Registries and running Pods know an image in lower case. A name with capitals in its path is never equal to that of a
Pod, and the updater skips it with a line at the level debug. GitHub owners with capitals are the usual cause: the
registry has them in lower case.`,
	Upstream: []string{docsImages, issues + "566"},
	Kinds:    kinds,
	Check: traps(updater.TrapUpperCase, func(s *subject, im image, p *updater.ListProblem) (text, fixed string) {
		start := strings.Index(strings.ToLower(im.item), im.Name)
		if start < 0 {
			return p.Text, ""
		}
		written := im.item[start : start+len(im.Name)]
		_, path, _ := strings.Cut(written, "/")
		if path != "" && path == strings.ToLower(path) {
			return "", "" // a host in capitals, which Pods may have as well
		}
		return p.Text, im.item[:start] + im.Name + im.item[start+len(im.Name):]
	}),
	Bad:  example("image-list: app=ghcr.io/Owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}
