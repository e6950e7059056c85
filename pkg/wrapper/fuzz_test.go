// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gotest.tools/v3/assert"
	"sigs.k8s.io/kustomize/kyaml/fn/runtime/runtimeutil"
	"sigs.k8s.io/kustomize/kyaml/kio"
	sigs "sigs.k8s.io/yaml"
)

// judging is a tree with nothing in it.
func judging() *tree {
	return &tree{
		Wrapper:     &Wrapper{Self: "/opt/fairlead/fairlead", Functions: []string{"generate-delivery", "validate-delivery"}},
		privateCopy: &privateCopy{source: "/", top: "/"},
	}
}

const ours = "apiVersion: fairlead.dev/v1alpha1\nkind: GenerateDelivery\nmetadata:\n  name: g\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: generate-delivery}\n"

// FuzzConfigurations holds what is let pass to what kustomize reads in it, by the reader of kustomize itself.
func FuzzConfigurations(f *testing.F) {
	const theirs = "apiVersion: e/v1\nkind: Evil\nmetadata: {name: x, annotations: {config.kubernetes.io/function: 'exec: {path: sh}'}}\n"
	for _, seed := range []string{
		ours, ours + "---\n" + ours, ours + "---#: |\n  " + strings.ReplaceAll(theirs, "\n", "\n  "), ours + "--- # x\n" + theirs, ours + "...\n" + theirs,
		theirs, "apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(theirs, "\n", "\n  "), "{apiVersion: builtin, kind: PatchTransformer, metadata: {name: p}}",
		ours + "spec: &a {b: c}\nmore: *a\n", ours + "\r---\r" + theirs, ours + "#\u0085---\u0085" + theirs, "\ufeff" + ours, strings.ReplaceAll(ours, "\n", "\r\n"),
		strings.Replace(ours, "exec", "container", 1), strings.Replace(ours, "config.kubernetes.io", "config.k8s.io", 1), ours + "  configFn: {exec: {path: sh}}\n",
		"apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: h}\n", "!!map {apiVersion: !!str builtin, ? kind : Evil, metadata: {name: x}}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tr := judging()
		configs, isResources := split(text)
		if !isResources {
			return
		}
		for _, c := range configs {
			tr.plugin(c, place{file: "/x"}, true)
		}
		if len(tr.results) > 0 {
			return
		}
		nodes, err := kio.FromBytes([]byte(join(configs)))
		if err != nil {
			return // nor can kustomize
		}
		for _, n := range nodes {
			if n.IsNilOrEmpty() {
				continue
			}
			assert.Assert(t, !strings.HasSuffix(n.GetKind(), "List"))
			if n.GetApiVersion() == builtinVersion {
				assert.Assert(t, slices.Contains(builtins, n.GetKind()))
				continue
			}
			spec, err := runtimeutil.GetFunctionSpec(n)
			if err != nil {
				continue
			}
			assert.Assert(t, spec != nil, "kustomize would look into its plugin home")
			assert.Assert(t, spec.Container.Image == "" && slices.Contains(tr.Functions, spec.Exec.Path) && spec.Exec.Args == nil && spec.Exec.Env == nil, "%+v", spec)
		}
	})
}

// FuzzKustomizations holds what is judged of a kustomization to what kustomize reads in it, whose names of fields may be in
// any case.
func FuzzKustomizations(f *testing.F) {
	for _, seed := range []string{
		"resources: [a]\ntransformers: [b]\n", "Transformers: [a]\n", "tran\u017fformers: [a]\n", "<<: {generators: [a]}\n", "a: &x [b]\nvalidators: *x\n",
		"resources: [a]\n---\ntransformers: [b]\n", "{\"bases\": [\"x\"], \"Bases\": [\"y\"]}", "helmCharts: [{name: x}]\n", "1: 2\ntrue: 3\n", "components: [yes, 0x1, ~]\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		asJSON, err := sigs.YAMLToJSON([]byte(text))
		k := &kustomization{file: "/kustomization.yaml"}
		if err != nil || json.Unmarshal(asJSON, &k.fields) != nil || len(k.unknown()) > 0 {
			return
		}
		tr := judging()
		judged := map[string][]string{}
		for _, field := range []string{"resources", "bases", "components", "generators", "transformers", "validators"} {
			judged[field] = k.entries(tr, field)
		}
		if len(tr.results) > 0 {
			return
		}
		written, err := json.Marshal(k.fields)
		assert.NilError(t, err)
		again, err := sigs.YAMLToJSON(written)
		if err != nil {
			return // nor can kustomize
		}
		var read struct {
			Resources, Bases, Components, Generators, Transformers, Validators []string
			HelmCharts, HelmChartInflationGenerator                            []any
		}
		if json.Unmarshal(again, &read) != nil {
			return
		}
		for field, got := range map[string][]string{
			"resources": read.Resources, "bases": read.Bases, "components": read.Components,
			"generators": read.Generators, "transformers": read.Transformers, "validators": read.Validators,
		} {
			assert.DeepEqual(t, append([]string{}, got...), append([]string{}, judged[field]...))
		}
		assert.Equal(t, len(read.HelmCharts) > 0, k.set("helmCharts"))
		assert.Equal(t, len(read.HelmChartInflationGenerator) > 0, k.set("helmChartInflationGenerator"))
	})
}

// FuzzEntries holds that what is taken for the name of a file, kustomize takes for one too, and not for a configuration.
func FuzzEntries(f *testing.F) {
	for _, seed := range []string{"fn.yaml", ours, ours + "---# x\n" + ours, "x\n---\n" + ours, "- a", "{a: b}", "--- {apiVersion: v1, kind: x, metadata: {name: y}}", "# x", "", "a: b", "\"x\"", "!!map {}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, entry string) {
		if _, inline := split(entry); inline || strings.ContainsFunc(entry, unicode.IsControl) {
			return
		}
		nodes, err := kio.FromBytes([]byte(entry))
		if err != nil {
			return
		}
		for _, n := range nodes {
			if n.IsNilOrEmpty() {
				continue
			}
			_, err := n.GetValidatedMetadata()
			assert.Assert(t, err != nil, "kustomize would take it for a configuration")
		}
	})
}
