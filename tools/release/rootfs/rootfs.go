// SPDX-License-Identifier: Apache-2.0

// Package rootfs is the root file system of an image: the binary, the user that it runs as, and the licences of what it
// links. There is nothing else in it, no shell and no library.
//
// It imports the standard library only: the Dockerfile builds with it.
package rootfs

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/tools/release/gobuild"
)

// Entrypoint is where the binary stands. User is who runs it, nobody: in numbers, since Kubernetes does not let a name
// pass for a user that is not root.
const (
	Entrypoint = "/function"
	User       = "65534:65534"
)

// passwd knows nobody by that name too: kpt and kustomize run every function as `--user nobody`.
const passwd = "nobody:x:65534:65534:nobody:/:/sbin/nologin\n"

// File is a file of the image. Name is slash-delimited and relative to its root. All files belong to root.
type File struct {
	Name string
	Mode fs.FileMode
	Data []byte
}

// Files returns the files of an image, sorted by name. binary is what gobuild.Build made below root.
func Files(ctx context.Context, root, binary string) ([]File, error) {
	executable, err := os.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("reading the binary: %w", err)
	}
	files, err := licences(ctx, root, binary)
	if err != nil {
		return nil, err
	}
	files = append(files,
		File{Name: "etc/passwd", Mode: 0o644, Data: []byte(passwd)},
		File{Name: strings.TrimPrefix(Entrypoint, "/"), Mode: 0o755, Data: executable})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// licenceFile is the name of a file that must go where the code goes.
var licenceFile = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|notice|patents|authors)([-_.].*)?$`)

// licences returns LICENSES/<module>/<file> for our own module, for Go and for every module that the binary links. A
// module without one is an error: nobody may pass it on.
func licences(ctx context.Context, root, binary string) ([]File, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("reading which modules the binary links: %w", err)
	}
	goroot, err := gobuild.Go(ctx, root, gobuild.Platform{}, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	folders := map[string]string{"go": strings.TrimSpace(string(goroot)), info.Main.Path: root}
	query := []string{"list", "-m", "-f", "{{.Path}}\t{{.Dir}}"}
	for _, dep := range info.Deps {
		query = append(query, dep.Path)
	}
	if len(info.Deps) > 0 {
		out, err := gobuild.Go(ctx, root, gobuild.Platform{}, query...)
		if err != nil {
			return nil, fmt.Errorf("finding the modules of %s: %w", filepath.Base(binary), err)
		}
		for line := range strings.Lines(string(out)) {
			module, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
			folders[module] = dir
		}
	}
	var files []File
	for module, dir := range folders {
		found, err := licencesIn(dir, path.Join("LICENSES", module))
		if err != nil {
			return nil, fmt.Errorf("reading the licence of %s: %w", module, err)
		}
		files = append(files, found...)
	}
	return files, nil
}

func licencesIn(dir, to string) ([]File, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, e := range entries {
		if !e.Type().IsRegular() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, File{Name: path.Join(to, e.Name()), Mode: 0o644, Data: text})
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there is none in %s", dir)
	}
	return files, nil
}
