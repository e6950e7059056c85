// SPDX-License-Identifier: Apache-2.0

package main

import (
	"sort"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// generate returns the items with everything that the Projects among them need.
func generate(items []*yaml.RNode) ([]*yaml.RNode, error) {
	projects, p, err := decode(items)
	if err != nil {
		return nil, err
	}
	sort.Slice(projects, func(i, j int) bool { return projects[i].Metadata.Name < projects[j].Metadata.Name })
	l := newList(items)
	for _, one := range projects {
		file := "rendered/" + one.Metadata.Name + ".yaml"
		l.upsert(appProject(one), file)
		l.upsert(application(one), file)
	}
	for _, one := range projects {
		for _, s := range one.Spec.Secrets {
			l.upsert(stub(one, s), "secrets/"+s.Name+".example.yaml")
		}
	}
	l.upsert(component(p, projects), "rendered/argocd/kustomization.yaml")
	l.upsert(kustomization(p, projects), "rendered/kustomization.yaml")
	return l.items, l.err
}
