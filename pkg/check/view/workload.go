// SPDX-License-Identifier: Apache-2.0

package view

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Containers calls f with the image of each container of a resource, wherever a Pod's spec stands in it.
func Containers(it *krm.Item, f func(image string)) {
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for _, p := range Pairs(n) {
			if p.Key.Value == "containers" || p.Key.Value == "initContainers" {
				for _, container := range Entries(p.Value) {
					if image := krm.Text(krm.Lookup(container, "image")); image != "" {
						f(image)
					}
				}
				continue
			}
			walk(p.Value)
		}
		for _, e := range Entries(n) {
			walk(e)
		}
	}
	walk(it.Node())
}

// IsImage reports whether a text is an image of that name, with whatever tag.
func IsImage(text, name string) bool {
	rest, ok := strings.CutPrefix(text, name)
	return ok && (rest == "" || rest[0] == ':' || rest[0] == '@')
}

// Reference is a Secret or a ConfigMap that a workload names.
type Reference struct {
	Kind, Name string
	// Key is "" where all of it is taken.
	Key string
	// By says which workload names it, in words.
	By string
}

// PodSpecs returns the specs of Pods of a resource, wherever they stand in it, also in a kind that nobody here knows.
func PodSpecs(it *krm.Item) (all []*yaml.Node) {
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if len(Entries(krm.Lookup(n, "containers"))) > 0 {
			all = append(all, n)
			return
		}
		for _, p := range Pairs(n) {
			walk(p.Value)
		}
		for _, e := range Entries(n) {
			walk(e)
		}
	}
	if spec := it.Lookup("spec"); spec != nil {
		walk(spec)
	}
	return all
}

// References returns what the Pods of a resource name. What is optional, or not known before it runs, is left out.
func References(it *krm.Item) (all []Reference) {
	for _, spec := range PodSpecs(it) {
		all = append(all, podReferences(it.Kind+" "+it.Name, spec)...)
	}
	return all
}

func podReferences(who string, spec *yaml.Node) (all []Reference) {
	add := func(kind string, n *yaml.Node, nameField, key, by string) {
		name := krm.Text(krm.Lookup(n, nameField))
		optional := krm.Lookup(n, "optional")
		if n == nil || name == "" || Templated(name) || strings.Contains(key, "$(") || optional != nil && optional.Value == "true" {
			return
		}
		all = append(all, Reference{kind, name, key, by})
	}
	for _, list := range []string{"initContainers", "containers", "ephemeralContainers"} {
		for _, container := range Entries(krm.Lookup(spec, list)) {
			by := "container " + krm.Text(krm.Lookup(container, "name")) + " of " + who
			for _, env := range Entries(krm.Lookup(container, "env")) {
				from := krm.Lookup(env, "valueFrom")
				secret, config := krm.Lookup(from, "secretKeyRef"), krm.Lookup(from, "configMapKeyRef")
				add("Secret", secret, "name", krm.Text(krm.Lookup(secret, "key")), by)
				add("ConfigMap", config, "name", krm.Text(krm.Lookup(config, "key")), by)
			}
			for _, from := range Entries(krm.Lookup(container, "envFrom")) {
				add("Secret", krm.Lookup(from, "secretRef"), "name", "", by)
				add("ConfigMap", krm.Lookup(from, "configMapRef"), "name", "", by)
			}
		}
	}
	for _, volume := range Entries(krm.Lookup(spec, "volumes")) {
		by := "volume " + krm.Text(krm.Lookup(volume, "name")) + " of " + who
		parts := append([]*yaml.Node{volume}, Entries(krm.Lookup(volume, "projected", "sources"))...)
		for i, part := range parts {
			nameField := "secretName"
			if i > 0 {
				nameField = "name"
			}
			for _, source := range []struct{ kind, field, name string }{{"Secret", "secret", nameField}, {"ConfigMap", "configMap", "name"}} {
				n := krm.Lookup(part, source.field)
				add(source.kind, n, source.name, "", by)
				for _, item := range Entries(krm.Lookup(n, "items")) {
					add(source.kind, n, source.name, krm.Text(krm.Lookup(item, "key")), by)
				}
			}
		}
	}
	for _, secret := range Entries(krm.Lookup(spec, "imagePullSecrets")) {
		add("Secret", secret, "name", "", "imagePullSecrets of "+who)
	}
	return all
}
