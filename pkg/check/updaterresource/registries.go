// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// configName and configKey are where every version reads its registries.
const (
	configName = imageupdater.ConfigMap
	configKey  = "registries.conf"
	configPath = "data[" + configKey + "]"
)

// registries is a registries.conf, read.
type registries struct {
	lines   view.Text
	root    *yaml.Node // nil where it is not read
	err     error      // of the YAML
	entries []*yaml.Node
}

type registriesKey struct{ it *krm.Item }

// readRegistries reads the registries.conf of a ConfigMap; root is nil where there is none or where it is a template.
func readRegistries(c *rule.Context, it *krm.Item) *registries {
	if it.Name != configName {
		return &registries{}
	}
	return rule.Memo(c, registriesKey{it}, func() *registries {
		r := &registries{}
		n := it.Lookup("data", configKey)
		value, ok := text(n)
		if !ok {
			return r
		}
		r.lines = view.TextOf(it, n)
		var document yaml.Node
		if r.err = yaml.Unmarshal([]byte(value), &document); r.err != nil || len(document.Content) == 0 {
			return r
		}
		r.root = krm.Resolve(document.Content[0])
		r.entries = view.Entries(krm.Lookup(r.root, "registries"))
		return r
	})
}

// problem is a problem at a node of the text.
func (r *registries) problem(n *yaml.Node, message string) rule.Problem {
	return rule.Problem{Path: configPath, At: r.lines.At(n.Line, n.Column), Message: message}
}

// nameOf is how an entry is called in a message.
func nameOf(entry *yaml.Node) string {
	if name := krm.Text(krm.Lookup(entry, "name")); name != "" {
		return name
	}
	return krm.Text(krm.Lookup(entry, "prefix"))
}
