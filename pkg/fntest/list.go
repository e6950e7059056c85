// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	sigs "sigs.k8s.io/yaml"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// resourceList is a list as an orchestrator decodes it.
type resourceList struct {
	APIVersion     string           `json:"apiVersion"`
	Kind           string           `json:"kind"`
	Items          []map[string]any `json:"items"`
	FunctionConfig map[string]any   `json:"functionConfig"`
	Results        []map[string]any `json:"results"`
}

// decode reads a list with the YAML of kubectl.
func decode(t *testing.T, text string) resourceList {
	t.Helper()
	var l resourceList
	assert.NilError(t, sigs.Unmarshal([]byte(text), &l), "%s", text)
	return l
}

// text is a value with its keys in order: equal texts are equal values.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

func texts(values []map[string]any) []string {
	all := make([]string, 0, len(values))
	for _, v := range values {
		all = append(all, text(v))
	}
	return all
}

func hasError(results []map[string]any) bool {
	for _, r := range results {
		if s := r["severity"]; s == "error" || s == nil {
			return true
		}
	}
	return false
}

// identity names a resource among the items of a list.
func identity(item map[string]any) string {
	meta, _ := item["metadata"].(map[string]any)
	return strings.Join([]string{str(item["apiVersion"]), str(item["kind"]), str(meta["namespace"]), str(meta["name"])}, "|")
}

func str(v any) string {
	s, _ := v.(string)
	return s
}

// annotations returns the annotations of a resource, which may be changed; nil where there are none.
func annotations(item map[string]any) map[string]any {
	meta, _ := item["metadata"].(map[string]any)
	a, _ := meta["annotations"].(map[string]any)
	return a
}

// edit returns the list with its items changed as YAML nodes. What edit returns takes the place of the items.
func edit(t *testing.T, in []byte, edit func(items []*yaml.Node) []*yaml.Node) []byte {
	t.Helper()
	var doc yaml.Node
	assert.NilError(t, yaml.Unmarshal(in, &doc))
	items := krm.Lookup(doc.Content[0], "items")
	if items == nil || items.Kind != yaml.SequenceNode {
		t.Skip("the list has no items")
	}
	items.Content = edit(items.Content)
	if len(items.Content) > 0 {
		items.Style &^= yaml.FlowStyle
	}
	out, err := krm.Encode(doc.Content[0], false)
	assert.NilError(t, err)
	return out
}

func parse(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	assert.NilError(t, yaml.Unmarshal([]byte(text), &doc))
	return doc.Content[0]
}
