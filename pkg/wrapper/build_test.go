// SPDX-License-Identifier: Apache-2.0

package wrapper_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

const (
	project = "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: home\nspec:\n  repository: https://github.com/owner/home\n  images: [ghcr.io/owner/home]\n"
	// The configurations of both functions, as the examples have them.
	generate = "apiVersion: fairlead.dev/v1alpha1\nkind: GenerateDelivery\nmetadata:\n  name: generate\n" +
		"  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: generate-delivery\n"
	validate = "apiVersion: fairlead.dev/v1alpha1\nkind: ValidateDelivery\nmetadata:\n  name: validate\n" +
		"  annotations:\n    config.k8s.io/function: |\n      exec:\n        path: validate-delivery\n"
)

// built are repositories that must be built as kustomize builds them under the global flags.
var built = []struct {
	name, dir string
	flags     []string
	files     map[string]string
	want      []string
}{
	{"files", ".", nil, map[string]string{"kustomization.yaml": "resources: [p.yaml]\ntransformers: [g.yaml, v.yaml]\n", "p.yaml": project, "g.yaml": generate, "v.yaml": validate}, []string{"kind: Application\n"}},
	{"two configurations in one file", ".", nil, map[string]string{"kustomization.yaml": "resources: [p.yaml]\ntransformers: [gv.yaml]\n", "p.yaml": project, "gv.yaml": "# first\n" + generate + "--- # second\n" + validate}, []string{"kind: Application\n"}},
	{"inline", ".", nil, map[string]string{"kustomization.yaml": "resources: [p.yaml]\ntransformers:\n- |-\n" + indent(generate) + "- |\n" + indent(validate), "p.yaml": project}, []string{"kind: Application\n"}},
	{"a folder of configurations", ".", nil, map[string]string{"kustomization.yaml": "resources: [p.yaml]\ntransformers: [fns]\n", "p.yaml": project, "fns/kustomization.yaml": "resources: [g.yaml, ../v]\n", "fns/g.yaml": generate, "v/kustomization.yml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: v}\nbases: [../w]\n", "w/Kustomization": "resources: [v.yaml]\n", "w/v.yaml": validate}, []string{"kind: Application\n"}},
	{"beside the binary", ".", nil, map[string]string{"kustomization.yaml": "resources: [p.yaml]\ntransformers: [g.yaml]\n", "p.yaml": project, "g.yaml": strings.Replace(generate, "path: generate-delivery", "path: $BIN/generate-delivery", 1)}, []string{"kind: Application\n"}},
	{"JSON", ".", nil, map[string]string{"kustomization.yaml": `{"resources":["p.yaml"],"transformers":["g.json"]}`, "p.yaml": project, "g.json": `{"apiVersion":"fairlead.dev/v1alpha1","kind":"GenerateDelivery","metadata":{"name":"g","annotations":{"config.kubernetes.io/function":"{\"exec\":{\"path\":\"generate-delivery\"}}"}}}`}, []string{"kind: Application\n"}},
	{"bases, components and what kustomize does itself", "overlay", nil, map[string]string{
		"overlay/kustomization.yaml": "namespace: home\nnamePrefix: p-\nresources: [../base, extra.yaml]\ncomponents: [../c]\nimages:\n- {name: ghcr.io/owner/home, newTag: sha-1}\npatches:\n- path: patch.yaml\n- patch: |-\n    - {op: add, path: /data/y, value: 'yes'}\n  target: {kind: ConfigMap, name: extra}\nconfigMapGenerator:\n- name: env\n  envs: [sub/.env]\n  files: [conf=sub/conf.txt]\ntransformers: [" + "p.yaml]\nbuildMetadata: [originAnnotations]\n",
		"overlay/extra.yaml":         "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\ndata: {a: \"1.10\", 'on': 'off'}\n", "overlay/patch.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\ndata: {b: c}\n",
		"overlay/sub/.env": "A=B\n", "overlay/sub/conf.txt": "x: y\n---\n", "overlay/p.yaml": prefix,
		"base/kustomization.yaml": "# a comment\nresources:\n- deploy.yaml\n", "base/deploy.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: home\nspec:\n  template:\n    spec:\n      containers:\n      - name: home\n        image: ghcr.io/owner/home\n",
		"c/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels:\n- pairs: {\"n\": \"y\"}\nreplicas:\n- {name: home, count: 3}\n",
	}, []string{"image: ghcr.io/owner/home:sha-1", "replicas: 3", "name: p-p-home", "conf: |"}},
	{"links inside", "app", nil, map[string]string{"app/kustomization.yaml": "resources: [r.yaml, b]\n", "app/r.yaml": "-> real/r.yaml", "app/real/r.yaml": resource, "app/b": "-> ../shared/base", "shared/base/kustomization.yaml": "resources: [x.yaml]\n", "shared/base/x.yaml": "-> y.yaml", "shared/base/y.yaml": strings.Replace(resource, "name: a", "name: x", 1), "app/loop": "-> loop", "app/out": "-> /etc"}, []string{"name: a\n", "name: x\n"}},
	{"a folder reached through a link", "app", nil, map[string]string{"app/kustomization.yaml": "resources: [../l/base]\n", "l": "-> shared", "shared/base/kustomization.yaml": "resources: [x.yaml]\n", "shared/base/x.yaml": resource}, []string{"name: a\n"}},
	{"URLs that are no files", ".", nil, map[string]string{"kustomization.yaml": "resources: [r.yaml]\nconfigMapGenerator:\n- name: x\n  literals: [u=https://example.org/x]\npatches:\n- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {path: \"https://example.org\"}}}'\npatchesStrategicMerge:\n- |-\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a, labels: {b: c}}\n  data: {path: https://example.org/y}\n", "r.yaml": resource}, []string{"u: https://example.org/x", "path: https://example.org/y"}},
	{"fields that are empty", ".", nil, map[string]string{"kustomization.yaml": "resources:\n- r.yaml\ntransformers:\ngenerators: []\nhelmCharts: []\nvalidators: null\n", "r.yaml": resource}, []string{"name: a\n"}},
	{"an anchor in the kustomization", ".", nil, map[string]string{"kustomization.yaml": "resources: &r [r.yaml]\ncommonAnnotations: &a {x: 'y'}\nlabels: [{pairs: *a}]\n", "r.yaml": resource}, []string{"x: \"y\""}},
	{"a function among the resources", ".", nil, map[string]string{"kustomization.yaml": "resources: [fn.yaml]\n", "fn.yaml": evil(runSh)}, []string{"kind: Evil"}},
	{"names with an at sign", ".", nil, map[string]string{"kustomization.yaml": "resources: [app@1.yaml, b@2]\n", "app@1.yaml": resource, "b@2/kustomization.yaml": "resources: [x.yaml]\n", "b@2/x.yaml": strings.Replace(resource, "name: a", "name: x", 1)}, []string{"name: x\n"}},
	{"flags of the administrator", ".", []string{"--enable-helm", "--helm-kube-version", "1.33", "--helm-api-versions=apps/v1", "--enable-exec=false", "-e", "A=B", "--load-restrictor", "LoadRestrictionsRootOnly"}, map[string]string{"kustomization.yaml": "resources: [p.yaml]\ntransformers: [g.yaml]\n", "p.yaml": project, "g.yaml": generate}, []string{"kind: Application\n"}},
}

func TestBuilt(t *testing.T) {
	bin := installed(t)
	for _, tc := range built {
		t.Run(tc.name, func(t *testing.T) {
			for name, text := range tc.files {
				tc.files[name] = strings.ReplaceAll(text, "$BIN", bin)
			}
			repo := repository(t, tc.files)
			t.Setenv("TMPDIR", t.TempDir())
			args := append([]string{"build", filepath.Join(repo, tc.dir)}, tc.flags...)
			out := call{bin: bin, dir: repo}.run(t, args...)
			got := out.Passed(t)
			for _, want := range tc.want {
				assert.Check(t, strings.Contains(got, want), "%q is not in:\n%s", want, got)
			}
			plain := withFlags(t, bin, repo, args...)
			assert.Equal(t, got, plain.Passed(t))
			assert.Equal(t, out.Stderr, plain.Stderr)
			assert.Equal(t, len(leftBehind(t, os.Getenv("TMPDIR"))), 0)
			for name, text := range tc.files { // the repository is as it was
				if content, err := os.ReadFile(filepath.Join(repo, name)); err == nil && !strings.HasPrefix(text, "-> ") {
					assert.Equal(t, string(content), text, name)
				}
			}
		})
	}
}

// TestFromAFolderBelow holds that a person may stand anywhere in the repository.
func TestFromAFolderBelow(t *testing.T) {
	bin := installed(t)
	repo := repository(t, map[string]string{"app/kustomization.yaml": "resources: [../base]\n", "base/kustomization.yaml": "resources: [x.yaml]\n", "base/x.yaml": resource, "app/sub/.keep": ""})
	want := call{bin: bin, dir: repo}.run(t, "build", "app").Passed(t)
	for dir, path := range map[string]string{"app": ".", "app/sub": "..", "base": "../app"} {
		assert.Equal(t, call{bin: bin, dir: filepath.Join(repo, dir)}.run(t, "build", path).Passed(t), want, dir)
	}
	assert.Equal(t, call{bin: bin, dir: filepath.Join(repo, "app")}.run(t, "build").Passed(t), want)
}

// TestTemporaryFolderInTheRepository holds that a copy does not copy itself.
func TestTemporaryFolderInTheRepository(t *testing.T) {
	bin := installed(t)
	repo := repository(t, map[string]string{"kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": resource, "tmp/.keep": ""})
	t.Setenv("TMPDIR", filepath.Join(repo, "tmp"))
	call{bin: bin, dir: repo}.run(t, "build", ".").Passed(t)
	assert.Equal(t, len(leftBehind(t, os.Getenv("TMPDIR"))), 0)
}

// TestCommand holds that a person can do by hand what Argo CD does.
func TestCommand(t *testing.T) {
	bin := installed(t)
	repo := repository(t, map[string]string{
		"kustomization.yaml": "resources: [p.yaml]\ntransformers: [g.yaml]\n", "p.yaml": project, "g.yaml": generate,
		"evil/kustomization.yaml": "resources: [r.yaml]\ntransformers: [fn.yaml]\n", "evil/r.yaml": resource, "evil/fn.yaml": evil(runSh),
	})
	env := []string{wrapper.KustomizeVariable + "=" + fntest.Kustomize(t)}
	want := call{bin: bin, dir: repo}.run(t, "build", ".").Passed(t)
	assert.Equal(t, execute(t, repo, env, filepath.Join(bin, "fairlead"), "kustomize", "build", ".").Passed(t), want)
	for args, status := range map[string]int{"build evil": wrapper.StatusRefused, "build gone": wrapper.StatusCannotRun, "fn run": wrapper.StatusCannotRun} {
		out := execute(t, repo, env, filepath.Join(bin, "fairlead"), append([]string{"kustomize"}, strings.Fields(args)...)...)
		assert.Equal(t, out.ExitCode, status, out.Stderr)
	}
}

// TestFailuresNameTheRepository holds that nobody reads the path of a private copy.
func TestFailuresNameTheRepository(t *testing.T) {
	bin := installed(t)
	t.Setenv("TMPDIR", t.TempDir())
	repo := repository(t, map[string]string{
		"broken/kustomization.yaml": "resources: [x.yaml]\n", "broken/x.yaml": "a: b\n",
		"typo/kustomization.yaml": "resources: [p.yaml]\ntransformers: [g.yaml]\n", "typo/p.yaml": project + "  typo: 1\n", "typo/g.yaml": generate,
	})
	out := call{bin: bin, dir: repo}.run(t, "build", "broken")
	out.Failed(t, filepath.Join(repo, "broken"))
	assert.Check(t, !strings.Contains(out.Stderr, os.Getenv("TMPDIR")), out.Stderr)
	assert.Equal(t, out.ExitCode, 1)
	call{bin: bin, dir: repo}.run(t, "build", "typo").Failed(t, `error: Project/home: spec.typo: `)
	assert.Equal(t, len(leftBehind(t, os.Getenv("TMPDIR"))), 0)
}

// TestWhatWasCheckedIsBuilt changes the repository between the check and the build.
func TestWhatWasCheckedIsBuilt(t *testing.T) {
	bin := installed(t)
	files := map[string]string{
		"kustomization.yaml": "resources: [p.yaml, base, data.yaml]\ntransformers: [g.yaml]\n", "p.yaml": project, "g.yaml": generate,
		"base/kustomization.yaml": "resources: [x.yaml]\n", "base/x.yaml": resource, "data.yaml": strings.Replace(resource, "name: a", "name: d", 1),
	}
	repo, quiet := repository(t, files), repository(t, files)
	ran := filepath.Join(t.TempDir(), "ran")
	t.Setenv("ARGOCD_APP_RAN", ran)
	other := repository(t, map[string]string{"fn.yaml": evil(runSh), "sub/kustomization.yaml": "resources: [r.yaml]\ntransformers: [fn.yaml]\n", "sub/r.yaml": resource, "sub/fn.yaml": evil(runSh)})
	// In place, by another file, by a folder and by a link.
	meddler := filepath.Join(t.TempDir(), "kustomize")
	assert.NilError(t, os.WriteFile(meddler, []byte(`#!/bin/sh
/bin/cat `+other+`/fn.yaml > `+repo+`/g.yaml
/bin/echo 'transformers: [../g.yaml]' >> `+repo+`/base/kustomization.yaml
/bin/rm `+repo+`/data.yaml && /bin/ln -s `+other+`/sub `+repo+`/data.yaml
/bin/rm `+repo+`/base/x.yaml && /bin/cp -R `+other+`/sub `+repo+`/base/x.yaml
exec `+fntest.Kustomize(t)+` "$@"
`), 0o755))
	got := call{bin: bin, dir: repo, kustomize: meddler}.run(t, "build", ".").Passed(t)
	assert.Equal(t, got, call{bin: bin, dir: quiet}.run(t, "build", ".").Passed(t))
	_, err := os.Stat(ran)
	assert.Assert(t, os.IsNotExist(err), "it ran")
	call{bin: bin, dir: repo}.run(t, "build", ".").Failed(t, `it runs "sh"`)
}

// TestEnvironmentOfKustomize holds the third wall: a PATH with the functions alone and an empty plugin home. Of the
// environment only what Argo CD documents for a build is passed on.
func TestEnvironmentOfKustomize(t *testing.T) {
	bin := installed(t)
	repo := repository(t, map[string]string{"app/kustomization.yaml": "resources: [r.yaml]\n", "app/r.yaml": resource})
	spy := filepath.Join(t.TempDir(), "kustomize")
	assert.NilError(t, os.WriteFile(spy, []byte("#!/bin/sh\necho \"$@\"\necho $PATH $KUSTOMIZE_PLUGIN_HOME\n/bin/ls $PATH\n/bin/ls $KUSTOMIZE_PLUGIN_HOME\necho $ARGOCD_APP_NAME $KUBE_VERSION $REDIS_PASSWORD$GIT_PASSWORD$HTTPS_PROXY$ARGOCD_GIT_ASKPASS_NONCE$PASSED\n/bin/pwd\nexit 7\n"), 0o755))
	env := []string{"KUSTOMIZE_PLUGIN_HOME=" + t.TempDir(), "ARGOCD_APP_NAME=home", "KUBE_VERSION=1.33"}
	for _, kept := range []string{"REDIS_PASSWORD", "GIT_PASSWORD", "HTTPS_PROXY", "ARGOCD_GIT_ASKPASS_NONCE", "PASSED"} {
		env = append(env, kept+"=s3cret")
	}
	out := call{bin: bin, dir: repo, kustomize: spy, env: env}.run(t, "build", filepath.Join(repo, "app"), "--enable-helm")
	assert.Equal(t, out.ExitCode, 7, out.Stderr)
	lines := strings.Split(strings.TrimSpace(out.Stdout), "\n")
	args, paths := strings.Fields(lines[0]), strings.Fields(lines[1])
	top := strings.TrimSuffix(paths[0], "bin")
	assert.DeepEqual(t, args, []string{"build", top + "tree/app", "--enable-helm", "--enable-alpha-plugins", "--enable-exec"})
	assert.Equal(t, paths[1], top+"plugins")
	assert.DeepEqual(t, lines[2:], []string{"generate-application", "generate-delivery", "generate-rbac", "generate-secret-stubs", "set-ignore-differences", "validate-delivery", "home 1.33", top + "tree"})
}

// TestFindingKustomize holds that it is the real one, and never this binary.
func TestFindingKustomize(t *testing.T) {
	bin, repo := installed(t), repository(t, map[string]string{"kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": resource})
	self := filepath.Join(bin, wrapper.Name)
	alone, onPath := t.TempDir(), t.TempDir()
	assert.NilError(t, os.Symlink(self, filepath.Join(alone, "kustomize")))
	assert.NilError(t, os.Symlink(fntest.Kustomize(t), filepath.Join(onPath, "kustomize")))
	list := func(dirs ...string) string { return "PATH=" + strings.Join(dirs, string(os.PathListSeparator)) }

	execute(t, repo, []string{list(".", alone, onPath)}, self, "build", ".").Passed(t)
	version := execute(t, repo, []string{list(alone, onPath)}, self, "version").Passed(t)
	assert.Equal(t, version, execute(t, repo, nil, fntest.Kustomize(t), "version").Passed(t))
	for name, tc := range map[string]struct{ env, want string }{
		"none":            {list(alone), "there is no kustomize on the PATH"},
		"itself named":    {wrapper.KustomizeVariable + "=" + self, "that is Fairlead"},
		"gone":            {wrapper.KustomizeVariable + "=/nowhere/kustomize", "must be the absolute path"},
		"relative":        {wrapper.KustomizeVariable + "=kustomize", "must be the absolute path"},
		"a folder":        {wrapper.KustomizeVariable + "=/", "must be the absolute path"},
		"itself in a way": {wrapper.KustomizeVariable + "=" + caller(t, self), "called this binary again"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, args := range [][]string{{"build", "."}, {"version"}} {
				out := execute(t, repo, []string{tc.env}, self, args...)
				assert.Equal(t, out.ExitCode, wrapper.StatusCannotRun, out.Stderr)
				assert.Check(t, strings.Contains(out.Stderr, tc.want), out.Stderr)
			}
		})
	}
}

// caller is a script that calls a program.
func caller(t *testing.T, program string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kustomize")
	assert.NilError(t, os.WriteFile(path, []byte("#!/bin/sh\nexec "+program+" \"$@\"\n"), 0o755))
	return path
}

// TestEditIsPassedOn holds that Argo CD can set images, as it does before it builds.
func TestEditIsPassedOn(t *testing.T) {
	bin := installed(t)
	repo := repository(t, map[string]string{"kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": resource})
	call{bin: bin, dir: repo}.run(t, "edit", "set", "image", "ghcr.io/owner/home:sha-1").Passed(t)
	text, err := os.ReadFile(filepath.Join(repo, "kustomization.yaml"))
	assert.NilError(t, err)
	assert.Check(t, strings.Contains(string(text), "newTag: sha-1"), string(text))
	call{bin: bin, dir: repo}.run(t, "edit", "set", "image").Failed(t, "no image specified")
}

func TestCallsThatAreNotPassedOn(t *testing.T) {
	bin := installed(t)
	repo := repository(t, map[string]string{"kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": resource})
	for _, tc := range []struct {
		args []string
		want string
	}{
		{nil, "build, edit or version"},
		{[]string{"fn", "run", "."}, `"fn" is not passed on`},
		{[]string{"localize", "."}, `"localize" is not passed on`},
		{[]string{"--stack-trace", "build", "."}, `"--stack-trace" is not passed on`},
		{[]string{"build", "a", "b"}, "one folder, not 2: a b"},
		{[]string{"build", "gone"}, "gone: there is no such folder"},
		{[]string{"build", "r.yaml"}, "r.yaml: it must be a folder"},
		{[]string{"build", "https://github.com/owner/repo"}, "nothing is fetched"},
		{[]string{"build", ".", "-o", "out"}, "the flag -o of build is not passed on"},
		{[]string{"build", ".", "--output=out"}, "the flag --output=out of build is not passed on"},
		{[]string{"build", ".", "--enable-execc"}, "did you mean --enable-exec?"},
		{[]string{"build", ".", "--load-restrictor"}, "needs a value"},
		{[]string{"build", ".", "--load-restrictor", "LoadRestrictionsNone"}, "--load-restrictor LoadRestrictionsNone is refused: with it a repository reads every file of the repo server"},
		{[]string{"--load-restrictor=LoadRestrictionsNone", "build", "."}, "is not passed on"},
		{[]string{"build", "--load-restrictor=LoadRestrictionsNone", "."}, "is refused"},
		{[]string{"build", ".", "--load-restrictor=none"}, "is refused"},
		{[]string{"build", ".", "--load-restrictor="}, "is refused"},
		{[]string{"build", ".", "--load-restrictor", "LoadRestrictionsNone", "--load-restrictor", "LoadRestrictionsRootOnly"}, "is refused"},
		{[]string{"build", ".", "-load-restrictor=LoadRestrictionsNone"}, "is not passed on"},
		{[]string{"build", ".", "--Load-Restrictor=LoadRestrictionsNone"}, "is not passed on"},
	} {
		t.Run(strings.Join(tc.args, " "), func(t *testing.T) {
			out := call{bin: bin, dir: repo}.run(t, tc.args...)
			assert.Equal(t, out.ExitCode, wrapper.StatusCannotRun)
			assert.Equal(t, strings.Count(out.Stderr, "\n"), 1, out.Stderr)
			assert.Check(t, strings.HasPrefix(out.Stderr, "error: "+wrapper.Name+": ") && strings.Contains(out.Stderr, tc.want), out.Stderr)
		})
	}
}

// TestCopiesOfKilledBuildsAreRemoved holds that a repo server does not fill up.
func TestCopiesOfKilledBuildsAreRemoved(t *testing.T) {
	bin := installed(t)
	repo := repository(t, map[string]string{"kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": resource})
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, name := range []string{"fairlead-build-old", "fairlead-build-young", "somebody-elses"} {
		assert.NilError(t, os.Mkdir(filepath.Join(dir, name), 0o755))
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	for _, name := range []string{"fairlead-build-old", "somebody-elses"} {
		assert.NilError(t, os.Chtimes(filepath.Join(dir, name), yesterday, yesterday))
	}
	call{bin: bin, dir: repo}.run(t, "build", ".").Passed(t)
	entries, err := os.ReadDir(dir)
	assert.NilError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	assert.DeepEqual(t, names, []string{"fairlead-build-young", "somebody-elses"})
}

// TestWithoutTheVersion holds that an Application that does not ask for the wrapper gains nothing: Argo CD builds it by plain
// kustomize, which runs no function, and says so.
func TestWithoutTheVersion(t *testing.T) {
	ran := filepath.Join(t.TempDir(), "ran")
	t.Setenv("ARGOCD_APP_RAN", ran)
	for _, config := range []string{evil(runSh), generate} {
		repo := repository(t, map[string]string{"kustomization.yaml": "resources: [p.yaml]\ntransformers: [fn.yaml]\n", "p.yaml": project, "fn.yaml": config})
		execute(t, repo, []string{"PATH=" + installed(t) + string(os.PathListSeparator) + os.Getenv("PATH")}, fntest.Kustomize(t), "build", ".").Failed(t, "external plugins disabled")
		_, err := os.Stat(ran)
		assert.Assert(t, os.IsNotExist(err), "it ran")
	}
}
