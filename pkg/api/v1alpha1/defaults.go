// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"reflect"
	"strconv"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// DefaultAllowTags takes the tags that a workflow gives to its commits: sha- and the commit, short or whole.
const DefaultAllowTags = "regexp:^sha-[0-9a-f]{7,40}$"

// Where a value comes from that nobody wrote.
const (
	fromDefault = "default"
	fromName    = "metadata.name"
	assumed     = "assumed"
	notSet      = "not set"
)

// defaultOf is one line of the table of defaults: what a field is where it is not given.
type defaultOf struct {
	// path of the field, with [] for each list on the way.
	path string
	// value where it is always the same; "" where it depends on other fields.
	value string
	// from says where the value comes from: fromDefault, or the field or the fact that it follows.
	from string
}

// projectDefault is a line for a Project.
type projectDefault struct {
	defaultOf
	// first is set for a default that is put in before decoding, because an absent boolean is one that is false.
	first bool
	fill  func(*Model, *Project)
	// follows is the path of the field of the Platform that the value is taken from; "" where it is not.
	follows string
	// origin replaces from where that depends on the resource; i is the place in the list on the way. It may be nil.
	origin func(p *Project, i int) string
}

// platformDefault is a line for the Platform.
type platformDefault struct {
	defaultOf
	fill func(*Model)
}

// projectDefaults is the table for a Project, in the order in which the lines are filled in: one may build on those before.
var projectDefaults = [...]projectDefault{
	{defaultOf: defaultOf{"spec.sync.automated", "true", fromDefault}, first: true,
		fill: func(_ *Model, p *Project) { p.Spec.Sync.Automated = true }},
	{defaultOf: defaultOf{"spec.sync.prune", "true", fromDefault}, first: true,
		fill: func(_ *Model, p *Project) { p.Spec.Sync.Prune = true }},
	{defaultOf: defaultOf{"spec.sync.selfHeal", "true", fromDefault}, first: true,
		fill: func(_ *Model, p *Project) { p.Spec.Sync.SelfHeal = true }},
	{defaultOf: defaultOf{"spec.sync.createNamespace", "true", fromDefault}, first: true,
		fill: func(_ *Model, p *Project) { p.Spec.Sync.CreateNamespace = true }},
	{defaultOf: defaultOf{"spec.rendersSecrets", "false", fromDefault}, fill: zero},
	{defaultOf: defaultOf{"spec.path", "deploy", fromDefault},
		fill: func(_ *Model, p *Project) { or(&p.Spec.Path, "deploy") }},
	{defaultOf: defaultOf{"spec.revision", "main", fromDefault},
		fill: func(_ *Model, p *Project) { or(&p.Spec.Revision, "main") }},
	{defaultOf: defaultOf{"spec.namespace", "", fromName},
		fill: func(_ *Model, p *Project) { or(&p.Spec.Namespace, p.Name) }},
	{defaultOf: defaultOf{"spec.onDelete", Orphan, fromDefault},
		fill: func(_ *Model, p *Project) { or(&p.Spec.OnDelete, Orphan) }},
	{defaultOf: defaultOf{"spec.images[].alias", "", "last path element of the image's name"},
		fill: eachImage(func(_ *Model, i *Image) { or(&i.Alias, defaultAlias(i.Name)) })},
	{defaultOf: defaultOf{"spec.images[].allowTags", DefaultAllowTags, fromDefault}, fill: eachImage(fillAllowTags), origin: allowTagsOrigin},
	{defaultOf: defaultOf{"spec.images[].updateStrategy", imageupdater.NewestBuild, fromDefault}, fill: eachImage(fillStrategy)},
	{defaultOf: defaultOf{"spec.images[].platforms", "", "Platform spec.cluster.platforms"},
		fill:    eachImage(func(m *Model, i *Image) { orList(&i.Platforms, m.Platform.Spec.Cluster.Platforms) }),
		follows: "spec.cluster.platforms"},
	{defaultOf: defaultOf{"spec.images[].forceUpdate", "false", fromDefault}, fill: zero},
	{defaultOf: defaultOf{"spec.secrets[].type", Opaque, fromDefault},
		fill: eachSecret(func(s *Secret) { or(&s.Type, Opaque) })},
	{defaultOf: defaultOf{"spec.secrets[].keys", "", "the keys that the type requires"},
		fill: eachSecret(func(s *Secret) { orList(&s.Keys, RequiredKeys(s.Type)) })},
	{defaultOf: defaultOf{"spec.secrets[].mode", OutOfBand, fromDefault},
		fill: eachSecret(func(s *Secret) { or(&s.Mode, OutOfBand) })},
	{defaultOf: defaultOf{"spec.ci.account", "", "Platform spec.argocd.account"},
		fill:    func(m *Model, p *Project) { or(&p.Spec.CI.Account, m.Platform.Spec.ArgoCD.Account) },
		follows: "spec.argocd.account"},
	{defaultOf: defaultOf{"spec.ci.branch", "", "spec.revision where that can be a branch, else main"}, fill: fillBranch, origin: branchOrigin},
	{defaultOf: defaultOf{"spec.ci.platforms", "linux/amd64, linux/arm64", fromDefault},
		fill: func(_ *Model, p *Project) { orList(&p.Spec.CI.Platforms, bothPlatforms) }},
	{defaultOf: defaultOf{"spec.ci.context", ".", fromDefault},
		fill: func(_ *Model, p *Project) { or(&p.Spec.CI.Context, ".") }},
}

// platformDefaults is the table for the Platform.
var platformDefaults = [...]platformDefault{
	{defaultOf{"spec.argocd.version", argocd.DefaultVersion, assumed},
		func(m *Model) { or(&m.Platform.Spec.ArgoCD.Version, argocd.DefaultVersion) }},
	{defaultOf{"spec.argocd.namespace", "argocd", fromDefault},
		func(m *Model) { or(&m.Platform.Spec.ArgoCD.Namespace, "argocd") }},
	{defaultOf{"spec.argocd.account", "github-actions", fromDefault},
		func(m *Model) { or(&m.Platform.Spec.ArgoCD.Account, "github-actions") }},
	{defaultOf{"spec.argocd.ci", CIAccount, fromDefault},
		func(m *Model) { or(&m.Platform.Spec.ArgoCD.CI, CIAccount) }},
	{defaultOf{"spec.argocd.requireOverrideForRevisionSync", "false", fromDefault}, func(*Model) {}},
	{defaultOf{"spec.imageUpdater.version", imageupdater.DefaultVersion, assumed},
		func(m *Model) { or(&m.Platform.Spec.ImageUpdater.Version, imageupdater.DefaultVersion) }},
	{defaultOf{"spec.imageUpdater.install", "false", fromDefault}, func(*Model) {}},
	{defaultOf{"spec.imageUpdater.settings", "", "resource from Image Updater v1.1 on, annotations before"},
		func(m *Model) {
			if m.ImageUpdater.Resource() {
				or(&m.Platform.Spec.ImageUpdater.Settings, SettingsResource)
			}
			or(&m.Platform.Spec.ImageUpdater.Settings, SettingsAnnotations)
		}},
	{defaultOf{"spec.imageUpdater.registries[].name", "", "prefix"},
		eachRegistry(func(r *Registry) { or(&r.Name, r.Prefix) })},
	{defaultOf{"spec.imageUpdater.registries[].apiURL", "", "https:// and prefix; registry-1.docker.io for docker.io"},
		eachRegistry(fillAPIURL)},
	{defaultOf{"spec.imageUpdater.registries[].limit", strconv.Itoa(imageupdater.DefaultLimit), fromDefault},
		eachRegistry(func(r *Registry) {
			if r.Limit == 0 {
				r.Limit = imageupdater.DefaultLimit
			}
		})},
	{defaultOf{"spec.cluster.server", "https://kubernetes.default.svc", fromDefault},
		func(m *Model) { or(&m.Platform.Spec.Cluster.Server, "https://kubernetes.default.svc") }},
	{defaultOf{"spec.package.revision", "main", fromDefault},
		ofPackage(func(p *Package) { or(&p.Revision, "main") })},
	{defaultOf{"spec.package.path", "rendered", fromDefault},
		ofPackage(func(p *Package) { or(&p.Path, "rendered") })},
}

// bothPlatforms is what a workflow builds for, so that an image runs on a Raspberry Pi and on a laptop.
var bothPlatforms = []string{"linux/amd64", "linux/arm64"}

// tableOf returns the lines of the table that hold for a kind.
func tableOf(kind string) []defaultOf {
	var all []defaultOf
	switch kind {
	case KindProject:
		for i := range projectDefaults {
			all = append(all, projectDefaults[i].defaultOf)
		}
	case KindPlatform:
		for i := range platformDefaults {
			all = append(all, platformDefaults[i].defaultOf)
		}
	}
	if specType(kind) == reflect.TypeFor[generatorSpec]() {
		all = append(all, defaultOf{"spec.allowEmpty", "false", fromDefault})
	}
	return all
}
