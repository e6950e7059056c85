// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/way"
)

const (
	brokenDump = "testdata/status/broken.yaml"
	plainDump  = "testdata/status/plain.yaml"
)

func TestStatusOfWhatIsBroken(t *testing.T) {
	platform := write(t, map[string]string{"platform.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\nspec:\n  argocd: {version: v3.5.7}\n  imageUpdater: {version: v0.12.2}\n"})
	status, stdout, stderr := call(t, "", "status", "--platform", "--from", brokenDump, platform)
	assert.Equal(t, status, 1, stderr)
	golden.Assert(t, stdout, "status/broken.golden")
	assert.Check(t, !strings.Contains(stdout, "bm90"), stdout)

	text, err := os.ReadFile(brokenDump)
	assert.NilError(t, err)
	status, stdout, _ = call(t, string(text), "status", "--platform", "--from", "-", "--format", "json")
	assert.Equal(t, status, 1)
	var report struct {
		Version   int
		Namespace string
		ArgoCD    string `json:"argocd"`
		Failed    bool
		Ways      []way.Way
	}
	assert.NilError(t, json.Unmarshal([]byte(stdout), &report))
	assert.Check(t, report.Version == 1 && report.Failed && report.Namespace == "argocd" && report.ArgoCD == "v3.4.4" && len(report.Ways) == 3, stdout)
	assert.Check(t, !strings.Contains(stdout, "bm90"), stdout)
}

func TestStatusWhereNothingIsInstalled(t *testing.T) {
	golden.Assert(t, ok(t, "status", "--platform", "--from", plainDump), "status/plain.golden")
}

func TestStatusThatCannotBeSaid(t *testing.T) {
	broken := write(t, map[string]string{"platform.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\nspec:\n  argocdd: {}\n"})
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing to look at", []string{"--from", plainDump}, "say what to look at: DIR"},
		{"no such flag", []string{"--platfrom"}, "unknown flag"},
		{"no such format", []string{"--platform", "--format", "yaml", "--from", plainDump}, `--format: "yaml" must be one of text, json`},
		{"both", []string{"--platform", "--from", plainDump, "--context", "x"}, "a dump has no context"},
		{"no such dump", []string{"--platform", "--from", "gone.yaml"}, "gone.yaml: there is no such file or folder"},
		{"another namespace", []string{"--platform", "--from", brokenDump, "-n", "cd"}, "there is no repo server of Argo CD in the namespace cd"},
		{"a broken package", []string{"--platform", "--from", plainDump, broken}, "argocdd"},
		{"no package", []string{"--platform", "--from", plainDump, "gone"}, "gone"},
		{"two packages", []string{"--platform", "a", "b"}, "one DIR"},
		{"no time", []string{"--platform", "--timeout", "0s"}, "--timeout"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, stdout, stderr := call(t, "", append([]string{"status"}, tc.args...)...)
			assert.Equal(t, status, 2, stderr)
			assert.Equal(t, stdout, "")
			assert.Check(t, strings.HasPrefix(stderr, "error: ") && strings.Contains(stderr, tc.want), stderr)
		})
	}
}

// kubectlSays puts a script on the PATH in the place of kubectl.
func kubectlSays(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "kubectl"), []byte("#!/bin/sh\n"+script+"\n"), 0o755))
	t.Setenv("PATH", dir)
}

func TestStatusOfACluster(t *testing.T) {
	text, err := os.ReadFile(plainDump)
	assert.NilError(t, err)
	items := []map[string]any{}
	for document := range strings.SplitSeq(string(text), "\n---\n") {
		var item map[string]any
		assert.NilError(t, yaml.Unmarshal([]byte(document), &item))
		if item["kind"] == "Deployment" {
			items = append(items, item)
		}
	}
	answer, err := json.Marshal(map[string]any{"apiVersion": "v1", "kind": "List", "items": items})
	assert.NilError(t, err)
	list := filepath.Join(t.TempDir(), "list.json")
	assert.NilError(t, os.WriteFile(list, answer, 0o600))
	// The script answers for Deployments and ConfigMaps, and may not list NetworkPolicies.
	kubectlSays(t, `case "$*" in
*secrets*) echo secrets are not asked for >&2; exit 9 ;;
*networkpolicies*) echo 'Error from server (Forbidden): networkpolicies.networking.k8s.io is forbidden' >&2; exit 1 ;;
*"get deployments.apps"*"--context=k3s --namespace=cd"*) /bin/cat `+list+` ;;
*"--namespace=cd"*) echo '{"apiVersion":"v1","kind":"List","items":[]}' ;;
*) echo "what is this: $*" >&2; exit 9 ;;
esac`)
	stdout := ok(t, "status", "--platform", "--context", "k3s", "--namespace", "cd")
	assert.Check(t, strings.Contains(stdout, "Argo CD v3.5.7, Deployment argocd-repo-server in the namespace cd (context k3s)\n"), stdout)
	assert.Check(t, strings.Contains(stdout, "info     reading networkpolicies.networking.k8s.io needs the right to `list` them"), stdout)

	kubectlSays(t, `echo 'Error from server (Forbidden): x is forbidden: User "u"' >&2; exit 1`)
	status, _, stderr := call(t, "", "status", "--platform")
	assert.Equal(t, status, 2)
	assert.Equal(t, strings.Count(stderr, "error: reading "), 3, stderr)

	t.Setenv("PATH", t.TempDir())
	status, _, stderr = call(t, "", "status", "--platform")
	assert.Equal(t, status, 2)
	assert.Check(t, strings.Contains(stderr, "there is no kubectl on the PATH: install it, or read a dump by --from"), stderr)
}
