// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
)

var errBroken = errors.New("broken pipe")

func nothing(*ResourceList) error { return nil }

// call runs a function as a process would.
func call(f Function, in string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = f.Main(args, strings.NewReader(in), &out, &errs)
	return code, out.String(), errs.String()
}

// checkLine checks that stderr holds exactly one line, which a terminal can show.
func checkLine(t *testing.T, stderr string) {
	t.Helper()
	assert.Equal(t, strings.Count(stderr, "\n"), 1, "stderr: %q", stderr)
	assert.Assert(t, strings.HasSuffix(stderr, "\n"), "stderr: %q", stderr)
	for _, r := range strings.TrimSuffix(stderr, "\n") {
		assert.Assert(t, r >= ' ' && (r < 0x7f || r >= 0xa0), "stderr: %q", stderr)
	}
}

var list = header + "items:\n" + strings.NewReplacer("⟦", "", "⟧", "").Replace(three(""))

func TestRunWithoutWork(t *testing.T) {
	code, stdout, stderr := call(Function{Name: "f", Run: nothing}, list)
	assert.Equal(t, code, 0)
	assert.Equal(t, stdout, list)
	assert.Equal(t, stderr, "")
}

// spoil does everything that a failed run must undo.
func spoil(l *ResourceList) {
	l.Items[0].Set(Map(String("apiVersion"), String("v1"), String("kind"), String("Spoiled")))
	l.Items[1].Remove()
	l.Items[2].Annotate("spoiled", "yes")
	l.Add(Item{APIVersion: "v1", Kind: "New", Name: "new"}, newResource)
}

func TestFailures(t *testing.T) {
	for _, tc := range []struct {
		name string
		run  func(*ResourceList) error
		want string
	}{
		{"an error result", func(l *ResourceList) error { l.Report(Result{Message: "bad"}); return nil }, "error: bad"},
		{"an error", func(*ResourceList) error { return errBroken }, "error: broken pipe"},
		{"an error of many lines", func(*ResourceList) error { return errors.Join(errBroken, errBroken) }, "error: broken pipe broken pipe"},
		{"a panic", func(*ResourceList) error { panic(token) }, "error: f stopped on a mistake of its own: panic; please report it [internal-error]"},
		{"a panic with an error", func(*ResourceList) error { panic(errors.New(token)) }, "mistake of its own: panic"},
		{"a panic of the runtime", func(l *ResourceList) error { l.Items[3].Remove(); return nil }, "index out of range"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := Function{Name: "f", Run: func(l *ResourceList) error {
				err := tc.run(&ResourceList{Items: l.Items[:3:3]})
				spoil(l)
				return err
			}}
			if !strings.Contains(tc.name, "panic") {
				f.Run = func(l *ResourceList) error { spoil(l); return tc.run(l) }
			}
			code, stdout, stderr := call(f, list)
			assert.Equal(t, code, 1)
			checkLine(t, stderr)
			assert.Assert(t, cmp.Contains(stderr, tc.want))
			assert.Assert(t, strings.HasPrefix(stdout, list+"results:\n"), "the list must leave as it came:\n%s", stdout)
			assert.Equal(t, len(read(t, []byte(stdout)).results), 1)
			for _, never := range []string{token, "goroutine", ".go:"} {
				assert.Assert(t, !strings.Contains(stdout+stderr, never), "%q leaks:\n%s\n%s", never, stdout, stderr)
			}
		})
	}
}

// A resource is made while the list is written, when nothing can be taken back from stdout but what is still buffered.
func TestPanicWhileWriting(t *testing.T) {
	code, stdout, stderr := call(Function{Name: "f", Run: func(l *ResourceList) error {
		l.Add(Item{APIVersion: "v1", Kind: "New", Name: "new"}, func() *yaml.Node { panic(token) })
		return nil
	}}, list)
	assert.Equal(t, code, 1)
	checkLine(t, stderr)
	assert.Assert(t, !strings.Contains(stdout+stderr, token))
	assert.Assert(t, stdout == "" || strings.HasPrefix(stdout, list+"results:\n"), stdout)
}

func TestWarningsPass(t *testing.T) {
	code, stdout, stderr := call(Function{Name: "f", Run: func(l *ResourceList) error {
		l.Report(Result{Message: "w", Severity: Warning}, Result{Message: "i", Severity: Info})
		return nil
	}}, list)
	assert.Equal(t, code, 0)
	assert.Equal(t, stderr, "warning: w\ninfo: i\n")
	assert.Equal(t, len(read(t, []byte(stdout)).results), 2)
}

// K6: only the ResourceList configures a function.
func TestEnvironmentDoesNotMatter(t *testing.T) {
	f := Function{Name: "f", Run: func(l *ResourceList) error {
		l.Items[0].Annotate("a", "b")
		l.Report(Result{Message: "w", Severity: Warning})
		return nil
	}}
	_, stdout, stderr := call(f, list)
	for _, kv := range os.Environ() {
		key, _, _ := strings.Cut(kv, "=")
		t.Setenv(key, "perturbed")
	}
	t.Setenv("LOG_TO_STDERR", "true")
	t.Setenv("STRUCTURED_RESULTS", "true")
	t.Chdir(t.TempDir())
	_, stdout2, stderr2 := call(f, list)
	assert.Equal(t, stdout2, stdout)
	assert.Equal(t, stderr2, stderr)
}

var documented = Function{
	Name: "f", Run: nothing,
	Readme:   []byte("# f\n<!--mdtogo:Short-->\nDoes nothing.\n<!--mdtogo-->\n<!--mdtogo:Long-->\nMore.\n<!--mdtogo-->\n<!--mdtogo:Examples-->\nRun it.\n<!--mdtogo-->\n"),
	Metadata: []byte("image: example.org/f\ndescription: Does nothing.\ntags: [mutator]\nlicense: Apache-2.0\n"),
}

func TestHelp(t *testing.T) {
	for _, arg := range []string{"--help", "-h", "help"} {
		code, stdout, stderr := call(documented, "", arg)
		assert.Equal(t, code, 0)
		assert.Equal(t, stdout, "Does nothing.\n\nMore.\n\nExamples:\n\nRun it.\n")
		assert.Equal(t, stderr, "")
	}
}

func TestDoc(t *testing.T) {
	code, stdout, _ := call(documented, "", "--doc")
	assert.Equal(t, code, 0)
	var doc map[string]any
	assert.NilError(t, json.Unmarshal([]byte(stdout), &doc))
	assert.Equal(t, doc["short"], "Does nothing.")
	assert.Equal(t, doc["image"], "example.org/f")
	assert.DeepEqual(t, doc["tags"], []any{"mutator"})
}

func TestUnknownArgument(t *testing.T) {
	code, stdout, stderr := call(documented, list, "package/")
	assert.Equal(t, code, 1)
	assert.Equal(t, stdout, "")
	checkLine(t, stderr)
	assert.Assert(t, cmp.Contains(stderr, `"package/"`))
}
