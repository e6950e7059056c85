// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"

	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var imageListImageInvalid = &rule.Rule{
	ID:       "image-list-image-invalid",
	Severity: krm.Error,
	Title:    "An item of an image-list must be an image, without a scheme",
	Doc: `The updater reads whatever stands there: https://ghcr.io/owner/app is an image "https", and a version range with a
comma is two items. No Pod runs such an image, so it is skipped with a line at the level debug. The form is
` + "`alias=registry/path`" + ` with or without ` + "`:constraint`" + `.`,
	Upstream: []string{docsImages, issues + "565"},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, trap := range []updater.Trap{updater.TrapScheme, updater.TrapName, updater.TrapAlias} {
			problems = append(problems, traps(trap, invalidImage)(c, it)...)
		}
		return problems
	},
	Bad:  example("image-list: app=https://ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$"),
}

func invalidImage(_ *subject, im image, p *updater.ListProblem) (text, fixed string) {
	switch p.Trap {
	case updater.TrapScheme:
		return p.Text, updater.FormatImageList([]updater.Image{im.Image})
	case updater.TrapAlias:
		if !aliasIsImage(im.Alias) {
			return "", ""
		}
		if pasted := im.pastedKey(); pasted != "" {
			return fmt.Sprintf("begins with the key of the annotation, which becomes a part of the alias: take %q off", pasted), strings.TrimPrefix(im.item, pasted)
		}
		return fmt.Sprintf("is read as the alias %q: an image with an operator in its constraint must have an alias in front", im.Alias), ""
	}
	if im.index > 0 && strings.Trim(im.item, "0123456789.xX*<>=~^!v-+ ") == "" {
		return "is read as an image of its own: a constraint must not hold a comma; put a space there", ""
	}
	return p.Text, ""
}

// aliasIsImage tells an image whose constraint holds an equals sign from an alias, both of which stand before one.
func aliasIsImage(alias string) bool { return strings.ContainsAny(alias, ":<>!~^") }

// pastedKey returns what an item begins with where somebody wrote the whole annotation, key and all, into its value.
func (im image) pastedKey() string {
	key := updater.Prefix + "/" + updater.KeyImageList + ":"
	rest, ok := strings.CutPrefix(im.item, key)
	if !ok {
		return ""
	}
	return key + rest[:len(rest)-len(strings.TrimLeft(rest, " "))]
}
