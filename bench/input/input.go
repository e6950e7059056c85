// SPDX-License-Identifier: Apache-2.0

// Package input makes what the programs of the benchmark read: any number of Projects in the short form, and a Platform.
package input

import (
	"bytes"
	"fmt"
)

// Versions and account of the Platform and its Projects.
const (
	ArgoCD       = "v3.5.7"
	ImageUpdater = "v0.12.2"
	Registry     = "ghcr.io"
)

// ResourceList is what kpt sends to a function for a package with n Projects.
func ResourceList(n int) []byte {
	var b bytes.Buffer
	b.WriteString("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	head(&b, "Platform", "k3s", "platform.yaml")
	fmt.Fprintf(&b, "    argocd:\n      version: %s\n    imageUpdater:\n      version: %s\n      registries:\n      - prefix: %s\n", ArgoCD, ImageUpdater, Registry)
	for i := range n {
		name := name(i)
		head(&b, "Project", name, "projects/"+name+".yaml")
		fmt.Fprintf(&b, "    repository: %s\n    images:\n    - %s\n    secrets:\n    - name: %s-secrets\n      keys:\n      - API_TOKEN\n      - DB_PASSWORD\n",
			repository(name), image(name), name)
	}
	return b.Bytes()
}

// Values is the same for the chart.
func Values(n int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "platform:\n  name: k3s\n  argocd:\n    version: %s\n  imageUpdater:\n    version: %s\n    registries:\n    - prefix: %s\nprojects:\n", ArgoCD, ImageUpdater, Registry)
	for i := range n {
		name := name(i)
		fmt.Fprintf(&b, "- name: %s\n  repository: %s\n  images:\n  - %s\n  secrets:\n  - name: %s-secrets\n    keys:\n    - API_TOKEN\n    - DB_PASSWORD\n",
			name, repository(name), image(name), name)
	}
	return b.Bytes()
}

func head(b *bytes.Buffer, kind, name, path string) {
	fmt.Fprintf(b, `- apiVersion: fairlead.dev/v1alpha1
  kind: %s
  metadata:
    name: %s
    annotations:
      config.kubernetes.io/index: '0'
      config.kubernetes.io/path: '%[3]s'
      internal.config.kubernetes.io/index: '0'
      internal.config.kubernetes.io/path: '%[3]s'
      internal.config.kubernetes.io/seqindent: 'compact'
  spec:
`, kind, name, path)
}

// name has a fixed width, so that the order of the Projects is that of their names.
func name(i int) string { return fmt.Sprintf("home-service-%05d", i) }

func repository(name string) string { return "https://github.com/owner/" + name }

func image(name string) string { return Registry + "/owner/" + name }
