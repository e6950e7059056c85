// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"debug/elf"
	"debug/macho"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	spdxjson "github.com/spdx/tools-golang/json"
	"gotest.tools/v3/assert"
)

func TestMake(t *testing.T) {
	if testing.Short() {
		t.Skip("builds for four platforms")
	}
	dir := t.TempDir()
	var said []string
	o := Options{Root: "../../..", Version: "v1.2.3", Created: time.Unix(1700000000, 0)}
	assert.NilError(t, Make(context.Background(), o, dir, func(file string) { said = append(said, file) }))

	var checksums strings.Builder
	for _, file := range said {
		text, err := os.ReadFile(filepath.Join(dir, file))
		assert.NilError(t, err)
		fmt.Fprintf(&checksums, "%x  %s\n", sha256.Sum256(text), file)
	}
	got, err := os.ReadFile(filepath.Join(dir, Checksums))
	assert.NilError(t, err)
	assert.Equal(t, string(got), checksums.String())
	assert.Equal(t, len(said), 2*len(Platforms))

	for _, on := range Platforms {
		name := "fairlead_1.2.3_" + on.OS + "_" + on.Arch
		files := unpack(t, filepath.Join(dir, name+".tar.gz"))
		for file := range files {
			assert.Check(t, strings.HasPrefix(file, name+"/"), file)
		}
		assert.Check(t, len(files[name+"/LICENSES/github.com/fairlead-krm/fairlead/LICENSE"]) > 0)
		assert.Check(t, len(files[name+"/LICENSES/github.com/spf13/cobra/LICENSE.txt"]) > 0)
		binary := files[name+"/fairlead"]
		assert.Equal(t, machine(t, binary), on.String())

		text, err := os.ReadFile(filepath.Join(dir, name+".spdx.json"))
		assert.NilError(t, err)
		document, err := spdxjson.Read(bytes.NewReader(text))
		assert.NilError(t, err)
		assert.Equal(t, document.Packages[0].PackageChecksums[0].Value, fmt.Sprintf("%x", sha256.Sum256(binary)))
	}
}

// machine reads from the header of a binary what it runs on.
func machine(t *testing.T, binary []byte) string {
	t.Helper()
	if f, err := elf.NewFile(bytes.NewReader(binary)); err == nil {
		return map[elf.Machine]string{elf.EM_X86_64: "linux/amd64", elf.EM_AARCH64: "linux/arm64"}[f.Machine]
	}
	f, err := macho.NewFile(bytes.NewReader(binary))
	assert.NilError(t, err)
	return map[macho.Cpu]string{macho.CpuAmd64: "darwin/amd64", macho.CpuArm64: "darwin/arm64"}[f.Cpu]
}

func unpack(t *testing.T, file string) map[string][]byte {
	t.Helper()
	f, err := os.Open(file)
	assert.NilError(t, err)
	defer f.Close()
	g, err := gzip.NewReader(f)
	assert.NilError(t, err)
	files := map[string][]byte{}
	for r := tar.NewReader(g); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		assert.NilError(t, err)
		files[header.Name], err = io.ReadAll(r)
		assert.NilError(t, err)
		executable := header.Mode&0o111 != 0
		assert.Equal(t, executable, strings.HasSuffix(header.Name, "/fairlead"), header.Name)
	}
}
