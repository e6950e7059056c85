// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// images checks the images of a Project.
func (c *check) images(images []Image) {
	var byAlias map[string]int
	if len(images) > 1 {
		byAlias = make(map[string]int, len(images))
	}
	for i := range images {
		image := &images[i]
		named := c.imageName(i, image.Name)
		c.image(i, image)
		if alias := c.alias(i, image, named); alias != "" && byAlias != nil {
			if first, taken := byAlias[alias]; taken {
				c.sameAlias(i, first, alias, image)
				continue
			}
			byAlias[alias] = i
		}
	}
}

// imageName checks a name, and reports whether there is one and it is right.
func (c *check) imageName(i int, name string) bool {
	if name == "" {
		return false
	}
	err := imageupdater.CheckImageName(name)
	if err == nil {
		return true
	}
	r := c.invalid(at("spec.images[%d].name", i), name, err)
	if meant := imageMeant(name); r.Field.CurrentValue != nil && imageupdater.CheckImageName(meant) == nil {
		r.Field.ProposedValue = meant
	}
	return false
}

// imageMeant returns the name without scheme, digest, tag and capitals.
func imageMeant(name string) string {
	if _, rest, ok := strings.Cut(name, "://"); ok {
		name = rest
	}
	name, _, _ = strings.Cut(name, "@")
	slash := strings.LastIndexByte(name, '/')
	if colon := strings.IndexByte(name[slash+1:], ':'); colon >= 0 {
		name = name[:slash+1+colon]
	}
	return strings.ToLower(name)
}

// defaultAlias returns the last path element of an image's name.
func defaultAlias(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// alias checks the alias of an image, given or default, and returns it; "" where it has none that is right.
func (c *check) alias(i int, image *Image, named bool) string {
	alias := image.Alias
	switch {
	case alias != "":
		if err := imageupdater.CheckAlias(alias, image.KustomizeName != ""); err != nil {
			c.invalid(at("spec.images[%d].alias", i), alias, err)
			return ""
		}
	case named:
		alias = defaultAlias(image.Name)
		if err := imageupdater.CheckAlias(alias, image.KustomizeName != ""); err != nil {
			c.report(krm.Error, ruleInvalid, at("spec.images[%d].alias", i), "must be given, since the default does not serve: %v", err)
			return ""
		}
	}
	return alias
}

func (c *check) sameAlias(i, first int, alias string, image *Image) {
	if image.Alias != "" {
		r := c.report(krm.Error, "duplicate-alias", at("spec.images[%d].alias", i),
			"%q is the alias of spec.images[%d] too: both would share all settings; give each its own", alias, first)
		r.Field.CurrentValue = alias
		return
	}
	c.report(krm.Error, "duplicate-alias", at("spec.images[%d].alias", i),
		"must be given: the default %q is the alias of spec.images[%d] too, and both would share all settings", alias, first)
}

// image checks all but name and alias.
func (c *check) image(i int, image *Image) {
	if err := c.checkAllowTags(image.AllowTags); err != nil {
		r := c.invalid(at("spec.images[%d].allowTags", i), image.AllowTags, err)
		if meant := "regexp:" + image.AllowTags; strings.HasPrefix(image.AllowTags, "^") && imageupdater.CheckAllowTags(meant) == nil {
			r.Field.ProposedValue = meant
		}
	}
	if len(image.IgnoreTags) > 0 {
		c.texts("spec.images["+strconv.Itoa(i)+"].ignoreTags", image.IgnoreTags, imageupdater.CheckIgnoreTag)
	}
	if len(image.Platforms) > 0 {
		c.texts("spec.images["+strconv.Itoa(i)+"].platforms", image.Platforms, imageupdater.CheckPlatform)
	}
	if image.PullSecret != "" {
		if err := imageupdater.CheckPullSecret(image.PullSecret, c.model.ImageUpdater, c.model.Platform.Spec.ArgoCD.Namespace); err != nil {
			c.invalidQuiet(at("spec.images[%d].pullSecret", i), image.PullSecret, err)
		}
	}
	c.text(image.KustomizeName, checkKustomizeName, "spec.images[%d].kustomizeName", i)
	c.text(image.Pin, imageupdater.CheckTag, "spec.images[%d].pin", i)
	c.pin(i, image)
	c.strategy(i, image)
}

// pin checks that a pin is one of the tags that are taken without it: anything else is a slip of the pen, and a tag that
// ignoreTags drops is never taken.
func (c *check) pin(i int, image *Image) {
	if image.Pin == "" || imageupdater.CheckTag(image.Pin) != nil {
		return
	}
	if filter, err := imageupdater.ParseAllowTags(image.AllowTags); image.AllowTags != "" && err == nil && !filter.Matches(image.Pin) {
		c.report(krm.Error, ruleInvalid, at("spec.images[%d].pin", i), "must be a tag that allowTags %q takes", image.AllowTags)
	}
	for _, glob := range image.IgnoreTags {
		if ignored, err := path.Match(glob, image.Pin); err == nil && ignored {
			c.report(krm.Error, ruleInvalid, at("spec.images[%d].pin", i), "must be no tag that ignoreTags drops, as %q does", glob)
		}
	}
}

func (c *check) checkAllowTags(value string) error {
	if value == "" {
		return nil
	}
	err, known := c.allowTags[value]
	if !known {
		err = imageupdater.CheckAllowTags(value)
		c.allowTags[value] = err
	}
	return err
}

// strategy checks the update strategy against the target version and against what is allowed: the default tags carry a
// commit, so that only the date of the build orders them.
func (c *check) strategy(i int, image *Image) {
	if image.UpdateStrategy == "" {
		return
	}
	path := at("spec.images[%d].updateStrategy", i)
	if _, ok := c.model.ImageUpdater.Strategy(image.UpdateStrategy); !ok {
		c.invalid(path, image.UpdateStrategy, fmt.Errorf("%q is unknown to Image Updater %s", image.UpdateStrategy, c.model.ImageUpdater))
		return
	}
	canonical, _ := imageupdater.CanonicalStrategy(image.UpdateStrategy)
	switch {
	case canonical == imageupdater.Digest && image.Pin == "":
		c.report(krm.Error, "digest-without-pin", path, "%q follows one tag: it must be given as `pin`", image.UpdateStrategy)
	case (canonical == imageupdater.SemVer || canonical == imageupdater.Alphabetical) && image.AllowTags == "" && image.Pin == "":
		c.report(krm.Error, "missing-field", at("spec.images[%d].allowTags", i),
			"must be given with updateStrategy %q: the default takes tags of a commit, which have no such order", image.UpdateStrategy)
	}
}

// checkKustomizeName checks the name that manifests use for an image, which need not be one that a registry knows.
func checkKustomizeName(name string) error {
	switch {
	case strings.ContainsAny(name, " \t\r\n,=@"):
		return fmt.Errorf("%q must be the name of an image in the manifests: no spaces, no ',', no '=', no digest", name)
	case strings.Contains(defaultAlias(name), ":"):
		return fmt.Errorf("%q must not have a tag", name)
	}
	return nil
}
