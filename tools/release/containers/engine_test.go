// SPDX-License-Identifier: Apache-2.0

package containers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"

	"github.com/fairlead-krm/fairlead/tools/release/image"
)

// top is the top of the repository. version is what the images of this run are called; a pre-release moves no other tag.
const (
	top     = "../../.."
	version = "v0.0.0-test"
)

// engine is podman with a configuration, a store and a registry of its own: nothing below /etc or the user's home is
// read or changed.
type engine struct {
	dir string
	// at is the place of the images in the registry.
	at string
	// images are what was pushed, by name.
	images map[string]*image.Image
	// reason says why no container can run here, empty where one can.
	reason string
}

var rig engine

func TestMain(m *testing.M) {
	status, err := rig.around(m.Run)
	if err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		status = 1
	}
	os.Exit(status) //nolint:forbidigo // a TestMain is a main
}

// need skips a test where no container can run, or fails it where CI insists.
func need(t *testing.T) {
	t.Helper()
	switch {
	case rig.reason == "":
	case required():
		t.Fatalf("%s; FAIRLEAD_REQUIRE_CONTAINERS is 1", rig.reason)
	default:
		t.Skip(rig.reason)
	}
}

func required() bool { return os.Getenv("FAIRLEAD_REQUIRE_CONTAINERS") == "1" }

// around runs the tests between start and end of registry and store.
func (e *engine) around(run func() int) (status int, err error) {
	if e.dir, err = os.MkdirTemp("", "fairlead-containers-"); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, e.clean()) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1, fmt.Errorf("starting a registry: %w", err)
	}
	quiet := log.New(io.Discard, "", 0) //nolint:forbidigo // the server wants one
	server := &http.Server{Handler: registry.New(registry.Logger(quiet), registry.WithReferrersSupport(true)), ReadHeaderTimeout: time.Minute}
	go server.Serve(listener) //nolint:errcheck // it ends with Close
	defer server.Close()
	e.at = listener.Addr().String() + "/ours"
	if err := e.configure(listener.Addr().String()); err != nil {
		return 1, err
	}
	if e.reason = e.missing(); e.reason == "" {
		if err := e.push(); err != nil {
			return 1, err
		}
		e.reason = e.cannotRun()
	}
	return run(), nil
}

// configure writes the configuration of podman and points this process, and with it kpt and kustomize, to it. The limits
// are what a process without CAP_SYS_RESOURCE may ask for; runc works where cgroups v1 and v2 are both mounted.
func (e *engine) configure(registryAt string) error {
	runtime := ""
	if _, err := exec.LookPath("runc"); err == nil {
		runtime = "runtime = \"runc\"\n"
	}
	for _, f := range []struct{ variable, name, text string }{
		{"CONTAINERS_CONF", "containers.conf", "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\nnetns = \"none\"\n[engine]\n" +
			runtime + "cgroup_manager = \"cgroupfs\"\nevents_logger = \"none\"\n"},
		{"CONTAINERS_REGISTRIES_CONF", "registries.conf", "unqualified-search-registries = []\n[[registry]]\nlocation = \"" + registryAt + "\"\ninsecure = true\n"},
		{"CONTAINERS_STORAGE_CONF", "storage.conf", fmt.Sprintf("[storage]\ndriver = \"overlay\"\ngraphroot = %q\nrunroot = %q\n", e.dir+"/graph", e.dir+"/run")},
		// kustomize knows one engine by name, docker. Podman takes the same arguments.
		{"", "bin/docker", "#!/bin/sh\nexec podman \"$@\"\n"},
	} {
		path := filepath.Join(e.dir, f.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(f.text), 0o755); err != nil {
			return err
		}
		if f.variable != "" {
			if err := os.Setenv(f.variable, path); err != nil {
				return err
			}
		}
	}
	return errors.Join(os.Setenv("KPT_FN_RUNTIME", "podman"),
		os.Setenv("PATH", filepath.Join(e.dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH")))
}

// missing says which programs are not here.
func (e *engine) missing() string {
	var names []string
	for _, name := range []string{"podman", "kpt"} {
		if _, err := exec.LookPath(name); err != nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return strings.Join(names, " and ") + " must be on the PATH to run containers (Debian: apt-get install podman runc)"
}

func (e *engine) push() error {
	e.images = map[string]*image.Image{}
	for _, name := range image.Names() {
		made, err := image.Make(context.Background(), image.Options{Root: top, Version: version, Created: time.Unix(1700000000, 0)}, name)
		if err != nil {
			return err
		}
		if _, err := made.Push(context.Background(), e.at, version); err != nil {
			return err
		}
		e.images[name] = made
	}
	return nil
}

// ref is the reference of an image in the registry.
func (e *engine) ref(name string) string { return e.at + "/" + name + ":" + version }

// cannotRun tries one container.
func (e *engine) cannotRun() string {
	for _, name := range image.Names() {
		if out := execute(nil, "podman", "pull", "-q", e.ref(name)); out.code != 0 {
			return "podman cannot pull from a registry on loopback: " + strings.TrimSpace(out.stderr)
		}
	}
	if out := execute(nil, "podman", "run", "--rm", "--network", "none", e.ref("fairlead"), "--version"); out.code != 0 {
		return fmt.Sprintf("podman cannot run a container (as user %d): %s", os.Geteuid(), strings.TrimSpace(out.stderr))
	}
	return ""
}

// clean takes the store down; its files may belong to other users and lie below mounts.
func (e *engine) clean() error {
	if _, err := exec.LookPath("podman"); err == nil {
		if out := execute(nil, "podman", "rmi", "--all", "--force"); out.code != 0 {
			fmt.Fprintf(os.Stderr, "cleaning up: %s\n", out.stderr)
		}
		for _, mount := range []string{"graph/overlay", "graph"} {
			execute(nil, "umount", filepath.Join(e.dir, mount)) // podman leaves its store mounted on itself
		}
		if os.Geteuid() != 0 {
			execute(nil, "podman", "unshare", "rm", "-rf", filepath.Join(e.dir, "graph"))
		}
	}
	return os.RemoveAll(e.dir)
}

// outcome is what a process leaves behind.
type outcome struct {
	code           int
	stdout, stderr string
}

// limit is far beyond what any one of these processes needs.
const limit = 2 * time.Minute

func execute(stdin []byte, name string, args ...string) outcome {
	return executeIn("", stdin, name, args...)
}

func executeIn(dir string, stdin []byte, name string, args ...string) outcome {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, bytes.NewReader(stdin), &stdout, &stderr
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		return outcome{-1, stdout.String(), err.Error()}
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}
