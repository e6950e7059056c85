// SPDX-License-Identifier: Apache-2.0

package command

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestExplainSaysWhereEachValueComesFrom(t *testing.T) {
	dir := write(t, map[string]string{"p/a.yaml": projectFile("a"), "platform.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec:\n  cluster: {platforms: [linux/arm64]}\n"})
	lines := map[string]string{}
	for line := range strings.Lines(ok(t, "explain", dir)) {
		if f := strings.Fields(line); len(f) > 2 {
			lines[f[0]] = strings.Join(f[1:], " ")
		}
	}
	assert.Equal(t, lines["spec.repository"], "https://github.com/owner/a p/a.yaml:8:15")
	assert.Equal(t, lines["spec.namespace"], "a metadata.name")
	assert.Equal(t, lines["spec.path"], "deploy default")
	assert.Equal(t, lines["spec.images[0].platforms"], "linux/arm64 Platform spec.cluster.platforms at platform.yaml:5:24")
	assert.Check(t, strings.HasSuffix(lines["spec.argocd.version"], "assumed"), lines["spec.argocd.version"])
}

func TestExplainWithoutAFolderListsTheFields(t *testing.T) {
	text := ok(t, "explain")
	for _, want := range []string{"Project (fairlead.dev/v1alpha1)", "spec.repository  (string, required)", "spec.path  (string, default deploy)", "Platform (fairlead.dev/v1alpha1)", "one of annotations resource"} {
		assert.Check(t, strings.Contains(text, want), "%q is missing in\n%s", want, text)
	}
}

// TestPatchesAreWhatAShellReads runs the printed commands with a stand-in for kubectl that prints its last argument.
func TestPatchesAreWhatAShellReads(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": projectFile("a")})
	script := "kubectl() { eval \"printf '%s\\n' \\\"\\${$#}\\\"\"; }\n" + ok(t, "explain", "--patches", dir)
	out, err := exec.Command("sh", "-c", script).Output()
	assert.NilError(t, err)
	patches := strings.Split(strings.TrimSpace(string(out)), "\n")
	assert.Equal(t, len(patches), 2)
	var rbac struct{ Data map[string]string }
	assert.NilError(t, json.Unmarshal([]byte(patches[1]), &rbac))
	assert.Equal(t, rbac.Data["policy.a.csv"], "p, github-actions, applications, get, a/a, allow\np, github-actions, applications, sync, a/a, allow\n")
}

func TestNothingToPatchIsSaid(t *testing.T) {
	dir := write(t, map[string]string{"platform.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec: {}\n"})
	status, stdout, stderr := call(t, "", "explain", "--patches", dir)
	assert.Equal(t, status, 0)
	assert.Equal(t, stdout, "")
	assert.Check(t, strings.Contains(stderr, "nothing has to be set"), stderr)
}
