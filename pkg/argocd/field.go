// SPDX-License-Identifier: Apache-2.0

package argocd

// RequireOverrideForRevisionSync is the key of ConfigMap that makes a sync to another revision need the right override. It
// must be "true"; default "false". See Version.Reads.
const RequireOverrideForRevisionSync = "application.sync.requireOverridePrivilegeForRevisionSync"

// field is a field, or a ConfigMap key, that came with a minor newer than the oldest supported one.
type field struct {
	kind, path string
	since      release
}

// fields names what an older Argo CD drops without a message, its CRDs pruning the fields that they do not know.
var fields = [...]field{
	{KindApplication, "spec.sourceHydrator", release{2, 14}},
	{KindApplication, "spec.syncPolicy.automated.enabled", release{3, 1}},
	{KindAppProject, "spec.destinationServiceAccounts", release{2, 13}},
	{KindAppProject, "spec.clusterResourceWhitelist.name", release{3, 3}},
	{KindAppProject, "spec.clusterResourceBlacklist.name", release{3, 3}},
	{KindAppProject, "spec.sourceIntegrity", release{3, 5}},
	{ConfigMap, RequireOverrideForRevisionSync, release{3, 3}},
	{ConfigMap, "server.rbac.rollback.enforce.enable", release{3, 6}},
}

// Reads reports whether v reads a field. Kind is KindApplication or KindAppProject with the field's dotted path, list indexes
// left out (spec.clusterResourceWhitelist.name), or ConfigMap with one of its keys. A field that came with a minor newer
// than v is not read; every other one is, known here or not.
func (v Version) Reads(kind, path string) bool {
	for _, f := range fields {
		if f.kind == kind && f.path == path {
			return !v.release().before(f.since)
		}
	}
	return true
}

// Since returns the first minor that reads a field, named as for Version.Reads. "" means every supported one.
func Since(kind, path string) string {
	for _, f := range fields {
		if f.kind == kind && f.path == path {
			return f.since.String()
		}
	}
	return ""
}
