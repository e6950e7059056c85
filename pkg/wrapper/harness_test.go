// SPDX-License-Identifier: Apache-2.0

package wrapper_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	// What the binary is built from: without it a change there would leave a cached result of these tests.
	_ "github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

// installed is a folder with the binary under all its names, as an init container leaves it.
func installed(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	assert.NilError(t, err)
	out, err := exec.Command(fntest.Build(t, "functions/fairlead"), "install", dir).CombinedOutput()
	assert.NilError(t, err, string(out))
	return dir
}

// call is one run of the wrapper in a folder.
type call struct {
	bin, dir  string
	kustomize string // "" is the real one
	env       []string
}

func (c call) run(t *testing.T, args ...string) fntest.Output {
	t.Helper()
	if c.kustomize == "" {
		c.kustomize = fntest.Kustomize(t)
	}
	return execute(t, c.dir, append(c.env, wrapper.KustomizeVariable+"="+c.kustomize), filepath.Join(c.bin, wrapper.Name), args...)
}

// execute runs a program in a folder with more variables in its environment.
func execute(t *testing.T, dir string, env []string, program string, args ...string) fntest.Output {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, append(os.Environ(), env...), &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		assert.NilError(t, err)
	}
	return fntest.Output{Stdout: stdout.String(), Stderr: stderr.String(), ExitCode: cmd.ProcessState.ExitCode()}
}

// withFlags is what the global flags of Argo CD make of a folder: kustomize runs whatever is named.
func withFlags(t *testing.T, bin, dir string, args ...string) fntest.Output {
	t.Helper()
	path := "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")
	return execute(t, dir, []string{path}, fntest.Kustomize(t), append(args, fntest.AlphaPlugins, fntest.Exec)...)
}

// repository lays files down in a new Git work tree.
func repository(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	assert.NilError(t, err)
	lay(t, dir, files)
	return dir
}

// lay makes a folder a Git work tree with files. A text that begins with `-> ` is the target of a link, one that begins with
// `#!` may be executed, and $DIR in one is the folder.
func lay(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	assert.NilError(t, os.MkdirAll(filepath.Join(dir, ".git"), 0o755))
	for name, text := range files {
		file := filepath.Join(dir, name)
		assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			assert.NilError(t, os.Symlink(target, file))
			continue
		}
		mode := os.FileMode(0o644)
		if strings.HasPrefix(text, "#!") {
			mode = 0o755
		}
		assert.NilError(t, os.WriteFile(file, []byte(strings.ReplaceAll(text, "$DIR", dir)), mode))
	}
}

// leftBehind returns the private copies that lie in a folder for temporary files.
func leftBehind(t *testing.T, dir string) []string {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "fairlead-build-*"))
	assert.NilError(t, err)
	return left
}
