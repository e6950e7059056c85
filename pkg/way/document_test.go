// SPDX-License-Identifier: Apache-2.0

package way_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/way"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

const page = "../../docs/argo-cd.md"

// TestPageIsRendered holds what the page repeats from the code: `go test ./pkg/way -update`.
func TestPageIsRendered(t *testing.T) {
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	want := string(text)
	releases := argocd.Releases()
	parts := map[string]string{
		"argocd":        releases[0] + " to " + releases[len(releases)-1],
		"functions":     "`" + strings.Join(options.Functions, "`, `") + "`",
		"flags":         "`" + strings.Join(wrapper.Flags(), "`, `") + "`",
		"build-options": strings.Join(way.Flags, " "),
	}
	for name, manifest := range options.Manifests() {
		if strings.Contains(want, "<!-- install/"+name+":begin -->") {
			parts["install/"+name] = "\n```yaml\n" + manifest + "```\n"
		}
	}
	for name, part := range parts {
		begin, end := "<!-- "+name+":begin -->", "<!-- "+name+":end -->"
		before, rest, found := strings.Cut(want, begin)
		assert.Assert(t, found, "%s is not in the page", begin)
		_, after, found := strings.Cut(rest, end)
		assert.Assert(t, found, "%s is not in the page", end)
		want = before + begin + part + end + after
	}
	hold(t, page, want)
	for _, fact := range []string{way.KustomizeKey, way.KustomizePath, way.Dir, wrapper.Name, wrapper.KustomizeVariable,
		"spec.source.kustomize.version: " + way.Version, "spec.source.plugin.name: " + way.Plugin} {
		assert.Check(t, strings.Contains(want, fact), "%s is not in the page", fact)
	}
}

// TestPageNamesWhatIsThere holds that no manifest is named that nobody ships.
func TestPageNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	for word := range strings.FieldsSeq(string(text)) {
		_, path, found := strings.Cut(word, "install/")
		path = strings.Trim(path, "`.,;:()?")
		path, _, _ = strings.Cut(path, "?")
		if !found || path == "" || strings.Contains(word, "manifests/install") || strings.Contains(path, ":") {
			continue
		}
		_, err := os.Stat(filepath.Join(install, path))
		assert.Check(t, err == nil, "%s", word)
	}
}
