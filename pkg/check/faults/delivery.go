// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
)

// delivery is the spec of an Application, or the one in the template of an ApplicationSet.
type delivery struct {
	*Doc
	spec []any
}

// at returns the path of a field of the spec.
func (d delivery) at(fields ...any) []any { return slices.Concat(d.spec, fields) }

// metadata returns the path of a field of the metadata of the Application.
func (d delivery) metadata(fields ...any) []any {
	return slices.Concat(d.spec[:len(d.spec)-1], []any{"metadata"}, fields)
}

func (d delivery) has(fields ...any) bool   { return d.Has(d.at(fields...)...) }
func (d delivery) get(fields ...any) string { return d.Get(d.at(fields...)...) }

// options returns the sync options.
func (d delivery) options() []string {
	var all []string
	for i := range d.Len(d.at("syncPolicy", "syncOptions")...) {
		all = append(all, d.get("syncPolicy", "syncOptions", i))
	}
	return all
}

// option adds a sync option and returns its path.
func (d delivery) option(name string) []any {
	path := d.at("syncPolicy", "syncOptions")
	if i := slices.Index(d.options(), name); i >= 0 {
		return append(path, i)
	}
	return append(path, d.Append(name, path...))
}

// dropOption takes a sync option away.
func (d delivery) dropOption(name string) {
	if i := slices.Index(d.options(), name); i >= 0 {
		d.Remove(d.at("syncPolicy", "syncOptions", i)...)
	}
}

// ignore adds a rule to ignoreDifferences and returns its path.
func (d delivery) ignore(fields string) []any {
	path := d.at("ignoreDifferences")
	return append(path, d.Append(YAML(fields), path...))
}

// Conditions on deliveries.
var (
	// whole: nothing else completes it.
	whole = func(d delivery) bool { return !d.Has("spec", "templatePatch") }
	// unfollowed: Image Updater has nothing to do with it, so that no rule of its own looks at it.
	unfollowed = func(d delivery) bool {
		for _, key := range d.Keys(d.metadata("annotations")...) {
			if strings.HasPrefix(key, "argocd-image-updater.argoproj.io/") {
				return false
			}
		}
		return true
	}
	// single: it has one source, from Git.
	single = func(d delivery) bool {
		return d.get("source", "repoURL") != "" && d.get("source", "path") != "" && !d.has("source", "chart") && !d.has("sources")
	}
	// plain: no tool is named that renders its source.
	plain = func(d delivery) bool {
		for _, tool := range []string{"helm", "kustomize", "directory", "plugin"} {
			if d.has("source", tool) {
				return false
			}
		}
		return single(d)
	}
	// keepsNothing: no rule of ignoreDifferences is about Secrets, and no option changes what such a rule does.
	keepsNothing = func(d delivery) bool {
		for i := range d.Len(d.at("ignoreDifferences")...) {
			if kind := d.get("ignoreDifferences", i, "kind"); kind == "Secret" || kind == "*" {
				return false
			}
		}
		return !slices.Contains(d.options(), "Replace=true") && !slices.Contains(d.options(), "ServerSideApply=true")
	}
)

// delivery returns one of the Applications and ApplicationSets for which all conditions hold, or a base Application.
func (s *Set) delivery(conditions ...func(delivery) bool) delivery {
	found := s.deliveries(conditions...)
	if len(found) == 0 {
		s.Base(baseProject, baseApplication)
		found = s.deliveries(conditions...)
	}
	if len(found) == 0 {
		s.Base(baseApplicationAlone)
		found = s.deliveries(conditions...)
	}
	if len(found) == 0 {
		s.t.Fatal("no base Application does")
	}
	return found[s.Intn(len(found))]
}

func (s *Set) deliveries(conditions ...func(delivery) bool) []delivery {
	var found []delivery
	for _, d := range s.docs {
		v := delivery{Doc: d, spec: []any{"spec"}}
		switch it := d.Item(); {
		case it.Is(argocd.Group, argocd.KindApplicationSet):
			v.spec = []any{"spec", "template", "spec"}
		case !it.Is(argocd.Group, argocd.KindApplication):
			continue
		}
		if !slices.ContainsFunc(conditions, func(holds func(delivery) bool) bool { return !holds(v) }) {
			found = append(found, v)
		}
	}
	return found
}
