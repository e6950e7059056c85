// SPDX-License-Identifier: Apache-2.0

package containers

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// locked is how a container runs that is trusted with nothing.
var locked = []string{"--network", "none", "--user", "nobody", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "all",
	"--security-opt", "no-new-privileges", "--pids-limit", "64", "--memory", "256m"}

// eachCase runs a test for every golden case of every function, two at a time.
func eachCase(t *testing.T, test func(t *testing.T, function string, c fntest.Case)) {
	t.Helper()
	need(t)
	for _, function := range command.FunctionNames() {
		fntest.Build(t, "functions/"+function)
		for _, c := range fntest.Cases(t, filepath.Join(top, "functions", function, "testdata")) {
			t.Run(function+"/"+c.Name, func(t *testing.T) {
				t.Parallel()
				test(t, function, c)
			})
		}
	}
}

// TestGoldens runs each image with every door shut: stdout, stderr and exit status are those of the goldens.
func TestGoldens(t *testing.T) {
	eachCase(t, func(t *testing.T, function string, c fntest.Case) {
		args := slices.Concat([]string{"run", "--rm", "-i", "--pull", "never"}, locked, []string{rig.ref(function)})
		got := execute(c.In, "podman", args...)
		assert.Equal(t, got.stdout, golden(t, c, "out.yaml"))
		assert.Equal(t, got.stderr, golden(t, c, "stderr"))
		exec := execute(c.In, fntest.Build(t, "functions/"+function))
		assert.Equal(t, got, exec)
	})
}

func golden(t *testing.T, c fntest.Case, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Dir, name))
	if !os.IsNotExist(err) {
		assert.NilError(t, err)
	}
	return string(text)
}

// tally counts how runs ended, by function: a comparison of two failures alone would show little.
type tally struct {
	sync.Mutex
	passed, failed map[string]int
}

func (c *tally) count(function string, code int) {
	c.Lock()
	defer c.Unlock()
	if c.passed == nil {
		c.passed, c.failed = map[string]int{}, map[string]int{}
	}
	if code == 0 {
		c.passed[function]++
	} else {
		c.failed[function]++
	}
}

func (c *tally) bothOccurred(t *testing.T) {
	t.Helper()
	for _, function := range command.FunctionNames() {
		assert.Check(t, c.passed[function] > 0 && c.failed[function] > 0, "%s passed %d times and failed %d times", function, c.passed[function], c.failed[function])
	}
}

// TestKptEval: `kpt fn eval` writes the same with the image as with the binary.
func TestKptEval(t *testing.T) {
	var ends tally
	t.Run("cases", func(t *testing.T) {
		eachCase(t, func(t *testing.T, function string, c fntest.Case) {
			if golden(t, c, "out.yaml") == "" {
				t.Skip("kpt reads no list that is none")
			}
			args := []string{"fn", "eval", "-", "--truncate-output=false"}
			if config := filepath.Join(c.Dir, "config.yaml"); exists(config) {
				args = append(args, "--fn-config", config)
			}
			binary := fntest.Build(t, "functions/"+function)
			container := execute(c.In, "kpt", append(args, "--image", rig.ref(function))...)
			exec := execute(c.In, "kpt", append(args, "--exec", binary)...)
			assert.Equal(t, nameless(container, rig.ref(function)), nameless(exec, binary))
			ends.count(function, exec.code)
		})
	})
	ends.bothOccurred(t)
}

// TestKptRender: `kpt fn render` leaves the same package behind with the image as with the binary.
func TestKptRender(t *testing.T) {
	var ends tally
	t.Run("cases", func(t *testing.T) {
		eachCase(t, func(t *testing.T, function string, c fntest.Case) {
			if !exists(filepath.Join(c.Dir, "package")) {
				t.Skip("the case is a list, and no package")
			}
			binary := fntest.Build(t, "functions/"+function)
			container, files := render(t, c, function, "image: "+rig.ref(function))
			exec, want := render(t, c, function, "exec: "+binary)
			assert.Equal(t, nameless(container, rig.ref(function)), nameless(exec, binary))
			assert.DeepEqual(t, files, want)
			ends.count(function, exec.code)
		})
	})
	ends.bothOccurred(t)
}

// render renders a copy of a case's package, and returns what became of its files and of kpt's results.
func render(t *testing.T, c fntest.Case, function, step string) (outcome, map[string]string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "package")
	assert.NilError(t, os.CopyFS(dir, os.DirFS(filepath.Join(c.Dir, "package"))))
	kptfile := filepath.Join(dir, "Kptfile")
	text, err := os.ReadFile(kptfile)
	if os.IsNotExist(err) {
		text, err = []byte("apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: package\n"), nil
	}
	assert.NilError(t, err)
	assert.Assert(t, !strings.Contains(string(text), "pipeline:"))
	kind := "mutators"
	if strings.HasPrefix(function, "validate-") {
		kind = "validators"
	}
	pipeline := "pipeline:\n  " + kind + ":\n    - " + step + "\n"
	if config := filepath.Join(c.Dir, "config.yaml"); exists(config) {
		pipeline += "      configPath: function-config.yaml\n"
		copyFile(t, config, filepath.Join(dir, "function-config.yaml"))
	}
	assert.NilError(t, os.WriteFile(kptfile, append(text, pipeline...), 0o644))
	results := t.TempDir()
	got := execute(nil, "kpt", "fn", "render", dir, "--allow-exec", "--truncate-output=false", "--results-dir", results)
	for _, s := range []*string{&got.stdout, &got.stderr} {
		*s = strings.ReplaceAll(strings.ReplaceAll(*s, dir, "PACKAGE"), results, "RESULTS")
	}
	files := map[string]string{}
	for _, from := range []string{dir, results} {
		assert.NilError(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			name, _ := strings.CutPrefix(path, from)
			files[name] = strings.ReplaceAll(string(text), step, "step: FUNCTION")
			return err
		}))
	}
	files["/results.yaml"] = withoutLineEnds(t, files["/results.yaml"])
	return got, files
}

// withoutLineEnds takes the line end of stderr out of kpt's results: kpt keeps that of a binary, and cuts a container's.
func withoutLineEnds(t *testing.T, results string) string {
	t.Helper()
	var list map[string]any
	assert.NilError(t, yaml.Unmarshal([]byte(results), &list))
	items, _ := list["items"].([]any)
	assert.Equal(t, len(items), 1, results)
	if said, found := items[0].(map[string]any)["stderr"].(string); found {
		items[0].(map[string]any)["stderr"] = strings.TrimSuffix(said, "\n")
	}
	text, err := yaml.Marshal(list)
	assert.NilError(t, err)
	return string(text)
}

// TestKustomizeBuild: `kustomize build` prints the same with the image as with the binary.
func TestKustomizeBuild(t *testing.T) {
	kustomize := fntest.Kustomize(t)
	var ends tally
	t.Run("cases", func(t *testing.T) {
		eachCase(t, func(t *testing.T, function string, c fntest.Case) {
			if !exists(filepath.Join(c.Dir, "package")) {
				t.Skip("the case is a list, and no files")
			}
			binary := fntest.Build(t, "functions/"+function)
			dir := kustomization(t, c, "container:\n        image: "+rig.ref(function))
			container := execute(nil, kustomize, "build", dir, fntest.AlphaPlugins)
			container.stderr = strings.ReplaceAll(container.stderr, dir, "PACKAGE")
			dir = kustomization(t, c, "exec:\n        path: "+binary)
			exec := execute(nil, kustomize, "build", dir, fntest.AlphaPlugins, fntest.Exec)
			exec.stderr = strings.ReplaceAll(exec.stderr, dir, "PACKAGE")
			assert.Equal(t, nameless(container, rig.ref(function)), nameless(exec, binary))
			ends.count(function, exec.code)
		})
	})
	ends.bothOccurred(t)
}

// kustomization makes one of a case's files, with the function as a transformer.
func kustomization(t *testing.T, c fntest.Case, runs string) string {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join(c.Dir, "package")
	assert.NilError(t, os.CopyFS(dir, os.DirFS(from)))
	resources := []string{"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"}
	assert.NilError(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err == nil && !d.IsDir() && (ext == ".yaml" || ext == ".yml") && d.Name() != "kustomization.yaml" {
			name, _ := filepath.Rel(from, path)
			resources = append(resources, "- "+filepath.ToSlash(name)+"\n")
		}
		return err
	}))
	config := []byte("apiVersion: fairlead.dev/v1alpha1\nkind: " + kindOf(t, c) + "\nmetadata:\n  name: function\n")
	if file := filepath.Join(c.Dir, "config.yaml"); exists(file) {
		var err error
		config, err = os.ReadFile(file)
		assert.NilError(t, err)
	}
	head, name, found := strings.Cut(string(config), "\nmetadata:\n")
	assert.Assert(t, found)
	text := head + "\nmetadata:\n  annotations:\n    config.kubernetes.io/function: |\n      " + runs + "\n" + name
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "the-function.yaml"), []byte(text), 0o644))
	all := strings.Join(resources, "") + "transformers:\n- the-function.yaml\n"
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(all), 0o644))
	return dir
}

// kindOf returns the kind of a function's configuration, which its README names.
func kindOf(t *testing.T, c fntest.Case) string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(c.Dir, "..", "..", "README.md"))
	assert.NilError(t, err)
	_, rest, found := strings.Cut(string(readme), "of kind `")
	kind, _, closed := strings.Cut(rest, "`")
	assert.Assert(t, found && closed)
	return kind
}

// duration is how kpt says how long a function took.
var duration = regexp.MustCompile(` in [0-9.]+m?s`)

// nameless takes from what an orchestrator says how it ran the function: the reference or the path, and the time. Of the
// stderr of a container kpt cuts the last line end, that of a binary it shows as an empty line.
func nameless(o outcome, name string) outcome {
	for _, s := range []*string{&o.stdout, &o.stderr} {
		*s = duration.ReplaceAllString(strings.ReplaceAll(*s, name, "FUNCTION"), " in TIME")
		*s = strings.ReplaceAll(*s, "    \"\"\n", "")
	}
	return o
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	assert.NilError(t, err)
	assert.NilError(t, os.WriteFile(to, text, 0o644))
}
