// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/conformance"
)

func script(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "function")
	assert.NilError(t, os.WriteFile(file, []byte("#!/bin/sh\n"+text+"\n"), 0o755))
	return file
}

func TestConformance(t *testing.T) {
	status, stdout, stderr := call(t, "", "conformance", "cat")
	assert.Equal(t, status, 1)
	assert.Equal(t, stderr, "")
	assert.Check(t, strings.Contains(stdout, "  broken          must    exit-status               no YAML: exit status 0"), stdout)
	assert.Check(t, strings.Contains(stdout, " 2 broken, "), stdout)

	status, stdout, _ = call(t, "", "conformance", "--format", "json", "cat")
	assert.Equal(t, status, 1)
	var judged []conformance.Clause
	assert.NilError(t, json.Unmarshal([]byte(stdout), &judged))
	assert.Equal(t, len(judged), len(conformance.Clauses()))
}

func TestConformanceList(t *testing.T) {
	out := ok(t, "conformance", "--list")
	for _, c := range conformance.Clauses() {
		assert.Check(t, strings.Contains(out, c.ID+" ") && strings.Contains(out, c.Title), c.ID)
	}
}

// What could not be tried is neither kept nor broken.
func TestConformanceCannotRun(t *testing.T) {
	hang := script(t, "exec sleep 20")
	refuse := script(t, "echo 'no config' >&2; exit 3")
	secret := filepath.Join(t.TempDir(), "list.yaml")
	assert.NilError(t, os.WriteFile(secret, []byte("kind: [\n"), 0o644))
	for want, args := range map[string][]string{
		"takes the executable to try":       {},
		"no-such-function":                  {"./no-such-function"},
		"did not end within 100ms":          {"--timeout", "100ms", hang},
		"the function read no list":         {refuse},
		"must be one of text, json":         {"--format", "xml", "cat"},
		"no such file":                      {"--input", "/nowhere.yaml", "cat"},
		"not YAML":                          {"--input", secret, "cat"},
		"looked for no-such-engine":         {"--image", "example.org/a"},
		"--timeout: 0s must be more than 0": {"--timeout", "0", "cat"},
		"the functionConfig: is no mapping": {"--function-config", script(t, "- a"), "cat"},
	} {
		t.Setenv("KPT_FN_RUNTIME", "no-such-engine")
		status, _, stderr := call(t, "", append([]string{"conformance"}, args...)...)
		assert.Check(t, status == 2, "%v: %d", args, status)
		assert.Check(t, strings.Contains(stderr, want), "%q is not in %s", want, stderr)
	}
}

// A configuration reaches every list, and values of Secrets reach no evidence.
func TestConformanceOfLists(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config.yaml")
	assert.NilError(t, os.WriteFile(config, []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\n"), 0o644))
	needs := script(t, "in=$(cat); case $in in *'name: config'*|*'\"name\":\"config\"'*) echo \"$in\";; *) echo no config >&2; exit 1;; esac")
	_, stdout, _ := call(t, "", "conformance", "--function-config", config, needs)
	assert.Check(t, strings.Contains(stdout, "kept            must    reads-yaml"), stdout)

	list := filepath.Join(t.TempDir(), "list.yaml")
	assert.NilError(t, os.WriteFile(list, []byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: Secret\n"+
		"  metadata: {name: a}\n  data:\n    A: planted-1\n"), 0o644))
	count := filepath.Join(t.TempDir(), "n")
	changes := script(t, "echo x >>"+count+"; sed \"s/planted-1/planted-$(wc -l <"+count+")/\"")
	_, stdout, _ = call(t, "", "conformance", "--input", list, changes)
	assert.Check(t, strings.Contains(stdout, "broken          own     deterministic"), stdout)
	assert.Check(t, strings.Contains(stdout, "two runs differ in the bytes on stdout"), stdout)
	assert.Check(t, !strings.Contains(stdout, "planted"), stdout)
}

// TestConformancePulls holds that what an engine says while it pulls is not taken for what the function says.
func TestConformancePulls(t *testing.T) {
	dir := t.TempDir()
	engine := filepath.Join(dir, "engine")
	had := filepath.Join(dir, "had")
	assert.NilError(t, os.WriteFile(engine, []byte(`#!/bin/sh
case "$1 $2" in
"image inspect") test -e `+had+` ;;
"pull example.org/gone") echo "no such image" >&2; exit 125 ;;
"pull example.org/fn") echo "Trying to pull" >&2; touch `+had+` ;;
run*) test -e `+had+` || { echo "Trying to pull" >&2; touch `+had+`; }; exec cat ;;
esac
`), 0o755))
	t.Setenv("KPT_FN_RUNTIME", engine)
	status, _, stderr := call(t, "", "conformance", "--image", "example.org/gone")
	assert.Equal(t, status, 2)
	assert.Check(t, strings.Contains(stderr, "could not pull example.org/gone: no such image"), stderr)

	_, stdout, stderr := call(t, "", "conformance", "--image", "example.org/fn")
	assert.Check(t, strings.Contains(stdout, "kept            own     deterministic"), "%s%s", stdout, stderr)
}
