// SPDX-License-Identifier: Apache-2.0

package main

import "sigs.k8s.io/kustomize/kyaml/yaml"

const group = "fairlead.dev"

// project is as much of a Project as the benchmark's have.
type project struct {
	Metadata struct {
		Name string `yaml:"name"`
	} `yaml:"metadata"`
	Spec struct {
		Repository string   `yaml:"repository"`
		Images     []string `yaml:"images"`
		Secrets    []secret `yaml:"secrets"`
	} `yaml:"spec"`
}

type secret struct {
	Name string   `yaml:"name"`
	Keys []string `yaml:"keys"`
}

type platform struct {
	Metadata struct {
		Name string `yaml:"name"`
	} `yaml:"metadata"`
	Spec struct {
		ImageUpdater struct {
			Registries []registry `yaml:"registries"`
		} `yaml:"imageUpdater"`
	} `yaml:"spec"`
}

type registry struct {
	Prefix string `yaml:"prefix"`
}

// decode reads the Projects and the Platform out of the items, and marks them as nothing for a cluster.
func decode(items []*yaml.RNode) (projects []project, p platform, err error) {
	for _, item := range items {
		if item.GetApiVersion() != group+"/v1alpha1" {
			continue
		}
		switch item.GetKind() {
		case "Project":
			var one project
			if err := item.YNode().Decode(&one); err != nil {
				return nil, p, err
			}
			projects = append(projects, one)
		case "Platform":
			if err := item.YNode().Decode(&p); err != nil {
				return nil, p, err
			}
		}
		if err := item.PipeE(yaml.SetAnnotation(localConfig, "true")); err != nil {
			return nil, p, err
		}
	}
	return projects, p, nil
}
