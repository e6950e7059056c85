// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/progress"
)

// builder builds the programs, each once per version: a second run finds them.
type builder struct {
	// tools is the folder with the modules that pin the versions.
	tools string
	// cache is the folder that holds what was built, kept between runs.
	cache  string
	screen *progress.Screen
}

// Cache returns where programs are kept between runs.
func Cache() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the user's cache: %w", err)
	}
	return filepath.Join(dir, "fairlead-e2e"), nil
}

// build makes every program and returns its path by its name.
func (b *builder) build(ctx context.Context) (map[string]string, error) {
	built := map[string]string{}
	for i, p := range programs {
		dir, err := b.folder(p.module)
		if err != nil {
			return nil, err
		}
		file := filepath.Join(dir, p.name)
		built[p.name] = file
		if _, err := os.Stat(file); err == nil {
			continue
		}
		if err := b.program(ctx, p, file, fmt.Sprintf("%d of %d", i+1, len(programs))); err != nil {
			return nil, err
		}
	}
	return built, nil
}

// folder is where the programs of a module are kept: its name changes with everything that they are built from.
func (b *builder) folder(module string) (string, error) {
	hash := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(b.tools, module, name))
		if err != nil {
			return "", fmt.Errorf("reading the versions to build: %w", err)
		}
		hash.Write(text)
	}
	for _, p := range programs {
		fmt.Fprintln(hash, p.pkg, p.flags(""))
	}
	fmt.Fprintln(hash, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return filepath.Join(b.cache, fmt.Sprintf("%s-%x", module, hash.Sum(nil)[:6])), nil
}

// program builds one program. It appears under its name only when it is whole.
func (b *builder) program(ctx context.Context, p program, file, count string) (err error) {
	dir := filepath.Join(b.tools, p.module)
	version, err := moduleVersion(ctx, dir, p.source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	part := fmt.Sprintf("%s.%d.part", file, os.Getpid())
	defer func() { err = errors.Join(err, removeIfThere(part)) }()

	step := b.screen.Begin("building %s %s (%s)", p.name, version, count)
	cmd := goCommand(ctx, dir, append(append([]string{"build", "-v", "-o", part}, p.flags(version)...), p.pkg)...)
	packages, failed := 0, &bytes.Buffer{}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting go: %w", err)
	}
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if line := lines.Text(); strings.ContainsAny(line, " :") { // anything but the name of a package
			fmt.Fprintln(failed, line)
			continue
		}
		packages++
		step.Detail("%d packages compiled", packages)
	}
	if err := cmd.Wait(); err != nil {
		step.End("building %s %s: %s", p.name, version, b.screen.Bad("FAILED"))
		return fmt.Errorf("building %s: %w\n%s", p.name, err, failed)
	}
	step.Done()
	return os.Rename(part, file)
}

// moduleVersion returns the version of a module that a go.mod pins.
func moduleVersion(ctx context.Context, dir, module string) (string, error) {
	m, err := goModule(ctx, dir, module)
	return m.Version, err
}

type module struct{ Version, Dir string }

// goModule finds a module of a go.mod, and fetches it where it is not here yet.
func goModule(ctx context.Context, dir, path string) (module, error) {
	var m module
	fetch := goCommand(ctx, dir, "mod", "download", path)
	if out, err := fetch.CombinedOutput(); err != nil {
		return m, fmt.Errorf("fetching %s: %w\n%s", path, err, out)
	}
	out, err := goCommand(ctx, dir, "list", "-m", "-json", path).Output()
	if err != nil {
		return m, fmt.Errorf("finding %s in %s: %w", path, dir, err)
	}
	if err := json.Unmarshal(out, &m); err != nil {
		return m, fmt.Errorf("reading what go says of %s: %w", path, err)
	}
	return m, nil
}

// goCommand is go with the settings that make the same binary of the same module for everybody.
func goCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	return cmd
}

// product builds the product's own command, each time: go has it in its cache where nothing changed. It is installed as in
// Argo CD: once under the name of each function.
func product(ctx context.Context, root, scratch, bin string) error {
	built := filepath.Join(scratch, "fairlead")
	for _, cmd := range []*exec.Cmd{
		goCommand(ctx, root, "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", built, "./functions/fairlead"),
		exec.CommandContext(ctx, built, "install", bin),
	} {
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
		}
	}
	return nil
}

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// copyFile copies a file with a mode.
func copyFile(from, to string, mode os.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
