// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// lay lays a tree over an existing resource and reports what a person should know. A resource that already holds all of
// it is not touched, so that its bytes stay.
func (p *packageRun) lay(o *output, it *krm.Item, tree *yaml.Node, ours bool) ([]krm.Result, error) {
	m := merger{lists: o.lists, ours: ours}
	m.owned, _ = it.Annotation(OwnedAnnotation)
	if !ours {
		m.theirs = o.theirs
	}
	keepNamespace(tree, it)
	changes := m.mapping(it.Node(), tree, "", true)
	var results []krm.Result
	if o.settle != nil {
		settled, said := o.settle(it, it.Node(), true)
		changes, results = changes || settled, said
	}
	if changes {
		n, err := krm.Expand(it.Node())
		if err != nil {
			return nil, err
		}
		if o.settle != nil {
			o.settle(it, n, false)
		}
		m.differ = nil
		m.mapping(n, tree, "", false)
		it.Set(n)
	}
	for _, d := range m.differ {
		results = append(results, d.result(it, o.mark.annotation))
	}
	return results, nil
}

// keepNamespace leaves out the namespace for a resource whose file leaves it to a kustomization.
func keepNamespace(tree *yaml.Node, it *krm.Item) {
	metadata := krm.Lookup(tree, "metadata")
	if i := indexOf(metadata, "namespace"); i >= 0 && it.Namespace == "" {
		metadata.Content = append(metadata.Content[:i:i], metadata.Content[i+2:]...)
	}
}

// result reports a difference in a resource that is a person's.
func (d difference) result(it *krm.Item, mark string) krm.Result {
	const left = "without the annotation %s the resource is yours, so it was left"
	want := d.want.Value
	if d.want.Kind != yaml.ScalarNode {
		want = strings.TrimSpace(strings.ReplaceAll(string(krm.Append(nil, d.want, 0)), "\n", " "))
	}
	if d.have == nil {
		return it.Result(krm.Warning, "differs-from-project", d.path, nil, "is not set, and the Project says %q; "+left, want, mark)
	}
	r := it.Result(krm.Warning, "differs-from-project", d.path, d.have, "%q is not what the Project says (%q); "+left, d.have.Value, want, mark)
	r.Field.CurrentValue, r.Field.ProposedValue = d.have.Value, want
	return r
}
