// SPDX-License-Identifier: Apache-2.0

package command

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

func (s streams) install() *cobra.Command {
	return &cobra.Command{
		Use:   "install DIR",
		Short: "Copy this binary to DIR, under its own name, that of each function, and as a kustomize",
		Long: `Copy this binary to DIR as fairlead, and give it one name more for each function, so that a kustomization can name a
function by exec without arguments (Argo CD before v3.1 knows no arguments), and the name ` + wrapper.Name + `, under which
it is a kustomize that runs these functions alone (see kustomize). An init container of Argo CD's repo-server runs this
with a volume as DIR.

Each name is made under a temporary name and then renamed, so that what runs meanwhile is never half a file. A symbolic
link in the place of a name is refused. The digest of the binary is printed.`,
		Example: "  fairlead install /opt/fairlead",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			self, err := os.Executable()
			if err != nil {
				return fmt.Errorf("finding this binary: %w", err)
			}
			names := installedNames()
			digest, err := install(self, args[0], names)
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "sha256:%s  %s (%d names)\n", digest, args[0], len(names))
			return nil
		},
	}
}

// installedNames are the names under which install puts the binary, its own first.
func installedNames() []string {
	return append([]string{"fairlead", wrapper.Name}, FunctionNames()...)
}

// install copies a binary to a folder under the first of the names and links the others to it. It returns the digest of
// what was written, in hexadecimal.
func install(binary, dir string, names []string) (digest string, err error) {
	for _, name := range names {
		if err := mayReplace(filepath.Join(dir, name)); err != nil {
			return "", err
		}
	}
	first := filepath.Join(dir, names[0])
	temporary, digest, err := copyBinary(binary, dir)
	if err != nil {
		return "", err
	}
	if err := os.Rename(temporary, first); err != nil {
		return "", errors.Join(fmt.Errorf("installing %s: %w", first, err), os.Remove(temporary))
	}
	for _, name := range names[1:] {
		if err := alsoAs(first, filepath.Join(dir, name)); err != nil {
			return "", err
		}
	}
	return digest, nil
}

// mayReplace refuses what is no regular file: a link could lead the copy anywhere.
func mayReplace(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("looking at %s: %w", path, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file (%s); remove it first", path, info.Mode().Type())
	}
	return nil
}

func copyBinary(binary, dir string) (path, digest string, err error) {
	in, err := os.Open(binary)
	if err != nil {
		return "", "", fmt.Errorf("reading this binary: %w", err)
	}
	defer in.Close()
	out, err := os.CreateTemp(dir, ".fairlead-*")
	if err != nil {
		return "", "", fmt.Errorf("writing to %s: %w; DIR must exist and be writable", dir, err)
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, hash), in)
	err = errors.Join(err, out.Chmod(0o755), out.Sync(), out.Close())
	if err != nil {
		return "", "", errors.Join(fmt.Errorf("writing %s: %w", out.Name(), err), os.Remove(out.Name()))
	}
	return out.Name(), fmt.Sprintf("%x", hash.Sum(nil)), nil
}

// alsoAs gives a file another name, as a hard link where the file system has them and as a copy elsewhere.
func alsoAs(file, name string) error {
	temporary := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".tmp")
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("installing %s: %w", name, err)
	}
	if err := os.Link(file, temporary); err != nil {
		copied, _, err := copyBinary(file, filepath.Dir(name))
		if err != nil {
			return err
		}
		temporary = copied
	}
	if err := os.Rename(temporary, name); err != nil {
		return errors.Join(fmt.Errorf("installing %s: %w", name, err), os.Remove(temporary))
	}
	// Renaming one hard link over another of the same file leaves both names.
	if err := os.Remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("installing %s: %w", name, err)
	}
	return nil
}
