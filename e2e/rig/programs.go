// SPDX-License-Identifier: Apache-2.0

package rig

import "strings"

// program is a binary that is built from a Go module.
type program struct {
	name string
	// module is the folder below tools/ whose go.mod pins what it is built from.
	module string
	// source is the module in that go.mod whose version the program has.
	source string
	pkg    string
	// stamp are variables that get the version when the program is linked.
	stamp []string
}

const (
	kubernetes = "k8s.io/kubernetes"
	argoCD     = "github.com/argoproj/argo-cd/v3"
)

// kubernetesVersion are the variables that a release of Kubernetes sets: an API server that does not know its version
// says so to Argo CD.
var kubernetesVersion = []string{"k8s.io/component-base/version.gitVersion", "k8s.io/client-go/pkg/version.gitVersion"}

// programs are built in this order: the small ones first, and those that share packages one after the other.
var programs = []program{
	{name: "etcd", module: "etcd", source: "go.etcd.io/etcd/server/v3", pkg: "go.etcd.io/etcd/server/v3"},
	{name: "kustomize", module: "etcd", source: "sigs.k8s.io/kustomize/kustomize/v5", pkg: "sigs.k8s.io/kustomize/kustomize/v5", stamp: []string{"sigs.k8s.io/kustomize/api/provenance.version"}},
	{name: "kube-apiserver", module: "argocd", source: kubernetes, pkg: "k8s.io/kubernetes/cmd/kube-apiserver", stamp: kubernetesVersion},
	{name: "kube-controller-manager", module: "argocd", source: kubernetes, pkg: "k8s.io/kubernetes/cmd/kube-controller-manager", stamp: kubernetesVersion},
	{name: "kubectl", module: "argocd", source: kubernetes, pkg: "k8s.io/kubernetes/cmd/kubectl", stamp: kubernetesVersion},
	{name: "argocd", module: "argocd", source: argoCD, pkg: "github.com/argoproj/argo-cd/v3/cmd", stamp: []string{"github.com/argoproj/argo-cd/v3/common.version"}},
}

// flags are those of `go build`. The version of Argo CD has no "v".
func (p program) flags(version string) []string {
	link := "-s -w"
	for _, variable := range p.stamp {
		v := version
		if p.source == argoCD {
			v = strings.TrimPrefix(v, "v")
		}
		link += " -X " + variable + "=" + v
	}
	return []string{"-trimpath", "-buildvcs=false", "-ldflags", link}
}
