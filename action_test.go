// SPDX-License-Identifier: Apache-2.0

package fairlead_test

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/workflow"
)

// action is what of action.yml a runner reads.
type action struct {
	Inputs map[string]struct {
		Description, Default string
		Required             bool
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []actionStep
	}
}

type actionStep struct {
	Name, ID, If, Uses, Shell, Run string
	Env, With                      map[string]string
}

const deliveryFile = "blueprint/.github/workflows/delivery.yml"

func readAction(t *testing.T) action {
	t.Helper()
	text, err := os.ReadFile("action.yml")
	assert.NilError(t, err)
	var a action
	decoder := yaml.NewDecoder(strings.NewReader(string(text)))
	assert.NilError(t, decoder.Decode(&a))
	return a
}

func lint(t *testing.T, file string, text []byte, project *actionlint.Project) []string {
	t.Helper()
	shellcheck, _ := exec.LookPath("shellcheck")
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{Shellcheck: shellcheck})
	assert.NilError(t, err)
	found, err := linter.Lint(file, text, project)
	assert.NilError(t, err)
	var all []string
	for _, f := range found {
		all = append(all, f.Error())
	}
	return all
}

// TestActionIsCalled holds by actionlint that a workflow may call the action with each of its inputs, read each of its outputs,
// and nothing else.
func TestActionIsCalled(t *testing.T) {
	a := readAction(t)
	call := func(input, output string) []string {
		dir := t.TempDir()
		text, err := os.ReadFile("action.yml")
		assert.NilError(t, err)
		for name, content := range map[string][]byte{"check/action.yml": text, ".git/config": nil} {
			assert.NilError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
			assert.NilError(t, os.WriteFile(filepath.Join(dir, name), content, 0o644))
		}
		file := filepath.Join(dir, ".github", "workflows", "ci.yml")
		assert.NilError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		workflow := "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - id: x\n        uses: ./check\n        with: {" + input + ": x}\n      - run: echo ${{ steps.x.outputs." + output + " }}\n"
		project, err := actionlint.NewProject(dir)
		assert.NilError(t, err)
		return lint(t, file, []byte(workflow), project)
	}
	for input, i := range a.Inputs {
		assert.Equal(t, len(call(input, "status")), 0, "%v", call(input, "status"))
		assert.Check(t, i.Description != "" && !i.Required, input)
	}
	for output, o := range a.Outputs {
		assert.Equal(t, len(call("dir", output)), 0)
		assert.Check(t, o.Description != "", output)
	}
	assert.Assert(t, len(call("folder", "status")) > 0 && len(call("dir", "result")) > 0, "actionlint does not read the action")
}

// TestActionSteps holds the steps of the action as those of a workflow: expressions, contexts, scripts.
func TestActionSteps(t *testing.T) {
	a := readAction(t)
	assert.Equal(t, a.Runs.Using, "composite")
	inputs, steps := map[string]any{}, []map[string]any{}
	for name, i := range a.Inputs {
		inputs[name] = map[string]any{"type": "string", "default": i.Default}
	}
	for _, s := range a.Runs.Steps {
		step := map[string]any{}
		for key, value := range map[string]string{"name": s.Name, "id": s.ID, "if": s.If, "uses": s.Uses, "shell": s.Shell, "run": s.Run} {
			if value != "" {
				step[key] = value
			}
		}
		if s.Env != nil {
			step["env"] = s.Env
		}
		if s.With != nil {
			step["with"] = s.With
		}
		assert.Check(t, s.Uses != "" || s.Shell == "bash", "a step of an action names its shell")
		assert.Check(t, !strings.Contains(s.Run, "${{"), "what a caller gives is no part of a script: %s", s.Name)
		steps = append(steps, step)
	}
	text, err := yaml.Marshal(map[string]any{
		"on":   map[string]any{"workflow_call": map[string]any{"inputs": inputs}},
		"jobs": map[string]any{"a": map[string]any{"runs-on": "ubuntu-latest", "steps": steps}},
	})
	assert.NilError(t, err)
	found := lint(t, "action.yml", text, nil)
	assert.Equal(t, len(found), 0, "%s", strings.Join(found, "\n"))
}

// TestDeliveryWorkflow holds the workflow of the blueprint.
func TestDeliveryWorkflow(t *testing.T) {
	text, err := os.ReadFile(deliveryFile)
	assert.NilError(t, err)
	found := lint(t, deliveryFile, text, nil)
	assert.Equal(t, len(found), 0, "%s", strings.Join(found, "\n"))
}

var used = regexp.MustCompile(`(?m)^\s*(?:- )?uses: (\S+@.+)$`)

// TestActionsAreOfTheTable holds each action that callers run, and that a page tells them to run, to the commit in the table.
func TestActionsAreOfTheTable(t *testing.T) {
	for _, file := range []string{"action.yml", deliveryFile, "docs/validate.md"} {
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		found := used.FindAllStringSubmatch(string(text), -1)
		assert.Check(t, len(found) > 0, file)
		for _, m := range found {
			if strings.HasPrefix(m[1], "fairlead-krm/fairlead@") {
				continue // the reader puts in the commit of a release
			}
			known := slices.ContainsFunc(workflow.Actions, func(a workflow.Action) bool { return a.Uses() == m[1] })
			assert.Check(t, known, "%s uses %s, which is not in the table of pkg/workflow/actions.go", file, m[1])
		}
	}
}

// built is where the action put the command that it built.
var built string

// runner stands in for a runner of GitHub.
type runner struct {
	t       *testing.T
	dir     string
	env     []string
	inputs  map[string]string
	outputs map[string]map[string]string
}

func newRunner(t *testing.T, dir string, inputs map[string]string) *runner {
	t.Helper()
	root, err := os.Getwd()
	assert.NilError(t, err)
	r := &runner{t: t, dir: dir, inputs: map[string]string{}, outputs: map[string]map[string]string{}}
	for name, i := range readAction(t).Inputs {
		r.inputs[name] = i.Default
	}
	for name, value := range inputs {
		_, known := r.inputs[name]
		assert.Assert(t, known, name)
		r.inputs[name] = value
	}
	arch := map[string]string{"amd64": "X64", "arm64": "ARM64"}[runtime.GOARCH]
	r.env = append(os.Environ(), "RUNNER_TEMP="+runnerTemp, "RUNNER_OS=Linux", "RUNNER_ARCH="+arch, "GITHUB_ACTIONS=true", "ACTION_ROOT="+root)
	return r
}

var expression = regexp.MustCompile(`\$\{\{ ([\w.-]+) \}\}`)

// TestMain gives the runner a folder that outlives each test.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "runner")
	if err != nil {
		panic(err)
	}
	runnerTemp = dir
	m.Run() // go test takes the status from it
	_ = os.RemoveAll(dir)
}

var runnerTemp string

// value puts in the values of a text.
func (r *runner) value(text string) string {
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		name := expression.FindStringSubmatch(e)[1]
		parts := strings.Split(name, ".")
		switch {
		case name == "github.action_path":
			root, err := os.Getwd()
			assert.NilError(r.t, err)
			return root
		case parts[0] == "inputs":
			return r.inputs[parts[1]]
		case parts[0] == "steps":
			return r.outputs[parts[1]][parts[3]]
		}
		r.t.Fatalf("%s is not known here", name)
		return ""
	})
}

// run runs the scripts of the action, one after the other, until one fails.
func (r *runner) run() (out string, status int) {
	r.t.Helper()
	added := ""
	if r.inputs["version"] == "" { // it is built once, by the step that builds it
		if added = built; added != "" {
			added += ":"
		}
	}
	for i, s := range readAction(r.t).Runs.Steps {
		if s.Run == "" || added != "" && s.Name == "Install Fairlead" {
			continue
		}
		output, path := filepath.Join(r.t.TempDir(), "output"), filepath.Join(r.t.TempDir(), "path")
		script := filepath.Join(r.t.TempDir(), fmt.Sprintf("%d.sh", i))
		for _, file := range []string{output, path} {
			assert.NilError(r.t, os.WriteFile(file, nil, 0o644))
		}
		assert.NilError(r.t, os.WriteFile(script, []byte(s.Run), 0o644))
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", script)
		cmd.Dir = r.dir
		cmd.Env = append(r.env, "GITHUB_OUTPUT="+output, "GITHUB_PATH="+path, "PATH="+added+os.Getenv("PATH"))
		for name, value := range s.Env {
			cmd.Env = append(cmd.Env, name+"="+r.value(value))
		}
		text, err := cmd.CombinedOutput()
		out += string(text)
		r.outputs[s.ID] = pairs(r.t, output)
		lines, readErr := os.ReadFile(path)
		assert.NilError(r.t, readErr)
		for line := range strings.FieldsSeq(string(lines)) {
			added = line + ":" + added
			if r.inputs["version"] == "" {
				built = line
			}
		}
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit):
			return out, exit.ExitCode()
		case err != nil:
			r.t.Fatal(err)
		}
	}
	return out, 0
}

func pairs(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	all := map[string]string{}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		assert.Assert(t, ok, line)
		all[name] = value
	}
	return all
}

// packageCopy is an example as a repository of its own.
func packageCopy(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a repository")
	assert.NilError(t, os.CopyFS(dir, os.DirFS("examples/home-manager")))
	return dir
}

// edit changes the Project of a copy.
func edit(t *testing.T, dir, old, changed string) {
	t.Helper()
	file := filepath.Join(dir, "argocd", "project.yaml")
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	assert.Assert(t, strings.Contains(string(text), old))
	assert.NilError(t, os.WriteFile(file, []byte(strings.Replace(string(text), old, changed, 1)), 0o644))
}

// TestActionRuns runs the action's scripts as a runner does, on an example, on the same with a mistake, and with inputs that
// cannot be meant.
func TestActionRuns(t *testing.T) {
	for _, c := range []struct {
		name         string
		old, changed string
		inputs       map[string]string
		status       int
		says         string
		outputs      map[string]string
	}{
		{"as it is", "", "", map[string]string{"dir": "argocd", "check-render": "true"}, 0, "up to date", map[string]string{"status": "0", "rendered": "true", "sarif": ""}},
		{"a mistake", "ghcr.io/owner/home-manager", "ghcr.io/owner/Home-Manager", map[string]string{"dir": "argocd"}, 1, "::error file=argocd/project.yaml,line=", map[string]string{"status": "1", "rendered": ""}},
		{"as text", "ghcr.io/owner/home-manager", "ghcr.io/owner/Home-Manager", map[string]string{"dir": "argocd", "format": "text"}, 1, "error[", map[string]string{"status": "1"}},
		{"not rendered", "ghcr.io/owner/home-manager", "ghcr.io/owner/other", map[string]string{"dir": "argocd", "check-render": "true"}, 1, "run fairlead render", map[string]string{"rendered": "false"}},
		{"no package", "", "", map[string]string{"check-render": "true"}, 2, "cannot be rendered", nil},
		{"a truth that is none", "", "", map[string]string{"dir": "argocd", "check-render": "True"}, 2, "check-render: 'True' must be true or false", nil},
		{"an upload that is none", "", "", map[string]string{"dir": "argocd", "upload": "yes"}, 2, "upload: 'yes' must be true or false", nil},
		{"a folder that is not there for SARIF", "", "", map[string]string{"dir": "argocd", "sarif": "nowhere/x.sarif"}, 2, "sarif: 'nowhere/x.sarif' cannot be written", nil},
		{"a format that is none", "", "", map[string]string{"format": "sarif"}, 2, "must be github or text", nil},
		{"a severity that is none", "", "", map[string]string{"fail-on": "warn"}, 2, "--fail-on", nil},
		{"no such folder", "", "", map[string]string{"dir": "nowhere"}, 2, "no such file or folder", nil},
		{"a folder that looks like a flag", "", "", map[string]string{"dir": "--fix"}, 2, "--fix: no such file or folder", nil},
		{"a version that is none", "", "", map[string]string{"version": "latest"}, 2, "must be a release", nil},
		{"a version without a checksum", "", "", map[string]string{"version": "v0.1.0"}, 2, "sha256", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := packageCopy(t)
			if c.old != "" {
				edit(t, dir, c.old, c.changed)
			}
			r := newRunner(t, dir, c.inputs)
			out, status := r.run()
			assert.Equal(t, status, c.status, out)
			assert.Assert(t, strings.Contains(out, c.says), out)
			for name, want := range c.outputs {
				assert.Equal(t, r.outputs["check"][name], want, name)
			}
		})
	}
}

// TestActionWritesSARIF holds that the file is there where something was found too, and where it is only uploaded.
func TestActionWritesSARIF(t *testing.T) {
	for _, inputs := range []map[string]string{{"sarif": "found.sarif"}, {"upload": "true"}} {
		dir := packageCopy(t)
		edit(t, dir, "ghcr.io/owner/home-manager", "ghcr.io/owner/Home-Manager")
		r := newRunner(t, dir, inputs)
		out, status := r.run()
		assert.Equal(t, status, 1, out)
		file := r.outputs["check"]["sarif"]
		assert.Assert(t, file != "")
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		text, err := os.ReadFile(file)
		assert.NilError(t, err)
		var found struct{ Runs []struct{ Results []any } }
		assert.NilError(t, json.Unmarshal(text, &found))
		assert.Assert(t, len(found.Runs) == 1 && len(found.Runs[0].Results) > 0)
	}
}

// TestActionTakesTheArchive holds that a release is taken by its checksum, and that no other bytes are run.
func TestActionTakesTheArchive(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the runner of this test is one with Linux")
	}
	releases := t.TempDir()
	name := "fairlead_9.8.7_linux_" + runtime.GOARCH
	assert.NilError(t, os.MkdirAll(filepath.Join(releases, "v9.8.7"), 0o755))
	archive := filepath.Join(releases, "v9.8.7", name+".tar.gz")
	script := "#!/bin/sh\necho released \"$@\"\n"
	file, err := os.Create(archive)
	assert.NilError(t, err)
	zipped := gzip.NewWriter(file)
	w := tar.NewWriter(zipped)
	assert.NilError(t, w.WriteHeader(&tar.Header{Name: name + "/fairlead", Mode: 0o755, Size: int64(len(script))}))
	_, err = w.Write([]byte(script))
	assert.NilError(t, err)
	for _, c := range []io.Closer{w, zipped, file} {
		assert.NilError(t, c.Close())
	}
	text, err := os.ReadFile(archive)
	assert.NilError(t, err)
	sum := fmt.Sprintf("%x", sha256.Sum256(text))

	take := func(sum string) (string, int) {
		r := newRunner(t, packageCopy(t), map[string]string{"version": "v9.8.7", "sha256": sum})
		r.env = append(r.env, "FAIRLEAD_RELEASES=file://"+releases)
		return r.run()
	}
	out, status := take(sum)
	assert.Equal(t, status, 0, out)
	assert.Assert(t, strings.Contains(out, "released validate --format github --fail-on error -- ."), out)
	out, status = take(strings.Repeat("0", 64))
	assert.Equal(t, status, 2, out)
	assert.Assert(t, strings.Contains(out, "has "+sum) && !strings.Contains(out, "released"), out)
}

// TestActionIsDocumented holds the table of docs/validate.md: it is what action.yml says. -update rewrites it.
func TestActionIsDocumented(t *testing.T) {
	const page, begin, end = "docs/validate.md", "<!-- action:begin -->\n", "<!-- action:end -->"
	text, err := os.ReadFile(page)
	assert.NilError(t, err)
	before, rest, ok := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	assert.Assert(t, ok && closed)
	a := readAction(t)
	var b strings.Builder
	b.WriteString("| input | default | |\n|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(a.Inputs)) {
		fallback := a.Inputs[name].Default
		if fallback != "" {
			fallback = "`" + fallback + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, fallback, a.Inputs[name].Description)
	}
	b.WriteString("\n| output | |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(a.Outputs)) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, a.Outputs[name].Description)
	}
	want := before + begin + b.String() + end + after
	if golden.FlagUpdate() {
		assert.NilError(t, os.WriteFile(page, []byte(want), 0o644))
		return
	}
	assert.Equal(t, string(text), want, "run `make golden`")
}
