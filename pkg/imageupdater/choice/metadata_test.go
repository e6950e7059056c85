// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// shelf is a Source: manifests and configurations by digests, which here are any words.
type shelf struct {
	manifests map[string]Manifest
	configs   map[string]string
	// asked are the digests that were asked for, in order.
	asked []string
}

func (s *shelf) Manifest(digest string) (Manifest, error) {
	s.asked = append(s.asked, digest)
	if m, ok := s.manifests[digest]; ok {
		return m, nil
	}
	return Manifest{}, fmt.Errorf("no manifest %s", digest)
}

func (s *shelf) Config(digest string) ([]byte, error) {
	s.asked = append(s.asked, digest)
	if c, ok := s.configs[digest]; ok {
		return []byte(c), nil
	}
	return nil, fmt.Errorf("no configuration %s", digest)
}

// image is a manifest of an image whose configuration is config.
func image(config string) Manifest {
	return Manifest{OCIManifest, []byte(`{"schemaVersion":2,"config":{"digest":"` + config + `"},"layers":[]}`)}
}

// index is an index of `platform digest` entries.
func index(entries ...string) Manifest {
	var list []string
	for _, e := range entries {
		platform, digest, _ := strings.Cut(e, " ")
		parts := append(strings.SplitN(platform, "/", 3), "", "")
		text := `{"digest":"` + digest + `"`
		if platform != "" {
			text += fmt.Sprintf(`,"platform":{"os":%q,"architecture":%q,"variant":%q}`, parts[0], parts[1], parts[2])
		}
		list = append(list, text+"}")
	}
	return Manifest{OCIIndex, []byte(`{"schemaVersion":2,"mediaType":"` + OCIIndex + `","manifests":[` + strings.Join(list, ",") + `]}`)}
}

func config(platform, created string) string {
	parts := append(strings.SplitN(platform, "/", 3), "", "")
	return fmt.Sprintf(`{"os":%q,"architecture":%q,"variant":%q,"created":%q,"config":{"Labels":{"of":%q}}}`, parts[0], parts[1], parts[2], created, platform)
}

const (
	first  = "2026-11-01T10:00:00Z"
	second = "2026-11-02T10:00:00.5+01:00"
)

func TestMetadata(t *testing.T) {
	src := func() *shelf {
		return &shelf{
			manifests: map[string]Manifest{
				"m-amd64": image("c-amd64"), "m-arm64": image("c-arm64"), "m-v8": image("c-v8"), "m-wrong": image("c-amd64"),
				"m-att": image("c-att"), "m-undated": image("c-undated"), "m-inner": index("linux/amd64 m-amd64"),
				"m-loop": index("linux/amd64 m-loop", "linux/amd64 m-loop"),
			},
			configs: map[string]string{
				"c-amd64": config("linux/amd64", first), "c-arm64": config("linux/arm64", second), "c-v8": config("linux/arm64/v8", second),
				"c-att": `{"architecture":"unknown","os":"unknown","rootfs":{}}`, "c-undated": config("linux/amd64", ""),
				"c-epoch": config("linux/amd64", "1970-01-01T00:00:00Z"), "c-baddate": config("linux/amd64", "yesterday"),
				"c-number": `{"os":"linux","architecture":"amd64","created":7}`, "c-list": `[]`, "c-none": ``, "c-tail": config("linux/amd64", first) + "{",
				"c-labels":    `{"os":"linux","architecture":"amd64","created":"` + first + `","config":{"Labels":{"a":1}}}`,
				"c-signature": `{"architecture":"","created":"0001-01-01T00:00:00Z","os":""}`,
			},
		}
	}
	schema1 := func(v1 string) Manifest {
		return Manifest{DockerSchema1, []byte(`{"schemaVersion":1,"signatures":[{}],"history":[{"v1Compatibility":` + fmt.Sprintf("%q", v1) + `}]}`)}
	}
	const all = "v0.12.2 v0.14 v0.15 v0.18 v1.1 v1.2 v1.3"
	for _, test := range []struct {
		name, versions, platforms string
		manifest                  Manifest
		want                      string // a date, or what an error says
		asked                     string
	}{
		{"image", all, "linux/amd64", image("c-amd64"), first, "c-amd64"},
		{"image for another platform", all, "linux/arm64", image("c-amd64"), "built for linux/amd64, not for linux/arm64", "c-amd64"},
		{"index", all, "linux/amd64", index("linux/amd64 m-amd64", "linux/arm64 m-arm64", "unknown/unknown m-att"), first, "m-amd64 c-amd64"},
		{"index, newest of both", all, "linux/amd64,linux/arm64", index("linux/amd64 m-amd64", "linux/arm64 m-arm64"), second, "m-amd64 c-amd64 m-arm64 c-arm64"},
		{"index for others", all, "linux/riscv64", index("linux/amd64 m-amd64", "unknown/unknown m-att"), "built for linux/amd64, not for linux/riscv64", ""},
		{"attestations alone", all, "linux/amd64", index("unknown/unknown m-att"), "built for no platform", ""},
		{"entry without platform", all, "linux/amd64", index(" m-amd64"), "built for no platform", ""},
		{"variant, exact", "v0.12.2 v0.14", "linux/arm64", index("linux/arm64/v8 m-v8"), "built for linux/arm64/v8, not for linux/arm64", ""},
		{"variant, later", "v0.15 v0.18 v1.3", "linux/arm64", index("linux/arm64/v8 m-v8"), second, "m-v8 c-v8"},
		{"index and configuration disagree", all, "linux/amd64", index("linux/amd64 m-arm64"), "0001-01-01T00:00:00Z", "m-arm64 c-arm64"},
		{"one of two disagrees", all, "linux/amd64,linux/arm64", index("linux/arm64 m-amd64", "linux/arm64 m-v8x"), "no manifest m-v8x", "m-amd64 c-amd64 m-v8x"},
		{"no date", all, "linux/amd64", image("c-undated"), "has no date", "c-undated"},
		{"no date in an index", all, "linux/amd64", index("linux/amd64 m-undated"), "has no date", "m-undated c-undated"},
		{"epoch", all, "linux/amd64", image("c-epoch"), "1970-01-01T00:00:00Z", "c-epoch"},
		{"a date that is none", all, "linux/amd64", image("c-baddate"), `its date "yesterday"`, "c-baddate"},
		{"a date that is no text", all, "linux/amd64", image("c-number"), "cannot be read as that of an image", "c-number"},
		{"a configuration that is a list", all, "linux/amd64", image("c-list"), "cannot be read as that of an image", "c-list"},
		{"an empty configuration", all, "linux/amd64", image("c-none"), "cannot be read as that of an image", "c-none"},
		{"text behind the configuration", all, "linux/amd64", image("c-tail"), first, "c-tail"},
		{"no configuration", all, "linux/amd64", image("c-gone"), "no configuration c-gone", "c-gone"},
		{"child gone", all, "linux/amd64", index("linux/amd64 m-gone"), "no manifest m-gone", "m-gone"},
		{"a signature", all, "linux/amd64", image("c-signature"), "built for no platform", "c-signature"},
		{"labels that are no texts", "v0.12.2 v0.18 v1.1", "linux/amd64", image("c-labels"), first, "c-labels"},
		{"labels that are no texts, later", "v1.2 v1.3", "linux/amd64", image("c-labels"), "labels that are no texts", "c-labels"},
		{"empty index", all, "linux/amd64", index(), "its index is empty", ""},
		{"index in an index", all, "linux/amd64", index("linux/amd64 m-inner"), first, "m-inner m-amd64 c-amd64"},
		{"index in itself", all, "linux/amd64", index("linux/amd64 m-loop", "linux/amd64 m-loop"), "more than 256 manifests", strings.TrimSpace(strings.Repeat("m-loop ", 256))},
		{"schema 1", "v0.12.2 v0.18 v1.2", "linux/amd64", schema1(config("linux/amd64/v9", first)), first, ""},
		{"schema 1, later", "v1.3", "linux/amd64", schema1(config("linux/amd64", first)), "which the updater does not read", ""},
		{"docker list", all, "linux/amd64", Manifest{DockerList, []byte(`{"mediaType":"` + DockerList + `","manifests":[{"digest":"m-amd64","platform":{"os":"linux","architecture":"amd64"}}]}`)}, first, "m-amd64 c-amd64"},
		{"docker list with a configuration", all, "linux/amd64", Manifest{DockerList, []byte(`{"mediaType":"` + DockerList + `","config":{},"manifests":[{"digest":"m-amd64","platform":{"os":"linux","architecture":"amd64"}}]}`)}, first, "m-amd64 c-amd64"},
		{"docker list that does not name itself", all, "linux/amd64", Manifest{DockerList, []byte(`{"manifests":[{"digest":"m-amd64"}]}`)}, "calls itself", ""},
		{"docker image", all, "linux/amd64", Manifest{DockerManifest, []byte(`{"mediaType":"` + DockerManifest + `","config":{"digest":"c-amd64"}}`)}, first, "c-amd64"},
		{"served as another type", all, "linux/amd64", Manifest{OCIManifest, []byte(`{"mediaType":"` + DockerManifest + `","config":{"digest":"c-amd64"}}`)}, "calls itself", ""},
		{"image served as index", all, "linux/amd64", Manifest{OCIIndex, []byte(`{"config":{"digest":"c-amd64"},"manifests":[]}`)}, "holds an image", ""},
		{"index served as image", all, "linux/amd64", Manifest{OCIManifest, []byte(`{"config":{"digest":"c-amd64"},"manifests":[]}`)}, "holds an index", ""},
		{"parameters of the type", all, "linux/amd64", Manifest{OCIManifest + "; charset=utf-8", image("c-amd64").Body}, first, "c-amd64"},
		{"no type", all, "linux/amd64", Manifest{"", image("c-amd64").Body}, "does not read", ""},
		{"a type that is none", all, "linux/amd64", Manifest{"a/b; =", image("c-amd64").Body}, "Content-Type", ""},
		{"a page", all, "linux/amd64", Manifest{"text/html", []byte("<html>")}, "no JSON object", ""},
		{"no configuration named", all, "linux/amd64", Manifest{OCIManifest, []byte(`{}`)}, "names no configuration", ""},
	} {
		for version := range strings.FieldsSeq(test.versions) {
			t.Run(test.name+" "+version, func(t *testing.T) {
				src := src()
				s := Settings{Version: at(t, version), Strategy: imageupdater.NewestBuild, Platforms: strings.Split(test.platforms, ",")}
				md, err := s.Metadata(src, test.manifest)
				assert.Equal(t, strings.Join(src.asked, " "), test.asked)
				if date, none := time.Parse(time.RFC3339Nano, test.want); none == nil {
					assert.NilError(t, err)
					assert.Check(t, md.Created.Equal(date), md.Created)
					assert.Equal(t, md.Digest, DigestOf(test.manifest.Body))
					return
				}
				assert.ErrorContains(t, err, test.want)
				var other *NotBuilt
				assert.Equal(t, errors.As(err, &other), strings.Contains(test.want, "built for"), "%v", err)
			})
		}
	}
}

// TestMetadataForDigest holds that the strategy digest looks no further than the list of platforms.
func TestMetadataForDigest(t *testing.T) {
	src := &shelf{}
	s := Settings{Version: at(t, "v1.3"), Strategy: imageupdater.Digest, Platforms: []string{"linux/arm64"}}
	m := index("linux/arm64 m-gone")
	md, err := s.Metadata(src, m)
	assert.NilError(t, err)
	assert.Equal(t, md.Digest, DigestOf(m.Body))
	assert.Equal(t, len(src.asked), 0)
	s.Platforms = []string{"linux/amd64"}
	_, err = s.Metadata(src, m)
	assert.ErrorContains(t, err, "built for linux/arm64")
}

func TestMetadataLabels(t *testing.T) {
	src := &shelf{
		manifests: map[string]Manifest{"m1": image("c1"), "m2": image("c2")},
		configs:   map[string]string{"c1": config("linux/amd64", first), "c2": config("linux/arm64", second)},
	}
	s := Settings{Version: at(t, "v1.3"), Strategy: imageupdater.NewestBuild, Platforms: []string{"linux/amd64", "linux/arm64"}}
	md, err := s.Metadata(src, index("linux/arm64 m2", "linux/amd64 m1"))
	assert.NilError(t, err)
	assert.DeepEqual(t, md.Labels, map[string]string{"of": "linux/arm64"})
}

func FuzzMetadata(f *testing.F) {
	f.Add(OCIIndex, index("linux/amd64 m").Body, config("linux/amd64", first))
	f.Add(OCIManifest, image("c").Body, "{")
	f.Add(DockerSchema1, []byte(`{"signatures":[1],"history":[{}]}`), "")
	f.Fuzz(func(t *testing.T, contentType string, body []byte, blob string) {
		for _, version := range imageupdater.Releases() {
			v, _, err := imageupdater.Resolve(version)
			assert.NilError(t, err)
			src := everything{Manifest{contentType, body}, []byte(blob)}
			s := Settings{Version: v, Strategy: imageupdater.NewestBuild, Runtime: "linux/amd64"}
			md, err := s.Metadata(src, Manifest{contentType, body})
			if err == nil {
				assert.Equal(t, md.Digest, DigestOf(body))
			}
		}
	})
}

// everything answers every question with the same.
type everything struct {
	manifest Manifest
	config   []byte
}

func (e everything) Manifest(string) (Manifest, error) { return e.manifest, nil }
func (e everything) Config(string) ([]byte, error)     { return e.config, nil }
