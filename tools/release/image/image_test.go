// SPDX-License-Identifier: Apache-2.0

package image

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"debug/elf"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/spdxlib"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
)

const top = "../../.."

var options = Options{Root: top, Version: "v1.2.3", Revision: "0123456789abcdef0123456789abcdef01234567", Created: time.Unix(1700000000, 0)}

// rbac is the image that the tests look at, made once.
var rbac = sync.OnceValues(func() (*Image, error) { return Make(tctx, options, "generate-rbac") })

func made(t *testing.T) *Image {
	t.Helper()
	i, err := rbac()
	assert.NilError(t, err)
	return i
}

// TestFiles holds the whole content of an image: nothing but the binary, nobody and licences, all of root, none of it
// writable by anyone else.
func TestFiles(t *testing.T) {
	for _, s := range made(t).Single {
		t.Run(s.On.String(), func(t *testing.T) {
			files := extract(t, s.Image)
			names := make([]string, 0, len(files))
			for name, f := range files {
				names = append(names, fmt.Sprintf("%s %o", name, f.header.Mode))
				assert.Equal(t, f.header.Uid+f.header.Gid, 0, name)
				assert.Equal(t, f.header.ModTime.Unix(), options.Created.Unix(), name)
			}
			slices.Sort(names)
			assert.DeepEqual(t, names, []string{
				"LICENSES 755",
				"LICENSES/github.com 755",
				"LICENSES/github.com/fairlead-krm 755",
				"LICENSES/github.com/fairlead-krm/fairlead 755",
				"LICENSES/github.com/fairlead-krm/fairlead/LICENSE 644", "LICENSES/github.com/gobwas 755", "LICENSES/github.com/gobwas/glob 755", "LICENSES/github.com/gobwas/glob/LICENSE 644",
				"LICENSES/go 755",
				"LICENSES/go.yaml.in 755",
				"LICENSES/go.yaml.in/yaml 755",
				"LICENSES/go.yaml.in/yaml/v3 755",
				"LICENSES/go.yaml.in/yaml/v3/LICENSE 644",
				"LICENSES/go.yaml.in/yaml/v3/NOTICE 644",
				"LICENSES/go/LICENSE 644",
				"LICENSES/go/PATENTS 644",
				"etc 755",
				"etc/passwd 644",
				"function 755",
			})
			assert.Equal(t, string(files["etc/passwd"].data), "nobody:x:65534:65534:nobody:/:/sbin/nologin\n")

			binary, err := elf.NewFile(bytes.NewReader(files["function"].data))
			assert.NilError(t, err)
			assert.Equal(t, binary.Machine, map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[s.On.Arch])
			assert.Assert(t, binary.Section(".interp") == nil, "the binary is linked dynamically")
			info, err := buildinfo.Read(bytes.NewReader(files["function"].data))
			assert.NilError(t, err)
			assert.Equal(t, info.Path, "github.com/fairlead-krm/fairlead/functions/generate-rbac")
			for _, setting := range info.Settings {
				assert.Check(t, !strings.HasPrefix(setting.Key, "vcs"), "%s is stamped", setting.Key)
			}
		})
	}
}

func TestConfig(t *testing.T) {
	want := map[string]string{
		"org.opencontainers.image.title":         "generate-rbac",
		"org.opencontainers.image.description":   "Generate the patches that give each pipeline get and sync on its own Application",
		"org.opencontainers.image.documentation": "https://github.com/fairlead-krm/fairlead/tree/main/functions/generate-rbac",
		"org.opencontainers.image.licenses":      "Apache-2.0",
		"org.opencontainers.image.source":        "https://github.com/fairlead-krm/fairlead",
		"org.opencontainers.image.version":       "v1.2.3",
		"org.opencontainers.image.revision":      options.Revision,
	}
	index, err := made(t).Index.IndexManifest()
	assert.NilError(t, err)
	assert.DeepEqual(t, index.Annotations, want)
	var on []string
	for n, s := range made(t).Single {
		on = append(on, index.Manifests[n].Platform.String())
		config, err := s.Image.ConfigFile()
		assert.NilError(t, err)
		assert.Equal(t, config.Platform().String(), s.On.String())
		assert.Equal(t, config.Created.Unix(), options.Created.Unix())
		assert.DeepEqual(t, config.Config, v1.Config{User: "65534:65534", Entrypoint: []string{"/function"}, WorkingDir: "/", Labels: want})
	}
	assert.DeepEqual(t, on, []string{"linux/amd64", "linux/arm64"})
}

// TestLabels holds that every image can say what it is, and leaves out a revision that nobody knows.
func TestLabels(t *testing.T) {
	for _, name := range Names() {
		all, err := labels(Options{Version: "v1.2.3"}, name)
		assert.NilError(t, err)
		assert.Equal(t, len(all), 6)
		for key, value := range all {
			assert.Check(t, value != "", "%s of %s is empty", key, name)
		}
	}
}

// TestSBOM holds the bill of materials against the binary in the image.
func TestSBOM(t *testing.T) {
	for _, s := range made(t).Single {
		binary := extract(t, s.Image)["function"].data
		info, err := buildinfo.Read(bytes.NewReader(binary))
		assert.NilError(t, err)
		sum := sha256.Sum256(binary)

		document, err := spdxjson.Read(bytes.NewReader(s.SBOM))
		assert.NilError(t, err)
		assert.NilError(t, spdxlib.ValidateDocument(document))
		assert.Equal(t, document.CreationInfo.Created, "2023-11-14T22:13:20Z")
		assert.Assert(t, cmp.Contains(document.DocumentNamespace, s.On.String()))
		application := document.Packages[0]
		assert.Equal(t, application.PackageChecksums[0].Value, hex.EncodeToString(sum[:]))
		assert.Equal(t, application.PackageVersion, "v1.2.3")
		assert.Equal(t, application.PackageDownloadLocation, "git+https://github.com/fairlead-krm/fairlead@"+options.Revision)

		got := map[string]string{}
		for _, p := range document.Packages[1:] {
			got[p.PackageName] = p.PackageVersion
			assert.Check(t, p.PackageLicenseDeclared != "NOASSERTION", "no licence of %s is known", p.PackageName)
		}
		want := map[string]string{"stdlib": strings.TrimPrefix(info.GoVersion, "go")}
		for _, m := range info.Deps {
			want[m.Path] = m.Version
		}
		assert.Assert(t, len(want) > 1)
		assert.DeepEqual(t, got, want)
		assert.Equal(t, len(document.Relationships), len(document.Packages), "each package is related")
	}
}

// TestSBOMIsAReferrer holds that registries find the bill of materials of an image.
func TestSBOMIsAReferrer(t *testing.T) {
	for _, s := range made(t).Single {
		digest, err := s.Image.Digest()
		assert.NilError(t, err)
		manifest, err := s.Referrer.Manifest()
		assert.NilError(t, err)
		assert.Equal(t, manifest.Subject.Digest, digest)
		assert.Equal(t, manifest.ArtifactType, "application/spdx+json")
		assert.Equal(t, manifest.Layers[0].Annotations[title], "generate-rbac.spdx.json") // oras pulls no blob without a name
		layers, err := s.Referrer.Layers()
		assert.NilError(t, err)
		r, err := layers[0].Compressed()
		assert.NilError(t, err)
		text, err := io.ReadAll(r)
		assert.NilError(t, err)
		assert.Equal(t, string(text), string(s.SBOM))
	}
}

type file struct {
	header *tar.Header
	data   []byte
}

// extract returns the root file system of an image, and fails where a layer is no whole tar stream.
func extract(t *testing.T, image v1.Image) map[string]file {
	t.Helper()
	layers, err := image.Layers()
	assert.NilError(t, err)
	for _, layer := range layers {
		r, err := layer.Uncompressed()
		assert.NilError(t, err)
		text, err := io.ReadAll(r)
		assert.NilError(t, err)
		assert.Assert(t, bytes.HasSuffix(text, make([]byte, 1024)), "the tar stream has no end")
	}
	files := map[string]file{}
	stream := mutate.Extract(image)
	defer stream.Close()
	for r := tar.NewReader(stream); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		assert.NilError(t, err)
		data, err := io.ReadAll(r)
		assert.NilError(t, err)
		files[header.Name] = file{header, data}
	}
}
