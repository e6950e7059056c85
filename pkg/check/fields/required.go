// SPDX-License-Identifier: Apache-2.0

package fields

import (
	"fmt"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/schema"
)

// require reports a field that is not there and must be. key names the object, where it has a name.
func (w *walk) require(key, n *yaml.Node, s *schema.Node, f *schema.Field) {
	value := krm.Lookup(n, f.Name)
	if value != nil && (value.Kind != yaml.ScalarNode || value.ShortTag() != "!!null") {
		return
	}
	// A patch gives a part of an object. Lists it gives whole, because for these kinds they are not merged.
	if !w.inList() && w.partial() || disguised(n, s, f.Name) {
		return
	}
	p := rule.Problem{Path: w.where(f.Name), At: key, Message: fmt.Sprintf("must have %q: the API server refuses it without", f.Name)}
	if p.At == nil {
		p.At = n
	}
	if value != nil {
		p.At, p.Message = value, fmt.Sprintf("must have a value for %q: the API server refuses it empty", f.Name)
	}
	w.required = append(w.required, p)
}

// disguised reports whether a missing field may be there after all: under a key that is a template, or misspelt, which is reported
// as a field that is unknown.
func disguised(n *yaml.Node, s *schema.Node, name string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || placeholder(key.Value) {
			return true
		}
		if s.Field(key.Value) == nil {
			if near, ok := nearest.Name(key.Value, s.Names()); ok && near == name {
				return true
			}
		}
	}
	return false
}

type namesakesKey struct{ kind string }

// namesakes returns how many resources of the kind have the name.
func (w *walk) namesakes() int {
	counts := rule.Memo(w.c, namesakesKey{w.it.Kind}, func() map[string]int {
		counts := map[string]int{}
		for _, other := range w.c.Of(w.it.Group(), w.it.Kind) {
			counts[other.Name]++
		}
		return counts
	})
	return counts[w.it.Name]
}

// partial reports whether the resource may be a patch for another one.
func (w *walk) partial() bool {
	if strings.Contains(path.Base(w.it.Path), "patch") {
		return true
	}
	if w.namesakes() > 1 {
		return true // a base and a patch of it
	}
	has := func(field string) bool { return w.it.Lookup("spec", field) != nil }
	switch w.it.Kind {
	case argocd.KindApplication:
		parts := 0
		for _, there := range []bool{has("source") || has("sources") || has("sourceHydrator"), has("destination"), has("project")} {
			if there {
				parts++
			}
		}
		return parts < 2
	case argocd.KindApplicationSet:
		return !has("generators") || !has("template")
	case imageupdater.Kind:
		// Who invents fields does not write a patch.
		return !has("applicationRefs") && len(w.unknown) == 0
	}
	return w.it.Lookup("spec") == nil
}
