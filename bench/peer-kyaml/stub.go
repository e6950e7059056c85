// SPDX-License-Identifier: Apache-2.0

package main

import "sigs.k8s.io/kustomize/kyaml/yaml"

const localConfig = "config.kubernetes.io/local-config"

// stub is the example of a Secret.
func stub(p project, s secret) *yaml.RNode {
	data := mapping()
	for _, key := range s.Keys {
		data.Content = append(data.Content, text(key), text("<"+key+">"))
	}
	return resource("v1", "Secret",
		metadata(s.Name, p.Metadata.Name, entry{projectMark, text(p.Metadata.Name)}, entry{localConfig, text("true")}),
		entry{"type", text("Opaque")},
		entry{"data", data})
}
