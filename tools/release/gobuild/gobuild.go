// SPDX-License-Identifier: Apache-2.0

// Package gobuild builds a command of the product so that the bytes depend on its source and on the Go release alone:
// not on the folder, the user, the environment, what `go env -w` has set, or git.
//
// It imports the standard library only: the Dockerfile builds with it.
package gobuild

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Platform is what a binary runs on, in Go's words.
type Platform struct{ OS, Arch string }

func (p Platform) String() string { return p.OS + "/" + p.Arch }

// Module is the path of the product's module.
const Module = "github.com/fairlead-krm/fairlead"

// versionVariable is what a build stamps with its version; where a binary does not link it, nothing is stamped.
const versionVariable = Module + "/pkg/command.Version"

// stripped takes the symbol table and the debugging tables out, which are two fifths of a binary.
const stripped = "-s -w"

// Build builds the command in folder functions/<function> below root, the top of the product's module, to a file.
func Build(ctx context.Context, root, function string, on Platform, version, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return fmt.Errorf("building %s: %w", function, err)
	}
	_, err = Go(ctx, root, on, "build", "-trimpath", "-buildvcs=false", "-ldflags", stripped+" -X "+versionVariable+"="+version,
		"-o", file, "./functions/"+function)
	if err != nil {
		return fmt.Errorf("building %s for %s: %w", function, on, err)
	}
	return nil
}

// Go runs the go command in a folder, for a platform, and returns what it prints. Of the environment it sees what says
// where modules come from and where caches are; everything that could change a binary is fixed.
func Go(ctx context.Context, dir string, on Platform, args ...string) ([]byte, error) {
	env, err := environment(ctx, dir)
	if err != nil {
		return nil, err
	}
	env = append(env, "GOOS="+on.OS, "GOARCH="+on.Arch, "GOAMD64=v1", "GOARM64=v8.0", "CGO_ENABLED=0", "GOFIPS140=off")
	return run(ctx, dir, env, args...)
}

// places are the settings that say where things are, or whom to trust; none of them reaches a binary.
var places = []string{"GOPATH", "GOMODCACHE", "GOCACHE", "GOPROXY", "GOSUMDB", "GONOSUMDB", "GOPRIVATE", "GONOPROXY", "GOINSECURE",
	"GOVCS", "GOAUTH", "GOTMPDIR", "GOTOOLCHAIN"}

// environment is this process's without Go's variables, except the places. GOENV=off hides what `go env -w` wrote, so
// the places are asked for first.
func environment(ctx context.Context, dir string) ([]string, error) {
	out, err := run(ctx, dir, os.Environ(), append([]string{"env", "-json"}, places...)...)
	if err != nil {
		return nil, err
	}
	var at map[string]string
	if err := json.Unmarshal(out, &at); err != nil {
		return nil, fmt.Errorf("reading go env: %w", err)
	}
	var env []string
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); !strings.HasPrefix(name, "GO") && !strings.HasPrefix(name, "CGO_") {
			env = append(env, kv)
		}
	}
	for name, value := range at {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return append(env, "GOENV=off", "GOWORK=off"), nil
}

func run(ctx context.Context, dir string, env []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), nil
}
