// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// literal is one literal of a generator of kustomize, `key=value`.
type literal struct {
	key, value, path string
	node             *yaml.Node
}

// eachLiteral calls do with the literals of the generators of one kind.
func eachLiteral(it *krm.Item, generators string, do func(l literal)) {
	for i, g := range view.Entries(it.Lookup(generators)) {
		for j, n := range view.Entries(krm.Lookup(g, "literals")) {
			key, value, ok := strings.Cut(n.Value, "=")
			if !ok || n.Kind != yaml.ScalarNode {
				continue
			}
			if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
				value = value[1 : len(value)-1] // kustomize takes quotes off
			}
			do(literal{key, value, view.At(view.At(generators, i)+".literals", j), n})
		}
	}
}
