// SPDX-License-Identifier: Apache-2.0

// Package repo makes Git repositories on disk that Argo CD reads by file:// URLs: a commit is a push.
package repo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Repo is a repository with a work tree, on branch main.
type Repo struct {
	dir string
}

// New makes a repository in an empty folder.
func New(ctx context.Context, dir string) (*Repo, error) {
	r := &Repo{dir: dir}
	_, err := r.git(ctx, "init", "--quiet", "--initial-branch=main")
	return r, err
}

// URL is how Argo CD names the repository.
func (r *Repo) URL() string { return "file://" + r.dir }

// Path is where a file of the repository lies.
func (r *Repo) Path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

// Write writes files, by their path, without a commit.
func (r *Repo) Write(files map[string]string) error {
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(r.Path(name)), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(r.Path(name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Copy copies a file or a folder to a path of the repository, each file passed through edit, without a commit.
func (r *Repo) Copy(from, to string, edit func(text string) string) error {
	return filepath.WalkDir(from, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		return r.Write(map[string]string{filepath.Join(to, name): edit(string(text))})
	})
}

// Edit rewrites a file, without a commit. An edit that changes nothing is an error: what it was for has gone.
func (r *Repo) Edit(name string, edit func(text string) string) error {
	text, err := os.ReadFile(r.Path(name))
	if err != nil {
		return err
	}
	edited := edit(string(text))
	if edited == string(text) {
		return fmt.Errorf("editing %s: there is nothing to edit", name)
	}
	return os.WriteFile(r.Path(name), []byte(edited), 0o644)
}

// Remove removes files, without a commit. One that is not there is an error.
func (r *Repo) Remove(names ...string) error {
	var failed []error
	for _, name := range names {
		failed = append(failed, os.Remove(r.Path(name)))
	}
	return errors.Join(failed...)
}

// Commit commits all changes and returns the commit. No change is a commit as well.
func (r *Repo) Commit(ctx context.Context, message string) (string, error) {
	for _, args := range [][]string{{"add", "--all"}, {"commit", "--quiet", "--allow-empty", "--message", message}} {
		if _, err := r.git(ctx, args...); err != nil {
			return "", err
		}
	}
	return r.git(ctx, "rev-parse", "HEAD")
}

// Tag names the last commit.
func (r *Repo) Tag(ctx context.Context, name string) error {
	_, err := r.git(ctx, "tag", name)
	return err
}

// Committed returns the files of the last commit.
func (r *Repo) Committed(ctx context.Context) ([]string, error) {
	out, err := r.git(ctx, "ls-tree", "-r", "--name-only", "HEAD")
	return strings.Split(out, "\n"), err
}

func (r *Repo) git(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + r.dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_AUTHOR_NAME=e2e", "GIT_AUTHOR_EMAIL=e2e@example.org", "GIT_COMMITTER_NAME=e2e", "GIT_COMMITTER_EMAIL=e2e@example.org",
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("git %s: %w\n%s", args[0], err, out)
	}
	return strings.TrimSpace(string(out)), nil
}
