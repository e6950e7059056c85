// SPDX-License-Identifier: Apache-2.0

package pin_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/pin"
)

func spec(images string) string {
	return "# ours\napiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: x} # a name\nspec:\n  repository: https://github.com/owner/x\n" + images + "  secrets: [a] # one\n"
}

func TestSetAndClear(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		image    int
		tag      string
		want     string
		cleared  string // "" is the input
	}{
		{"name alone", "  images:\n    - ghcr.io/o/a # first\n    # between\n    - ghcr.io/o/b\n", 0, "sha-1234567",
			"  images:\n    - name: ghcr.io/o/a # first\n      pin: sha-1234567\n    # between\n    - ghcr.io/o/b\n", "  images:\n    - name: ghcr.io/o/a # first\n    # between\n    - ghcr.io/o/b\n"},
		{"name alone, less indented", "  images:\n  -   \"ghcr.io/o/a\"\n", 0, "sha-1234567", "  images:\n  -   name: \"ghcr.io/o/a\"\n      pin: sha-1234567\n", "  images:\n  -   name: \"ghcr.io/o/a\"\n"},
		{"flow list", "  images: [ghcr.io/o/a, 'ghcr.io/o/b'] # both\n", 1, "sha-1234567", "  images: [ghcr.io/o/a, {name: 'ghcr.io/o/b', pin: sha-1234567}] # both\n", "  images: [ghcr.io/o/a, {name: 'ghcr.io/o/b'}] # both\n"},
		{"flow list over lines", "  images: [\n    ghcr.io/o/a, # first\n    ghcr.io/o/b\n  ]\n", 0, "v1", "  images: [\n    {name: ghcr.io/o/a, pin: v1}, # first\n    ghcr.io/o/b\n  ]\n", "  images: [\n    {name: ghcr.io/o/a}, # first\n    ghcr.io/o/b\n  ]\n"},
		{"object", "  images:\n    - name: ghcr.io/o/a # first\n      # what we call it\n      alias: a\n", 0, "sha-1234567", "  images:\n    - name: ghcr.io/o/a # first\n      pin: sha-1234567\n      # what we call it\n      alias: a\n", ""},
		{"object, name last", "  images:\n    - alias: a\n      name: ghcr.io/o/a\n", 0, "sha-1234567", "  images:\n    - alias: a\n      name: ghcr.io/o/a\n      pin: sha-1234567\n", ""},
		{"flow object", "  images:\n    - {name: ghcr.io/o/a, alias: a} # first\n", 0, "sha-1234567", "  images:\n    - {name: ghcr.io/o/a, pin: sha-1234567, alias: a} # first\n", ""},
		{"flow object in a flow list", "  images: [{alias: a, name: ghcr.io/o/a}]\n", 0, "sha-1234567", "  images: [{alias: a, name: ghcr.io/o/a, pin: sha-1234567}]\n", ""},
		{"another pin", "  images:\n    - name: ghcr.io/o/a\n      pin: 'sha-0000000' # held\n", 0, "sha-1234567", "  images:\n    - name: ghcr.io/o/a\n      pin: 'sha-1234567' # held\n", "  images:\n    - name: ghcr.io/o/a\n"},
		{"pin first", "  images:\n    - pin: sha-0000000\n      name: ghcr.io/o/a\n", 0, "sha-1234567", "  images:\n    - pin: sha-1234567\n      name: ghcr.io/o/a\n", "  images:\n    - name: ghcr.io/o/a\n"},
		{"pin first, flow", "  images: [{pin: sha-0000000, name: ghcr.io/o/a}]\n", 0, "sha-1234567", "  images: [{pin: sha-1234567, name: ghcr.io/o/a}]\n", "  images: [{name: ghcr.io/o/a}]\n"},
		{"a tag that looks like a number", "  images: [ghcr.io/o/a]\n", 0, "1.0", "  images: [{name: ghcr.io/o/a, pin: \"1.0\"}]\n", "  images: [{name: ghcr.io/o/a}]\n"},
		{"line breaks of Windows", "  images:\r\n    - ghcr.io/o/a # first\r\n", 0, "sha-1234567", "", ""},
		{"JSON", `  "images": [{"name": "ghcr.io/o/a"}, "ghcr.io/o/b"]` + "\n", 1, "1.0", `  "images": [{"name": "ghcr.io/o/a"}, {"name": "ghcr.io/o/b", "pin": "1.0"}]` + "\n", `  "images": [{"name": "ghcr.io/o/a"}, {"name": "ghcr.io/o/b"}]` + "\n"},
		{"JSON object", `  "images": [{"name": "ghcr.io/o/a"}]` + "\n", 0, "1.0", `  "images": [{"name": "ghcr.io/o/a", "pin": "1.0"}]` + "\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in, want, cleared := spec(tc.in), spec(tc.want), spec(tc.cleared)
			if strings.Contains(tc.in, "\r") {
				in = strings.ReplaceAll(spec("  images:\n    - ghcr.io/o/a # first\n"), "\n", "\r\n")
				want = strings.ReplaceAll(spec("  images:\n    - name: ghcr.io/o/a # first\n      pin: sha-1234567\n"), "\n", "\r\n")
				cleared = strings.ReplaceAll(spec("  images:\n    - name: ghcr.io/o/a # first\n"), "\n", "\r\n")
			} else if tc.cleared == "" {
				cleared = in
			}
			got, err := pin.Set([]byte(in), tc.image, tc.tag)
			assert.NilError(t, err)
			assert.Equal(t, string(got), want)
			again, err := pin.Set(got, tc.image, tc.tag)
			assert.NilError(t, err)
			assert.Equal(t, string(again), want)
			gone, err := pin.Clear(got, tc.image)
			assert.NilError(t, err)
			assert.Equal(t, string(gone), cleared)
		})
	}
}

// TestWithoutLastBreak holds that the last line of a file may be the one that is edited.
func TestWithoutLastBreak(t *testing.T) {
	got, err := pin.Set([]byte("spec:\n  images:\n  - ghcr.io/o/a"), 0, "v1")
	assert.NilError(t, err)
	assert.Equal(t, string(got), "spec:\n  images:\n  - name: ghcr.io/o/a\n    pin: v1")
	got, err = pin.Clear(got, 0)
	assert.NilError(t, err)
	assert.Equal(t, string(got), "spec:\n  images:\n  - name: ghcr.io/o/a\n")
}

func TestRefuses(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"no list", "spec: {}\n", "there is no such entry"},
		{"broken", "spec: [\n", "not YAML"},
		{"several lines", "spec:\n  images:\n  - >-\n    ghcr.io/o/a\n", "edit spec.images[0].pin by hand"},
		{"a list in a list", "spec:\n  images:\n  - [a]\n", "edit spec.images[0].pin by hand"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := pin.Set([]byte(tc.in), 0, "v1")
			assert.ErrorContains(t, err, tc.want)
		})
	}
	_, err := pin.Clear([]byte("spec:\n  images:\n  - pin: v1\n"), 0)
	assert.ErrorContains(t, err, "by hand")
	_, err = pin.Clear([]byte("spec:\n  images:\n  - pin: v1\n    # a comment that would be lost\n    # and another\n    name: a\n"), 0)
	assert.ErrorContains(t, err, "by hand")
}
