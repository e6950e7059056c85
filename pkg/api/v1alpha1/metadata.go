// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// metadata checks metadata.name. The other fields are free: kpt and kustomize add their own.
func (d *decoder) metadata(n *yaml.Node, frame resourceForm) {
	if !d.is(n, yaml.MappingNode, "a mapping") {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "name" || skipped(n.Content[i]) {
			continue
		}
		d.path = append(d.path, step{key: "name"})
		if frame == configResource {
			d.isText(n.Content[i+1])
		} else {
			d.name(n.Content[i+1])
		}
		d.path = d.path[:len(d.path)-1]
		return
	}
	if frame != configResource {
		d.missing(n, "name")
	}
}

// name checks a name that becomes that of an Application, an AppProject and, unless another is given, of a namespace.
func (d *decoder) name(n *yaml.Node) {
	if !d.isText(n) {
		return
	}
	if err := checkLabel(n.Value); err != nil {
		d.current(d.fail(ruleInvalid, n, "%q %v", n.Value, err), n)
		return
	}
	if d.item.Kind == KindProject && n.Value == "default" {
		d.current(d.fail("project-named-default", n,
			"%q must not be the name of a Project: it is that of Argo CD's own AppProject, which allows everything to everyone in it", n.Value), n)
	}
}

// nameOf returns metadata.name as it stands, "" where it is no string.
func nameOf(i *krm.Item) string { return krm.Text(i.Lookup("metadata", "name")) }
