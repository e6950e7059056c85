// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func ExampleVersion_Annotations() {
	v, _, _ := Resolve("v0.12.2")
	for _, a := range v.Annotations([]Image{{
		Alias: "app", Name: "ghcr.io/owner/app", UpdateStrategy: NewestBuild, AllowTags: "regexp:^sha-[0-9a-f]{7,40}$", Platforms: []string{"linux/arm64"},
	}}) {
		fmt.Printf("%s: %s\n", a.Key, a.Value)
	}
	// Output:
	// argocd-image-updater.argoproj.io/image-list: app=ghcr.io/owner/app
	// argocd-image-updater.argoproj.io/app.update-strategy: latest
	// argocd-image-updater.argoproj.io/app.allow-tags: regexp:^sha-[0-9a-f]{7,40}$
	// argocd-image-updater.argoproj.io/app.platforms: linux/arm64
	// argocd-image-updater.argoproj.io/write-back-method: argocd
}

func TestAnnotations(t *testing.T) {
	images := []Image{
		{
			Alias: "a", Name: "ghcr.io/o/a", UpdateStrategy: Alphabetical, AllowTags: "any", IgnoreTags: []string{"x-*", "y"}, Platforms: []string{"linux/arm64", "linux/amd64"},
			KustomizeName: "a", PullSecret: "env:A", ForceUpdate: true,
		},
		{Name: "ghcr.io/o/none", AllowTags: "any"},
		{Alias: "b", Name: "ghcr.io/o/b", Constraint: "^1"},
	}
	var got []string
	for _, a := range at(t, "v0.16").Annotations(images) {
		got = append(got, strings.TrimPrefix(a.Key, Prefix+"/")+" "+a.Value)
	}
	assert.DeepEqual(t, got, []string{
		"image-list a=ghcr.io/o/a,ghcr.io/o/none,b=ghcr.io/o/b:^1",
		"a.update-strategy alphabetical",
		"a.allow-tags any",
		"a.ignore-tags x-*,y",
		"a.platforms linux/arm64,linux/amd64",
		"a.kustomize.image-name a",
		"a.pull-secret env:A",
		"a.force-update true",
		"write-back-method argocd",
	})
	assert.Equal(t, len(Version{}.Annotations(nil)), 0)
}

func TestAnnotationsAreRead(t *testing.T) {
	image := Image{
		Alias: "a.b", Name: "ghcr.io/o/a", UpdateStrategy: Digest, AllowTags: "any", IgnoreTags: []string{"x"}, Platforms: []string{"linux/arm64"},
		KustomizeName: "a", PullSecret: "env:A", ForceUpdate: true,
	}
	for _, name := range Releases() {
		for _, a := range at(t, name).Annotations([]Image{image}) {
			assert.DeepEqual(t, at(t, name).KeyUse(a.Key, []string{"a.b"}), Use{State: Read})
		}
	}
}

func TestStrategy(t *testing.T) {
	for _, test := range []struct{ version, name, want string }{
		{"v0.12.2", "newest-build", "latest"},
		{"v0.12.2", "latest", "latest"},
		{"v0.12.2", "alphabetical", "name"},
		{"v0.12.2", "semver", "semver"},
		{"v0.14", "latest", "newest-build"},
		{"v1.3", "name", "alphabetical"},
		{"v1.3", "digest", "digest"},
	} {
		got, ok := at(t, test.version).Strategy(test.name)
		assert.Assert(t, ok)
		assert.Equal(t, got, test.want)
	}
	for _, name := range []string{"", "newest", "Latest", " latest"} {
		_, ok := Version{}.Strategy(name)
		assert.Assert(t, !ok, name)
	}
	for _, name := range StrategyNames() {
		got, ok := CanonicalStrategy(name)
		assert.Assert(t, ok)
		assert.Equal(t, got, name)
	}
}

func TestReadStrategy(t *testing.T) {
	for _, test := range []struct {
		version, word, want string
		ok                  bool
	}{
		{"v0.12.2", "newest-build", SemVer, false},
		{"v0.12.2", "Latest", NewestBuild, true},
		{"v0.14", "newest-build", NewestBuild, true},
		{"v0.14", "latest", NewestBuild, true},
		{"v0.18", " digest", SemVer, false},
		{"v1.1", " digest", Digest, true},
		{"v1.1", "", SemVer, false},
	} {
		got, ok := at(t, test.version).ReadStrategy(test.word)
		assert.Equal(t, got, test.want, test.word)
		assert.Equal(t, ok, test.ok, test.word)
	}
}

func at(t *testing.T, version string) Version {
	t.Helper()
	v, _, err := Resolve(version)
	assert.NilError(t, err)
	return v
}
