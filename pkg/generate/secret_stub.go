// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// secretStubs are the examples of the Secrets that a Project declares: what a person copies, fills and applies. A value
// is `<KEY>`, which is no base64, so that an API server refuses a copy that was not filled, and what is live stays.
//
// A Secret without keys has no example: applied, it would delete every key of a Secret that was made by kubectl apply.
func (p *packageRun) secretStubs() []*output {
	type id struct{ namespace, name string }
	merged := map[id]*output{}
	names := map[string]int{}
	keys := map[id][]string{}
	var order []id
	for _, project := range p.model.Projects {
		for _, s := range project.Spec.Secrets {
			if len(s.Keys) == 0 {
				continue
			}
			at := id{project.Spec.Namespace, s.Name}
			for _, key := range s.Keys {
				if !contains(keys[at], key) {
					keys[at] = append(keys[at], key)
				}
			}
			if merged[at] == nil {
				merged[at] = secretStub(project, s)
				names[s.Name]++
				order = append(order, at)
			}
		}
	}
	outputs := make([]*output, 0, len(order))
	for _, at := range order {
		o := merged[at]
		if names[at.name] > 1 { // the same name in several namespaces
			o.path = "secrets/" + at.namespace + "." + at.name + ".example.yaml"
		}
		all := keys[at]
		head := o.tree
		o.tree = func(b *krm.Builder) *yaml.Node { return withStubKeys(b, head(b), all) }
		o.settle = dropStubKeys(all)
		outputs = append(outputs, o)
	}
	return outputs
}

// withStubKeys puts keys without their values into an example.
func withStubKeys(b *krm.Builder, root *yaml.Node, keys []string) *yaml.Node {
	data := b.Map()
	for _, key := range keys {
		b.Put(data, key, b.String("<"+key+">"))
	}
	return b.Put(root, "data", data)
}

// SecretExample returns the example of one Secret, as SecretStubs writes it for a package with no other Project; nil for a
// Secret without keys.
func SecretExample(project *v1alpha1.Project, s v1alpha1.Secret) []byte {
	if len(s.Keys) == 0 {
		return nil
	}
	b := &krm.Builder{}
	return krm.Append(nil, present(withStubKeys(b, secretStub(project, s).tree(b), s.Keys)), 0)
}

func secretStub(project *v1alpha1.Project, s v1alpha1.Secret) *output {
	o := &output{
		apiVersion: "v1", kind: "Secret", namespace: project.Spec.Namespace, name: s.Name,
		path: "secrets/" + s.Name + ".example.yaml", mark: mark{ProjectAnnotation, project.Name}, local: true,
	}
	o.tree = func(b *krm.Builder) *yaml.Node {
		root, _, _ := o.header(b)
		return b.Put(root, "type", b.String(s.Type))
	}
	return o
}

// dropStubKeys takes out of an example the keys that the Project no longer names. Only a placeholder of ours goes.
func dropStubKeys(wanted []string) settling {
	return func(_ *krm.Item, n *yaml.Node, dry bool) (bool, []krm.Result) {
		return keepPairs(krm.Lookup(n, "data"), dry, func(key, value *yaml.Node) bool {
			return value.Value != "<"+key.Value+">" || contains(wanted, key.Value)
		}), nil
	}
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
