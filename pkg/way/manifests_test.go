// SPDX-License-Identifier: Apache-2.0

package way_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/way"
)

// install is where the manifests lie for people.
const install = "../../install"

var options = way.Options{Image: command.Images + "/fairlead", Tag: command.ImageTag, Functions: command.FunctionNames()}

// hold holds a file to what the code makes of it; -update writes it.
func hold(t *testing.T, path, want string) {
	t.Helper()
	if golden.FlagUpdate() {
		assert.NilError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		assert.NilError(t, os.WriteFile(path, []byte(want), 0o644))
	}
	got, err := os.ReadFile(path)
	assert.NilError(t, err, "-update writes it")
	assert.Equal(t, string(got), want, "%s (-update writes it anew)", path)
}

// TestManifestsAreRendered holds install/ to the code: `go test ./pkg/way -update`.
func TestManifestsAreRendered(t *testing.T) {
	want := options.Manifests()
	for name, text := range want {
		hold(t, filepath.Join(install, filepath.FromSlash(name)), text)
	}
	assert.NilError(t, filepath.WalkDir(install, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(install, path)
		assert.Check(t, want[filepath.ToSlash(name)] != "", "nothing renders %s", path)
		return err
	}))
}

// TestBinaryIsWhereTheImageHasIt holds the plugin's command to the Dockerfile.
func TestBinaryIsWhereTheImageHasIt(t *testing.T) {
	dockerfile, err := os.ReadFile("../../Dockerfile")
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(dockerfile), "ENTRYPOINT [\""+way.Binary+"\"]"))
}
