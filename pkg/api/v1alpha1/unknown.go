// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// missing reports a field that must be there, at the mapping that lacks it.
func (d *decoder) missing(in *yaml.Node, name string) {
	d.path = append(d.path, step{key: name})
	d.results = append(d.results, d.item.Result(krm.Error, "missing-field", d.path.String(), in, "must be given"))
	d.path = d.path[:len(d.path)-1]
}

// unknownField reports a field of a spec that its type does not have.
func (d *decoder) unknownField(key, value *yaml.Node, info *typeInfo) {
	if d.quiet && d.holdsValues(key, value) {
		return
	}
	d.unknown(key, "field", info.names)
}

// unknown reports a name that is none of those known.
func (d *decoder) unknown(key *yaml.Node, what string, known []string) {
	d.fail("unknown-field", key, "%s", unknownText("unknown "+what, key.Value, known))
}

// unknownText says that a name is none of those known, which one was most likely meant, and what is allowed.
func unknownText(problem, name string, known []string) string {
	text := fmt.Sprintf("%s %q", problem, name)
	if len(known) == 0 {
		return text + ": none is allowed here"
	}
	allowed := "llowed are " + strings.Join(known, ", ")
	if near, ok := nearest.Name(name, known); ok {
		return text + fmt.Sprintf(": did you mean %q? A", near) + allowed
	}
	return text + "; a" + allowed
}
