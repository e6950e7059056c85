// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"
)

// Trap names a mistake in an image-list that the updater does not report.
type Trap string

// The traps of an image-list.
const (
	// TrapEmpty is an item without anything in it, as after a trailing comma.
	TrapEmpty Trap = "empty item"
	// TrapSpaces is a space around '=' or within an item: before v1 it becomes part of alias and registry.
	TrapSpaces Trap = "spaces"
	// TrapScheme is https:// before the name, which is read as an image "https".
	TrapScheme Trap = "scheme"
	// TrapUpperCase is a name with capitals, which never equals the image of a running Pod.
	TrapUpperCase Trap = "upper case"
	// TrapColon is alias:image instead of alias=image: the alias is read as the registry.
	TrapColon Trap = "colon for equals sign"
	// TrapAlias is an alias that no annotation key can hold.
	TrapAlias Trap = "alias"
	// TrapDuplicate is an alias that two images have: they share all settings.
	TrapDuplicate Trap = "duplicate alias"
	// TrapPort is a registry with a port and no dot, such as localhost:5000, before a constraint that is no tag: the port is read
	// as the constraint. A host with a dot is recognized.
	TrapPort Trap = "port and constraint"
	// TrapDigest is an @digest, which the updater does not follow.
	TrapDigest Trap = "digest"
	// TrapName is a name that is no image name for another reason.
	TrapName Trap = "name"
)

// ListProblem is one mistake in an image-list, as an error.
type ListProblem struct {
	Trap Trap
	// Index is the place of the item in the list, from 0.
	Index int
	// Item is the text between two commas, without the spaces at its ends.
	Item string
	// Text says what is wrong and what to write.
	Text string
}

// Error returns Text with the item before it.
func (p *ListProblem) Error() string {
	return fmt.Sprintf("image-list item %d %q %s", p.Index+1, p.Item, p.Text)
}

// ParseImageList reads the value of an image-list annotation: items [alias=]name[:constraint] with commas between them. It
// reports all problems at once, each a *ListProblem. An item with a problem is returned as it was most likely meant, so
// that what follows does not report the same mistake again; an item without a name is not returned.
func ParseImageList(value string) ([]Image, []error) {
	var images []Image
	var problems []error
	seen := make(map[string]bool)
	for index, item := range strings.Split(value, ",") {
		image, wrong := parseImage(index, strings.TrimSpace(item))
		problems = append(problems, wrong...)
		if image.Name == "" {
			continue
		}
		if image.Alias != "" && seen[image.Alias] {
			problems = append(problems, &ListProblem{TrapDuplicate, index, strings.TrimSpace(item),
				fmt.Sprintf("has the alias %q of an item before it: both images would share all settings", image.Alias)})
		}
		seen[image.Alias] = true
		images = append(images, image)
	}
	return images, problems
}

// ParseImage parses one image with its alias as the updater reads it of an ImageUpdater, where no comma ends it: a constraint such
// as `>=1.0, <2.0` is possible there, and in no image-list. Otherwise it is ParseImageList for one item.
func ParseImage(value string) (Image, []error) { return parseImage(0, strings.TrimSpace(value)) }

func parseImage(index int, item string) (Image, []error) {
	var problems []error
	image := parseItem(item, func(trap Trap, format string, args ...any) {
		problems = append(problems, &ListProblem{trap, index, item, fmt.Sprintf(format, args...)})
	})
	return image, problems
}

func parseItem(item string, report func(trap Trap, format string, args ...any)) Image {
	if item == "" {
		report(TrapEmpty, "is empty: the list must be items alias=image with one comma between two of them")
		return Image{}
	}
	var image Image
	alias, ref, named := strings.Cut(item, "=")
	if !named {
		alias, ref = "", item
	}
	if trimmed := strings.TrimSpace(alias); trimmed != alias || strings.TrimSpace(ref) != ref {
		report(TrapSpaces, "must not have spaces around '=': write %q", trimmed+"="+strings.TrimSpace(ref))
		alias, ref = trimmed, strings.TrimSpace(ref)
	}
	if named {
		if err := CheckAlias(alias, false); err != nil {
			report(TrapAlias, "must be alias=image: %v", err)
		}
		image.Alias = alias
	}
	if _, rest, ok := strings.Cut(ref, "://"); ok {
		report(TrapScheme, "must not have a scheme: write %q", rest)
		ref = rest
	}
	// A registry may have a port, and nothing but a port, before its first slash.
	if first, _, ok := strings.Cut(ref, "/"); ok && !named {
		if word, rest, ok := strings.Cut(first, ":"); ok && !isPort(rest) && !strings.Contains(word, ".") {
			meant := word + "=" + ref[len(word)+1:]
			report(TrapColon, "must have '=' between alias and image, not ':': write %q", meant)
			image.Alias, ref = word, ref[len(word)+1:]
		}
	}
	if name, digest, ok := strings.Cut(ref, "@"); ok {
		report(TrapDigest, "must not have a digest (%s): write %q", digest, name)
		ref = name
	}
	image.Name, image.Constraint = splitConstraint(ref)
	if lower := strings.ToLower(image.Name); lower != image.Name {
		report(TrapUpperCase, "must name the image in lower case, since running Pods and registries know it so: write %q", lower)
		image.Name = lower
	}
	if ref != "" && image.Constraint == "" && strings.HasSuffix(ref, ":") {
		report(TrapName, "must have a constraint behind ':', or no ':'")
	}
	if strings.ContainsAny(image.Name, " \t\r\n") {
		report(TrapSpaces, "must not hold spaces within the image name")
		return image
	}
	if problem := nameProblem(image.Name); problem != "" {
		report(TrapName, "names an image that %s", problem)
		return image
	}
	host, _, _ := strings.Cut(image.Name, "/")
	if strings.Contains(host, ":") && !strings.Contains(host, ".") && image.Constraint != "" && !isTag(image.Constraint) {
		report(TrapPort, "must not have a constraint (%s) behind a registry with a port and no dot: the updater cuts at the first ':'; use allow-tags instead", image.Constraint)
	}
	return image
}

// FormatImageList prints images as the value of an image-list annotation, with one comma and no space between two items.
// ParseImageList reads Alias, Name and Constraint back as they are.
func FormatImageList(images []Image) string {
	var b strings.Builder
	for i, image := range images {
		if i > 0 {
			b.WriteByte(',')
		}
		if image.Alias != "" {
			b.WriteString(image.Alias + "=")
		}
		b.WriteString(image.Name)
		if image.Constraint != "" {
			b.WriteString(":" + image.Constraint)
		}
	}
	return b.String()
}
