// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// updaterName is that of Image Updater's image, of its chart and of its repository.
const updaterName = "argocd-image-updater"

var (
	updaterImage    = regexp.MustCompile(`(?:^|/)` + updaterName + `:(v?\d+\.\d+\.\d+)(?:@|$)`)
	updaterManifest = regexp.MustCompile(`/` + updaterName + `(?:\.git)?/(?:.*[?&]ref=(v\d+\.\d+\.\d+)(?:&|$)|(?:raw/|tree/|archive/)?(?:refs/tags/)?(v\d+\.\d+\.\d+)/)`)
	wholeVersion    = regexp.MustCompile(`^v?\d+\.\d+\.\d+$`)
)

// shown is a version of Image Updater that a resource installs.
type shown struct {
	version imageupdater.Version
	given   string
	item    *krm.Item
	node    *yaml.Node
}

// shownUpdaters returns the versions of Image Updater that resources install, newest first. A chart's own version says nothing
// of that of the program; the tag of its image does.
func shownUpdaters(list *krm.ResourceList) []shown {
	var all []shown
	for _, it := range list.Items {
		if it.Node() == nil || it.Removed() {
			continue
		}
		add := func(given string, at *yaml.Node) {
			// What Resolve refuses runs somewhere, but is nothing to judge by.
			if v, _, err := imageupdater.Resolve(given); given != "" && err == nil {
				all = append(all, shown{v, given, it, at})
			}
		}
		switch {
		case it.Is("apps", "Deployment"), it.Is("apps", "StatefulSet"):
			for _, field := range []string{"containers", "initContainers"} {
				for _, c := range elements(it.Lookup("spec", "template", "spec", field)) {
					if image := krm.Lookup(c, "image"); image != nil {
						add(updaterOf(updaterImage, image.Value), image)
					}
				}
			}
		case it.Is("kustomize.config.k8s.io", "Kustomization"):
			for _, field := range []string{"resources", "bases"} {
				for _, r := range elements(it.Lookup(field)) {
					add(updaterOf(updaterManifest, r.Value), r)
				}
			}
			for _, image := range elements(it.Lookup("images")) {
				if name := krm.Text(krm.Lookup(image, "name")); name == updaterName || strings.HasSuffix(name, "/"+updaterName) {
					addTag(add, krm.Lookup(image, "newTag"))
				}
			}
		case it.Is(argocd.Group, argocd.KindApplication):
			sources := append(elements(it.Lookup("spec", "sources")), it.Lookup("spec", "source"))
			for _, s := range sources {
				ofSource(add, s)
			}
		case it.Is("helm.toolkit.fluxcd.io", "HelmRelease"):
			if krm.Text(it.Lookup("spec", "chart", "spec", "chart")) == updaterName {
				addTag(add, it.Lookup("spec", "values", "image", "tag"))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b shown) int { return b.version.Compare(a.version) })
	return all
}

// ofSource adds what a source of an Application installs.
func ofSource(add func(string, *yaml.Node), source *yaml.Node) {
	if source == nil {
		return
	}
	if repo := strings.TrimSuffix(krm.Text(krm.Lookup(source, "repoURL")), ".git"); strings.HasSuffix(repo, "/"+updaterName) {
		addTag(add, krm.Lookup(source, "targetRevision"))
	}
	if krm.Text(krm.Lookup(source, "chart")) != updaterName {
		return
	}
	helm := krm.Lookup(source, "helm")
	addTag(add, krm.Lookup(krm.Lookup(krm.Lookup(helm, "valuesObject"), "image"), "tag"))
	for _, p := range elements(krm.Lookup(helm, "parameters")) {
		if krm.Text(krm.Lookup(p, "name")) == "image.tag" {
			addTag(add, krm.Lookup(p, "value"))
		}
	}
	var values struct{ Image struct{ Tag string } }
	if text := krm.Lookup(helm, "values"); text != nil && yaml.Unmarshal([]byte(text.Value), &values) == nil && wholeVersion.MatchString(values.Image.Tag) {
		add(values.Image.Tag, text)
	}
}

func addTag(add func(string, *yaml.Node), tag *yaml.Node) {
	if tag != nil && wholeVersion.MatchString(tag.Value) {
		add(tag.Value, tag)
	}
}

// updaterOf returns the version in a text, "" where there is none.
func updaterOf(pattern *regexp.Regexp, text string) string {
	for i, group := range pattern.FindStringSubmatch(text) {
		if i > 0 && group != "" {
			return group
		}
	}
	return ""
}

func elements(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	var all []*yaml.Node
	for _, e := range n.Content {
		all = append(all, krm.Resolve(e))
	}
	return all
}

// show says by which resource the version was taken, and which others there are.
func (v *versions) show(all []shown) {
	first := all[0]
	line, _ := first.item.Position(first.node)
	text := fmt.Sprintf("no Image Updater version is given: %s is taken, which %s shows (%s:%d)", first.version, first.item.Ref(), first.item.Path, line)
	for _, other := range all[1:] {
		if other.version != first.version {
			text += fmt.Sprintf("; it is the newest of several, as %s shows %s", other.item.Ref(), other.version)
			break
		}
	}
	v.assume("imageUpdater", text)
}
