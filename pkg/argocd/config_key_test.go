// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"testing"

	"gotest.tools/v3/assert"
)

func TestKeyHolder(t *testing.T) {
	for key, want := range map[string]string{
		"url":                   ConfigMap,
		"accounts.ci":           ConfigMap,
		"accounts.ci.enabled":   ConfigMap,
		"accounts.ci.password":  Secret,
		"accounts.ci.tokens":    Secret,
		"webhook.github.secret": Secret,
		"resource.customizations.health.apps_Deployment": ConfigMap,
		"kustomize.version.v3.5.1":                       ConfigMap,
		"extension.config.metrics":                       ConfigMap,
		"server.insecure":                                ConfigMapParams,
		"policy.default":                                 ConfigMapRBAC,
		"policy.shop.csv":                                ConfigMapRBAC,
		"policy.shop":                                    "",
		"account.anonymous.enabled":                      "",
	} {
		assert.Equal(t, KeyHolder(key), want, key)
	}
	near, ok := NearestKey(ConfigMap, "user.anonymous.enabled")
	assert.Equal(t, near, "users.anonymous.enabled")
	assert.Check(t, ok)
}

func TestCheckRemoved(t *testing.T) {
	old, _, err := Resolve("v2.14")
	assert.NilError(t, err)
	assert.NilError(t, old.CheckRemoved("repositories"))
	assert.NilError(t, old.CheckRemoved("url"))
	assert.ErrorContains(t, old.CheckRemoved("configManagementPlugins"), "from v2.8 on")
	assert.ErrorContains(t, Version{}.CheckRemoved("repositories"), "from v3.0 on")
}

func TestScopeOf(t *testing.T) {
	assert.Equal(t, ScopeOf("", "Namespace"), ClusterScoped)
	assert.Equal(t, ScopeOf("networking.k8s.io", "Ingress"), Namespaced)
	assert.Equal(t, ScopeOf("gateway.networking.k8s.io", "GatewayClass"), ClusterScoped)
	assert.Equal(t, ScopeOf("scheduling.k8s.io", "PriorityClass"), ClusterScoped)
	assert.Equal(t, ScopeOf("example.org", "Ingress"), Scope(""))
	assert.Equal(t, ScopeOf("*", "*"), Scope(""))
	assert.DeepEqual(t, GroupsOf("Deployment"), []string{"apps"})
	assert.Equal(t, len(GroupsOf("Secret")), 0)
	assert.Equal(t, len(GroupsOf("Unheard")), 0)
}
