// SPDX-License-Identifier: Apache-2.0

package generate_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// TestEveryVersion renders for each pair of supported versions: it must succeed, settle, and speak the dialect.
func TestEveryVersion(t *testing.T) {
	for _, updater := range imageupdater.Releases() {
		for _, cd := range argocd.Releases() {
			t.Run(updater+" with "+cd, func(t *testing.T) {
				in := files{"project.yaml": project(), "platform.yaml": strings.Replace(platform("imageUpdater: {version: "+updater+"}", "cluster: {platforms: [linux/arm64]}"), "v3.5.7", cd, 1)}
				out := deliver(t, in)
				settled(t, out)
				v, _, err := imageupdater.Resolve(updater)
				assert.NilError(t, err)
				strategy := "update-strategy: newest-build"
				if !v.AtLeast(0, 13) {
					strategy = "update-strategy: latest"
				}
				if v.Resource() {
					has(t, out[app], "kind: ImageUpdater", "updateStrategy: newest-build", "namePattern: home-manager", "method: argocd", "- linux/arm64")
					hasNot(t, out[app], imageupdater.Prefix+"/image-list", "useAnnotations")
				} else {
					has(t, out[app], strategy, "home-manager.platforms: linux/arm64", "write-back-method: argocd")
					hasNot(t, out[app], "kind: ImageUpdater")
				}
				c, _, err := argocd.Resolve(cd)
				assert.NilError(t, err)
				named := strings.Contains(out[app], "kind: Namespace\n    name: home-manager")
				assert.Equal(t, named, c.AtLeast(3, 3), "the whitelist's name is known from v3.3 on")
				hasNot(t, out[app], "kustomize:")
			})
		}
	}
}

// TestUpdaterResourceThatReadsAnnotations holds the other form: useAnnotations and nothing else.
func TestUpdaterResourceThatReadsAnnotations(t *testing.T) {
	for _, updater := range []string{"v1.1", "v1.2", "v1.3.0"} {
		full := files{"project.yaml": project(), "platform.yaml": platform("imageUpdater: {version: " + updater + "}")}
		bridge := full.with("platform.yaml", platform("imageUpdater: {version: "+updater+", settings: annotations}"))
		a, b := deliver(t, full), deliver(t, bridge)
		has(t, b[app], "useAnnotations: true", "/image-list: home-manager=ghcr.io/owner/home-manager")
		hasNot(t, b[app], "commonUpdateSettings", "writeBackConfig", "images:")
		// And one becomes the other.
		assert.Equal(t, reordered(deliver(t, a.with("platform.yaml", bridge["platform.yaml"]))[app]), reordered(b[app]))
		assert.Equal(t, reordered(deliver(t, b.with("platform.yaml", full["platform.yaml"]))[app]), reordered(a[app]))
	}
}

// reordered sorts lines: a key that comes later stands last.
func reordered(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		for j := i + 1; j < len(lines); j++ {
			if lines[j] < lines[i] {
				lines[i], lines[j] = lines[j], lines[i]
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestRefusedVersions(t *testing.T) {
	for _, tc := range []struct{ name, platform, want string }{
		{"updater 0.13", "imageUpdater: {version: v0.13.1}", "v0.13"},
		{"updater 0.15.0", "imageUpdater: {version: v0.15.0}", "0.15.0"},
		{"updater 1.0", "imageUpdater: {version: v1.0.3}", "v1.0"},
		{"updater too old", "imageUpdater: {version: v0.12.1}", "v0.12"},
		{"updater no version", "imageUpdater: {version: latest}", "latest"},
		{"resource before 1.1", "imageUpdater: {version: v0.18.0, settings: resource}", "settings"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := files{"project.yaml": project(), "platform.yaml": platform(tc.platform)}
			out, results := run(t, generate.Delivery, in)
			has(t, messages(results), "error: platform.yaml:", tc.want)
			assert.DeepEqual(t, out, in)
		})
	}
}

func TestNewerVersionIsReadAsTheNewestKnown(t *testing.T) {
	in := files{"project.yaml": project(), "platform.yaml": strings.Replace(platform("imageUpdater: {version: v1.9.0}"), "v3.5.7", "v3.9.1", 1)}
	out, results := run(t, generate.Delivery, in)
	has(t, messages(results), "warning: ", "v1.9", "v3.9")
	has(t, out[app], "kind: ImageUpdater")
}
