// SPDX-License-Identifier: Apache-2.0

package application

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// parameters are what generators of an ApplicationSet give to its template, as paths with dots: `path.basename`. A path that
// ends in a dot stands for all below it, whose names are not known here.
type parameters map[string]bool

// gives reports whether a placeholder is one of the parameters, or a part of one.
func (p parameters) gives(path string) bool {
	if p[path] {
		return true
	}
	for i, c := range path {
		if c == '.' && p[path[:i+1]] {
			return true
		}
	}
	for known := range p {
		if strings.HasPrefix(known, path+".") {
			return true // a mapping as a whole
		}
	}
	return false
}

func (p parameters) add(prefix string, names ...string) {
	for _, n := range names {
		p[prefix+n] = true
	}
}

// parametersOf returns what all generators of an ApplicationSet give; ok is false where one gives what is not known here.
func parametersOf(it *krm.Item, goTemplate bool) (all parameters, ok bool) {
	generators := view.Entries(it.Lookup("spec", "generators"))
	all = parameters{}
	for _, g := range generators {
		if !all.of(g, goTemplate, 0) {
			return nil, false
		}
	}
	return all, len(generators) > 0
}

// of adds what one generator gives, and reports whether that is all.
func (p parameters) of(generator *yaml.Node, goTemplate bool, depth int) bool {
	known := false
	for _, g := range view.Pairs(generator) {
		value := g.Value
		switch g.Key.Value {
		case "selector": // takes some of them away
			continue
		case "list":
			known = p.list(value, goTemplate)
		case "clusters":
			known = p.clusters(value)
		case "git":
			known = p.git(value, goTemplate)
		case "scmProvider":
			known = true
			p.add("", "organization", "repository", "repository_id", "url", "branch", "branchNormalized", "sha", "short_sha", "short_sha_7", "labels")
		case "pullRequest":
			known = true
			p.add("", "number", "title", "branch", "branch_slug", "target_branch", "target_branch_slug", "head_sha", "head_short_sha", "head_short_sha_7", "author", "labels")
		case "matrix", "merge":
			children := view.Entries(krm.Lookup(value, "generators"))
			known = len(children) > 0 && depth < 4
			for _, child := range children {
				known = known && p.of(child, goTemplate, depth+1)
			}
		default:
			return false // a plugin, or a resource that says which clusters
		}
		if !known || !p.values(krm.Lookup(value, "values")) {
			return false
		}
	}
	return known
}

// values adds the values that a generator has beside what it finds.
func (p parameters) values(n *yaml.Node) bool {
	if n == nil {
		return true
	}
	for _, v := range view.Pairs(n) {
		if v.Key.Tag == "!!merge" || view.Templated(v.Key.Value) {
			return false
		}
		p.add("values.", v.Key.Value)
	}
	return n.Kind == yaml.MappingNode
}

// list adds the keys of the elements of a list generator.
func (p parameters) list(n *yaml.Node, goTemplate bool) bool {
	elements := view.Entries(krm.Lookup(n, "elements"))
	if yamlText := krm.Lookup(n, "elementsYaml"); len(elements) == 0 || yamlText != nil && yamlText.Value != "" {
		return false
	}
	for _, e := range elements {
		if !p.keys(e, "", goTemplate, 0) {
			return false
		}
	}
	return true
}

// keys adds the keys of a mapping: at any depth for Go's templates, and those of `values` for the others.
func (p parameters) keys(n *yaml.Node, prefix string, goTemplate bool, depth int) bool {
	if n.Kind != yaml.MappingNode || depth > 8 {
		return false
	}
	for _, pair := range view.Pairs(n) {
		key := pair.Key.Value
		if pair.Key.Tag == "!!merge" || view.Templated(key) {
			return false
		}
		p.add(prefix, key)
		if pair.Value.Kind == yaml.MappingNode && (goTemplate || prefix == "" && key == "values") && !p.keys(pair.Value, prefix+key+".", goTemplate, depth+1) {
			return false
		}
	}
	return true
}

func (p parameters) clusters(n *yaml.Node) bool {
	if flat := krm.Lookup(n, "flatList"); flat != nil && flat.Value != "false" {
		p.add("", "clusters.")
	}
	p.add("", "name", "nameNormalized", "server", "project", "metadata.labels.", "metadata.annotations.")
	return true
}

// git adds what a directory gives. A file gives whatever stands in it.
func (p parameters) git(n *yaml.Node, goTemplate bool) bool {
	if krm.Lookup(n, "directories") == nil || len(view.Entries(krm.Lookup(n, "files"))) > 0 {
		return false
	}
	path := "path"
	if prefix := krm.Text(krm.Lookup(n, "pathParamPrefix")); prefix != "" {
		path = prefix + ".path"
	}
	p.add(path, ".basename", ".basenameNormalized")
	if goTemplate {
		p.add(path, ".path", ".segments")
		return true
	}
	p.add(path, "", "[")
	return true
}
