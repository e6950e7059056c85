// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check"
	annotations "github.com/fairlead-krm/fairlead/pkg/check/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/check/updaterresource"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// subject is one image on its way.
type subject struct {
	view.Followed
	world *world
	// source is the URL of the repository that is delivered with it, branch the one that is released; "" where they are not
	// known.
	source, branch string

	image   Image
	seen    seen
	results []krm.Result
}

// world is what holds for all images of one list.
type world struct {
	context    *rule.Context
	severities map[string]krm.Severity
	registries registries
	// nodes are the platforms of the cluster; empty where they are not known.
	nodes []string
	// updater are the platforms on which the updater may run; never empty.
	updater []string
}

// anywhere is where the updater may run where nobody says: what small clusters are made of.
var anywhere = []string{"linux/arm64", "linux/amd64"}

// gather finds the images that the resources of a list follow. What is followed twice with the same settings is one subject: a
// Project and what was rendered from it.
func (r *run) gather(list *krm.ResourceList) {
	c, model, severities, results := check.Prepare(list, r.options.Check)
	w := &world{context: c, severities: severities, nodes: r.options.Platforms, updater: r.options.UpdaterPlatforms}
	if len(w.nodes) == 0 {
		w.nodes = model.Platform.Spec.Cluster.Platforms
	}
	if len(w.updater) == 0 {
		w.updater = w.nodes
	}
	if len(w.updater) == 0 {
		w.updater = anywhere
	}
	w.registries = readRegistries(c, model)

	var found []*subject
	if !krm.Failed(results) {
		for _, p := range model.Projects {
			found = append(found, projectImages(p, c.ImageUpdater)...)
		}
	}
	for _, it := range c.Items {
		var all []view.Followed
		switch {
		case it.Is(argocd.Group, argocd.KindApplication), it.Is(argocd.Group, argocd.KindApplicationSet):
			all = annotations.Followed(c, it)
		case it.Is(imageupdater.Prefix, imageupdater.Kind):
			all = updaterresource.Followed(c, it)
		}
		for _, f := range all {
			s := &subject{Followed: f}
			s.source, s.branch = sourceOf(c, it)
			found = append(found, s)
		}
	}
	r.results = append(r.results, about(results, len(found) > 0)...)
	known := map[string]*subject{}
	for _, s := range found {
		s.world = w
		if first := known[s.key()]; first != nil {
			first.image.Also = append(first.image.Also, s.place())
			continue
		}
		known[s.key()] = s
		s.describe()
		r.subjects = append(r.subjects, s)
	}
}

// about leaves of what is said of versions, Projects and the Platform what matters to a run: all where there are images.
func about(results []krm.Result, images bool) []krm.Result {
	var kept []krm.Result
	for _, r := range results {
		// Which Argo CD runs makes no difference to what is followed.
		if r.Severity == krm.Info && strings.Contains(r.Message, "Argo CD") {
			continue
		}
		if images || r.Severity != krm.Info {
			kept = append(kept, r)
		}
	}
	return kept
}

func projectImages(p *v1alpha1.Project, v imageupdater.Version) []*subject {
	var all []*subject
	entries := view.Entries(p.Item.Lookup("spec", "images"))
	for i, im := range generate.Images(p) {
		path := fmt.Sprintf("spec.images[%d]", i)
		var at *yaml.Node
		if i < len(entries) {
			at = entries[i]
			if name := krm.Lookup(at, "name"); name != nil {
				at, path = name, path+".name"
			}
		}
		all = append(all, &subject{
			Followed: view.Followed{Item: p.Item, Path: path, At: at, Version: v, Image: im},
			source:   p.Spec.Repository, branch: p.Spec.CI.Branch,
		})
	}
	return all
}

// sourceOf returns the repository that an Application delivers, or that the Application of an ImageUpdater's only entry does.
func sourceOf(c *rule.Context, it *krm.Item) (url, revision string) {
	if it.Is(imageupdater.Prefix, imageupdater.Kind) {
		refs := view.Entries(it.Lookup("spec", "applicationRefs"))
		if len(refs) != 1 {
			return "", ""
		}
		if it = c.Find(argocd.Group, argocd.KindApplication, it.Namespace, krm.Text(krm.Lookup(refs[0], "namePattern"))); it == nil {
			return "", ""
		}
	}
	sources := view.SpecOf(it).Sources()
	if len(sources) != 1 {
		return "", ""
	}
	return krm.Text(krm.Lookup(sources[0].Node, "repoURL")), krm.Text(krm.Lookup(sources[0].Node, "targetRevision"))
}

// key is the same for subjects for which the same is found.
func (s *subject) key() string {
	im := s.Image
	im.Alias, im.KustomizeName, im.ForceUpdate = "", "", false
	return fmt.Sprintf("%#v %s %q %q", im, s.Version, s.Dead, s.Unknown)
}

func (s *subject) place() Place {
	line, column := s.Item.Position(s.At)
	return Place{s.Item.Path, line, column}
}

// describe fills in what is known before any registry is asked.
func (s *subject) describe() {
	s.image = Image{
		Name: s.Image.Name, Place: s.place(),
		ImageUpdater: s.Version.String(), Strategy: s.Image.UpdateStrategy, Constraint: s.Image.Constraint, Instead: s.Instead,
	}
	if s.image.Name == "" {
		s.image.Name = strings.TrimSpace(krm.OneLine(krm.Text(s.At)))
	}
}

// report adds a finding, unless the configuration or the resource says that it is none. severity may be "".
func (s *subject) report(r *rule.Rule, severity krm.Severity, format string, args ...any) {
	if severity == "" {
		severity = r.Severity
	}
	if set, ok := s.world.severities[r.ID]; ok {
		severity = set
	}
	if severity == rule.Off || rule.Excepted(s.world.context, s.Item, r) {
		return
	}
	result := s.Item.Result(severity, r.ID, s.Path, s.At, format, args...)
	if s.At != nil && s.At.Kind == yaml.ScalarNode && s.At.Value != "" {
		result.Field.CurrentValue = s.At.Value
	}
	s.results = append(s.results, result)
}
