// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// cost is what one run of a program cost.
type cost struct {
	cpu time.Duration
	// peak is the most memory that was resident, in bytes.
	peak int64
}

// run runs a program once. Its output goes to a file.
func (w *workshop) run(t tool, r render, n int, output string) (cost, error) {
	result := w.path("result")
	cmd := exec.Command(w.path("measure"), append([]string{result, w.input(r, n), output}, t.command(n)...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Env = w.environment()
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", t.name, err, stderr.Bytes())
	}
	text, err := os.ReadFile(result)
	if err != nil {
		return cost{}, err
	}
	var c cost
	var status int
	if _, err := fmt.Sscan(string(text), &status, &c.cpu, &c.peak); err != nil {
		return cost{}, fmt.Errorf("reading what measure wrote: %w", err)
	}
	if status != 0 {
		return cost{}, fmt.Errorf("%s with %d Projects: exit status %d\n%s", t.name, n, status, stderr.Bytes())
	}
	if runtime.GOOS != "darwin" { // which counts bytes
		c.peak <<= 10
	}
	return c, nil
}

// environment is without plugins and settings of whoever runs the benchmark, and without settings of the Go runtime.
func (w *workshop) environment() []string {
	return []string{"HOME=" + w.dir, "HELM_PLUGINS=" + w.path("no-plugins"), "PATH=" + os.Getenv("PATH")}
}
