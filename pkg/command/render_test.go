// SPDX-License-Identifier: Apache-2.0

package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestRenderTwice(t *testing.T) {
	dir := write(t, map[string]string{"projects/a.yaml": projectFile("a"), "Kptfile": kptfileText})
	assert.Check(t, strings.Contains(ok(t, "render", dir), "new      rendered/a.yaml"))
	first := tree(t, dir)
	assert.Check(t, strings.Contains(ok(t, "render", dir), "up to date"))
	assert.DeepEqual(t, tree(t, dir), first)
	assert.Check(t, strings.Contains(ok(t, "render", "--check", dir), "up to date"))
}

func TestRenderRemovesWhatIsGone(t *testing.T) {
	dir := write(t, map[string]string{"projects/a.yaml": projectFile("a"), "projects/b.yaml": projectFile("b")})
	ok(t, "render", dir)
	assert.NilError(t, os.Remove(filepath.Join(dir, "projects/b.yaml")))
	stdout := ok(t, "render", dir)
	assert.Check(t, strings.Contains(stdout, "deleted  rendered/b.yaml") && strings.Contains(stdout, "deleted  secrets/b-secrets.example.yaml"), stdout)
	alone := write(t, map[string]string{"projects/a.yaml": projectFile("a")})
	ok(t, "render", alone)
	assert.DeepEqual(t, tree(t, dir), tree(t, alone))
}

func TestRenderCheckShowsADiffAndWritesNothing(t *testing.T) {
	dir := write(t, map[string]string{"projects/a.yaml": projectFile("a")})
	ok(t, "render", dir)
	file := filepath.Join(dir, "rendered/a.yaml")
	text, err := os.ReadFile(file)
	assert.NilError(t, err)
	edited := strings.Replace(string(text), "targetRevision: main", "targetRevision: dev", 1)
	assert.NilError(t, os.WriteFile(file, []byte(edited), 0o644))
	before := tree(t, dir)
	status, stdout, stderr := call(t, "", "render", "--check", dir)
	assert.Equal(t, status, 1)
	assert.Check(t, strings.Contains(stdout, "-    targetRevision: dev\n+    targetRevision: main\n"), stdout)
	assert.Check(t, strings.Contains(stderr, "run `fairlead render"), stderr)
	assert.DeepEqual(t, tree(t, dir), before)
}

func TestRenderStdoutPrintsWhatAClusterGets(t *testing.T) {
	dir := write(t, map[string]string{"projects/a.yaml": projectFile("a"), "Kptfile": kptfileText, "extra.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra"})
	before := tree(t, dir)
	stdout := ok(t, "render", "--stdout", dir)
	for _, want := range []string{"kind: Application\n", "kind: AppProject\n", "name: extra\n---\n"} {
		assert.Check(t, strings.Contains(stdout, want), stdout)
	}
	for _, not := range []string{"kind: Project\n", "kind: Secret\nmetadata", "Kptfile", "Component", "Kustomization", "config.kubernetes.io/"} {
		assert.Check(t, !strings.Contains(stdout, not), "%s in\n%s", not, stdout)
	}
	assert.DeepEqual(t, tree(t, dir), before)
}

// TestRenderStdoutAsAPlugin holds what a Config Management Plugin of Argo CD needs: nothing but resources on stdout, why it
// fails on stderr, and no success without a resource, after which Argo CD would prune everything.
func TestRenderStdoutAsAPlugin(t *testing.T) {
	misspelt := "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mine, namespace: argocd}\nspec:\n  project: a\n  syncPolicy: {syncOptions: [CreateNamespce=true]}\n"
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"an error of the validator", map[string]string{"a.yaml": projectFile("a"), "mine.yaml": misspelt}, "\nerror: mine.yaml:"},
		{"a field that is not known", map[string]string{"a.yaml": projectFile("a") + "  typo: 1\n"}, "\nerror: a.yaml:11:3: Project/a: spec.typo: "},
		{"no Project", map[string]string{"Kptfile": kptfileText}, "renders nothing for a cluster"},
		{"no Project, and a Platform", map[string]string{"p.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\n"}, "renders nothing for a cluster"},
		{"nothing at all", map[string]string{"README.md": "x"}, "holds no resource"},
		{"a Secret with values", map[string]string{"a.yaml": projectFile("a"), "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {A: c2VjcmV0}\n"}, "must not hold values"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, stdout, stderr := call(t, "", "render", "--stdout", write(t, tc.files))
			assert.Equal(t, status, 1)
			assert.Equal(t, stdout, "")
			assert.Check(t, strings.Contains("\n"+stderr, tc.want), stderr)
			if strings.HasPrefix(tc.want, "\n") { // a condition of Argo CD begins with it
				assert.Check(t, strings.HasPrefix("\n"+stderr, tc.want), stderr)
			}
			assert.Check(t, !strings.Contains(stderr, "c2VjcmV0"), stderr)
		})
	}
	assert.Equal(t, ok(t, "render", "--stdout", "--allow-empty", write(t, map[string]string{"Kptfile": kptfileText})), "")
}

func TestRenderOnBadInputWritesNothing(t *testing.T) {
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"two mistakes in two files", map[string]string{"a.yaml": projectFile("a") + "  typo: 1\n", "b.yaml": strings.Replace(projectFile("b"), "ghcr.io/owner/b", "ghcr.io/Owner/b:v1", 1)},
			[]string{"a.yaml:11:3:", `"typo"`, "b.yaml:9:12:", "spec.images[0].name"}},
		{"not KRM", map[string]string{"a.yaml": projectFile("a"), ".github/ci.yml": "on: push\n"}, []string{".github/ci.yml:1", "apiVersion"}},
		{"not YAML", map[string]string{"a.yaml": projectFile("a"), "b.yaml": "a: [\n"}, []string{"error: b.yaml:", "must be YAML"}},
		{"one file broken, one mistaken", map[string]string{"a.yaml": projectFile("a") + "  typo: 1\n", "b.yaml": "apiVersion: v1\nkind: X\nkind: Y\n", "c.yaml": "a: [\n"},
			[]string{"a.yaml:11:3:", `"typo"`, "error: b.yaml:3:1:", "stands twice", "error: c.yaml:", "must be YAML"}},
		{"nothing at all", map[string]string{"README": "x"}, []string{"holds no resource"}},
		{"no Project", map[string]string{"a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"}, []string{"holds no Project"}},
		{"group with a typing mistake", map[string]string{"a.yaml": strings.Replace(projectFile("a"), "fairlead.dev", "farlead.dev", 1)}, []string{"a.yaml:1:13:", `must be "fairlead.dev/v1alpha1"`}},
		{"last Project gone", map[string]string{"rendered/a.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\n  annotations: {fairlead.dev/project: a}\n"}, []string{"--allow-empty"}},
		{"function of others", map[string]string{"a.yaml": projectFile("a"), "Kptfile": kptfileText + "pipeline:\n  mutators:\n  - image: ghcr.io/kptdev/krm-functions-catalog/set-namespace:v0.4\n"}, []string{"set-namespace", "kpt fn render"}},
		{"no such config", map[string]string{"a.yaml": projectFile("a"), "Kptfile": kptfileText + "pipeline:\n  mutators:\n  - image: ghcr.io/fairlead-krm/generate-rbac:v1\n    configPath: gone.yaml\n"}, []string{"gone.yaml"}},
		{"file in the way", map[string]string{"a.yaml": projectFile("a"), "rendered": "x"}, []string{"rendered"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := write(t, tc.files)
			status, stdout, stderr := call(t, "", "render", dir)
			assert.Equal(t, status, 1)
			assert.Equal(t, stdout, "")
			for _, want := range tc.want {
				assert.Check(t, strings.Contains(stderr, want), "%q is missing in %s", want, stderr)
			}
			assert.DeepEqual(t, tree(t, dir), tc.files)
		})
	}
}

func TestRenderRunsThePipelineInItsOrder(t *testing.T) {
	kpt := kptfileText + "pipeline:\n  mutators:\n  - exec: ./bin/generate-application\n  - image: registry.local/fairlead-krm/generate-secret-stubs@sha256:0\n    configPath: stubs.yaml\n  - exec: fairlead fn set-ignore-differences\n"
	dir := write(t, map[string]string{"a.yaml": projectFile("a"), "Kptfile": kpt, "stubs.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: GenerateSecretStubs\nmetadata:\n  name: stubs\n"})
	ok(t, "render", dir)
	files := tree(t, dir)
	_, component := files["rendered/argocd/kustomization.yaml"]
	assert.Check(t, !component, "generate-rbac is not in the pipeline")
	assert.Check(t, files["rendered/a.yaml"] != "" && files["secrets/a-secrets.example.yaml"] != "")
	assert.Check(t, strings.Contains(ok(t, "render", dir), "up to date"))
}

func TestRenderOfPackagesInPackages(t *testing.T) {
	dir := write(t, map[string]string{
		"Kptfile": kptfileText, "a.yaml": projectFile("a"),
		"below/Kptfile": kptfileText, "below/b.yaml": projectFile("b"),
	})
	ok(t, "render", dir)
	files := tree(t, dir)
	assert.Check(t, files["below/rendered/b.yaml"] != "", "the package below renders its own")
	assert.Check(t, !strings.Contains(files["rendered/kustomization.yaml"], "b.yaml"), files["rendered/kustomization.yaml"])
	assert.Check(t, strings.Contains(ok(t, "render", dir), "up to date"))
}

// TestPackageBelowWithAShortName holds that a folder of one letter is not taken for the package that holds it.
func TestPackageBelowWithAShortName(t *testing.T) {
	dir := write(t, map[string]string{"Kptfile": kptfileText, "one.yaml": projectFile("one"), "c/Kptfile": kptfileText, "c/two.yaml": projectFile("two")})
	for range 2 {
		ok(t, "render", dir)
		files := tree(t, dir)
		assert.Check(t, strings.Contains(files["rendered/kustomization.yaml"], "- one.yaml") && !strings.Contains(files["rendered/kustomization.yaml"], "two.yaml"))
		assert.Check(t, strings.Contains(files["c/rendered/kustomization.yaml"], "- two.yaml") && !strings.Contains(files["c/rendered/kustomization.yaml"], "one.yaml"))
	}
}

// TestFindingsNameNoLinesOfUnwrittenText holds that a place always is one that a person can open.
func TestFindingsNameNoLinesOfUnwrittenText(t *testing.T) {
	dir := write(t, map[string]string{"project.yaml": projectFile("a"), "mine.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: argocd}\nspec:\n  project: a\n  syncPolicy: {syncOptions: [CreateNamespce=true]}\n"})
	status, _, stderr := call(t, "", "render", dir)
	assert.Equal(t, status, 1, stderr)
	assert.Check(t, strings.Contains(stderr, "error: mine.yaml: ") && strings.Contains(stderr, "CreateNamespce"), stderr)
}

// TestEachThingIsSaidOnce holds that two functions do not repeat one another, though the second knows no line of a file that
// the first has changed.
func TestEachThingIsSaidOnce(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": projectFile("a"), "p.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata:\n  name: k3s\n"})
	_, _, stderr := call(t, "", "render", dir)
	assert.Equal(t, strings.Count(stderr, "spec.argocd.version"), 1, stderr)
	assert.Check(t, strings.Contains(stderr, "info: p.yaml:1:1: "), stderr)
}
