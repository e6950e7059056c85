// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// CopyPackage copies a folder to one of the test's own and returns that. Where a Kptfile or the configuration of a
// function names an image or a binary of ours, the copy names the absolute path of a binary instead, since tests
// run without containers: that of binaries, by the function's name, or else one built from functions/.
func CopyPackage(t *testing.T, dir string, binaries map[string]string) string {
	t.Helper()
	to, err := filepath.EvalSymlinks(t.TempDir()) // as kpt and kustomize name it in messages
	assert.NilError(t, err)
	assert.NilError(t, os.CopyFS(to, os.DirFS(dir)))
	binary := func(ref string) (string, bool) {
		name := functionName(ref)
		if bin, ok := binaries[name]; ok {
			return bin, true
		}
		if _, err := os.Stat(filepath.Join(root(t), "functions", name, "main.go")); err != nil {
			return "", false // somebody else's
		}
		return Build(t, "functions/"+name), true
	}
	err = filepath.WalkDir(to, func(file string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		ext := filepath.Ext(file)
		if d.Name() != "Kptfile" && ext != ".yaml" && ext != ".yml" {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if with := withBinaries(string(text), d.Name() == "Kptfile", binary); with != string(text) {
			return os.WriteFile(file, []byte(with), 0o644)
		}
		return nil
	})
	assert.NilError(t, err)
	return to
}

// functionName returns the name of the function in an image's reference or in a binary's path.
func functionName(ref string) string {
	ref, _, _ = strings.Cut(strings.Trim(ref, `"'`), "@")
	name := path.Base(ref)
	name, _, _ = strings.Cut(name, ":")
	return name
}

var (
	kptfileFunction = regexp.MustCompile(`(?m)(^\s*-?\s*|[{,]\s*)(image|exec):[ \t]*([^\s,}]+)`)
	containerImage  = regexp.MustCompile(`container:(\s*\{?\s*)image:\s*([^\s,}]+)`)
	execPath        = regexp.MustCompile(`exec:(\s*\{?\s*)path:\s*([^\s,}]+)`)
)

// withBinaries replaces references to functions by absolute paths, in a Kptfile's pipeline or in the annotation by which
// kustomize knows a function.
func withBinaries(text string, kptfile bool, binary func(ref string) (string, bool)) string {
	replace := func(re *regexp.Regexp, with func(m []string, bin string) string) {
		text = re.ReplaceAllStringFunc(text, func(s string) string {
			m := re.FindStringSubmatch(s)
			if bin, ok := binary(m[len(m)-1]); ok {
				return with(m, bin)
			}
			return s
		})
	}
	if kptfile {
		replace(kptfileFunction, func(m []string, bin string) string { return m[1] + "exec: " + bin })
		return text
	}
	if strings.Contains(text, "config.kubernetes.io/function") {
		replace(containerImage, func(m []string, bin string) string { return "exec:" + m[1] + "path: " + bin })
		replace(execPath, func(m []string, bin string) string { return "exec:" + m[1] + "path: " + bin })
	}
	return text
}
