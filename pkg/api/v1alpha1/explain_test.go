// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// TestExplain holds whole listings: of the ten lines that most people write, of a Project with everything, and of one
// without a Platform.
func TestExplain(t *testing.T) {
	short := project("images:\n- ghcr.io/owner/app\n- name: ghcr.io/owner/side\n  pin: v1\nsecrets:\n- name: app-secrets\n  keys: [API_TOKEN]\n- name: pull\n  type: kubernetes.io/dockerconfigjson")
	small := platform("cluster:\n  platforms: [linux/arm64]")
	for _, test := range []struct {
		name, project string
		docs          []string
	}{
		{"short", "app", []string{short, small}},
		{"long", "home-manager", []string{longProject, longPlatform}},
		{"no-platform", "app", []string{short}},
		{"platform-only", "", []string{short, small}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, _ := Load(listOf(t, test.docs...))
			var b strings.Builder
			for _, s := range m.Explain(test.project) {
				fmt.Fprintf(&b, "%s %s = %q (%s)\n", s.Kind, s.Path, s.Value, s.Origin)
			}
			golden.Assert(t, b.String(), "explain-"+test.name+".txt")
		})
	}
}

func TestFields(t *testing.T) {
	for _, kind := range Kinds() {
		t.Run(kind, func(t *testing.T) {
			all, err := Fields(kind)
			assert.NilError(t, err)
			paths := map[string]bool{}
			var b strings.Builder
			for _, f := range all {
				assert.Assert(t, f.Doc != "", f.Path)
				assert.Assert(t, !f.Required || f.Default == "", f.Path)
				paths[f.Path] = true
				fmt.Fprintf(&b, "%s (%s%s) default %q\n", f.Path, f.Type, map[bool]string{true: ", required"}[f.Required], f.Default)
			}
			for _, d := range tableOf(kind) {
				assert.Assert(t, paths[d.path], "a default for no field: %s", d.path)
			}
			golden.Assert(t, b.String(), "fields-"+kind+".txt")
		})
	}
	_, err := Fields("Projct")
	assert.ErrorContains(t, err, `did you mean "Project"?`)
}

// TestStrategiesAreKnown holds the words in the tag, which the schema needs, to those that the updater reads.
func TestStrategiesAreKnown(t *testing.T) {
	info := infoOf(reflect.TypeFor[Image]())
	f := info.fields[info.find("updateStrategy")]
	for _, name := range imageupdater.StrategyNames() {
		assert.Assert(t, contains(f.enum, name), name)
	}
	for _, word := range f.enum {
		_, ok := imageupdater.CanonicalStrategy(word)
		assert.Assert(t, ok, word)
	}
}
