// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Executable runs a program with its arguments, and those of the call after them. A run that takes longer than limit ends
// the judgement.
func Executable(limit time.Duration, name string, args ...string) Exec {
	return func(ctx context.Context, in []byte, more ...string) (Outcome, error) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		var stdout, stderr bytes.Buffer
		cmd := exec.CommandContext(ctx, name, append(args[:len(args):len(args)], more...)...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &stdout, &stderr
		cmd.WaitDelay = time.Second // for what it started, and what holds its pipes
		err := cmd.Run()
		out := Outcome{Code: cmd.ProcessState.ExitCode(), Stdout: stdout.String(), Stderr: stderr.String()}
		if ctx.Err() != nil {
			return out, fmt.Errorf("%s did not end within %s, over %d bytes on stdin", name, limit, len(in))
		}
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) && cmd.ProcessState == nil {
			return out, fmt.Errorf("%s cannot be run: %w", name, err)
		}
		return out, nil
	}
}

// Image runs a container image with podman or docker as kpt does: without network, as the user nobody, and without new
// privileges.
func Image(limit time.Duration, engine, image string, args ...string) Exec {
	run := Executable(limit, engine, append([]string{"run", "--rm", "-i", "--network", "none", "--user", "nobody",
		"--security-opt=no-new-privileges", image}, args...)...)
	return func(ctx context.Context, in []byte, more ...string) (Outcome, error) {
		out, err := run(ctx, in, more...)
		if err == nil && out.Code == 125 && !isList(out) && !strings.Contains(out.Stderr, "unable to find user") { // the engine's own
			err = fmt.Errorf("%s could not run %s%s", engine, image, said(out))
		}
		return out, err
	}
}

// Pull gets an image that the engine does not have. What an engine says of that would else be taken for what the function says.
func Pull(ctx context.Context, limit time.Duration, engine, image string) error {
	has, err := Executable(limit, engine, "image", "inspect", image)(ctx, nil)
	if err != nil || has.Code == 0 {
		return err
	}
	got, err := Executable(limit, engine, "pull", image)(ctx, nil)
	if err == nil && got.Code != 0 {
		err = fmt.Errorf("%s could not pull %s%s", engine, image, said(got))
	}
	return err
}

// Engine finds the container engine: that of KPT_FN_RUNTIME, as for kpt, else podman or docker on the PATH.
func Engine() (string, error) {
	names := []string{"podman", "docker"}
	if name := os.Getenv("KPT_FN_RUNTIME"); name != "" {
		names = []string{name}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no container engine on the PATH (looked for %s); KPT_FN_RUNTIME names another", strings.Join(names, ", "))
}
