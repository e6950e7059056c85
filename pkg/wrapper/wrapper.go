// SPDX-License-Identifier: Apache-2.0

// Package wrapper is a kustomize that runs Fairlead's functions and no other program. Argo CD calls it for the Applications
// that ask for it by spec.source.kustomize.version; every other Application keeps plain kustomize, which runs nothing.
//
// kustomize itself runs whatever a repository names once --enable-exec is set. So there are four walls, and each one alone
// would do:
//
//   - the kustomizations that would be built are read first, and whatever could name another program is refused;
//   - kustomize builds a private copy, in which each kustomization and each plugin configuration is what was checked, not
//     what the repository holds by then;
//   - the PATH of kustomize holds the functions alone, so it finds no git, no docker and no helm, and it has no plugin home;
//   - where the kernel has Landlock, kustomize and the functions are the only files that can be executed at all.
//
// Upstream: the plugin loader of sigs.k8s.io/kustomize/api v0.21 (kustomize 5.8), and how Argo CD calls kustomize
// (util/kustomize of argoproj/argo-cd v2.10 to v3.6).
package wrapper

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Name is the name by which the binary is a kustomize.
const Name = "fairlead-kustomize"

// KustomizeVariable is the environment variable that names the real kustomize. Without it that is the first one on the
// PATH.
const KustomizeVariable = "FAIRLEAD_KUSTOMIZE"

// Exit statuses of the wrapper itself. A build that kustomize fails has the status of kustomize.
const (
	StatusRefused   = 1 // what would be built names something that must not run
	StatusCannotRun = 2 // wrong arguments, or no kustomize
)

// Wrapper is one binary that may be called as kustomize.
type Wrapper struct {
	// Self is the path of the binary, links resolved. The functions that lie beside it may be named by their path.
	Self string
	// Functions are the names of the functions that the binary is, and the only programs that may run.
	Functions []string
}

// New returns the wrapper of the running binary.
func New(functions []string) (*Wrapper, error) {
	self, err := os.Executable()
	if err == nil {
		self, err = filepath.EvalSymlinks(self)
	}
	if err != nil {
		return nil, fmt.Errorf("finding this binary: %w", err)
	}
	return &Wrapper{Self: self, Functions: functions}, nil
}

// Main does what kustomize would do with the arguments and returns the exit status: `build` with nothing but Fairlead's
// functions, `edit` and `version` as they are. Those three are what Argo CD calls.
func (w *Wrapper) Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	status, err := w.run(args, stdin, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "error: %s: %s\n", Name, krm.OneLine(err.Error()))
	}
	return status
}

func (w *Wrapper) run(args []string, stdin io.Reader, stdout, stderr io.Writer) (int, error) {
	if len(args) == 0 {
		return StatusCannotRun, errors.New("say what kustomize is to do: build, edit or version")
	}
	switch args[0] {
	case "build":
		return w.build(args[1:], stdout, stderr)
	case "edit", "version":
		kustomize, err := w.kustomize()
		if err != nil {
			return StatusCannotRun, err
		}
		return pass(kustomize, args, stdin, stdout, stderr)
	}
	return StatusCannotRun, fmt.Errorf("%q is not passed on to kustomize: Argo CD calls build, edit and version", args[0])
}

// build checks what would be built and lets kustomize build a copy of it.
func (w *Wrapper) build(args []string, stdout, stderr io.Writer) (int, error) {
	call, err := parseBuild(args)
	if err != nil {
		return StatusCannotRun, err
	}
	kustomize, err := w.kustomize()
	if err != nil {
		return StatusCannotRun, err
	}
	t, err := w.read(call)
	status := StatusCannotRun
	switch {
	case err != nil:
	case len(t.results) > 0:
		for _, r := range t.results {
			fmt.Fprintln(stderr, r)
		}
		status = StatusRefused
	default:
		status, err = t.build(kustomize, call.flags, stdout, stderr)
	}
	return status, errors.Join(err, t.remove())
}

// allowed words what may run.
func (w *Wrapper) allowed() string {
	return "Fairlead's functions run here and nothing else: " + strings.Join(w.Functions, ", ")
}
