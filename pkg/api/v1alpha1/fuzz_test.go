// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// FuzzLoad holds that Load never panics, that it refuses all that the schema refuses, and that no result repeats a value
// that somebody put under the keys of a Secret.
func FuzzLoad(f *testing.F) {
	for _, in := range good {
		f.Add(in)
	}
	for _, sample := range bad {
		f.Add(sample.in)
	}
	f.Add(tenMistakes)
	schemas := map[string]interface{ Validate(any) error }{KindProject: compiled(f, KindProject), KindPlatform: compiled(f, KindPlatform)}
	const planted = "pl4nted-T0ken"
	f.Fuzz(func(t *testing.T, in string) {
		list, err := read(in)
		if err != nil {
			return
		}
		m, results := Load(list)
		if len(m.Projects) > 0 {
			m.Explain(m.Projects[0].Name)
		}
		for _, r := range results {
			if strings.ContainsAny(r.String(), "\n\r") {
				t.Errorf("a result of more than one line: %q", r)
			}
		}
		schema := schemas[list.Items[0].Kind]
		var v any
		if schema != nil && list.Items[0].Group() == Group && !krm.Failed(results) && yaml.Unmarshal([]byte(in), &v) == nil {
			if err := schema.Validate(v); err != nil {
				t.Errorf("accepted what the schema refuses: %v", err)
			}
		}
		if strings.Contains(in, planted) || !plant(list, planted) {
			return
		}
		_, results = Load(list)
		for _, r := range results {
			if text := fmt.Sprintf("%s %+v", r, r.Field); strings.Contains(text, planted) {
				t.Errorf("says the value of a Secret: %s", text)
			}
		}
	})
}

// plant writes a value to each key of each Secret of a spec, and reports whether there was a place for it.
func plant(list *krm.ResourceList, value string) bool {
	secrets := list.Items[0].Lookup("spec", "secrets")
	if secrets == nil || list.Items[0].Kind != KindProject {
		return false
	}
	done := false
	for _, n := range secrets.Content {
		keys := krm.Lookup(n, "keys")
		if keys == nil {
			continue
		}
		held := krm.Map(krm.String("A"), krm.String(value))
		for _, k := range keys.Content {
			if k.Kind == yaml.ScalarNode {
				held.Content = append(held.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: k.Value}, krm.String(value))
			}
		}
		keys.Kind, keys.Tag, keys.Style, keys.Content = yaml.MappingNode, "!!map", 0, held.Content
		done = true
	}
	return done
}
