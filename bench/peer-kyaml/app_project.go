// SPDX-License-Identifier: Apache-2.0

package main

import "sigs.k8s.io/kustomize/kyaml/yaml"

func appProject(p project) *yaml.RNode {
	name := p.Metadata.Name
	return resource(argocd, "AppProject",
		mapping(
			entry{"name", text(name)},
			entry{"namespace", text(namespace)},
			entry{"annotations", mapping(
				entry{projectMark, text(name)},
				entry{"argocd.argoproj.io/sync-wave", text("-1")},
				entry{owned, text("sourceRepos:" + p.Spec.Repository + " destinations:" + server + "/" + name)},
			)},
			entry{"finalizers", texts("resources-finalizer.argocd.argoproj.io")},
		),
		entry{"spec", mapping(
			entry{"sourceRepos", texts(p.Spec.Repository)},
			entry{"destinations", sequence(destination(name))},
			entry{"clusterResourceWhitelist", sequence(mapping(
				entry{"group", text("")}, entry{"kind", text("Namespace")}, entry{"name", text(name)},
			))},
			entry{"namespaceResourceBlacklist", sequence(mapping(
				entry{"group", text("")}, entry{"kind", text("Secret")},
			))},
		)})
}
