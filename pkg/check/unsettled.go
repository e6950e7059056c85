// SPDX-License-Identifier: Apache-2.0

package check

import (
	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Unsettled names, for each result of Run, the program whose version must be named before its proposed value can be
// trusted: nobody named it, and at another supported version the same place is right, or another value is. "" is a
// proposal that holds whatever runs, and a result without one.
func Unsettled(list *krm.ResourceList, o Options, results []krm.Result) []string {
	needs := make([]string, len(results))
	proposing := map[string]bool{}
	for _, r := range results {
		proposing[r.Rule] = proposing[r.Rule] || proposes(r)
	}
	var rules []*rule.Rule
	for _, r := range Rules() {
		if proposing[r.ID] {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return needs
	}
	for _, program := range unnamed(list, o) {
		for _, release := range program.releases {
			other := o
			*program.option(&other) = release
			found := map[proposal]bool{}
			for _, r := range run(list, other, rules) {
				if proposes(r) {
					found[proposalOf(r)] = true
				}
			}
			for i, r := range results {
				if needs[i] == "" && proposes(r) && ruleOf(r.Rule, rules) && !found[proposalOf(r)] {
					needs[i] = program.name
				}
			}
		}
	}
	return needs
}

// program is one whose version decides which rules hold.
type program struct {
	name     string
	releases []string
	option   func(o *Options) *string
}

// unnamed returns the programs whose version nobody named, with the releases that may run.
func unnamed(list *krm.ResourceList, o Options) []program {
	config, _ := v1alpha1.DecodeConfig(list.FunctionConfig, ValidateName)
	sound, _ := withoutTwisted(list)
	model, _ := v1alpha1.Load(sound)
	v := versions{options: o, config: config.Validation, model: model}
	var all []program
	if v.given("argocd") == "" && !v.inPlatform("argocd") {
		all = append(all, program{"Argo CD", argocd.Releases(), func(o *Options) *string { return &o.ArgoCD }})
	}
	if v.given("imageUpdater") == "" && !v.inPlatform("imageUpdater") {
		all = append(all, program{"Image Updater", updaterReleases(sound), func(o *Options) *string { return &o.ImageUpdater }})
	}
	return all
}

// updaterReleases returns the releases of Image Updater that may run: beside an ImageUpdater only those that know it.
func updaterReleases(list *krm.ResourceList) []string {
	known := false
	for _, it := range list.Items {
		known = known || it.Is(imageupdater.Prefix, imageupdater.Kind)
	}
	var names []string
	for _, name := range imageupdater.Releases() {
		if v, _, err := imageupdater.Resolve(name); err == nil && (v.Resource() || !known) {
			names = append(names, name)
		}
	}
	return names
}

// proposal is a value for a place.
type proposal struct {
	rule, path          string
	index, line, column int
	value               any
}

func proposes(r krm.Result) bool { return r.Field != nil && r.Field.ProposedValue != nil }

func proposalOf(r krm.Result) proposal {
	p := proposal{rule: r.Rule, line: r.Line, column: r.Column, value: r.Field.ProposedValue}
	if r.File != nil {
		p.path, p.index = r.File.Path, r.File.Index
	}
	return p
}

func ruleOf(id string, rules []*rule.Rule) bool {
	for _, r := range rules {
		if r.ID == id {
			return true
		}
	}
	return false
}
