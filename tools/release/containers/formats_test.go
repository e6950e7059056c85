// SPDX-License-Identifier: Apache-2.0

package containers

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/tools/release/image"
)

const emptyList = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"

// TestLayout: podman pulls an image from the layout that `make images` writes, and it is the one of the registry.
func TestLayout(t *testing.T) {
	need(t)
	dir := filepath.Join(rig.dir, "layout") // podman makes a name of the path, and names are lower case
	assert.NilError(t, os.Mkdir(dir, 0o755))
	assert.NilError(t, rig.images["generate-rbac"].Layout(dir, version))
	got := execute(nil, "podman", "pull", "-q", "oci:"+filepath.Join(dir, "generate-rbac")+":"+version)
	assert.Equal(t, got.code, 0, got.stderr)
	id := bytes.TrimSpace([]byte(got.stdout))
	want := execute(nil, "podman", "image", "inspect", "--format", "{{.Id}}", rig.ref("generate-rbac"))
	assert.Equal(t, string(id), string(bytes.TrimSpace([]byte(want.stdout))))
}

// TestTar: `podman load` reads what `make images FORMAT=tar` writes, and the image has its name.
func TestTar(t *testing.T) {
	need(t)
	dir := t.TempDir()
	assert.NilError(t, rig.images["generate-rbac"].Tar(dir, "example.org/loaded", version))
	got := execute(nil, "podman", "load", "-i", filepath.Join(dir, "generate-rbac-linux-"+runtime.GOARCH+".tar"))
	assert.Equal(t, got.code, 0, got.stderr)
	got = execute([]byte(emptyList), "podman", "run", "--rm", "-i", "--pull", "never", "--user", "nobody", "example.org/loaded/generate-rbac:"+version)
	assert.Equal(t, got.stdout, emptyList, got.stderr)
}

// TestArm64: each image for arm64 holds a binary for arm64; where qemu is, one of them does what the golden says.
func TestArm64(t *testing.T) {
	need(t)
	for _, name := range image.Names() {
		assert.Equal(t, machine(t, binaryOf(t, name, "arm64")), elf.EM_AARCH64, name)
	}
	run := []string{}
	if runtime.GOARCH != "arm64" {
		qemu, err := exec.LookPath("qemu-aarch64-static")
		if err != nil {
			if required() {
				t.Fatal("qemu-aarch64-static is not on the PATH (Debian: apt-get install qemu-user-static)")
			}
			t.Skip("qemu-aarch64-static is not on the PATH: no binary for arm64 was run")
		}
		run = append(run, qemu)
	}
	file := filepath.Join(t.TempDir(), "function")
	assert.NilError(t, os.WriteFile(file, binaryOf(t, "generate-delivery", "arm64"), 0o755))
	run = append(run, file)
	for _, c := range fntest.Cases(t, filepath.Join(top, "functions/generate-delivery/testdata")) {
		if c.Name != "long" && c.Name != "many-mistakes" {
			continue
		}
		got := execute(c.In, run[0], run[1:]...)
		assert.Equal(t, got.stdout, golden(t, c, "out.yaml"), got.stderr)
		assert.Equal(t, got.stderr, golden(t, c, "stderr"))
	}
}

// TestKptDoc: `kpt fn doc` prints the documentation of each function from its image.
func TestKptDoc(t *testing.T) {
	need(t)
	for _, name := range command.FunctionNames() {
		got := execute(nil, "kpt", "fn", "doc", "--image", rig.ref(name))
		assert.Equal(t, got.code, 0, got.stderr)
		want := execute(nil, fntest.Build(t, "functions/"+name), "--help")
		assert.Assert(t, len(want.stdout) > 200)
		assert.Equal(t, got.stdout, want.stdout+"\n") // kpt ends the line once more
	}
}

func machine(t *testing.T, binary []byte) elf.Machine {
	t.Helper()
	f, err := elf.NewFile(bytes.NewReader(binary))
	assert.NilError(t, err)
	return f.Machine
}

// binaryOf returns the binary in the image of an architecture.
func binaryOf(t *testing.T, name, arch string) []byte {
	t.Helper()
	for _, s := range rig.images[name].Single {
		if s.On.Arch == arch {
			return extract(t, s.Image)["function"].data
		}
	}
	t.Fatalf("there is no image of %s for %s", name, arch)
	return nil
}
