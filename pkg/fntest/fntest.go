// SPDX-License-Identifier: Apache-2.0

// Package fntest is the harness that the cases of every function run through: it compares what a function writes with
// golden files, holds it to the clauses of pkg/conformance, and runs it under the real kpt and kustomize.
//
// A function's test is one line, fntest.Run(t, function). Its cases are the folders of testdata:
//
//	in.yaml      the ResourceList that the function reads; or
//	package/     a folder of files, read as kpt reads a package, and
//	config.yaml  the functionConfig for it, if there is one
//	out.yaml     the ResourceList that it writes; absent where it must write none
//	stderr       what it says; absent where it says nothing
//
// The exit status is no file: it must be 1 where out.yaml holds an error or is absent, and 0 otherwise. With -update the
// golden files are written anew.
//
// Only tests import this package.
package fntest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/conformance"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Run runs every case of the function whose folder is the working directory.
func Run(t *testing.T, fn krm.Function) {
	t.Helper()
	runCases(t, fn, "testdata")
}

func runCases(t *testing.T, fn krm.Function, dir string) {
	t.Helper()
	t.Run("--help", func(t *testing.T) { checkHelp(t, fn) })
	t.Run("--doc", func(t *testing.T) { checkDoc(t, fn) })
	t.Run("unreadable input", func(t *testing.T) { checkUnreadable(t, fn) })
	t.Run("built-in lists", func(t *testing.T) { checkClauses(t, fn, conformance.BuiltIn()...) })
	for _, folder := range Cases(t, dir) {
		c := newCase(fn, folder)
		t.Run(c.name, func(t *testing.T) {
			c.golden(t)
			if c.unreadable() {
				return
			}
			checkContract(t, c)
		})
	}
}

// testCase is one folder, and what the function made of it.
type testCase struct {
	name, dir string
	fn        krm.Function
	in        []byte
	outcome
}

func newCase(fn krm.Function, c Case) *testCase {
	return &testCase{name: c.Name, dir: c.Dir, fn: fn, in: c.In, outcome: call(fn, c.In)}
}

// outcome is what a process leaves behind.
type outcome struct {
	code           int
	stdout, stderr string
}

func call(fn krm.Function, in []byte, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	code := fn.Main(args, bytes.NewReader(in), &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

// Case is one folder of testdata.
type Case struct {
	Name, Dir string
	// In is the ResourceList that the function reads.
	In []byte
}

// Cases returns the cases below a folder; there must be one.
func Cases(t *testing.T, dir string) []Case {
	t.Helper()
	entries, err := os.ReadDir(dir)
	assert.NilError(t, err)
	var cases []Case
	for _, e := range entries {
		if !e.IsDir() || e.Name() == "fuzz" {
			continue
		}
		c := Case{Name: e.Name(), Dir: filepath.Join(dir, e.Name())}
		c.In, err = os.ReadFile(filepath.Join(c.Dir, "in.yaml"))
		if os.IsNotExist(err) {
			c.In = ReadPackage(t, filepath.Join(c.Dir, "package"), filepath.Join(c.Dir, "config.yaml"))
			err = nil
		}
		assert.NilError(t, err)
		cases = append(cases, c)
	}
	assert.Assert(t, len(cases) > 0, "%s holds no case", dir)
	return cases
}

// unreadable reports whether the function refused to read the list at all.
func (c *testCase) unreadable() bool { return c.stdout == "" }

// golden compares bytes, unlike gotest's golden.Assert, which takes CRLF for LF.
func (c *testCase) golden(t *testing.T) {
	for _, file := range []struct{ name, got string }{{"out.yaml", c.stdout}, {"stderr", c.stderr}} {
		path := filepath.Join(c.dir, file.name)
		if golden.FlagUpdate() {
			update(t, path, file.got)
		}
		want, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		assert.Equal(t, file.got, string(want), "%s (-update writes it anew)", path)
	}
	failed := c.unreadable() || hasError(decode(t, c.stdout).Results)
	assert.Equal(t, c.code == 1, failed, "exit status %d", c.code)
	assert.Assert(t, c.code == 0 || c.code == 1, "exit status %d", c.code)
	if c.unreadable() {
		assert.Equal(t, strings.Count(c.stderr, "\n"), 1, "stderr must be one line:\n%s", c.stderr)
	}
}

func update(t *testing.T, path, text string) {
	t.Helper()
	if text != "" {
		assert.NilError(t, os.WriteFile(path, []byte(text), 0o644))
	} else if err := os.Remove(path); !os.IsNotExist(err) {
		assert.NilError(t, err)
	}
}
