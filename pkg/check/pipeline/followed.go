// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"cmp"
	"fmt"
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
	if f.name == "" || f.url == "" || f.branch == "" {
		return false
	}
	if f.beyond() != "" {
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

// beyond says why nothing is decided of what is followed; "" where it is.
func (f *followed) beyond() string {
	for _, text := range append([]string{f.name, f.allow}, f.ignore...) {
		if view.Templated(text) {
			return "what stands there is filled in later"
		}
	}
	switch {
	case f.strategy != imageupdater.NewestBuild && f.strategy != imageupdater.Alphabetical:
		return fmt.Sprintf("update-strategy %s does not choose by allow-tags alone, and what it takes is not compared with the tags that are pushed", cmp.Or(f.strategy, imageupdater.SemVer))
	case f.allow == "" && f.strategy != imageupdater.NewestBuild:
		return "there is no allow-tags"
	case f.allow != "" && imageupdater.CheckAllowTags(f.allow) != nil:
		return fmt.Sprintf("allow-tags %q is not one that Image Updater reads", f.allow)
	}
	return ""
}

// filter is allow-tags, for a message.
func (f *followed) filter() string {
	if f.allow == "" {
		return "newest-build without allow-tags"
	}
	return fmt.Sprintf("allow-tags %q", f.allow)
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
	all, _, _ := annotated(c, it)
	for _, f := range all {
		f.url, f.path, f.branch = url, at, branch
	}
	return all
}

// annotated returns the images that the annotations of an Application name, wherever they are built, and the list of them; ok is
// false where that is not one that is read.
func annotated(c *rule.Context, it *krm.Item) (all []*followed, at *yaml.Node, ok bool) {
	v := c.ImageUpdater
	settings := map[string]view.Pair{}
	for _, pair := range view.Annotations(it) {
		if name, ours := strings.CutPrefix(pair.Key.Value, imageupdater.Prefix+"/"); ours && krm.Text(pair.Value) != "" {
			settings[name] = pair
		}
	}
	list, ok := settings[imageupdater.KeyImageList]
	if !ok {
		return nil, nil, true
	}
	images, problems := imageupdater.ParseImageList(list.Value.Value)
	if len(problems) > 0 {
		return nil, list.Value, false
	}
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
		f := &followed{item: it, name: im.Name}
		if f.allow, f.at, f.field = setting(imageupdater.KeyAllowTags); f.at == nil {
			f.at, f.field = list.Value, view.AnnotationPath(list.Key.Value)
		}
		word, _, _ := setting(imageupdater.KeyUpdateStrategy)
		f.strategy, _ = imageupdater.CanonicalStrategy(strings.ToLower(strings.TrimSpace(word)))
		if globs, _, _ := setting(imageupdater.KeyIgnoreTags); globs != "" {
			f.ignore = strings.Split(globs, ",")
		}
		all = append(all, f)
	}
	return all, list.Value, true
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
			if f.ofImage(it, ref, im, i, j) != nil {
				all = append(all, f)
			}
		}
	}
	return all
}

// ofImage fills in what an ImageUpdater says of an image; nil where its name is none.
func (f *followed) ofImage(it *krm.Item, ref, im *yaml.Node, i, j int) *followed {
	images, problems := imageupdater.ParseImageList("image=" + krm.Text(krm.Lookup(im, "imageName")))
	if len(images) != 1 || len(problems) > 0 {
		return nil
	}
	f.name = images[0].Name
	own := view.At(view.At("spec.applicationRefs", i)+".images", j)
	f.settings(krm.Lookup(im, "commonUpdateSettings"), own+".commonUpdateSettings")
	f.settings(krm.Lookup(ref, "commonUpdateSettings"), view.At("spec.applicationRefs", i)+".commonUpdateSettings")
	f.settings(it.Lookup("spec", "commonUpdateSettings"), "spec.commonUpdateSettings")
	if f.at == nil {
		f.at, f.field = krm.Lookup(im, "imageName"), own+".imageName"
	}
	return f
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
