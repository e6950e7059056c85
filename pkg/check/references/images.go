// SPDX-License-Identifier: Apache-2.0

package references

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// runs reports whether an image stands anywhere in what is rendered, under its name or the one that the kustomization replaces.
func (r *rendered) runs(im image) bool {
	for _, it := range r.items {
		if holds(it.Node(), func(text string) bool {
			return view.IsImage(text, im.name) || im.kustomizeName != "" && view.IsImage(text, im.kustomizeName)
		}) {
			return true
		}
	}
	return false
}

// imageNames are the names of the images that containers have.
func (r *rendered) imageNames() []string {
	var all []string
	for _, it := range r.items {
		view.Containers(it, func(image string) {
			image, _, _ = strings.Cut(image, "@")
			if i := strings.LastIndexByte(image, ':'); i > strings.LastIndexByte(image, '/') {
				image = image[:i]
			}
			if !slices.Contains(all, image) {
				all = append(all, image)
			}
		})
	}
	return all
}

// probe is a tag that nobody gives to an image.
const probe = "fairlead-probe-0000000"

// resists reports whether the image keeps another tag when a new one is set as Image Updater has it set, and what it renders as.
func (r *rendered) resists(c *rule.Context, im image) (got string, resists bool) {
	repository := c.Repository(r.url, r.path)
	setting := im.name + ":" + probe
	if im.kustomizeName != "" {
		setting = im.kustomizeName + "=" + setting
	}
	items, err := repository.Build(r.path, append(slices.Clone(r.built), setting)...)
	if err != nil {
		return "", false
	}
	set := false
	for _, it := range items {
		view.Containers(it, func(image string) {
			switch {
			case image == im.name+":"+probe:
				set = true
			case view.IsImage(image, im.name) && got == "":
				got = image
			}
		})
	}
	return got, got != "" && !set
}

// podless reports whether an image runs only where there is no Pod most of the time, and says where.
func (r *rendered) podless(name string) (why string, podless bool) {
	var all []string
	for _, it := range r.items {
		found := false
		view.Containers(it, func(image string) { found = found || view.IsImage(image, name) })
		if !found {
			continue
		}
		reason := r.reasonWithoutPod(it)
		if reason == "" {
			return "", false
		}
		all = append(all, it.Kind+" "+it.Name+" ("+reason+")")
	}
	return strings.Join(all, ", "), len(all) > 0
}

func (r *rendered) reasonWithoutPod(it *krm.Item) string {
	switch {
	case it.Is("batch", "CronJob"):
		return "between two runs there is none"
	case it.Is("batch", "Job"):
		return "it ends"
	case it.Group() == "apps":
		n := it.Lookup("spec", "replicas")
		if n != nil && n.Value == "0" && !r.scaled(it.Name) {
			return "replicas is 0"
		}
	}
	return ""
}

// scaled reports whether another resource names a workload as the target that it scales.
func (r *rendered) scaled(name string) bool {
	for _, it := range r.items {
		if krm.Text(it.Lookup("spec", "scaleTargetRef", "name")) == name {
			return true
		}
	}
	return false
}
