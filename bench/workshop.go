// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// helmVersion is the newest version of helm that builds with the Go that this module names.
const helmVersion = "v4.3.1"

const product = "github.com/fairlead-krm/fairlead/functions/"

// workshop is the folder with the built programs and with what they read and write.
type workshop struct {
	dir   string
	tools []tool
	empty tool
}

// build builds the programs of a plan as releases are built. The folder is kept: helm takes minutes the first time.
func build(p plan) (*workshop, error) {
	dir, err := filepath.Abs("../out/bench")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	chart, err := filepath.Abs("peer-chart")
	if err != nil {
		return nil, err
	}
	w := &workshop{dir: dir}
	progress("building generate-delivery, fairlead and the peer on kyaml\n")
	if err := w.goCommand("..", "", "build", "-o", dir+string(filepath.Separator), product+delivery, product+"fairlead"); err != nil {
		return nil, err
	}
	if err := w.goCommand(".", "", "build", "-o", dir+string(filepath.Separator), "./peer-kyaml", "./measure", "./empty"); err != nil {
		return nil, err
	}
	if _, err := w.install(kubeconform, "github.com/yannh/kubeconform/cmd/kubeconform", kubeconformVersion); err != nil {
		return nil, err
	}
	if !p.generates() {
		return w, nil
	}
	builtHelm, err := w.install(helm, "helm.sh/helm/v4/cmd/helm", helmVersion)
	if err != nil {
		return nil, err
	}
	w.tools = []tool{
		{name: delivery, second: true, command: w.always(w.path(delivery))},
		{name: kyaml, peer: true, second: true, command: w.always(w.path("peer-kyaml"))},
		{name: helm, peer: true, command: func(n int) []string {
			return []string{builtHelm, "template", "bench", chart, "--values", w.values(n)}
		}},
	}
	w.empty = tool{name: empty, command: w.always(w.path(empty))}
	return w, nil
}

// install builds a program of another module, once, and returns its path.
func (w *workshop) install(name, pkg, version string) (string, error) {
	program := filepath.Join(w.path(name+"-"+version), name)
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	progress("building %s %s, once: this may take some minutes\n", name, version)
	return program, w.goCommand(".", filepath.Dir(program), "install", pkg+"@"+version)
}

// goCommand runs go in a folder with the flags of a release. What it installs goes to bin.
func (w *workshop) goCommand(dir, bin, verb string, args ...string) error {
	cmd := exec.Command("go", append([]string{verb, "-trimpath", "-ldflags", "-s -w"}, args...)...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), "GOBIN="+bin)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s %s: %w", verb, strings.Join(args, " "), err)
	}
	return nil
}

func (w *workshop) always(program string) func(int) []string {
	return func(int) []string { return []string{program} }
}

func (w *workshop) path(name string) string { return filepath.Join(w.dir, name) }

func (w *workshop) values(n int) string { return w.path(fmt.Sprintf("values-%d.yaml", n)) }

// input is what the functions read.
func (w *workshop) input(r render, n int) string {
	return w.path(fmt.Sprintf("input-%s-%d.yaml", r, n))
}

func (w *workshop) output(t tool, r render, n int) string {
	return w.path(fmt.Sprintf("output-%s-%s-%d.yaml", t.name, r, n))
}

func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }
