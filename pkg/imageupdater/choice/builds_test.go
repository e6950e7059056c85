// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestBuilds(t *testing.T) {
	src := &shelf{configs: map[string]string{"c": config("linux/arm64/v8", first), "signature": `{"os":"","architecture":""}`}}
	for _, test := range []struct {
		name     string
		manifest Manifest
		want     string
	}{
		{"index", index("linux/amd64 a", "linux/arm64/v8 b", "unknown/unknown c", " d", "windows/amd64 e"), "linux/amd64=a linux/arm64/v8=b windows/amd64=e"},
		{"image", image("c"), "linux/arm64/v8="},
		{"no image", image("signature"), ""},
	} {
		builds, err := Builds(at(t, "v1.3"), src, test.manifest)
		assert.NilError(t, err)
		var got []string
		for _, b := range builds {
			got = append(got, b.Platform()+"="+b.Digest)
		}
		assert.Equal(t, strings.Join(got, " "), test.want, test.name)
	}
	for _, m := range []Manifest{image("gone"), {OCIIndex, []byte(`{}`)}} {
		_, err := Builds(at(t, "v1.3"), src, m)
		assert.Check(t, err != nil)
	}
	c, err := ConfigOf(at(t, "v1.3"), src, image("c"))
	assert.NilError(t, err)
	assert.Equal(t, c.Created, first)
	_, err = ConfigOf(at(t, "v1.3"), src, index("linux/amd64 a"))
	assert.Check(t, err != nil)
}

func TestRuns(t *testing.T) {
	for _, test := range []struct{ node, yes, no string }{
		{"linux/arm64", "linux/arm64 linux/arm64/v8 linux/arm64/v9 linux/arm linux/arm/v6", "linux/amd64 windows/arm64 linux/386"},
		{"linux/amd64", "linux/amd64 linux/amd64/v3 linux/386", "linux/arm64 linux/arm"},
		{"linux/amd64/v2", "linux/amd64 linux/amd64/v2", "linux/amd64/v3"},
		{"linux/arm/v6", "linux/arm/v6 linux/arm/v5", "linux/arm/v7 linux/arm linux/arm64"},
		{"linux/arm/v7", "linux/arm linux/arm/v7 linux/arm/v6", "linux/arm64"},
		{"linux/riscv64", "linux/riscv64", "linux/amd64"},
	} {
		for platform := range strings.FieldsSeq(test.yes) {
			assert.Check(t, Runs(test.node, parsePlatform(platform)), "%s runs %s", test.node, platform)
		}
		for platform := range strings.FieldsSeq(test.no) {
			assert.Check(t, !Runs(test.node, parsePlatform(platform)), "%s does not run %s", test.node, platform)
		}
	}
}
