// SPDX-License-Identifier: Apache-2.0

package wrapper_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

const resource = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"

// evil is the configuration of a plugin with an annotation, or whatever else stands in the metadata.
func evil(metadata string) string {
	return "apiVersion: example.org/v1\nkind: Evil\nmetadata:\n  name: x\n" + metadata
}

// The program of every case says by the file $ARGOCD_APP_RAN that it ran.
const (
	touch    = `touch $ARGOCD_APP_RAN; cat`
	runSh    = "  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: sh, args: [-c, '" + touch + "']}\n"
	runSh2   = "  annotations:\n    config.k8s.io/function: |\n      exec: {path: sh, args: [-c, '" + touch + "']}\n"
	script   = "#!/bin/sh\n" + touch + "\n"
	listOnly = "resources: [r.yaml]\n"
)

// prefix is a plugin that kustomize itself is.
const prefix = "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: p-\nfieldSpecs:\n- path: metadata/name\n"

func runs(path string) string {
	return "  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: " + path + "}\n"
}

// refused are repositories that must not be built. Those with ran do run a program of their own under the global flags.
var refused = []struct {
	name  string
	ran   bool
	flags []string
	files map[string]string
	want  []string // on stderr
}{
	{"program of the system", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runSh)},
		[]string{`error: fn.yaml:6:36: Evil/x: metadata.annotations[config.kubernetes.io/function]: it runs "sh"; Fairlead's functions run here and nothing else: generate-delivery, `}},
	{"absolute path", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(strings.Replace(runSh, "path: sh", "path: /bin/sh", 1))},
		[]string{`it runs "/bin/sh"`}},
	{"script of the repository", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("./x.sh")), "x.sh": script},
		[]string{`it runs "./x.sh"`}},
	{"script beside the kustomization", true, nil, map[string]string{"app/kustomization.yaml": "resources: [r.yaml]\ntransformers: [fn.yaml]\n", "app/r.yaml": resource, "app/fn.yaml": evil(runs("../x.sh")), "x.sh": script, "kustomization.yaml": "resources: [app]\n"},
		[]string{`error: app/fn.yaml:6:36: Evil/x: `, `it runs "../x.sh"`}},
	{"a function's name in the repository", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("./generate-delivery")), "generate-delivery": script},
		[]string{`it runs "./generate-delivery"`}},
	{"a function's name in a folder above", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("bin/generate-delivery")), "bin/generate-delivery": script},
		[]string{`it runs "bin/generate-delivery"`}},
	{"the command itself", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(strings.Replace(runSh, "path: sh, args: [-c, '"+touch+"']", "path: fairlead, args: [install, .]", 1))},
		[]string{`it runs "fairlead"`}},
	{"arguments for a function", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("generate-delivery, args: [--doc]"))},
		[]string{"exec.args must not be set"}},
	{"environment for a function", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("generate-delivery, envs: [A=B]"))},
		[]string{"exec.envs must not be set"}},
	{"older annotation", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runSh2)},
		[]string{"metadata.annotations[config.k8s.io/function]: it runs"}},
	{"both annotations", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("validate-delivery") + "    config.k8s.io/function: 'exec: {path: sh}'\n")},
		[]string{`it runs "sh"`}},
	{"configFn", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("  configFn: {exec: {path: sh, args: [-c, '" + touch + "']}}\n")},
		[]string{"metadata.configFn", "out of date"}},
	{"container", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("  annotations:\n    config.kubernetes.io/function: 'container: {image: example.org/evil}'\n")},
		[]string{`it runs the container "example.org/evil", and no container runs in the repo server`}},
	{"container beside a function", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("  annotations:\n    config.kubernetes.io/function: '{exec: {path: validate-delivery}, container: {image: example.org/evil}}'\n")},
		[]string{`it runs the container "example.org/evil"`}},
	{"older container annotation", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("  annotations:\n    config.kubernetes.io/container: example.org/evil\n")},
		[]string{`it runs the container "example.org/evil"`}},
	{"starlark", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("  annotations:\n    config.kubernetes.io/function: 'starlark: {path: x.star}'\n")},
		[]string{`"starlark" is no word of a function`}},
	{"path in capitals", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("  annotations:\n    config.kubernetes.io/function: '{exec: {path: validate-delivery}, Exec: {path: sh, args: [-c, \"" + touch + "\"]}}'\n")},
		[]string{`"Exec" is no word of a function`}},
	{"annotation that is no mapping", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("  annotations:\n    config.kubernetes.io/function: sh\n")},
		[]string{"it must name a function as in `exec: {path: generate-delivery}`"}},
	{"plugin home", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil("")},
		[]string{"fn.yaml:1:1: Evil/x: kustomize would look for a plugin of this kind in its plugin home"}},
	{"generator", true, nil, map[string]string{"kustomization.yaml": listOnly + "generators: [fn.yaml]\n", "fn.yaml": evil(runSh)}, []string{`it runs "sh"`}},
	{"validator", true, nil, map[string]string{"kustomization.yaml": listOnly + "validators: [fn.yaml]\n", "fn.yaml": evil(runSh)}, []string{`it runs "sh"`}},
	{"inline", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers:\n- |\n" + indent(evil(runSh))},
		[]string{`error: kustomization.yaml:3:3: Evil/x: `, `it runs "sh"`}},
	{"second document", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": prefix + "---\n" + evil(runSh)},
		[]string{"fn.yaml:13:36: Evil/x: ", `it runs "sh"`}},
	{"one line above the rest", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": "\n# a comment\n---\n" + evil(runSh)},
		[]string{"fn.yaml:9:36: "}},
	{"in a List", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": "apiVersion: v1\nkind: List\nitems:\n- " + strings.TrimSpace(indent(evil(runSh))) + "\n"},
		[]string{"fn.yaml:2:7: List/: kind: it must be the configuration of one plugin"}},
	{"in a base", true, nil, map[string]string{"kustomization.yaml": "bases: [base]\n", "base/kustomization.yml": "transformers: [fn.yaml]\nresources: [r.yaml]\n", "base/r.yaml": resource, "base/fn.yaml": evil(runSh)},
		[]string{"error: base/fn.yaml:6:36: "}},
	{"in a component", true, nil, map[string]string{"kustomization.yaml": listOnly + "components: [c]\n", "c/Kustomization": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ntransformers: [fn.yaml]\n", "c/fn.yaml": evil(runSh)},
		[]string{"error: c/fn.yaml:6:36: "}},
	{"patched into a folder of configurations", true, nil, map[string]string{
		"kustomization.yaml": listOnly + "transformers: [fns]\n", "fns/fn.yaml": evil(runs("validate-delivery")),
		"fns/kustomization.yaml": "resources: [fn.yaml]\npatches:\n- patch: |\n" + indent(indent(evil(runSh))),
	}, []string{"error: fns/kustomization.yaml:3:1: patches: a kustomization of plugin configurations may have `resources` only"}},
	{"annotated in a folder of configurations", true, nil, map[string]string{
		"kustomization.yaml": listOnly + "transformers: [fns]\n", "fns/fn.yaml": evil(""),
		"fns/kustomization.yaml": "resources: [fn.yaml]\ncommonAnnotations:\n  config.kubernetes.io/function: |\n    exec: {path: sh, args: [-c, '" + touch + "']}\n",
	}, []string{"commonAnnotations: a kustomization of plugin"}},
	{"generated in a folder of configurations", true, nil, map[string]string{
		"kustomization.yaml":     listOnly + "transformers: [fns]\n",
		"fns/kustomization.yaml": "configMapGenerator:\n- name: x\n  literals: [a=b]\n  options:\n    annotations:\n      config.kubernetes.io/function: |\n        exec: {path: sh, args: [-c, '" + touch + "']}\n",
	}, []string{"configMapGenerator: a kustomization of plugin"}},
	{"generated by a plugin in a folder of configurations", true, nil, map[string]string{
		"kustomization.yaml": listOnly + "transformers: [fns]\n", "fns/kustomization.yaml": "generators: [g.yaml]\n",
		"fns/g.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata:\n  name: x\nliterals: [a=b]\noptions:\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: sh, args: [-c, '" + touch + "']}\n",
	}, []string{"generators: a kustomization of plugin"}},
	{"in a base of a folder of configurations", true, nil, map[string]string{
		"kustomization.yaml": listOnly + "transformers: [fns]\n", "fns/kustomization.yaml": "resources: [../more]\n",
		"more/kustomization.yaml": "resources: [fn.yaml]\n", "more/fn.yaml": evil(runSh),
	}, []string{"error: more/fn.yaml:6:36: "}},
	{"the same folder as resources and as configurations", true, nil, map[string]string{
		"kustomization.yaml": "resources: [r.yaml, both]\ntransformers: [both]\n", "both/kustomization.yaml": "resources: [fn.yaml]\n", "both/fn.yaml": evil(runSh),
	}, []string{"error: both/fn.yaml:6:36: "}},
	{"a base's kustomization as a configuration", true, nil, map[string]string{
		"kustomization.yaml":      "resources: [base]\ntransformers: [base/kustomization.yaml]\n",
		"base/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata:\n  name: x\n" + runSh + "resources: [r.yaml]\n", "base/r.yaml": resource,
	}, []string{`"base/kustomization.yaml" must hold the configuration of a plugin, is a kustomization`}},
	{"field in capitals", true, nil, map[string]string{"kustomization.yaml": listOnly + "Transformers: [fn.yaml]\n", "fn.yaml": evil(runSh)},
		[]string{"kustomization.yaml:2:15: Transformers: Fairlead does not know this field"}},
	{"field in letters that fold", true, nil, map[string]string{"kustomization.yaml": listOnly + "tran\u017fformers: [fn.yaml]\n", "fn.yaml": evil(runSh)},
		[]string{"does not know this field"}},
	{"field of tomorrow", false, nil, map[string]string{"kustomization.yaml": listOnly + "programs: [fn.yaml]\n", "fn.yaml": evil(runSh)},
		[]string{"programs: Fairlead does not know this field"}},
	{"field in an anchor", true, nil, map[string]string{"kustomization.yaml": listOnly + "openapi: {path: &f fn.yaml}\ntransformers: [*f]\n", "fn.yaml": evil(runSh)},
		[]string{`it runs "sh"`}},
	{"field by a merge key", true, nil, map[string]string{"kustomization.yaml": "<<: {transformers: [fn.yaml]}\n" + listOnly, "fn.yaml": evil(runSh)},
		[]string{`it runs "sh"`}},
	{"annotation by a merge key", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": "apiVersion: example.org/v1\nkind: Evil\nspec: &s\n  config.kubernetes.io/function: |\n    exec: {path: sh, args: [-c, '" + touch + "']}\nmetadata:\n  name: x\n  annotations: {<<: *s}\n"},
		[]string{"must be plain"}},
	{"annotation by an alias", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": "apiVersion: example.org/v1\nkind: Evil\nspec: &s\n  config.kubernetes.io/function: |\n    exec: {path: sh, args: [-c, '" + touch + "']}\nmetadata:\n  name: x\n  annotations: *s\n"},
		[]string{"must be plain"}},
	{"annotation twice", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("validate-delivery") + "    config.kubernetes.io/function: 'exec: {path: sh}'\n")},
		[]string{`the key "config.kubernetes.io/function" stands twice`}},
	{"annotations twice", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("validate-delivery") + runSh)},
		[]string{`the key "annotations" stands twice`}},
	{"document behind dots", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("validate-delivery")) + "...\n" + evil(runSh)},
		[]string{`it runs "sh"`}},
	{"document behind an odd line end", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runs("validate-delivery")) + "#\u0085---\u0085" + evil(runSh)},
		[]string{"second document"}},
	{"document behind a key with dashes", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": prefix + "---#:\n" + indent(evil(runSh))},
		[]string{"without a line that begins with `---`"}},
	{"inline document behind a key with dashes", true, nil, map[string]string{"kustomization.yaml": "resources: [r.yaml]\ntransformers: [" + strconv.Quote(prefix+"---# x:\n"+indent(evil(runSh))) + "]\n"},
		[]string{"without a line that begins with `---`"}},
	{"file whose name is a configuration", true, nil, map[string]string{
		"kustomization.yaml":              "resources: [r.yaml]\ntransformers: [" + strconv.Quote(prefix+"---# x\n"+evil(runSh)) + "]\n",
		prefix + "---# x\n" + evil(runSh): evil(runs("validate-delivery")),
	}, []string{"must name a file or a folder on one line"}},
	{"configuration without a name", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": strings.Replace(evil(runs("validate-delivery")), "  name: x\n", "", 1)},
		[]string{"must have a name"}},
	{"file with the name of a repository", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [github.com/owner/repo]\n", "github.com/owner/repo": evil(runs("validate-delivery"))},
		[]string{"may take this name for that of a repository"}},
	{"plugin of kustomize that runs helm", false, []string{"--enable-helm"}, map[string]string{"kustomization.yaml": "generators: [h.yaml]\n", "h.yaml": "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata:\n  name: x\nname: evil\n"},
		[]string{"h.yaml:2:7: HelmChartInflationGenerator/x: kind: helm does not run here"}},
	{"plugin of kustomize that nobody knows", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [h.yaml]\n", "h.yaml": "apiVersion: builtin\nkind: ProgramTransformer\nmetadata:\n  name: x\n"},
		[]string{"does not know this plugin of kustomize"}},
	{"charts", false, []string{"--enable-helm"}, map[string]string{"kustomization.yaml": "helmGlobals: {configHome: ./helm}\nhelmCharts:\n- name: evil\n"},
		[]string{"kustomization.yaml:3:1: helmCharts: helm does not run here"}},
	{"older charts", false, []string{"--enable-helm"}, map[string]string{"kustomization.yaml": "helmChartInflationGenerator:\n- chartName: evil\n"},
		[]string{"helmChartInflationGenerator: helm does not run here"}},
	{"resource by HTTP", false, nil, map[string]string{"kustomization.yaml": "resources: [r.yaml, 'https://127.0.0.1:1/x.yaml']\n"},
		[]string{`kustomization.yaml:1:21: resources[1]: "https://127.0.0.1:1/x.yaml": it would be fetched`}},
	{"base in another repository", false, nil, map[string]string{"kustomization.yaml": "resources: ['github.com/owner/repo?ref=v1', 'git@127.0.0.1:owner/repo.git', 'git::ssh://u@127.0.0.1/o/r', 'file:///x/y', 'ssh://127.0.0.1/o/r']\n"},
		[]string{"resources[0]: ", "resources[1]: ", "resources[2]: ", "resources[3]: ", "resources[4]: "}},
	{"component in another repository", false, nil, map[string]string{"kustomization.yaml": listOnly + "components: ['https://127.0.0.1:1/o/r//c']\n"}, []string{"components[0]", "fetched"}},
	{"configuration by HTTP", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: ['http://127.0.0.1:1/fn.yaml']\n"}, []string{"transformers[0]", "fetched"}},
	{"files by HTTP", false, nil, map[string]string{"kustomization.yaml": listOnly + `patches: [{path: 'https://127.0.0.1:1/1'}]
patchesStrategicMerge: ['http://127.0.0.1:1/2']
replacements: [{path: 'https://127.0.0.1:1/3'}]
configMapGenerator: [{name: x, files: ['a=https://127.0.0.1:1/4'], envs: ['https://127.0.0.1:1/5']}]
openapi: {path: 'https://127.0.0.1:1/6'}
configurations: ['HTTPS://127.0.0.1:1/7']
crds: ['https://127.0.0.1:1/8']
transformers: [p.yaml]
`, "p.yaml": "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\npath: https://127.0.0.1:1/9\n"},
		[]string{`:1/1": it would be fetched`, `:1/2": it would be`, `:1/3": it`, `a=https://127.0.0.1:1/4": it`, `:1/5": it`, `openapi: "https://127.0.0.1:1/6": it`, `:1/7": it`, `:1/8": it`, `p.yaml:1:1: PatchTransformer/p: "https://127.0.0.1:1/9": it would be fetched`}},
	{"folder with the name of a repository", false, nil, map[string]string{"kustomization.yaml": "resources: [github.com/owner/repo]\n", "github.com/owner/repo/kustomization.yaml": "resources: [r.yaml]\n", "github.com/owner/repo/r.yaml": resource},
		[]string{"may take this name for that of a repository"}},
	{"link to a configuration outside", false, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": "-> ../outside/fn.yaml", "../outside/fn.yaml": evil(runSh)},
		[]string{`transformers[0]: "fn.yaml": it leads out of the repository`}},
	{"link to a base outside", true, nil, map[string]string{"kustomization.yaml": "resources: [base]\n", "base": "-> ../outside", "../outside/kustomization.yaml": "resources: [r.yaml]\ntransformers: [fn.yaml]\n", "../outside/r.yaml": resource, "../outside/fn.yaml": evil(runSh)},
		[]string{`resources[0]: "base": it leads out of the repository`}},
	{"base outside", true, nil, map[string]string{"kustomization.yaml": "resources: [../outside]\n", "../outside/kustomization.yaml": "resources: [r.yaml]\ntransformers: [fn.yaml]\n", "../outside/r.yaml": resource, "../outside/fn.yaml": evil(runSh)},
		[]string{`resources[0]: "../outside": it leads out of the repository`}},
	{"link to a kustomization outside", false, nil, map[string]string{"kustomization.yaml": "-> ../outside/k.yaml", "../outside/k.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": evil(runSh)},
		[]string{"no kustomization.yaml in the folder"}},
	{"link inside to a configuration", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [fn.yaml]\n", "fn.yaml": "-> sub/other.yaml", "sub/other.yaml": evil(runSh)},
		[]string{"error: sub/other.yaml:6:36: "}},
	{"configuration in what Git keeps", true, nil, map[string]string{"kustomization.yaml": listOnly + "transformers: [.git/fn.yaml]\n", ".git/fn.yaml": evil(runSh)},
		[]string{"no such file"}},
	{"not there", false, nil, map[string]string{"kustomization.yaml": "resources: [gone.yaml]\ntransformers: [gone]\n"}, []string{`resources[0]: "gone.yaml": there is no such file or folder`, `transformers[0]: "gone"`}},
	{"absolute entry", true, nil, map[string]string{"kustomization.yaml": "resources: [r.yaml]\ntransformers: [$DIR/fn.yaml]\n", "fn.yaml": evil(runSh)}, []string{"must be relative"}},
	{"no kustomization", false, nil, map[string]string{"kustomization.yaml": "resources: [sub]\n", "sub/x.yaml": resource}, []string{"kustomization.yaml:1:13: resources[0]: there is no kustomization.yaml in the folder"}},
	{"two kustomizations", false, nil, map[string]string{"kustomization.yaml": listOnly, "Kustomization": listOnly}, []string{"one kustomization in the folder, not kustomization.yaml and Kustomization"}},
	{"no YAML", false, nil, map[string]string{"kustomization.yaml": "a: [\n"}, []string{"kustomization.yaml: it must be a mapping in YAML"}},
	{"no list", false, nil, map[string]string{"kustomization.yaml": "transformers: fn.yaml\n"}, []string{"kustomization.yaml:1:15: transformers: it must be a list of texts"}},
	{"all at once", false, nil, map[string]string{"kustomization.yaml": "resources: [r.yaml, sub]\ntransformers: [fn.yaml]\n", "fn.yaml": evil(runSh), "sub/kustomization.yaml": "generators: [g.yaml]\n", "sub/g.yaml": evil(runs("/usr/bin/curl"))},
		[]string{`fn.yaml:6:36: Evil/x: metadata.annotations[config.kubernetes.io/function]: it runs "sh"`, `sub/g.yaml:6:36: Evil/x: metadata.annotations[config.kubernetes.io/function]: it runs "/usr/bin/curl"`}},
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}

func TestRefused(t *testing.T) {
	bin := installed(t)
	home := pluginHome(t)
	for _, tc := range refused {
		t.Run(tc.name, func(t *testing.T) {
			if _, ok := tc.files["r.yaml"]; !ok {
				tc.files["r.yaml"] = resource
			}
			dir := t.TempDir()
			repo := filepath.Join(dir, "repo")
			lay(t, repo, tc.files)
			ran := filepath.Join(dir, "ran")
			t.Setenv("ARGOCD_APP_RAN", ran)
			t.Setenv("TMPDIR", t.TempDir())
			t.Setenv("KUSTOMIZE_PLUGIN_HOME", home)

			out := call{bin: bin, dir: repo}.run(t, append([]string{"build", "."}, tc.flags...)...)
			assert.Equal(t, out.ExitCode, wrapper.StatusRefused, out.Stderr)
			assert.Equal(t, out.Stdout, "")
			for _, want := range tc.want {
				assert.Check(t, strings.Contains(out.Stderr, want), "%q is not in:\n%s", want, out.Stderr)
			}
			_, err := os.Stat(ran)
			assert.Assert(t, os.IsNotExist(err), "it ran")
			assert.Equal(t, len(leftBehind(t, os.Getenv("TMPDIR"))), 0)

			// The case is an attack, or none that kustomize of today would run.
			withFlags(t, bin, repo, append([]string{"build", "."}, tc.flags...)...)
			_, err = os.Stat(ran)
			assert.Equal(t, err == nil, tc.ran, "under the global flags")
		})
	}
}

// pluginHome is a plugin home with a program for the kind Evil.
func pluginHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	plugin := filepath.Join(home, "example.org", "v1", "evil", "Evil")
	assert.NilError(t, os.MkdirAll(filepath.Dir(plugin), 0o755))
	assert.NilError(t, os.WriteFile(plugin, []byte(script), 0o755))
	return home
}
