// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// fields are the faults of the rules of the package fields. They are drawn from the types of the fields, so any field of
// any resource may be hit.
var fields = map[string]Fault{
	"api-version-unknown": func(s *Set) Planted {
		d := typed(s)
		if s.Intn(3) == 0 { // what is another kind is not found by what refers to it
			d = s.One(view.Application, []string{baseApplicationAlone}, s.unnamed)
			d.Set(d.Item().Kind+"s", "kind")
			return At(d, "kind")
		}
		group, version, _ := strings.Cut(d.Item().APIVersion, "/")
		d.Set(group+"/"+Pick(s, "v1", "v1beta1", "v1alpha2", strings.ToUpper(version)), "apiVersion")
		return At(d, "apiVersion")
	},
	"field-required": func(s *Set) Planted {
		d := typed(s)
		var required []position
		for _, p := range d.positions() {
			for i := range p.node.Fields {
				f := &p.node.Fields[i]
				at := append(slices.Clone(p.path), f.Name)
				if f.Required && p.node.Type == schema.Object && d.Has(at...) && !patchWithout(d, at) {
					required = append(required, position{at, f.Node, p.node})
				}
			}
		}
		if len(required) == 0 {
			return Planted{}
		}
		at := Pick(s, required...).path
		object := at[:len(at)-1]
		if s.Intn(3) == 0 {
			d.Set(nil, at...)
			return At(d, at...)
		}
		d.Remove(at...)
		if _, isIndex := last(object).(int); isIndex || len(object) == 0 {
			return At(d, object...)
		}
		return AtKey(d, object...)
	},
	"field-unknown": func(s *Set) Planted {
		d := typed(s)
		if s.Intn(2) == 0 { // a field that is there, misspelt
			var misspelt []position
			for _, p := range d.positions() {
				if name, ok := last(p.path).(string); ok && len(p.path) > 1 && p.in != nil && p.in.Type == schema.Object && !p.in.Open {
					if typo := misspell(s, name); p.in.Field(typo) == nil {
						misspelt = append(misspelt, position{append(slices.Clone(p.path), typo), p.node, p.in})
					}
				}
			}
			p := Pick(s, misspelt...)
			n := len(p.path)
			d.Rename(p.path[n-1].(string), p.path[:n-1]...)
			return AtKey(d, append(p.path[:n-2:n-2], p.path[n-1])...)
		}
		var unknown []position
		for _, p := range d.positions() {
			if p.node.Type != schema.Object || p.node.Open || len(p.node.Fields) == 0 {
				continue
			}
			name := p.node.Fields[s.Intn(len(p.node.Fields))].Name
			for _, key := range []string{name + "s", "the" + name, strings.ToUpper(name[:1]) + name[1:]} {
				if p.node.Field(key) == nil {
					unknown = append(unknown, position{append(slices.Clone(p.path), key), nil, p.node})
				}
			}
		}
		at := Pick(s, unknown...).path
		d.Set(Pick[any](s, "planted", true, []string{"planted"}), at...)
		return AtKey(d, at...)
	},
	"field-wrong-type": func(s *Set) Planted {
		d := typed(s)
		var found []position
		for _, p := range d.positions() {
			if len(wrongValues(p.node)) > 0 && len(p.path) > 1 {
				found = append(found, p)
			}
		}
		p := Pick(s, found...)
		d.Set(Pick(s, wrongValues(p.node)...), p.path...)
		return At(d, p.path...)
	},
	"annotation-not-text": func(s *Set) Planted {
		texts := func(d *Doc) bool {
			return !excepted(d) && d.Get("metadata", "annotations", "config.kubernetes.io/local-config") != "true"
		}
		d := s.One(Pick(s, view.ConfigMap, view.Secret), []string{baseSettings}, texts)
		if d == nil {
			d = s.One(view.ConfigMap, nil, texts)
		}
		at := []any{"metadata", Pick(s, "annotations", "labels"), Pick(s, "planted", "argocd.argoproj.io/sync-wave", "prometheus.io/scrape")}
		d.Set(Pick[any](s, 1, 1.5, true), at...)
		return At(d, at...)
	},
	"key-duplicate": func(s *Set) Planted {
		d := typed(s)
		var found [][]any
		for _, at := range [][]any{{"metadata", "name"}, {"metadata", "namespace"}, {"spec", "project"}, {"spec", "destination", "namespace"}, {"spec", "source", "repoURL"}} {
			if d.Get(at...) != "" {
				found = append(found, at)
			}
		}
		at := Pick(s, found...)
		d.again(at...)
		p := AtKey(d, at...)
		if !d.inFlow(at[:len(at)-1]) {
			p.At[0].Line++
		}
		return p
	},
	"metadata-key-not-valid": func(s *Set) Planted {
		d := typed(s)
		at := []any{"metadata", Pick(s, "annotations", "labels"), Pick(s, "example.org/team/owner", "planted by", "/planted", "example.org/", "planted-", strings.Repeat("planted.", 8)+"app", "exa_mple.org/planted")}
		if d.Item().Kind == "ApplicationSet" && s.Intn(2) == 0 {
			at = append([]any{"spec", "template"}, at...)
		}
		d.Set("planted", at...)
		return AtKey(d, at...)
	},
}

// typed returns a resource whose fields are known.
func typed(s *Set) *Doc {
	kinds := []string{"Application", "AppProject", "ApplicationSet"}
	if s.ImageUpdater.Resource() {
		kinds = append(kinds, "ImageUpdater")
	}
	var found []*Doc
	for _, d := range s.docs {
		if slices.Contains(kinds, d.Item().Kind) && !strings.Contains(d.Path(), "patch") {
			found = append(found, d)
		}
	}
	if len(found) == 0 {
		return s.Application()
	}
	return Pick(s, found...)
}

// position is a value of a resource with its type, and the type of what it is a field or an entry of.
type position struct {
	path     []any
	node, in *schema.Node
}

// positions returns all values of a resource whose types are known.
func (d *Doc) positions() []position {
	version := d.set.ArgoCD.String()
	if d.Item().Kind == "ImageUpdater" {
		version = d.set.ImageUpdater.String()
	}
	root, err := schema.Load(d.Item().Kind, version)
	if err != nil {
		d.fail("%v:", err)
	}
	var all []position
	var walk func(n *yaml.Node, types, in *schema.Node, path []any)
	walk = func(n *yaml.Node, types, in *schema.Node, path []any) {
		all = append(all, position{slices.Clone(path), types, in})
		switch {
		case n.Kind == yaml.MappingNode && types.Type == schema.Object:
			for i := 0; i < len(n.Content); i += 2 {
				if f := types.Field(n.Content[i].Value); f != nil {
					walk(n.Content[i+1], f.Node, types, append(path, f.Name))
				}
			}
		case n.Kind == yaml.MappingNode && types.Type == schema.Map:
			for i := 0; i < len(n.Content); i += 2 {
				walk(n.Content[i+1], types.Elem, types, append(path, n.Content[i].Value))
			}
		case n.Kind == yaml.SequenceNode && types.Type == schema.List:
			for i, entry := range n.Content {
				walk(entry, types.Elem, types, append(path, i))
			}
		}
	}
	walk(d.Item().Node(), root, nil, nil)
	for _, field := range []string{"annotations", "labels"} { // which the API server knows, and no CRD
		if _, n := d.find([]any{"metadata", field}); n != nil {
			walk(n, &schema.Node{Type: schema.Map, Elem: &schema.Node{Type: schema.String}}, nil, []any{"metadata", field})
		}
	}
	return all
}

// wrongValues are values that the API server refuses for a type.
func wrongValues(n *schema.Node) []any {
	switch n.Type {
	case schema.String:
		return []any{1, 1.5, true, []string{"planted"}}
	case schema.Boolean:
		return []any{"true", 1}
	case schema.Integer:
		return []any{"3", 1.5}
	case schema.List:
		return []any{"planted", map[string]string{"planted": "yes"}}
	case schema.Object, schema.Map:
		return []any{"planted", []string{"planted"}}
	}
	return nil
}

// patchWithout reports whether a resource without a field gives so little of itself that it may be a patch.
func patchWithout(d *Doc, path []any) bool {
	if len(path) == 1 {
		return true
	}
	if len(path) > 2 {
		return false
	}
	return d.Item().Kind != "Application" && d.Item().Kind != "AppProject"
}

func last(path []any) any {
	if len(path) == 0 {
		return nil
	}
	return path[len(path)-1]
}

// misspell makes one mistake in a word.
func misspell(s *Set, word string) string {
	i := s.Intn(len(word) - 1)
	return Pick(s,
		word[:i]+word[i+1:],
		word[:i]+word[i:i+1]+word[i:],
		word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:],
		strings.ToUpper(word[:1])+word[1:],
		word+"s",
	)
}
