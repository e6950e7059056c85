// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// loopVariable stands in the environment of kustomize, so that a kustomize that calls this binary again is found out.
const loopVariable = "FAIRLEAD_IN_KUSTOMIZE"

// kustomize returns the path of the real kustomize: what KustomizeVariable names, or the first on the PATH that is not
// this binary.
func (w *Wrapper) kustomize() (string, error) {
	if os.Getenv(loopVariable) != "" {
		return "", errors.New("kustomize has called this binary again: name the real one by " + KustomizeVariable)
	}
	self, err := os.Stat(w.Self)
	if err != nil {
		return "", fmt.Errorf("finding this binary: %w", err)
	}
	if named := os.Getenv(KustomizeVariable); named != "" {
		info, err := os.Stat(named)
		switch {
		case err != nil || !filepath.IsAbs(named) || !executable(info):
			return "", fmt.Errorf("%s is %q: it must be the absolute path of kustomize", KustomizeVariable, named)
		case os.SameFile(info, self):
			return "", fmt.Errorf("%s is %q: that is Fairlead, and it must be kustomize", KustomizeVariable, named)
		}
		return filepath.EvalSymlinks(named)
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path := filepath.Join(dir, "kustomize")
		if info, err := os.Stat(path); err == nil && filepath.IsAbs(dir) && executable(info) && !os.SameFile(info, self) {
			return filepath.EvalSymlinks(path)
		}
	}
	return "", fmt.Errorf("there is no kustomize on the PATH (%s): name it by %s", os.Getenv("PATH"), KustomizeVariable)
}

func executable(info os.FileInfo) bool { return info.Mode().IsRegular() && info.Mode()&0o111 != 0 }

// pass runs kustomize with the same arguments, environment and streams.
func pass(kustomize string, args []string, stdin io.Reader, stdout, stderr io.Writer) (int, error) {
	cmd := exec.Command(kustomize, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, stderr
	cmd.Env = append(os.Environ(), loopVariable+"=true")
	return statusOf(kustomize, cmd.Run())
}

// statusOf returns the exit status of kustomize. An error means that it did not run to an end.
func statusOf(kustomize string, err error) (int, error) {
	exit := (*exec.ExitError)(nil)
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit) && exit.Exited():
		return exit.ExitCode(), nil
	}
	return StatusCannotRun, fmt.Errorf("running %s: %w", kustomize, err)
}

// build lets kustomize build the copy.
func (t *tree) build(kustomize string, flags []string, stdout, stderr io.Writer) (status int, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	args := append([]string{"build", t.target}, flags...)
	cmd := exec.CommandContext(ctx, kustomize, append(args, "--enable-alpha-plugins", "--enable-exec")...)
	cmd.Dir = t.top
	if within(t.source, t.cwd) {
		if info, err := os.Stat(t.copied(t.cwd)); err == nil && info.IsDir() {
			cmd.Dir = t.copied(t.cwd)
		}
	}
	cmd.Env = t.environment(cmd.Dir)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	dieWithParent(cmd)
	cmd.Stdout = stdout
	errs, err := cmd.StderrPipe()
	if err != nil {
		return StatusCannotRun, fmt.Errorf("running %s: %w", kustomize, err)
	}
	started, ended := make(chan error), make(chan error)
	go func() {
		runtime.LockOSThread() // for ever: the thread ends with what is said of it below
		if err := executeOnly(t.programs(kustomize)); err != nil {
			started <- err
			return
		}
		err := cmd.Start()
		started <- err
		if err == nil {
			<-ended
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return StatusCannotRun, fmt.Errorf("running %s: %w", kustomize, err)
	}
	t.translate(errs, stderr)
	ended <- nil // stderr is read to its end
	return statusOf(kustomize, <-ended)
}

// programs are the files that kustomize may execute, itself among them; none where that cannot be known.
func (t *tree) programs(kustomize string) []string {
	programs := withInterpreter(kustomize)
	if programs == nil {
		return nil
	}
	programs = append(programs, t.Self)
	for _, name := range t.Functions {
		beside := filepath.Join(filepath.Dir(t.Self), name)
		if _, err := os.Stat(beside); err == nil {
			programs = append(programs, beside)
		}
	}
	return programs
}

// Of the environment of this process kustomize gets what a program needs to run, and what Argo CD documents for a build.
// The credentials of Git and Redis stay out of a program that does what a repository says. Nothing is fetched, so it needs
// no proxy either.
//
// Upstream: https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/
var passedOn = []string{"HOME", "TMPDIR", "KUBE_VERSION", "KUBE_API_VERSIONS"}

const passedOnPrefix = "ARGOCD_APP_"

// environment is what passedOn names, a PATH on which are the functions alone, and a plugin home, which is empty.
func (t *tree) environment(dir string) []string {
	own := map[string]string{
		"PATH": t.bin(), "KUSTOMIZE_PLUGIN_HOME": t.home(), "PWD": dir, loopVariable: "true",
	}
	var env []string
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); slices.Contains(passedOn, name) || strings.HasPrefix(name, passedOnPrefix) {
			env = append(env, kv)
		}
	}
	for name, value := range own {
		env = append(env, name+"="+value)
	}
	return env
}

// translate passes on what kustomize and the functions say, with the paths of the repository in the place of those of the
// copy.
func (t *tree) translate(from io.Reader, to io.Writer) {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			fmt.Fprint(to, strings.ReplaceAll(line, t.top, t.source))
		}
		if err != nil {
			return
		}
	}
}
