// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestParseWriteBackMethod(t *testing.T) {
	for value, want := range map[string]WriteBack{
		"argocd":                 {Method: MethodArgoCD},
		" git ":                  {Method: MethodGit},
		"git:repocreds":          {Method: MethodGit},
		"git:secret:argocd/name": {Method: MethodGit, SecretNamespace: "argocd", SecretName: "name"},
	} {
		got, err := ParseWriteBackMethod(value)
		assert.NilError(t, err)
		assert.Equal(t, got, want)
	}
	grammar{bad: [][2]string{
		{"", "must be argocd"}, {"Git", `did you mean "git"?`}, {"argo-cd", `did you mean "argocd"?`}, {"none", "must be argocd"},
		{"git:", "must be argocd"}, {"git:secret:name", "by namespace and name"}, {"git:secret:a/b/c", "by namespace and name"}, {"argocd:x", "must be argocd"},
	}}.run(t, func(value string) error {
		_, err := ParseWriteBackMethod(value)
		return err
	})
}

func TestReadTarget(t *testing.T) {
	for _, test := range []struct {
		version, value string
		want           Target
		in             string
	}{
		{"v0.12.2", "kustomization", Target{Kind: TargetKustomization}, "deploy/app"},
		{"v0.12.2", "kustomization:../base", Target{TargetKustomization, "../base"}, "deploy/base"},
		{"v0.12.2", "helmvalues", Target{}, ""},
		{"v0.18", "helmvalues", Target{Kind: TargetHelmValues}, "deploy/app/values.yaml"},
		{"v1.3", "helmvalues:/charts/app/values.yaml", Target{TargetHelmValues, "/charts/app/values.yaml"}, "charts/app/values.yaml"},
		{"v1.3", "charts/values.yaml", Target{}, ""},
	} {
		got := at(t, test.version).ReadTarget(test.value)
		assert.Equal(t, got, test.want)
		if got.Kind != "" {
			assert.Equal(t, got.In("deploy/app"), test.in)
		}
	}
}

func TestPullSecretNamespace(t *testing.T) {
	for value, want := range map[string]string{"pullsecret:argocd/ghcr": "argocd", "ghcr.io=secret:a/b#c": "a", "env:GHCR": "", "ext:/a/b": ""} {
		assert.Equal(t, PullSecretNamespace(value), want, value)
	}
}
