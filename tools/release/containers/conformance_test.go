// SPDX-License-Identifier: Apache-2.0

package containers

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	imagename "github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/conformance"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// TestConformance judges images in real containers: one of ours keeps every clause, defects are found in those of others, and an
// image that cannot be run is no broken clause.
func TestConformance(t *testing.T) {
	need(t)
	defective := filepath.Join(t.TempDir(), "defective")
	build := exec.Command("go", "build", "-o", defective, "./pkg/conformance/testdata/defective")
	build.Dir, build.Env = top, append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	assert.NilError(t, err, "%s", out)
	binary, err := os.ReadFile(defective)
	assert.NilError(t, err)
	passwd := []byte("root:x:0:0::/:\nnobody:x:65534:65534::/:\n")
	noisy := imageOf(t, "noisy", map[string][]byte{"function": binary, "etc/passwd": passwd})
	userless := imageOf(t, "userless", map[string][]byte{"function": binary})
	fairlead := fntest.Build(t, "functions/fairlead")
	for name, test := range map[string]struct {
		args   []string
		code   int
		broken []string
	}{
		"ours":    {[]string{"--image", rig.ref("generate-delivery")}, 0, nil},
		"a sound": {[]string{"--image", noisy, "sound"}, 0, nil},
		"noisy":   {[]string{"--image", noisy, "noisy"}, 1, []string{"stdout-reserved"}},
		"no user": {[]string{"--image", userless, "sound"}, 1, []string{"container"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := execute(nil, fairlead, append([]string{"conformance", "--format", "json"}, test.args...)...)
			assert.Equal(t, got.code, test.code, "%s%s", got.stdout, got.stderr)
			var judged []conformance.Clause
			assert.NilError(t, json.Unmarshal([]byte(got.stdout), &judged))
			var broken []string
			for _, c := range judged {
				if c.Verdict == conformance.Broken {
					broken = append(broken, c.ID)
					t.Logf("%s: %s", c.ID, c.Evidence)
				}
				if c.ID == "container" && !slices.Contains(test.broken, c.ID) {
					assert.Equal(t, c.Verdict, conformance.Kept, c.Evidence)
				}
			}
			assert.DeepEqual(t, broken, test.broken)
		})
	}
	t.Run("no image", func(t *testing.T) {
		t.Parallel()
		got := execute(nil, fairlead, "conformance", "--image", rig.at+"/nothing:v1")
		assert.Equal(t, got.code, 2, got.stdout)
		assert.Equal(t, got.stdout, "")
	})
}

// imageOf pushes an image with some files, made from scratch, and returns its reference.
func imageOf(t *testing.T, name string, files map[string][]byte) string {
	t.Helper()
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	for path, content := range files {
		assert.NilError(t, w.WriteHeader(&tar.Header{Name: path, Mode: 0o755, Size: int64(len(content)), Typeflag: tar.TypeReg}))
		_, err := w.Write(content)
		assert.NilError(t, err)
	}
	assert.NilError(t, w.Close())
	made, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(layer.Bytes())), nil })
	assert.NilError(t, err)
	image, err := mutate.AppendLayers(empty.Image, made)
	assert.NilError(t, err)
	config, err := rig.images["generate-rbac"].Single[0].Image.ConfigFile() // for the platform of this machine
	assert.NilError(t, err)
	own, err := image.ConfigFile()
	assert.NilError(t, err)
	own = own.DeepCopy()
	own.OS, own.Architecture, own.Config = config.OS, config.Architecture, v1.Config{Entrypoint: []string{"/function"}}
	image, err = mutate.ConfigFile(image, own)
	assert.NilError(t, err)
	ref, err := imagename.NewTag(rig.at + "/" + name + ":v1")
	assert.NilError(t, err)
	assert.NilError(t, remote.Write(ref, image))
	return ref.String()
}
