// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestKeyUseRead(t *testing.T) {
	for _, test := range []struct{ version, key string }{
		{"v0.12.2", "image-list"},
		{"v0.12.2", "app.tag-match"},
		{"v0.12.2", "update-strategy"},
		{"v0.14", "git-repository"},
		{"v1.3", "app.helm.image-spec"},
		{"v0.18", "with.dots.kustomize.image-name"},
		{"v0.18", "a_b.allow-tags"},
		{"v1.1", "a/b.allow-tags"},
	} {
		got := at(t, test.version).KeyUse(Prefix+"/"+test.key, []string{"", "app", "with.dots", "a/b"})
		assert.DeepEqual(t, got, Use{State: Read})
	}
}

func TestKeyUseDead(t *testing.T) {
	for _, test := range []struct{ version, key, nearest, reason string }{
		{"v0.12.2", "app.platform", "app.platforms", `no version reads a key "platform" of an image`},
		{"v0.12.2", "platforms", "app.platforms", "platforms is read for one image only, as <alias>.platforms"},
		{"v0.12.2", "git-repository", "", "git-repository is read from v0.13 on, not by v0.12.2"},
		{"v1.1", "app.tag-match", "app.allow-tags", "tag-match is read before v1.0 only, not by v1.1"},
		{"v0.12.2", "app.filter-tag", "", `no version reads a key "filter-tag" of an image`},
		{"v0.12.2", "apk.allow-tags", "app.allow-tags", `"apk" is no alias of the image-list`},
		{"v0.12.2", "other.allow-tags", "app.allow-tags", `"other" is no alias of the image-list`},
		{"v0.12.2", "app.write-back-method", "write-back-method", "write-back-method is read for the whole Application only, without an alias"},
		{"v0.12.2", "writeback-method", "write-back-method", `no version reads a key "writeback-method"`},
		{"v0.12.2", "ap.platform", "app.platforms", `no version reads a key "ap.platform"`},
		{"v0.12.2", "", "", `no version reads a key ""`},
	} {
		t.Run(test.key, func(t *testing.T) {
			got := at(t, test.version).KeyUse(Prefix+"/"+test.key, []string{"app"})
			assert.Equal(t, got.State, Dead)
			assert.Equal(t, got.Reason, test.reason)
			assert.Equal(t, strings.TrimPrefix(got.Nearest, Prefix+"/"), test.nearest)
		})
	}
}

func TestKeyUseForeign(t *testing.T) {
	for _, key := range []string{"argocd.argoproj.io/sync-wave", "image-list", Prefix} {
		assert.DeepEqual(t, Version{}.KeyUse(key, nil), Use{State: Foreign})
	}
}

func FuzzKeyUse(f *testing.F) {
	f.Add(Prefix+"/app.platform", "app,b")
	f.Add(Prefix+"/a/b.tag-match", "a/b,")
	f.Fuzz(func(t *testing.T, key, list string) {
		aliases := strings.Split(list, ",")
		for i := range releases {
			v := Version{i}
			use := v.KeyUse(key, aliases)
			assert.Equal(t, use.State == Dead, use.Reason != "", "%q %v", key, use)
			if use.Nearest != "" {
				assert.Equal(t, v.KeyUse(use.Nearest, aliases).State, Read, "%q for %q by %s", use.Nearest, key, v)
			}
		}
	})
}

// HasKey knows what Keys lists, and nothing else.
func TestHasKey(t *testing.T) {
	for i := range releases {
		v := Version{i}
		wide, perImage := v.Keys(false), v.Keys(true)
		for _, k := range annotationKeys {
			for name, want := range map[string]bool{
				k.name:              slices.Contains(wide, k.name),
				"app." + k.name:     slices.Contains(perImage, k.name),
				"a.b." + k.name:     slices.Contains(perImage, k.name),
				"." + k.name:        slices.Contains(perImage, k.name),
				"app-" + k.name:     false,
				"app." + k.name[1:]: false,
				k.name + "s":        false,
				"app." + k.name[:3]: false,
			} {
				assert.Equal(t, v.HasKey(name), want, "%q of %s", name, v)
			}
		}
	}
}
