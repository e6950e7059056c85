// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

const (
	platformMark = group + "/platform"
	kustomize    = "kustomize.config.k8s.io/"
	account      = "github-actions"
)

// component holds the patches for the ConfigMaps of Argo CD and Image Updater.
func component(p platform, projects []project) *yaml.RNode {
	return resource(kustomize+"v1alpha1", "Component",
		metadata("argocd-settings", "", entry{platformMark, text(p.Metadata.Name)}, entry{localConfig, text("true")}),
		entry{"patches", sequence(
			patch("argocd-cm", "  accounts."+account+": apiKey\n"),
			patch("argocd-rbac-cm", policies(projects)),
			patch("argocd-image-updater-config", registries(p)),
		)},
		entry{"replacements", sequence(replacement("argocd-cm"), replacement("argocd-rbac-cm"))})
}

func patch(configMap, data string) *yaml.Node {
	text := text("# Written by Fairlead, as a whole: put settings of your own into a patch beside it.\napiVersion: v1\nkind: ConfigMap\ndata:\n" + data + "metadata:\n  name: " + configMap + "\n")
	return mapping(entry{"target", selector(configMap)}, entry{"patch", text})
}

func policies(projects []project) string {
	var b strings.Builder
	for _, p := range projects {
		name := p.Metadata.Name
		b.WriteString("  policy." + name + ".csv: |\n")
		for _, action := range []string{"get", "sync"} {
			b.WriteString("    p, " + account + ", applications, " + action + ", " + name + "/" + name + ", allow\n")
		}
	}
	return b.String()
}

func registries(p platform) string {
	var b strings.Builder
	b.WriteString("  registries.conf: |\n    registries:\n")
	for _, r := range p.Spec.ImageUpdater.Registries {
		b.WriteString("    - name: " + r.Prefix + "\n      prefix: " + r.Prefix + "\n      api_url: https://" + r.Prefix + "\n      limit: 20\n")
	}
	return b.String()
}

func selector(configMap string) *yaml.Node {
	return mapping(entry{"kind", text("ConfigMap")}, entry{"name", text(configMap)})
}

// replacement makes a build fail where the ConfigMap is not there.
func replacement(configMap string) *yaml.Node {
	source := selector(configMap)
	source.Content = append(source.Content, text("fieldPath"), text("metadata.name"))
	target := mapping(entry{"select", selector(configMap)}, entry{"fieldPaths", texts("metadata.name")})
	return mapping(entry{"source", source}, entry{"targets", sequence(target)})
}

// kustomization lists the rendered files.
func kustomization(p platform, projects []project) *yaml.RNode {
	files := sequence()
	for _, one := range projects {
		files.Content = append(files.Content, text(one.Metadata.Name+".yaml"))
	}
	return resource(kustomize+"v1beta1", "Kustomization",
		metadata("rendered", "", entry{platformMark, text(p.Metadata.Name)}, entry{localConfig, text("true")}),
		entry{"resources", files})
}
