// SPDX-License-Identifier: Apache-2.0

package argocd_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
)

func TestCheckPointer(t *testing.T) {
	for pointer, want := range map[string]string{
		"/data": "", "/data/tls.crt": "", "/spec/template/metadata/annotations/checksum~1secret": "", "/webhooks/0/clientConfig/caBundle": "",
		"data": "/data", ".spec.replicas": "/spec/replicas", "spec/replicas": "/spec/replicas", `/data/a\.b`: "/data/a.b",
		"/data/": "/data", "/metadata/annotations/a.b/c": "/metadata/annotations/a.b~1c", "/data/a/b": "/data/a~1b",
		"": "none", "/data/a~2": "none", "/webhooks/*/x": "none", "/webhooks/[0]/x": "none", "$.spec": "none",
	} {
		meant, err := argocd.CheckPointer("Secret", pointer)
		assert.Check(t, (err == nil) == (want == ""), "%s: %v", pointer, err)
		if want != "none" {
			assert.Check(t, meant == want, "%s: %q", pointer, meant)
		}
	}
	_, err := argocd.CheckPointer("Foo", "/data/a/b")
	assert.NilError(t, err)
}

func TestCheckIgnoredGroup(t *testing.T) {
	for pair, ok := range map[string]bool{
		" Secret": true, "core Secret": false, "v1 Secret": false, "apps Secret": false, "* Secret": true, "* *": true, "core *": false,
		"apps Deployment": true, " Deployment": false, "apps/v1 Deployment": false, "serving.knative.dev Service": true,
		"cert-manager.io/v1 Certificate": false, " Unheard": true, "extensions Ingress": true, "argoproj.io Application": true,
		" Certificate": false, "apps Rollout": false, " Gateway": true, "networking.istio.io Gateway": true, "events.k8s.io Event": true, " Event": true,
		"coordination.k8s.io Lease": true, "policy PodSecurityPolicy": true, "core Rollout": false,
	} {
		group, kind, _ := strings.Cut(pair, " ")
		_, err := argocd.CheckIgnoredGroup(group, kind)
		assert.Check(t, (err == nil) == ok, "%s: %v", pair, err)
	}
}

func TestCheckIgnoredKind(t *testing.T) {
	for pair, want := range map[string]string{
		"apps Deploymnt": "Deployment", "apps Deployment": "", "apps StatefullSet": "StatefulSet", " ConfigMapp": "ConfigMap", "batch CronJobs": "CronJob",
		" deployment": "Deployment", "networking.k8s.io Ingres": "Ingress", "rbac.authorization.k8s.io ClusterRolBinding": "ClusterRoleBinding",
		// Others may have a kind of any name, and of a built-in group a later Kubernetes may.
		"example.com Deploymnt": "", "apps Unheard": "", " Gateway": "", "apps Rollout": "", "argoproj.io application": "Application", "* Deploymnt": "", "scheduling.k8s.io PodGroup": "",
	} {
		group, kind, _ := strings.Cut(pair, " ")
		meant, err := argocd.CheckIgnoredKind(group, kind)
		assert.Check(t, meant == want && (err == nil) == (want == ""), "%s: %q, %v", pair, meant, err)
	}
}

func TestCheckFinalizer(t *testing.T) {
	for value, want := range map[string]string{
		argocd.Finalizer: "", argocd.FinalizerForeground: "", "post-delete-finalizer.argocd.argoproj.io/cleanup": "", "example.com/x": "",
		"foregroundDeletion": "", "argocd.argoproj.io/resources-finalizer": argocd.Finalizer,
		"resources-finalizer.argocd.argoproj.io/backgroud": argocd.FinalizerBackground, "resources-finalizer": argocd.Finalizer,
	} {
		meant, err := argocd.CheckFinalizer(value)
		assert.Check(t, (err == nil) == (want == ""), value)
		assert.Equal(t, meant, want)
	}
}

func TestPermits(t *testing.T) {
	for _, c := range []struct {
		patterns, url string
		want          argocd.Permit
	}{
		{"https://github.com/a/b", "https://github.com/A/b.git", argocd.Permitted},
		{"https://github.com/a/*", "https://github.com/a/b", argocd.Permitted},
		{"https://github.com/*", "https://github.com/a/b", argocd.Refused},
		{"https://github.com/**", "https://github.com/a/b", argocd.Permitted},
		{"*", "https://github.com/a/b", argocd.Permitted},
		{"* !https://github.com/a/*", "https://github.com/a/b", argocd.Refused},
		{"!https://github.com/c/*", "https://github.com/a/b", argocd.Permitted},
		{"git@github.com:a/b.git", "ssh://git@github.com/a/b", argocd.Permitted},
		{"https://github.com/{a,c}/b", "https://github.com/a/b", argocd.Unknown},
		{"", "https://github.com/a/b", argocd.Refused},
	} {
		assert.Check(t, argocd.PermitsSource(strings.Fields(c.patterns), c.url) == c.want, "%v", c)
	}
	here := "https://kubernetes.default.svc"
	for _, c := range []struct {
		entry, to argocd.Place
		want      argocd.Permit
	}{
		{argocd.Place{Server: here, Namespace: "a"}, argocd.Place{Server: here + "/", Namespace: "a"}, argocd.Permitted},
		{argocd.Place{Server: here, Namespace: "a-*"}, argocd.Place{Server: here, Namespace: "a-1"}, argocd.Permitted},
		{argocd.Place{Server: here, Namespace: "a"}, argocd.Place{Server: here, Namespace: ""}, argocd.Refused},
		{argocd.Place{Server: "*", Namespace: "*"}, argocd.Place{Name: "x", Namespace: "b"}, argocd.Permitted},
		{argocd.Place{Server: here, Namespace: "*"}, argocd.Place{Name: "x", Namespace: "b"}, argocd.Unknown},
		{argocd.Place{Server: here, Namespace: "!kube-system"}, argocd.Place{Server: here, Namespace: "b"}, argocd.Unknown},
	} {
		assert.Check(t, argocd.PermitsDestination([]argocd.Place{c.entry}, c.to) == c.want, "%v", c)
	}
}
