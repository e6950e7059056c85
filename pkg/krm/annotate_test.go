// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"testing"

	"gotest.tools/v3/assert"
)

// An annotation is the one change that nearly every function makes to what a person wrote, so it costs one line.
func TestAnnotate(t *testing.T) {
	for _, tc := range []struct{ name, came, want string }{
		{"annotations there", "  metadata:\n    annotations: # keep\n      a:   b\n    name: a\n", "  metadata:\n    annotations: # keep\n      key: \"yes\"\n      a:   b\n    name: a\n"},
		{"no annotations", "  metadata:\n    name: a   # keep\n    labels: {}\n", "  metadata:\n    name: a   # keep\n    annotations:\n      key: \"yes\"\n    labels: {}\n"},
		{"another value", "  metadata:\n    name: a\n    annotations:\n      key: \"no\"\n", "  metadata:\n    name: a\n    annotations:\n      key: \"yes\"\n"},
		{"flow", "  metadata: {name: a}\n", "  metadata: {name: a, annotations: {key: \"yes\"}}\n"},
		{"empty annotations", "  metadata:\n    name: a\n    annotations: {}\n", "  metadata:\n    name: a\n    annotations: {key: \"yes\"}\n"},
		{"null annotations", "  metadata:\n    name: a\n    annotations:\n", "  metadata:\n    name: a\n    annotations:\n      key: \"yes\"\n"},
		{"the value is there", "  metadata:\n    name: a\n    annotations:   {key: 'yes'}\n", "  metadata:\n    name: a\n    annotations:   {key: 'yes'}\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			const item = "- apiVersion: v1\n  kind: A\n"
			l, err := Read([]byte(header + "items:\n" + item + tc.came + item + "# keep\n"))
			assert.NilError(t, err)
			l.Items[0].Annotate("key", "yes")
			out := written(t, l)
			value, _ := l.Items[0].Annotation("key")
			assert.Equal(t, value, "yes")
			if tc.name == "flow" || tc.name == "empty annotations" { // the layout is the encoder's
				assert.DeepEqual(t, read(t, []byte(out)).items, read(t, []byte(header+"items:\n"+item+tc.want+item)).items)
				return
			}
			assert.Equal(t, out, header+"items:\n"+item+tc.want+item+"# keep\n")
		})
	}
}
