// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// delivered is what lies in the path of a source, as far as it is among the resources.
type delivered struct {
	// kustomization is the one of the directory itself; nil where there is none.
	kustomization *krm.Item
	// items are the resources of the directory, or those that its kustomizations list.
	items []*krm.Item
	// names are the names by which the kustomizations know an image, by the name that they give it.
	names map[string]string
	// whole says that nothing comes from elsewhere and nothing is patched.
	whole bool
}

// layout is where resources lie.
type layout struct{ byDir, byPath map[string][]*krm.Item }

type layoutKey struct{}

// deliveredBy returns what lies in the path of the only source of an Application: once for each kustomization that is there,
// of which there is one, or once without. It is nil where that cannot be told.
func deliveredBy(c *rule.Context, it *krm.Item, s *subject) []delivered {
	sources := s.spec.Sources()
	if len(sources) != 1 || it.Path == "" || krm.Lookup(sources[0].Node, "chart") != nil {
		return nil
	}
	dir := krm.Text(krm.Lookup(sources[0].Node, "path"))
	if dir == "" || view.Templated(dir) {
		return nil
	}
	l := rule.Memo(c, layoutKey{}, func() layout {
		l := layout{map[string][]*krm.Item{}, map[string][]*krm.Item{}}
		for _, other := range c.Items {
			if other.Path != "" {
				file := path.Clean(other.Path)
				l.byPath[file] = append(l.byPath[file], other)
				l.byDir[path.Dir(file)] = append(l.byDir[path.Dir(file)], other)
			}
		}
		return l
	})
	dir = path.Clean(dir)
	plain := !altered(sources[0].Node)
	var all []delivered
	for _, k := range l.kustomizations(dir) {
		d := delivered{kustomization: k, names: map[string]string{}, whole: plain}
		l.listed(&d, dir, k, map[string]bool{dir: true})
		all = append(all, d)
	}
	if all == nil {
		all = []delivered{{items: l.byDir[dir], whole: plain}}
	}
	return all
}

// altered reports whether a source itself says more of what it delivers: other directories, or patches.
func altered(source *yaml.Node) bool {
	for _, tool := range [...]string{"directory", "helm", "plugin"} {
		if krm.Lookup(source, tool) != nil {
			return true
		}
	}
	for _, field := range [...]string{"patches", "replicas", "components"} {
		if krm.Lookup(source, "kustomize", field) != nil {
			return true
		}
	}
	return false
}

func (l layout) kustomizations(dir string) []*krm.Item {
	var found []*krm.Item
	for _, it := range l.byDir[dir] {
		if it.Is("kustomize.config.k8s.io", "Kustomization") || it.Is("kustomize.config.k8s.io", "Component") {
			found = append(found, it)
		}
	}
	return found
}

// collect follows the kustomization of a directory.
func (l layout) collect(d *delivered, dir string, seen map[string]bool) {
	found := l.kustomizations(dir)
	if found == nil || seen[dir] {
		d.whole = false
		return
	}
	seen[dir] = true
	for _, k := range found {
		l.listed(d, dir, k, seen)
	}
}

// listed adds what a kustomization lists.
func (l layout) listed(d *delivered, dir string, k *krm.Item, seen map[string]bool) {
	for _, pair := range view.Pairs(k.Node()) {
		switch pair.Key.Value {
		case "resources", "bases", "components":
			for _, e := range view.Entries(pair.Value) {
				file := path.Join(dir, e.Value)
				switch {
				case strings.Contains(e.Value, "://") || strings.Contains(e.Value, "?") || view.Templated(e.Value):
					d.whole = false
				case l.byPath[file] != nil:
					d.items = append(d.items, l.byPath[file]...)
				default:
					l.collect(d, file, seen)
				}
			}
		case "images":
			for _, e := range view.Entries(pair.Value) {
				if name, renamed := krm.Text(krm.Lookup(e, "name")), krm.Text(krm.Lookup(e, "newName")); name != "" && renamed != "" {
					d.names[repository(renamed)] = name
				}
			}
		case "patches", "patchesStrategicMerge", "patchesJson6902", "replicas", "helmCharts", "generators", "transformers", "replacements":
			d.whole = false
		}
	}
}

// running returns the resources whose Pods run an image.
func (d delivered) running(name string) []*krm.Item {
	want := repository(name)
	other := d.names[want]
	var found []*krm.Item
	for _, it := range d.items {
		for _, image := range containerImages(it) {
			if got := repository(image); got == want || other != "" && got == repository(other) {
				found = append(found, it)
				break
			}
		}
	}
	return found
}

// containerImages returns the images of the containers of a workload.
func containerImages(it *krm.Item) []string {
	var spec *yaml.Node
	switch it.Kind {
	case "Pod":
		spec = it.Lookup("spec")
	case "CronJob":
		spec = it.Lookup("spec", "jobTemplate", "spec", "template", "spec")
	default:
		spec = it.Lookup("spec", "template", "spec")
	}
	var images []string
	for _, list := range [...]string{"containers", "initContainers"} {
		for _, container := range view.Entries(krm.Lookup(spec, list)) {
			if image := krm.Text(krm.Lookup(container, "image")); image != "" && !view.Templated(image) {
				images = append(images, image)
			}
		}
	}
	return images
}

// repository returns the registry and the path of an image, as a running Pod is known by them.
func repository(image string) string {
	image, _, _ = strings.Cut(image, "@")
	slash := strings.LastIndexByte(image, '/')
	if colon := strings.IndexByte(image[slash+1:], ':'); colon >= 0 {
		image = image[:slash+1+colon]
	}
	host, rest, ok := strings.Cut(image, "/")
	switch {
	case !ok:
		return "docker.io/library/" + image
	case host == "index.docker.io" || host == "registry-1.docker.io":
		return "docker.io/" + rest
	case !strings.ContainsAny(host, ".:") && host != "localhost":
		return "docker.io/" + image
	}
	return image
}
