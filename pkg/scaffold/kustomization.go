// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// kustomizationNames are those by which kustomize finds its file; the first is the one that is written.
var kustomizationNames = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// kustomization is the file that Argo CD builds, for a person to fill, where there is none. As soon as somebody changed it, it
// is theirs.
func (s Subject) kustomization(tree func(string) (folder.Whole, error), notes *Notes) ([]File, error) {
	var resources []string
	for _, secret := range s.Project.Spec.Secrets {
		if secret.Mode == v1alpha1.Placeholder {
			resources = append(resources, placeholderName(secret))
		}
	}
	for _, name := range kustomizationNames {
		at := path.Join(s.Project.Spec.Path, name)
		there, err := tree(at)
		if err != nil {
			return nil, err
		}
		if _, holds := sealed(there.Text); there.Text == nil || holds && name == kustomizationNames[0] {
			continue
		}
		listed := listedIn(there.Text)
		for _, r := range resources {
			if !slices.Contains(listed, r) {
				notes.add("%s is yours and is not touched: list %s among its resources, or Argo CD does not see it", at, r)
			}
		}
		return nil, nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# What Argo CD builds for %s: list the manifests here. As soon as you change it, this file is yours.\n", s.Project.Name)
	b.WriteString("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
	if len(resources) == 0 {
		b.WriteString("resources: []\n")
	} else {
		b.WriteString("resources:\n")
	}
	for _, r := range resources {
		fmt.Fprintf(&b, "  - %s\n", scalar(r))
	}
	return []File{{Whole: folder.Whole{Path: path.Join(s.Project.Spec.Path, kustomizationNames[0]), Text: []byte(b.String())}}}, nil
}

// listedIn are the resources of a kustomization, by the last element of their paths.
func listedIn(text []byte) []string {
	var k struct {
		Resources []string `yaml:"resources"`
	}
	if yaml.Unmarshal(text, &k) != nil {
		return nil
	}
	for i, r := range k.Resources {
		k.Resources[i] = path.Base(r)
	}
	return k.Resources
}
