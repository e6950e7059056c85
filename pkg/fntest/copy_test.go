// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestWithBinaries(t *testing.T) {
	binary := func(ref string) (string, bool) { return "/bin/ours", functionName(ref) == "ours" }
	for _, tc := range []struct {
		kptfile  bool
		in, want string
	}{
		{true, "pipeline:\n  mutators:\n  - image: example.org/x/ours:v1\n  - image: example.org/other:v1\n", "pipeline:\n  mutators:\n  - exec: /bin/ours\n  - image: example.org/other:v1\n"},
		{true, "  - configPath: a.yaml\n    image: example.org/ours@sha256:0123\n", "  - configPath: a.yaml\n    exec: /bin/ours\n"},
		{true, "  mutators: [{image: \"example.org/ours:v1\", configPath: a}]\n", "  mutators: [{exec: /bin/ours, configPath: a}]\n"},
		{true, "  - exec: ours\n", "  - exec: /bin/ours\n"},
		{false, "    config.kubernetes.io/function: |\n      container:\n        image: example.org/ours:v1\n", "    config.kubernetes.io/function: |\n      exec:\n        path: /bin/ours\n"},
		{false, "    config.kubernetes.io/function: |\n      exec:\n        path: ./bin/ours\n", "    config.kubernetes.io/function: |\n      exec:\n        path: /bin/ours\n"},
		{false, "    config.kubernetes.io/function: 'exec: {path: ours}'\n", "    config.kubernetes.io/function: 'exec: {path: /bin/ours}'\n"},
		{false, "spec:\n  containers:\n  - image: example.org/ours:v1\n", "spec:\n  containers:\n  - image: example.org/ours:v1\n"},
	} {
		assert.Equal(t, withBinaries(tc.in, tc.kptfile, binary), tc.want)
	}
}
