// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// TestReproducible makes one image twice, with nothing in common but the source and the Go release: another folder,
// another user (where this one is root), time zone, umask, home and locale, an empty build cache, a git repository around
// it, and an environment that asks Go for other binaries. Every byte that comes out must be the same.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("builds Go's library for two platforms in an empty cache")
	}
	if runtime.GOOS == "windows" {
		t.Skip("there is no umask")
	}
	source := tracked(t)
	work := t.TempDir()
	for dir := work; dir != os.TempDir() && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		assert.NilError(t, os.Chmod(dir, 0o755)) // the other user comes through here
	}
	tool := filepath.Join(work, "release")
	do(t, ".", nil, "go", "build", "-o", tool, ".")

	// The modules that the function needs, in a place that another user can read.
	modules := filepath.Join(work, "modules")
	fromCache := "file://" + filepath.ToSlash(output(t, ".", "go", "env", "GOMODCACHE")) + "/cache/download"
	do(t, "../..", []string{"GOMODCACHE=" + modules, "GOPROXY=" + fromCache, "GOFLAGS=-modcacherw"}, "go", "list", "-deps", "./functions/generate-rbac")

	one := filepath.Join(work, "one")
	copyTo(t, source, one)
	first := filepath.Join(one, "made")
	do(t, one, []string{"TZ=UTC", "SOURCE_DATE_EPOCH=1700000000"}, "sh", "-c", `umask 022; exec "$@"`, "sh",
		tool, "--root", ".", "--version", "v1.2.3", "--out", first, "layout", "generate-rbac")

	two := filepath.Join(work, "two", "of a longer name")
	copyTo(t, source, two)
	do(t, two, nil, "git", "init", "-q")
	do(t, two, nil, "git", "add", "-A")
	do(t, two, nil, "git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "all")
	home := filepath.Join(work, "home")
	assert.NilError(t, os.MkdirAll(home, 0o755))
	second := filepath.Join(home, "made")
	another := []string{"sh", "-c", `umask 077; exec "$@"`, "sh", tool, "--root", ".", "--version", "v1.2.3", "--out", second, "layout", "generate-rbac"}
	if setpriv, err := exec.LookPath("setpriv"); err == nil && os.Geteuid() == 0 {
		do(t, work, nil, "chown", "-R", "65534:65534", home, two)
		another = append([]string{setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"}, another...)
	}
	do(t, two, []string{
		"TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "HOME=" + home, "TMPDIR=" + home, "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=", "SOURCE_DATE_EPOCH=1700000000",
		"GOCACHE=" + filepath.Join(home, "cache"), "GOMODCACHE=" + modules, "GOPROXY=off",
		"GOFLAGS=-race", "GOAMD64=v3", "CGO_ENABLED=1", "GOEXPERIMENT=jsonv2", "GOOS=darwin", "GOARCH=arm64",
	}, another...)

	assert.DeepEqual(t, digests(t, second), digests(t, first))
}

// tracked returns the files of the repository that exist, or skips where this is no checkout.
func tracked(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "-C", "../..", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skip("not a git checkout")
	}
	var files []string
	for name := range strings.SplitSeq(string(out), "\x00") {
		if info, err := os.Lstat(filepath.Join("../..", name)); err == nil && info.Mode().IsRegular() {
			files = append(files, name)
		}
	}
	return files
}

func copyTo(t *testing.T, files []string, dir string) {
	t.Helper()
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join("../..", name))
		assert.NilError(t, err)
		to := filepath.Join(dir, name)
		assert.NilError(t, os.MkdirAll(filepath.Dir(to), 0o755))
		assert.NilError(t, os.WriteFile(to, text, 0o644))
	}
}

func do(t *testing.T, dir string, env []string, args ...string) {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s:\n%s", strings.Join(args, " "), out)
}

func output(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	out, err := cmd.Output()
	assert.NilError(t, err)
	return string(bytes.TrimSpace(out))
}

// digests returns the SHA-256 of each file below a folder, by its name there.
func digests(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	assert.NilError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(dir, name)
		all[below] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	}))
	assert.Assert(t, len(all) > 5)
	return all
}
