// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/language"
)

// words are the actions and objects of requests: printable ASCII, letters first, so that the smallest request that shows
// something looks like a name. Kubernetes names have at most 253 characters, and an object holds up to three of them.
var words = &language.Alphabet{
	Characters: "abcdefghijklmnopqrstuvwxyz0123456789-./_:ABCDEFGHIJKLMNOPQRSTUVWXYZ@+=~%&?#!$'()*,;[]{}|^<>\\\"`",
	Max:        1024,
}

// kubernetesName is a DNS subdomain, as names of AppProjects, Applications and namespaces are.
const kubernetesName = `[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?`

// pattern is what a value of a p line matches.
type pattern struct {
	matcher *regexp.Regexp
	set     language.Set
}

// pattern returns what a value matches, compiled once.
func (m *Model) pattern(value string) *regexp.Regexp { return m.compiled(value).matcher }

// set returns what a value matches as a set.
func (m *Model) set(value string) language.Set { return m.compiled(value).set }

func (m *Model) compiled(value string) pattern {
	if p, ok := m.patterns[value]; ok {
		return p
	}
	expression := m.expression(value)
	set, err := words.Matching(expression)
	if err != nil { // what Go compiles, this parses
		set = language.Set{}
	}
	p := pattern{regexp.MustCompile(expression), set}
	m.patterns[value] = p
	return p
}

// literal reports whether a value matches nothing but itself.
func (m *Model) literal(value string) bool { return !m.regex && !IsGlob(value) }

// space is all that Argo CD asks about a resource.
type space struct {
	// each holds one action, or all that begin with the same word.
	each             []language.Set
	actions, objects language.Set
}

// space returns the space of a resource, made once.
func (m *Model) space(r resource) space {
	s, ok := m.spaces[r.name]
	if !ok {
		each := r.actionSets(m.version)
		s = space{each, language.Union(each...), r.objects()}
		m.spaces[r.name] = s
	}
	return s
}

// actionSets returns a set for each action that a version asks for about a resource.
func (r resource) actionSets(v Version) []language.Set {
	var sets []language.Set
	for _, action := range r.actionsOf(v) {
		word, isPath := strings.CutSuffix(action, "/*")
		if !isPath {
			sets = append(sets, words.Of(action))
			continue
		}
		segments := []string{`[^/]*`} // the group of a core kind is empty
		for range strings.Count(parts[word], "/") {
			segments = append(segments, `[^/]+`)
		}
		sets = append(sets, words.MustExactly(regexp.QuoteMeta(word)+"/"+strings.Join(segments, "/")))
	}
	return sets
}

// objects returns all objects that Argo CD asks about for a resource.
func (r resource) objects() language.Set {
	switch {
	case r.perApplication:
		return words.MustExactly(kubernetesName + `/` + kubernetesName + `(?:/` + kubernetesName + `)?`)
	case r.name == "projects":
		return words.MustExactly(kubernetesName)
	}
	return words.All()
}

// within returns the objects of a resource that belong to an AppProject.
func (r resource) within(project string) language.Set {
	if r.name == "projects" {
		return words.Of(project)
	}
	return words.MustExactly(regexp.QuoteMeta(project) + `/(?s:.*)`)
}

// known returns the resources of a version, in order.
func known(v Version) []resource {
	return slices.DeleteFunc(slices.Clone(resources[:]), func(r resource) bool { return !v.AtLeast(r.since[0], r.since[1]) })
}
