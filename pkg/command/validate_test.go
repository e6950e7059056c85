// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/report"
)

// applicationFile is an Application with one mistake, for which there is one remedy: the sync option.
func applicationFile(name, option string) string {
	return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: " + name + "\n  namespace: argocd\nspec:\n  project: " + name +
		"\n  source:\n    repoURL: https://github.com/owner/" + name + "\n    path: deploy\n    targetRevision: main\n" +
		"  destination:\n    server: https://kubernetes.default.svc\n    namespace: " + name + "\n  syncPolicy:\n    syncOptions:\n      - " + option + "\n"
}

const wrongOption, rightOption = "CreateNameSpace=true", "CreateNamespace=true"

// findingsOf runs validate and returns its findings as `rule severity file:line:column`.
func findingsOf(t *testing.T, stdin string, wantStatus int, args ...string) []string {
	t.Helper()
	status, stdout, stderr := call(t, stdin, append([]string{"validate", "--format", "json", "--now", "2026-11-22"}, args...)...)
	assert.Equal(t, status, wantStatus, "%s%s", stdout, stderr)
	var r report.JSON
	assert.NilError(t, json.Unmarshal([]byte(stdout), &r))
	found := []string{}
	for _, f := range r.Findings {
		if f.Rule != "version-assumed" {
			found = append(found, strings.TrimSpace(f.Rule+" "+string(f.Severity)+" "+at(f)))
		}
	}
	return found
}

func at(f report.JSONFinding) string {
	if f.File == "" {
		return ""
	}
	b, _ := json.Marshal([]int{f.Line, f.Column})
	return filepath.Base(f.File) + string(b)
}

// TestValidateEmptyStdin holds that a broken pipe is no clean result.
func TestValidateEmptyStdin(t *testing.T) {
	for _, stdin := range []string{"", "\n \n"} {
		status, stdout, stderr := call(t, stdin, "validate", "-")
		assert.Equal(t, status, 2)
		assert.Equal(t, stdout, "")
		assert.Check(t, strings.Contains(stderr, "stdin is empty"), stderr)
	}
}

// TestValidateNoResource holds that a stream without a resource is said to be one.
func TestValidateNoResource(t *testing.T) {
	for stdin, want := range map[string]bool{"# nothing\n": true, "a: b\n": true, applicationFile("a", rightOption): false} {
		status, _, stderr := call(t, stdin, "validate", "-")
		assert.Equal(t, status, 0)
		assert.Equal(t, strings.Contains(stderr, "stdin holds no resource"), want, stderr)
	}
}

func TestValidateExitStatus(t *testing.T) {
	bad := write(t, map[string]string{"a.yaml": applicationFile("a", wrongOption)})
	good := write(t, map[string]string{"a.yaml": applicationFile("a", rightOption)})
	for _, tc := range []struct {
		name string
		args []string
		want int
		says string
	}{
		{"nothing found", []string{good}, 0, ""},
		{"found", []string{bad}, 1, "sync-option-unknown"},
		{"an info fails where it is asked to", []string{"--fail-on", "info", good}, 1, "version-assumed"},
		{"versions are given", []string{"--fail-on", "info", "--argocd", "v3.5", "--image-updater", "v0.12.2", good}, 0, ""},
		{"no such file", []string{"gone.yaml"}, 2, "gone.yaml: no such file"},
		{"no such config", []string{"--config", "gone.yaml", good}, 2, "gone.yaml"},
		{"no target", nil, 2, "takes one DIR"},
		{"two targets", []string{"a", "b"}, 2, "takes one DIR"},
		{"unknown flag", []string{"--fromat", "json", good}, 2, "unknown flag"},
		{"unknown format", []string{"--format", "jsn", good}, 2, `did you mean "json"?`},
		{"unknown severity", []string{"--fail-on", "warn", good}, 2, "must be one of error, warning, info"},
		{"unknown version", []string{"--argocd", "v1", good}, 2, "--argocd"},
		{"no date", []string{"--now", "today", good}, 2, "must be a date"},
		{"proofs in a format without a place for them", []string{"--explain-proof", "--format", "sarif", good}, 2, "use text or json"},
		{"fix of stdin", []string{"--fix", "-"}, 2, "stdin cannot be written"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, stdout, stderr := call(t, "", append([]string{"validate"}, tc.args...)...)
			assert.Equal(t, status, tc.want, "%s%s", stdout, stderr)
			assert.Check(t, strings.Contains(stdout+stderr, tc.says), "%s%s", stdout, stderr)
		})
	}
}

func TestValidateReadsWhatAnyoneWrote(t *testing.T) {
	bad := applicationFile("a", wrongOption)
	const finding = "sync-option-unknown error "
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"malformed documents stop no other", map[string]string{"a.yaml": bad + "---\napiVersion: v1\ndata: [\n---\n" + bad, "b.yaml": "apiVersion: v1\nkind: \xff\n", "c.yaml": bad},
			[]string{finding + "a.yaml[17,9]", "not-yaml error a.yaml[20,1]", finding + "a.yaml[38,9]", "not-utf8 error b.yaml[2,1]", finding + "c.yaml[17,9]"}},
		{"what is no resource is passed over", map[string]string{"values.yaml": "image: x\n", ".github/workflows/ci.yml": "on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: echo}]}}\n", "templates/a.yaml": "{{ if .Values.a }}\n" + bad + "{{ end }}\n", "a.yml": bad}, []string{finding + "a.yml[17,9]"}},
		{"other people's files", map[string]string{"node_modules/x/a.yaml": bad, ".git/a.yaml": bad}, []string{}},
		{".krmignore", map[string]string{".krmignore": "hidden\n", "hidden/a.yaml": bad}, []string{}},
		{"packages side by side", map[string]string{
			"x/Kptfile": kptfileText, "x/platform.yaml": platformFile("v2.14"), "x/a.yaml": applicationFile("a", rightOption),
			"y/Kptfile": kptfileText, "y/platform.yaml": platformFile("v3.5"), "y/a.yaml": bad,
		}, []string{finding + "a.yaml[17,9]"}},
		{"a mistake in a Project", map[string]string{"a.yaml": projectFile("a") + "  typo: 1\n"}, []string{"unknown-field error a.yaml[11,3]"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := write(t, tc.files)
			status := 0
			if len(tc.want) > 0 {
				status = 1
			}
			assert.DeepEqual(t, findingsOf(t, "", status, dir), tc.want)
			assert.DeepEqual(t, tree(t, dir), tc.files)
		})
	}
}

func platformFile(argoCD string) string {
	return "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec:\n  argocd:\n    version: " + argoCD + "\n"
}

func TestValidateReadsAFile(t *testing.T) {
	dir := write(t, map[string]string{"a.txt": applicationFile("a", wrongOption), "b.yaml": applicationFile("b", wrongOption)})
	assert.DeepEqual(t, findingsOf(t, "", 1, filepath.Join(dir, "a.txt")), []string{"sync-option-unknown error a.txt[17,9]"})
}

func TestValidateReadsStdin(t *testing.T) {
	bad := applicationFile("a", wrongOption)
	assert.DeepEqual(t, findingsOf(t, "# head\n---\n"+bad, 1, "-"), []string{"sync-option-unknown error stdin[19,9]"})
	list := "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- " + strings.ReplaceAll(strings.TrimSpace(bad), "\n", "\n  ") + "\n"
	assert.DeepEqual(t, findingsOf(t, list, 1, "-"), []string{"sync-option-unknown error stdin[20,11]"})
	config := "functionConfig:\n  apiVersion: fairlead.dev/v1alpha1\n  kind: ValidateDelivery\n  metadata: {name: v}\n  spec: {rules: [{id: sync-option-unknown, severity: none}]}\n"
	assert.DeepEqual(t, findingsOf(t, list+config, 0, "-"), []string{})
}

// TestValidateNamesFilesAsAPersonDoes holds that an annotation in a workflow lands on the file of the repository.
func TestValidateNamesFilesAsAPersonDoes(t *testing.T) {
	dir := write(t, map[string]string{"argocd/a.yaml": applicationFile("a", wrongOption)})
	t.Chdir(dir)
	for _, target := range []string{".", "argocd", "argocd/a.yaml", "./argocd/", filepath.Join(dir, "argocd")} {
		_, stdout, _ := call(t, "", "validate", "--format", "github", target)
		assert.Check(t, strings.Contains(stdout, "::error file=argocd/a.yaml,line=17,col=9,"), "%s: %s", target, stdout)
	}
}

func TestValidateConfig(t *testing.T) {
	config := func(severity string) string {
		return "apiVersion: fairlead.dev/v1alpha1\nkind: ValidateDelivery\nmetadata:\n  name: v\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec:\n  rules:\n    - id: sync-option-unknown\n      severity: " + severity + "\n"
	}
	bad := applicationFile("a", wrongOption)
	kpt := kptfileText + "pipeline:\n  validators:\n    - image: ghcr.io/fairlead-krm/validate-delivery:v0.1\n      configPath: checks/v.yaml\n"
	warning := []string{"sync-option-unknown warning a.yaml[17,9]"}

	assert.DeepEqual(t, findingsOf(t, "", 0, write(t, map[string]string{"a.yaml": bad, "v.yaml": config("warning")})), warning)
	assert.DeepEqual(t, findingsOf(t, "", 0, write(t, map[string]string{"a.yaml": bad, "checks/v.yaml": config("warning"), "w.yaml": config("none"), "Kptfile": kpt})), warning)
	assert.DeepEqual(t, findingsOf(t, "", 0, write(t, map[string]string{"v.yaml": config("warning"), "x/Kptfile": kptfileText, "x/a.yaml": bad})), warning)
	outside := filepath.Join(write(t, map[string]string{"v.yaml": config("warning")}), "v.yaml")
	both := write(t, map[string]string{"a.yaml": bad, "v.yaml": config("none"), "w.yaml": config("none")})
	assert.DeepEqual(t, findingsOf(t, "", 0, "--config", outside, both), warning)
	assert.DeepEqual(t, findingsOf(t, "", 0, "--config", outside, "--each", both), warning)

	status, _, stderr := call(t, "", "validate", both)
	assert.Equal(t, status, 2)
	assert.Check(t, strings.Contains(stderr, "name the one to use by --config"), stderr)
	assert.DeepEqual(t, findingsOf(t, "", 1, write(t, map[string]string{"Kptfile": kpt})), []string{"not-read error Kptfile[8,19]"})

	typo := strings.Replace(config("none"), "option-unknown", "option-unknwn", 1)
	assert.DeepEqual(t, findingsOf(t, "", 1, write(t, map[string]string{"v.yaml": typo})), []string{"unknown-rule error v.yaml[9,11]"})
	off := strings.Replace(config("none"), "sync-option-unknown", "not-yaml", 1)
	assert.DeepEqual(t, findingsOf(t, "", 0, write(t, map[string]string{"v.yaml": off, "a.yaml": "apiVersion: [\n"})), []string{})
}

func TestValidateVersions(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": applicationFile("a", "ClientSideApplyMigration=false"), "p.yaml": platformFile("v2.14.1")})
	assert.DeepEqual(t, findingsOf(t, "", 1, dir), []string{"sync-option-unknown error a.yaml[17,9]"})
	assert.DeepEqual(t, findingsOf(t, "", 0, "--argocd", "v3.5", dir), []string{})
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "v.yaml"), []byte("apiVersion: fairlead.dev/v1alpha1\nkind: ValidateDelivery\nmetadata: {name: v}\nspec: {argocd: v3.5}\n"), 0o644))
	assert.DeepEqual(t, findingsOf(t, "", 0, dir), []string{})
	assert.DeepEqual(t, findingsOf(t, "", 1, "--argocd", "v2.14", dir), []string{"sync-option-unknown error a.yaml[17,9]"})
}

func TestValidateExceptionsEnd(t *testing.T) {
	text := strings.Replace(applicationFile("a", wrongOption), "  namespace: argocd\n", "  namespace: argocd\n  annotations:\n    allow.fairlead.dev/sync-option-unknown: a fork until 2026-11-22\n", 1)
	dir := write(t, map[string]string{"a.yaml": text})
	assert.DeepEqual(t, findingsOf(t, "", 0, dir), []string{})
	assert.DeepEqual(t, findingsOf(t, "", 1, "--now", "2026-11-24", dir), []string{"exception-not-valid error a.yaml[7,5]", "sync-option-unknown error a.yaml[19,9]"})
}

func TestValidateUnreadable(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": applicationFile("a", rightOption)})
	assert.NilError(t, os.Symlink("gone.yaml", filepath.Join(dir, "link.yaml")))
	assert.NilError(t, os.Symlink("/etc/hostname", filepath.Join(dir, "out.yaml")))
	assert.DeepEqual(t, findingsOf(t, "", 0, dir), []string{"not-read info link.yaml[0,0]", "not-read info out.yaml[0,0]"})
}

func TestCorpusTable(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": applicationFile("a", wrongOption), "b.yaml": applicationFile("b", wrongOption)})
	lines := strings.Split(ok(t, "validate", "--each", "--table", dir), "\n")
	assert.DeepEqual(t, strings.Fields(lines[1]), []string{"error", "sync-option-unknown", "2", "2"})
	assert.Check(t, strings.Contains(ok(t, "validate", "--each", "--list", dir), "a.yaml:17:9: Application/argocd/a: "))
}

func TestRule(t *testing.T) {
	assert.Check(t, strings.Contains(ok(t, "rule"), "sync-option-unknown"))
	text := ok(t, "rule", "sync-option-unknown")
	for _, want := range []string{"(error)", "letter for letter", "Upstream: https://", "Wrong:", "Right:", "    kind: Application"} {
		assert.Check(t, strings.Contains(text, want), "%q is missing in\n%s", want, text)
	}
	status, _, stderr := call(t, "", "rule", "sync-option-unknwn")
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, "did you mean sync-option-unknown?"), stderr)
}

// TestRenderValidates holds that a package without a pipeline is validated after it is made.
func TestRenderValidates(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": projectFile("a"), "other.yaml": applicationFile("other", wrongOption)})
	before := tree(t, dir)
	status, _, stderr := call(t, "", "render", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stderr, "other.yaml:17:9: ") && strings.Contains(stderr, "[sync-option-unknown]"), stderr)
	assert.Equal(t, strings.Count(stderr, "version-assumed"), 2, stderr)
	assert.DeepEqual(t, tree(t, dir), before)
}

// TestValidateUnreadFails holds that a file that nobody could look into is no clean result.
func TestValidateUnreadFails(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root reads every file")
	}
	dir := write(t, map[string]string{"a.yaml": applicationFile("a", rightOption)})
	assert.NilError(t, os.Chmod(filepath.Join(dir, "a.yaml"), 0))
	assert.DeepEqual(t, findingsOf(t, "", 1, dir), []string{"not-read error a.yaml[0,0]"})
}
