// SPDX-License-Identifier: Apache-2.0

package wrapper

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// kustomization is one kustomization, as kustomize reads it.
type kustomization struct {
	dir, file string
	// fields are its JSON: kustomize makes JSON of the YAML first and reads that, by the same library.
	fields map[string]json.RawMessage
	// root gives the places; nil where nobody knows them.
	root *yaml.Node
}

// The fields of a kustomization that name or make the configurations of plugins, and all others, as of kustomize 5.2 to 5.8.
var (
	pluginFields = []string{"generators", "transformers", "validators"}
	helmFields   = []string{"helmCharts", "helmChartInflationGenerator"}
	otherFields  = []string{
		"apiVersion", "kind", "metadata", "resources", "bases", "components", "openapi", "namePrefix", "nameSuffix", "namespace",
		"commonLabels", "labels", "commonAnnotations", "patchesStrategicMerge", "patchesJson6902", "patches", "images", "imageTags",
		"replacements", "replicas", "vars", "sortOptions", "crds", "configMapGenerator", "secretGenerator", "helmGlobals",
		"generatorOptions", "configurations", "buildMetadata",
	}
	// configFields are those that change nothing in the resources of a folder.
	configFields = []string{"apiVersion", "kind", "metadata", "resources", "bases"}
)

// openKustomization reads the kustomization of a folder. from is what named the folder. Where it returns nil it has noted why.
func (t *tree) openKustomization(dir string, from place) *kustomization {
	var found []string
	for _, name := range kustomizationNames {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			found = append(found, name)
		}
	}
	switch {
	case len(found) == 0:
		t.refuse(from, "there is no %s in the folder", kustomizationNames[0])
		return nil
	case len(found) > 1:
		t.refuse(from, "there must be one kustomization in the folder, not %s", strings.Join(found, " and "))
		return nil
	}
	k := &kustomization{dir: dir, file: filepath.Join(dir, found[0])}
	here := place{file: k.file}
	text, err := readFile(k.file)
	if err != nil {
		t.refuse(here, "it cannot be read: %v", err)
		return nil
	}
	asJSON, err := sigs.YAMLToJSON(text)
	if err == nil {
		err = json.Unmarshal(asJSON, &k.fields)
	}
	if err != nil || k.fields == nil {
		t.refuse(here, "it must be a mapping in YAML")
		return nil
	}
	var doc yaml.Node // of a parser that knows lines
	if yaml.Unmarshal(text, &doc) == nil && len(doc.Content) == 1 {
		k.root = doc.Content[0]
	}
	return k
}

// at is the place of a field, or of one of its entries.
func (k *kustomization) at(field string, entry ...int) place {
	n, path := krm.Lookup(k.root, field), field
	for _, i := range entry {
		path = fmt.Sprintf("%s[%d]", path, i)
		if n != nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
			n = n.Content[i]
		}
	}
	return place{file: k.file}.at(n, path)
}

// unknown returns the fields that kustomize does not know, sorted. Their names must be exact: kustomize finds them in any
// case, this does not.
func (k *kustomization) unknown() []string {
	var unknown []string
	for _, field := range sortedKeys(k.fields) {
		if !slices.Contains(pluginFields, field) && !slices.Contains(helmFields, field) && !slices.Contains(otherFields, field) {
			unknown = append(unknown, field)
		}
	}
	return unknown
}

// set reports whether a field says anything.
func (k *kustomization) set(field string) bool {
	text := string(k.fields[field])
	return text != "" && text != "null" && text != "[]"
}

// entries returns a field that is a list of texts.
func (k *kustomization) entries(t *tree, field string) []string {
	if k.fields[field] == nil {
		return nil
	}
	var entries []string
	if json.Unmarshal(k.fields[field], &entries) != nil {
		t.refuse(k.at(field), "it must be a list of texts")
		return nil
	}
	return entries
}

// readResources reads what a kustomization names that makes resources: other kustomizations and plugins.
func (k *kustomization) readResources(t *tree) {
	for _, field := range []string{"resources", "bases", "components"} {
		for i, entry := range k.entries(t, field) {
			p := k.at(field, i)
			if path, isDir, ok := t.entry(k.dir, entry, p); ok && isDir {
				t.kustomization(path, false, p)
			}
		}
	}
	for _, field := range pluginFields {
		k.readPlugins(t, field)
	}
	for _, field := range loadingFields {
		for _, entry := range fetched(field, k.fields[field]) {
			t.refuse(k.at(field), "%q: %v", entry, errFetched)
		}
	}
	for _, field := range helmFields {
		if k.set(field) {
			t.refuse(k.at(field), "helm does not run here: a chart can bring programs of its own. Commit what `helm template` prints, or leave spec.source.kustomize.version away")
		}
	}
}

// readPlugins reads the configurations of plugins that a field lists: texts, files, and folders with a kustomization.
func (k *kustomization) readPlugins(t *tree, field string) {
	entries := k.entries(t, field)
	for i, entry := range entries {
		p := k.at(field, i)
		if configs, inline := split(entry); inline {
			for _, c := range configs {
				t.plugin(c, p, false)
			}
			entries[i] = join(configs)
			continue
		}
		if strings.ContainsFunc(entry, unicode.IsControl) {
			// kustomize cuts a text of several lines by rules of its own, and may find configurations in it.
			t.refuse(p, "%q must be a configuration, or must name a file or a folder on one line", entry)
			continue
		}
		k.readConfig(t, entry, p)
	}
	if entries == nil {
		return
	}
	text, err := json.Marshal(entries)
	if err != nil {
		t.refuse(k.at(field), "it cannot be written as JSON: %v", err)
	}
	k.fields[field] = text
}

// readConfigs reads the kustomization of a folder that stands in a list of plugins. What it makes are configurations, so a
// patch or an annotation in it could say what a plugin runs.
func (k *kustomization) readConfigs(t *tree) {
	for _, field := range sortedKeys(k.fields) {
		if k.set(field) && !slices.Contains(configFields, field) && !slices.Contains(k.unknown(), field) {
			t.refuse(k.at(field), "a kustomization of plugin configurations may have `resources` only: this could change what a plugin runs")
		}
	}
	for _, field := range []string{"resources", "bases"} {
		for i, entry := range k.entries(t, field) {
			k.readConfig(t, entry, k.at(field, i))
		}
	}
}

// readConfig reads a file with configurations of plugins, or a folder of them.
func (k *kustomization) readConfig(t *tree, entry string, p place) {
	path, isDir, ok := t.entry(k.dir, entry, p)
	if !ok {
		return
	}
	if isDir {
		t.kustomization(path, true, p)
		return
	}
	if slices.Contains(kustomizationNames, filepath.Base(path)) {
		t.refuse(p, "%q must hold the configuration of a plugin, is a kustomization", entry)
		return
	}
	if t.configs[path] {
		return
	}
	t.configs[path] = true
	text, err := readFile(path)
	if err != nil {
		t.refuse(p, "%q cannot be read: %v", entry, err)
		return
	}
	configs, isResources := split(string(text))
	if !isResources {
		t.refuse(p, "%q must hold the configuration of a plugin", entry)
		return
	}
	for _, c := range configs {
		t.plugin(c, place{file: path}, true)
	}
	if err := write(path, []byte(join(configs))); err != nil {
		t.refuse(p, "%q cannot be written to the private copy: %v", entry, plain(err))
	}
}
