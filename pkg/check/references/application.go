// SPDX-License-Identifier: Apache-2.0

package references

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// kustomizeOptions are the fields of spec.source.kustomize that change no name of what is built. images are set before.
var kustomizeOptions = []string{
	"images", "commonLabels", "commonAnnotations", "commonAnnotationsEnvsubst", "forceCommonLabels", "forceCommonAnnotations", "labelWithoutSelector", "labelIncludeTemplates", "version",
}

// ofApplication reads what is delivered from the one kustomization of an Application that somebody wrote; nil where that is not what
// it delivers, or where a Project says the same.
func ofApplication(c *rule.Context, it *krm.Item) *rendered {
	for _, p := range c.Model().Projects {
		if p.Name == it.Name {
			return nil
		}
	}
	return delivered(c, it)
}

// delivered is ofApplication for the Application of a Project too.
func delivered(c *rule.Context, it *krm.Item) *rendered {
	spec := view.SpecOf(it)
	sources := spec.Sources()
	if len(sources) != 1 {
		return nil
	}
	n := sources[0].Node
	r := &rendered{
		item: it, url: krm.Text(krm.Lookup(n, "repoURL")), path: krm.Text(krm.Lookup(n, "path")), namespace: krm.Text(spec.Lookup("destination", "namespace")),
		pathField: []string{"spec", "source", "path"},
	}
	if r.url == "" || r.path == "" || view.Templated(r.url+r.path+r.namespace) {
		return nil
	}
	for _, other := range []string{"chart", "helm", "plugin", "directory", "ref"} {
		if krm.Lookup(n, other) != nil {
			return nil
		}
	}
	for _, p := range view.Pairs(krm.Lookup(n, "kustomize")) {
		if !slices.Contains(kustomizeOptions, p.Key.Value) {
			return nil
		}
	}
	for _, e := range view.Entries(krm.Lookup(n, "kustomize", "images")) {
		if view.Templated(e.Value) || krm.Text(e) == "" {
			return nil
		}
		r.built = append(r.built, e.Value)
	}
	r.follow(c, it)
	return r
}

// follow reads the images that its annotations follow, as far as nothing is wrong in them.
func (r *rendered) follow(c *rule.Context, it *krm.Item) {
	settings := map[string]*yaml.Node{}
	for _, pair := range view.Annotations(it) {
		settings[pair.Key.Value] = pair.Value
	}
	list := settings[imageupdater.Prefix+"/"+imageupdater.KeyImageList]
	if krm.Text(list) == "" || view.Templated(list.Value) || krm.Text(settings[imageupdater.Prefix+"/"+imageupdater.KeyWriteBackTarget]) != "" {
		return
	}
	images, problems := imageupdater.ParseImageList(list.Value)
	if len(problems) > 0 {
		return
	}
	for _, im := range images {
		setting := func(key string) string {
			own := ""
			if im.Alias != "" {
				own = krm.Text(settings[c.ImageUpdater.ImageKey(im.Alias, key)])
			}
			return strings.TrimSpace(own)
		}
		if imageupdater.CheckImageName(im.Name) != nil {
			continue
		}
		r.images = append(r.images, image{
			name: im.Name, kustomizeName: setting(imageupdater.KeyKustomizeName), forced: strings.EqualFold(setting(imageupdater.KeyForceUpdate), "true"),
			at: list, field: view.AnnotationPath(imageupdater.Prefix + "/" + imageupdater.KeyImageList),
		})
	}
}
