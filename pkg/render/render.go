// SPDX-License-Identifier: Apache-2.0

// Package render builds a kustomization in process. Nothing is run and nothing is fetched: a kustomization that asks for a
// plugin, for Helm, for something remote or for a file outside the tree is not built.
package render

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
)

// Build returns what the kustomization at a path of a tree renders, as YAML. The error says why it is not built.
func Build(tree fs.FS, at string) ([]byte, error) {
	at = path.Clean(at)
	if !fs.ValidPath(at) {
		return nil, fmt.Errorf("the path %q leads out of the repository", at)
	}
	s := &scan{tree: tree, seen: map[string]bool{}}
	if err := s.folder(at); err != nil {
		return nil, err
	}
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	options.PluginConfig = types.DisabledPluginConfig()
	return build(krusty.MakeKustomizer(options), tree, at)
}

// build runs kustomize, which was not made for what a fuzzer writes.
func build(k *krusty.Kustomizer, tree fs.FS, at string) (text []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			text, err = nil, errors.New("kustomize gave up on it")
		}
	}()
	resources, err := k.Run(&fileSystem{tree: tree}, "/"+strings.TrimPrefix(at, "."))
	if err != nil {
		return nil, fmt.Errorf("kustomize does not build it: %s", firstLine(err))
	}
	return resources.AsYaml()
}

// firstLine is the first line of what an error says, without what it quotes of a file: that may be a Secret's value.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if len(line) > 200 {
		line = strings.ToValidUTF8(line[:200], "") + " …"
	}
	return line
}
