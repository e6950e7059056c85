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
	// status is the exit status.
	status int
}

// job is one run of a program on one input.
type job struct {
	input, output string
	command       []string
	// oneCore leaves the program one CPU.
	oneCore bool
	// mayFail leaves it to the caller to look at the exit status.
	mayFail bool
}

// run runs a program once. Its output goes to a file.
func (w *workshop) run(t tool, r render, n int, output string) (cost, error) {
	c, err := w.execute(job{input: w.input(r, n), output: output, command: t.command(n)})
	if err != nil {
		return cost{}, fmt.Errorf("%s with %d Projects: %w", t.name, n, err)
	}
	return c, nil
}

// execute runs a job.
func (w *workshop) execute(j job) (cost, error) {
	result := w.path("result")
	cmd := exec.Command(w.path("measure"), append([]string{result, j.input, j.output}, j.command...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Env = w.environment()
	if j.oneCore {
		cmd.Env = append(cmd.Env, "GOMAXPROCS=1")
	}
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", j.command[0], err, stderr.Bytes())
	}
	text, err := os.ReadFile(result)
	if err != nil {
		return cost{}, err
	}
	var c cost
	if _, err := fmt.Sscan(string(text), &c.status, &c.cpu, &c.peak); err != nil {
		return cost{}, fmt.Errorf("reading what measure wrote: %w", err)
	}
	if c.status != 0 && !j.mayFail {
		return cost{}, fmt.Errorf("%s: exit status %d\n%s", j.command[0], c.status, stderr.Bytes())
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
