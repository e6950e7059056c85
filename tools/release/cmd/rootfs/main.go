// SPDX-License-Identifier: Apache-2.0

// Command rootfs writes the root file system of an image to a folder, for the Dockerfile.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/fairlead-krm/fairlead/tools/release/gobuild"
	"github.com/fairlead-krm/fairlead/tools/release/rootfs"
)

func main() {
	var on gobuild.Platform
	root := flag.String("root", "../..", "the top of the repository")
	function := flag.String("function", "fairlead", "the folder below functions/")
	version := flag.String("version", "devel", "what --version prints")
	flag.StringVar(&on.OS, "os", "linux", "the operating system")
	flag.StringVar(&on.Arch, "arch", "", "the architecture; that of this machine where an engine names none")
	out := flag.String("out", "", "the folder to write; it must not exist")
	flag.Parse()
	if on.Arch == "" {
		on.Arch = runtime.GOARCH
	}
	if err := write(context.Background(), *root, *function, *version, *out, on); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(1)
	}
}

func write(ctx context.Context, root, function, version, out string, on gobuild.Platform) (err error) {
	temporary, err := os.MkdirTemp("", "fairlead-rootfs-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	binary := filepath.Join(temporary, function)
	if err := gobuild.Build(ctx, root, function, on, version, binary); err != nil {
		return err
	}
	files, err := rootfs.Files(ctx, root, binary)
	if err != nil {
		return err
	}
	if err := os.Mkdir(out, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(out, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, f.Data, f.Mode); err != nil {
			return err
		}
		if err := os.Chmod(name, f.Mode); err != nil { // whatever the umask is
			return err
		}
	}
	return nil
}
