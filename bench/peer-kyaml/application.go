// SPDX-License-Identifier: Apache-2.0

package main

import "sigs.k8s.io/kustomize/kyaml/yaml"

const (
	argocd      = "argoproj.io/v1alpha1"
	namespace   = "argocd"
	server      = "https://kubernetes.default.svc"
	updater     = "argocd-image-updater.argoproj.io/"
	projectMark = group + "/project"
	owned       = group + "/owned"
)

func application(p project) *yaml.RNode {
	name := p.Metadata.Name
	images, record := "", "ignoreDifferences:"
	ignored := sequence()
	annotations := []entry{{projectMark, text(name)}}
	for i, s := range p.Spec.Secrets {
		if i > 0 {
			record += " ignoreDifferences:"
		}
		record += "/Secret/" + name + "/" + s.Name
		ignored.Content = append(ignored.Content, mapping(
			entry{"kind", text("Secret")},
			entry{"name", text(s.Name)},
			entry{"namespace", text(name)},
			entry{"jsonPointers", texts("/data", "/stringData")},
		))
	}
	for i, image := range p.Spec.Images {
		alias := lastElement(image)
		if i > 0 {
			images += ","
		}
		images += alias + "=" + image
		annotations = append(annotations,
			entry{updater + alias + ".update-strategy", text("latest")},
			entry{updater + alias + ".allow-tags", text("regexp:^sha-[0-9a-f]{7,40}$")})
	}
	annotations = append(annotations,
		entry{updater + "image-list", text(images)},
		entry{updater + "write-back-method", text("argocd")},
		entry{owned, text(record)})
	return resource(argocd, "Application", metadata(name, namespace, annotations...), entry{"spec", mapping(
		entry{"project", text(name)},
		entry{"source", mapping(
			entry{"repoURL", text(p.Spec.Repository)},
			entry{"targetRevision", text("main")},
			entry{"path", text("deploy")},
		)},
		entry{"destination", destination(name)},
		entry{"ignoreDifferences", ignored},
		entry{"syncPolicy", mapping(
			entry{"automated", mapping(entry{"prune", yes()}, entry{"selfHeal", yes()})},
			entry{"syncOptions", texts("CreateNamespace=true", "RespectIgnoreDifferences=true")},
		)},
	)})
}

func destination(namespace string) *yaml.Node {
	return mapping(entry{"server", text(server)}, entry{"namespace", text(namespace)})
}

func lastElement(image string) string {
	for i := len(image) - 1; i >= 0; i-- {
		if image[i] == '/' {
			return image[i+1:]
		}
	}
	return image
}
