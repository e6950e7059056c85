// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// names are those under which kustomize finds a kustomization.
var names = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// maxFolders bounds how many kustomizations one is made of.
const maxFolders = 200

// scan looks through kustomizations for all that they would load, before kustomize does: what is no file of the tree it would
// take for a URL, and fetch.
type scan struct {
	tree fs.FS
	seen map[string]bool
	// top is the file of the first kustomization.
	top string
}

// references is what of a kustomization names files or folders.
type references struct {
	Resources, Bases, Components, Crds, Configurations []string
	Generators, Transformers, Validators               []string
	PatchesStrategicMerge                              []string `yaml:"patchesStrategicMerge"`
	PatchesJSON6902                                    []patch  `yaml:"patchesJson6902"`
	Patches, Replacements                              []patch
	OpenAPI                                            patch       `yaml:"openapi"`
	ConfigMapGenerator                                 []generator `yaml:"configMapGenerator"`
	SecretGenerator                                    []generator `yaml:"secretGenerator"`
	HelmCharts                                         []any       `yaml:"helmCharts"`
	HelmChartInflation                                 []any       `yaml:"helmChartInflationGenerator"`
	HelmGlobals                                        any         `yaml:"helmGlobals"`
}

type patch struct{ Path string }

type generator struct {
	Files, Envs []string
	Env         string
}

// folder looks through the kustomization in a folder.
func (s *scan) folder(at string) error {
	if s.seen[at] {
		return nil
	}
	if s.seen[at] = true; len(s.seen) > maxFolders {
		return fmt.Errorf("it is made of more than %d kustomizations", maxFolders)
	}
	text, name := []byte(nil), ""
	for _, n := range names {
		content, err := fs.ReadFile(s.tree, path.Join(at, n))
		if err == nil {
			text, name = content, path.Join(at, n)
			break
		}
	}
	if name == "" {
		return fmt.Errorf("there is no kustomization in %s", at)
	}
	if s.top == "" {
		s.top = name
	}
	var k references
	if err := yaml.Unmarshal(text, &k); err != nil {
		return fmt.Errorf("%s is no kustomization that can be read", name)
	}
	if len(k.HelmCharts) > 0 || len(k.HelmChartInflation) > 0 || k.HelmGlobals != nil {
		return fmt.Errorf("%s inflates a Helm chart, and nothing is run here", name)
	}
	for _, list := range [][]string{k.Resources, k.Bases, k.Components} {
		for _, entry := range list {
			if err := s.entry(name, at, entry, true); err != nil {
				return err
			}
		}
	}
	for _, list := range [][]string{k.Generators, k.Transformers, k.Validators} {
		for _, entry := range list {
			if err := s.plugin(name, at, entry); err != nil {
				return err
			}
		}
	}
	for _, f := range k.files() {
		if f == "" {
			continue
		}
		if err := s.entry(name, at, f, false); err != nil {
			return err
		}
	}
	return nil
}

// files are all files that it names, some of them "".
func (k *references) files() []string {
	files := append(append([]string{k.OpenAPI.Path}, k.Crds...), k.Configurations...)
	for _, p := range k.PatchesStrategicMerge {
		if !strings.Contains(p, "\n") {
			files = append(files, p)
		}
	}
	for _, list := range [][]patch{k.PatchesJSON6902, k.Patches, k.Replacements} {
		for _, p := range list {
			files = append(files, p.Path)
		}
	}
	for _, g := range append(append([]generator(nil), k.ConfigMapGenerator...), k.SecretGenerator...) {
		for _, f := range g.Files {
			if _, file, keyed := strings.Cut(f, "="); keyed {
				f = file
			}
			files = append(files, f)
		}
		files = append(append(files, g.Envs...), g.Env)
	}
	return files
}

// entry looks at one file, or at a folder with a kustomization of its own.
func (s *scan) entry(kustomization, at, entry string, folder bool) error {
	if strings.Contains(entry, "://") || strings.Contains(entry, "?") || strings.HasPrefix(entry, "git@") || strings.HasPrefix(entry, "git::") {
		return fmt.Errorf("%s takes %q from elsewhere, and nothing is fetched here", kustomization, withoutUser(entry))
	}
	full := path.Join(at, entry)
	if path.IsAbs(entry) || !fs.ValidPath(full) {
		return fmt.Errorf("%s takes %q from outside the repository", kustomization, entry)
	}
	info, err := fs.Stat(s.tree, full)
	switch {
	case err != nil:
		return fmt.Errorf("%s names %q, and there is no such file", kustomization, withoutUser(entry))
	case info.IsDir() && folder:
		return s.folder(full)
	case info.IsDir() || !info.Mode().IsRegular():
		return fmt.Errorf("%s names %q, which is no file", kustomization, entry)
	case info.Size() > maxFile:
		return fmt.Errorf("%s names %q, which is larger than %d MiB", kustomization, entry, maxFile>>20)
	}
	return nil
}

// maxFile is the largest file that is read, in bytes.
const maxFile = 8 << 20

// plugin looks at one generator, transformer or validator: only those that are built into kustomize are made use of.
func (s *scan) plugin(kustomization, at, entry string) error {
	text := []byte(entry)
	if !strings.Contains(entry, "\n") {
		if err := s.entry(kustomization, at, entry, true); err != nil {
			return err
		}
		full := path.Join(at, entry)
		info, err := fs.Stat(s.tree, full)
		if err == nil && info.IsDir() {
			return fmt.Errorf("%s takes its plugins from the folder %q, which is not looked into", kustomization, entry)
		}
		if text, err = fs.ReadFile(s.tree, full); err != nil {
			return fmt.Errorf("%s names %q, and it cannot be read", kustomization, entry)
		}
	}
	d := yaml.NewDecoder(strings.NewReader(string(text)))
	for {
		var plugin struct {
			APIVersion string `yaml:"apiVersion"`
			Kind       string
			Metadata   struct{ Annotations map[string]any }
		}
		if err := d.Decode(&plugin); err != nil {
			return nil //nolint:nilerr // the end, or what kustomize itself refuses
		}
		function := plugin.Metadata.Annotations["config.kubernetes.io/function"] != nil || plugin.Metadata.Annotations["config.k8s.io/function"] != nil
		if function || plugin.APIVersion != "builtin" || plugin.Kind == "HelmChartInflationGenerator" {
			return fmt.Errorf("%s calls %s, and nothing is run here", kustomization, plugin.Kind)
		}
	}
}

// withoutUser takes credentials out of a URL.
func withoutUser(entry string) string {
	before, rest, ok := strings.Cut(entry, "://")
	if i := strings.LastIndexByte(rest, '@'); ok && i >= 0 {
		return before + "://…" + rest[i:]
	}
	return entry
}
