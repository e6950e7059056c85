// SPDX-License-Identifier: Apache-2.0

// Package archive makes the archives of the binary that holds everything, for people without a container engine, with a
// bill of materials for each and a file of checksums. Equal sources give equal bytes.
package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/tools/release/gobuild"
	"github.com/fairlead-krm/fairlead/tools/release/rootfs"
	"github.com/fairlead-krm/fairlead/tools/release/sbom"
)

// binary is the command that an archive holds.
const binary = "fairlead"

// Checksums is the name of the file with the SHA-256 of every other, as sha256sum writes it.
const Checksums = "checksums.txt"

// Platforms are what archives are made for.
var Platforms = []gobuild.Platform{{OS: "darwin", Arch: "amd64"}, {OS: "darwin", Arch: "arm64"}, {OS: "linux", Arch: "amd64"}, {OS: "linux", Arch: "arm64"}}

// Options are what all archives of a release have in common.
type Options struct {
	// Root is the top of the repository.
	Root string
	// Version as in v1.2.3, and the Revision: the commit, or nothing where it is not known.
	Version, Revision string
	// Created is the time that files and documents name. It should be the commit's.
	Created time.Time
}

// Make writes to an existing folder, for each platform, fairlead_<version>_<os>_<arch>.tar.gz and the same with
// .spdx.json, and the checksums of them all. said is told the name of each file.
func Make(ctx context.Context, o Options, dir string, said func(file string)) error {
	var checksums strings.Builder
	for _, on := range Platforms {
		name := fmt.Sprintf("%s_%s_%s_%s", binary, strings.TrimPrefix(o.Version, "v"), on.OS, on.Arch)
		text, document, err := one(ctx, o, on, name)
		if err != nil {
			return fmt.Errorf("making the archive for %s: %w", on, err)
		}
		for _, file := range []struct {
			name string
			data []byte
		}{{name + ".tar.gz", text}, {name + ".spdx.json", document}} {
			if err := os.WriteFile(filepath.Join(dir, file.name), file.data, 0o644); err != nil {
				return err
			}
			fmt.Fprintf(&checksums, "%x  %s\n", sha256.Sum256(file.data), file.name)
			said(file.name)
		}
	}
	return os.WriteFile(filepath.Join(dir, Checksums), []byte(checksums.String()), 0o644)
}

// one returns the archive of a platform: the folder name with the binary and all licences; and its bill of materials.
func one(ctx context.Context, o Options, on gobuild.Platform, name string) (text, document []byte, err error) {
	temporary, err := os.MkdirTemp("", "fairlead-archive-")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	built := filepath.Join(temporary, binary)
	if err := gobuild.Build(ctx, o.Root, binary, on, o.Version, built); err != nil {
		return nil, nil, err
	}
	files, err := rootfs.Files(ctx, o.Root, built)
	if err != nil {
		return nil, nil, err
	}
	document, err = sbom.Of(sbom.Subject{
		Name: binary, Platform: on.String(), Version: o.Version, Revision: o.Revision, Binary: built, Licences: files, Created: o.Created,
	})
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	compressed := gzip.NewWriter(&b) // which names no time
	w := tar.NewWriter(compressed)
	for _, f := range files {
		switch {
		case "/"+f.Name == rootfs.Entrypoint:
			f.Name = binary
		case !strings.HasPrefix(f.Name, "LICENSES/"):
			continue
		}
		header := &tar.Header{Typeflag: tar.TypeReg, Name: name + "/" + f.Name, Mode: int64(f.Mode.Perm()), Size: int64(len(f.Data)), ModTime: o.Created}
		if err := w.WriteHeader(header); err != nil {
			return nil, nil, err
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, nil, err
	}
	return b.Bytes(), document, nil
}
