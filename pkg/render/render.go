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

// Build returns what the kustomization at a path of a tree renders, as YAML. The images are set before, as Argo CD does it with
// those of spec.source.kustomize: [name=]image:tag each. The error says why it is not built.
func Build(tree fs.FS, at string, images ...string) ([]byte, error) {
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
	if len(images) > 0 {
		edited, err := setImages(tree, s.top, images)
		if err != nil {
			return nil, err
		}
		tree = edited
	}
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
		// What kustomize says may quote a file, and that may hold the value of a Secret.
		return nil, fmt.Errorf("kustomize does not build it: `kustomize build %s` says why", at)
	}
	return resources.AsYaml()
}
