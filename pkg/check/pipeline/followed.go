// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// followed is one image that Image Updater follows, as one resource says it.
type followed struct {
	item    *krm.Item
	project *v1alpha1.Project // nil where it is no Project that says it
	// name is the image. allow and ignore are its filters, strategy is how one of the tags is chosen.
	name, allow, strategy string
	ignore                []string
	// platforms are what the nodes run, where a Project says it.
	platforms []string
	// at is the filter, or what stands for it where it is a default; field is its path.
	at    *yaml.Node
	field string
	// url, path and branch say where it is built from.
	url, path, branch string
}

type followedKey struct{ item *krm.Item }

// followedBy returns the images that a resource says are followed, where it says all that is asked here.
func followedBy(c *rule.Context, it *krm.Item) []*followed {
	return rule.Memo(c, followedKey{it}, func() []*followed {
		var all []*followed
		switch it.Kind {
		case v1alpha1.KindProject:
			all = ofProject(c, it)
		case argocd.KindApplication:
			all = ofApplication(c, it)
		case imageupdater.Kind:
			all = ofResource(c, it)
		}
		return slices.DeleteFunc(all, func(f *followed) bool { return !f.judged(c) })
	})
}

// judged reports whether what is written can be meant, and is not what a Project says already.
func (f *followed) judged(c *rule.Context) bool {
	for _, text := range append([]string{f.name, f.allow, f.url, f.path, f.branch}, f.ignore...) {
		if view.Templated(text) {
			return false
		}
	}
	if f.name == "" || f.url == "" || f.branch == "" || f.strategy != imageupdater.NewestBuild && f.strategy != imageupdater.Alphabetical {
		return false
	}
	if strings.EqualFold(f.allow, "any") || f.allow == "" || imageupdater.CheckAllowTags(f.allow) != nil {
		return false // of which another rule speaks
	}
	if f.project != nil {
		return true
	}
	for _, p := range c.Model().Projects {
		for _, im := range p.Spec.Images {
			if im.Name == f.name && im.AllowTags == f.allow && im.Pin == "" {
				return false
			}
		}
	}
	return true
}

func ofProject(c *rule.Context, it *krm.Item) []*followed {
	var all []*followed
	for _, p := range c.Model().Projects {
		if p.Item != it {
			continue
		}
		for i, im := range p.Spec.Images {
			if im.Pin != "" || imageupdater.CheckImageName(im.Name) != nil {
				continue
			}
			strategy, _ := imageupdater.CanonicalStrategy(im.UpdateStrategy)
			f := &followed{
				item: it, project: p, name: im.Name, allow: im.AllowTags, strategy: strategy, ignore: im.IgnoreTags,
				url: p.Spec.Repository, path: p.Spec.Path, branch: p.Spec.CI.Branch, platforms: im.Platforms,
			}
			f.at, f.field = imageNode(it, i)
			all = append(all, f)
		}
	}
	return all
}

// imageNode returns the filter of an image of a Project, or the image where the filter is the default.
func imageNode(it *krm.Item, i int) (*yaml.Node, string) {
	list := view.Entries(it.Lookup("spec", "images"))
	field := view.At("spec.images", i)
	if i >= len(list) {
		return nil, "spec.images"
	}
	for _, name := range []string{"allowTags", "name"} {
		if n := krm.Lookup(list[i], name); n != nil {
			return n, field + "." + name
		}
	}
	return list[i], field
}

// source says where an Application is built from; ok is false where that is no branch of a single Git repository.
func source(it *krm.Item) (url, at, branch string, ok bool) {
	sources := view.SpecOf(it).Sources()
	if len(sources) != 1 {
		return "", "", "", false
	}
	n := sources[0].Node
	url, at = krm.Text(krm.Lookup(n, "repoURL")), krm.Text(krm.Lookup(n, "path"))
	branch = krm.Text(krm.Lookup(n, "targetRevision"))
	return url, at, branch, url != "" && at != "" && isBranch(branch) && krm.Lookup(n, "chart") == nil
}

var commit = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

// isBranch reports whether a revision is the name of a branch: HEAD may be any, and the others are tags and commits.
func isBranch(revision string) bool {
	return revision != "" && revision != "HEAD" && !commit.MatchString(revision) && !strings.ContainsAny(revision, " *^~<>=") &&
		!strings.HasPrefix(revision, "refs/") && !regexp.MustCompile(`^v?[0-9]+(\.|$)`).MatchString(revision)
}

func ofApplication(c *rule.Context, it *krm.Item) []*followed {
	url, at, branch, ok := source(it)
	if !ok {
		return nil
	}
	v := c.ImageUpdater
	settings := map[string]view.Pair{}
	for _, pair := range view.Annotations(it) {
		if name, ours := strings.CutPrefix(pair.Key.Value, imageupdater.Prefix+"/"); ours && krm.Text(pair.Value) != "" {
			settings[name] = pair
		}
	}
	list, ok := settings[imageupdater.KeyImageList]
	if !ok {
		return nil
	}
	images, problems := imageupdater.ParseImageList(list.Value.Value)
	if len(problems) > 0 {
		return nil
	}
	var all []*followed
	for _, im := range images {
		setting := func(name string) (text string, at *yaml.Node, field string) {
			own := strings.TrimPrefix(v.ImageKey(im.Alias, name), imageupdater.Prefix+"/")
			for _, key := range []string{own, name} {
				if pair, ok := settings[key]; ok && (key == name || im.Alias != "") {
					return pair.Value.Value, pair.Value, view.AnnotationPath(pair.Key.Value)
				}
			}
			return "", nil, ""
		}
		f := &followed{item: it, name: im.Name, url: url, path: at, branch: branch}
		f.allow, f.at, f.field = setting(imageupdater.KeyAllowTags)
		word, _, _ := setting(imageupdater.KeyUpdateStrategy)
		f.strategy, _ = imageupdater.CanonicalStrategy(strings.ToLower(strings.TrimSpace(word)))
		if globs, _, _ := setting(imageupdater.KeyIgnoreTags); globs != "" {
			f.ignore = strings.Split(globs, ",")
		}
		all = append(all, f)
	}
	return all
}

// ofResource reads an ImageUpdater: settings of the whole resource, of a reference and of an image, the last one that is given
// counts.
func ofResource(c *rule.Context, it *krm.Item) []*followed {
	var all []*followed
	refs := it.Lookup("spec", "applicationRefs")
	for i, ref := range view.Entries(refs) {
		if krm.Text(krm.Lookup(ref, "useAnnotations")) == "true" || krm.Lookup(ref, "labelSelectors") != nil {
			continue
		}
		pattern := krm.Text(krm.Lookup(ref, "namePattern"))
		for j, im := range view.Entries(krm.Lookup(ref, "images")) {
			var f *followed
			for _, app := range c.Of(argocd.Group, argocd.KindApplication) {
				matched, err := path.Match(pattern, app.Name)
				url, at, branch, ok := source(app)
				if err != nil || !matched || !ok || app.Namespace != it.Namespace {
					continue
				}
				if f != nil {
					f = nil // one image of several Applications: which of them builds it is not known
					break
				}
				f = &followed{item: it, url: url, path: at, branch: branch}
			}
			if f == nil {
				continue
			}
			images, problems := imageupdater.ParseImageList("image=" + krm.Text(krm.Lookup(im, "imageName")))
			if len(images) != 1 || len(problems) > 0 {
				continue
			}
			f.name = images[0].Name
			own := view.At(view.At("spec.applicationRefs", i)+".images", j) + ".commonUpdateSettings"
			f.settings(krm.Lookup(im, "commonUpdateSettings"), own)
			f.settings(krm.Lookup(ref, "commonUpdateSettings"), view.At("spec.applicationRefs", i)+".commonUpdateSettings")
			f.settings(it.Lookup("spec", "commonUpdateSettings"), "spec.commonUpdateSettings")
			all = append(all, f)
		}
	}
	return all
}

// settings takes from a block what no inner one has given.
func (f *followed) settings(block *yaml.Node, field string) {
	if n := krm.Lookup(block, "allowTags"); f.at == nil && krm.Text(n) != "" {
		f.allow, f.at, f.field = n.Value, n, field+".allowTags"
	}
	if n := krm.Lookup(block, "updateStrategy"); f.strategy == "" && krm.Text(n) != "" {
		f.strategy, _ = imageupdater.CanonicalStrategy(strings.ToLower(n.Value))
	}
	if n := krm.Lookup(block, "ignoreTags"); f.ignore == nil && n != nil {
		for _, e := range view.Entries(n) {
			f.ignore = append(f.ignore, e.Value)
		}
	}
}
