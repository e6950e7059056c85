// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const (
	kustomizeGroup   = "kustomize.config.k8s.io"
	kindComponent    = "Component"
	componentFile    = "rendered/argocd/kustomization.yaml"
	componentName    = "argocd-settings"
	kindConfigMap    = "ConfigMap"
	configMapVersion = "v1"
)

var componentLists = lists{
	{path: "patches", identity: ourPatch},
	{path: "replacements", identity: byFields("source.kind", "source.name")},
	{path: "replacements.targets", identity: byFields("select.kind", "select.name")},
	{path: "replacements.targets.fieldPaths", identity: byValue},
}

// patchHead begins the patches that Fairlead writes. A person may patch the same ConfigMap in an entry of their own.
const (
	othersPatch = "other "
	patchMark   = "# Written by Fairlead"
	patchHead   = patchMark + ", as a whole: put settings of your own into a patch beside it."
)

// ourPatch tells Fairlead's patches by their target and all others by what they are.
func ourPatch(e *yaml.Node) string {
	target := byFields("target.kind", "target.name")(e)
	if isAbsent(e) {
		return target
	}
	if text := krm.Lookup(e, "patch"); text != nil && strings.HasPrefix(text.Value, patchMark) {
		return target
	}
	return othersPatch + target
}

// settings are the outputs for the ConfigMaps: a ConfigMap that stands among the items as a whole is edited, the others
// are patched by a kustomize Component, for the kustomization that installs Argo CD.
func (p *packageRun) settings() []*output {
	var outputs []*output
	var patched []Setting
	var whole []string
	all := Settings(p.model)
	if s := updaterSetting(p.model); p.installsUpdater() && len(s.Data) > 0 && p.holdsUpdaterConfig() {
		all = append(all, s)
	}
	for _, s := range all {
		if it := p.wholeConfigMap(s); it != nil {
			outputs = append(outputs, p.edited(s, it))
			whole = append(whole, s.ConfigMap)
			continue
		}
		patched = append(patched, s)
	}
	outputs = append(outputs, p.emptied(whole)...)
	if len(patched) > 0 || p.patchedByOthers() {
		outputs = append(outputs, p.component(patched))
	}
	return outputs
}

// patchedByOthers reports whether the Component holds patches of a person: then it stays without Fairlead's.
func (p *packageRun) patchedByOthers() bool {
	it := p.find(kustomizeGroup, kindComponent, "", componentName)
	if it == nil || it.Lookup("patches") == nil {
		return false
	}
	for _, e := range it.Lookup("patches").Content {
		if strings.HasPrefix(ourPatch(e), othersPatch) {
			return true
		}
	}
	return false
}

// component patches the ConfigMaps in place. The patches have targets, so that they find a ConfigMap whatever namespace
// its file names; a target that is not there would be passed over in silence, so a replacement that copies the name of
// each of Argo CD's ConfigMaps onto itself fails the build then.
func (p *packageRun) component(settings []Setting) *output {
	o := &output{
		apiVersion: kustomizeGroup + "/v1alpha1", kind: kindComponent, name: componentName,
		path: componentFile, mark: p.platformMark(), local: true, lists: componentLists,
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, _ := o.header(b)
		patches, replacements := b.List(), b.List()
		for _, name := range configMaps {
			s := find(settings, name)
			patch := b.Put(b.Map(), "target", selector(b, name))
			replacement := b.Put(b.Map(), "source", b.Put(selector(b, name), "fieldPath", b.String("metadata.name")))
			if s == nil {
				absentEntry(patch)
				absentEntry(replacement)
			} else {
				b.Put(patch, "patch", b.String(patchHead+"\n"+string(krm.Append(nil, s.configMap(b), 0))))
				b.Put(replacement, "targets", b.List(b.Put(b.Put(b.Map(), "select", selector(b, name)), "fieldPaths", b.Strings("metadata.name"))))
				if name == updaterConfigMap { // Image Updater may be installed by another kustomization
					absentEntry(replacement)
				}
			}
			patches.Content = append(patches.Content, patch)
			replacements.Content = append(replacements.Content, replacement)
		}
		b.Put(root, "patches", patches)
		return b.Put(root, "replacements", replacements)
	}
	return o
}

func find(settings []Setting, configMap string) *Setting {
	for i := range settings {
		if settings[i].ConfigMap == configMap {
			return &settings[i]
		}
	}
	return nil
}

func selector(b *krm.Builder, configMap string) *yaml.Node {
	return b.Put(b.Put(b.Map(), "kind", b.String(kindConfigMap)), "name", b.String(configMap))
}

// configMap returns the setting as a strategic merge patch. It has no annotation: kustomize would merge it into the
// target, and a local-config there would drop the whole ConfigMap from the build. Its metadata comes last, since
// kustomize trims the text of a patch, and with it the line break at the end of the last value.
func (s Setting) configMap(b *krm.Builder) *yaml.Node {
	root := b.Put(b.Map(), "apiVersion", b.String(configMapVersion))
	b.Put(root, "kind", b.String(kindConfigMap))
	b.Put(root, "data", s.data(b))
	return b.Put(root, "metadata", b.Put(b.Map(), "name", b.String(s.ConfigMap)))
}
