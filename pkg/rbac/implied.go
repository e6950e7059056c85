// SPDX-License-Identifier: Apache-2.0

package rbac

// SyncImplies returns what get and sync on an Application let a token do beside starting a sync, as far as Argo CD asks for
// nothing more: each a sentence without a full stop. requireOverride is the setting
// application.sync.requireOverridePrivilegeForRevisionSync of argocd-cm, which v3.3 and later read.
func SyncImplies(v Version, requireOverride bool) []string {
	implied := []string{
		"prune: a sync may delete what is gone from Git",
		"a sync of single resources, and a dry run",
		"terminate a running sync",
		"read the manifests, the tree of resources and the events of the Application",
	}
	switch {
	case !v.AtLeast(3, 3):
		implied = append(implied, "deploy any other revision of the repository, where the Application does not sync by itself; v3.3 can require override for that")
	case !requireOverride:
		implied = append(implied, "deploy any other revision of the repository, where the Application does not sync by itself, unless application.sync.requireOverridePrivilegeForRevisionSync is \"true\" in argocd-cm")
	}
	if v.AtLeast(3, 6) {
		return append(implied, "roll back to an earlier deployment, unless server.rbac.rollback.enforce.enable is \"true\" in argocd-cm")
	}
	return append(implied, "roll back to an earlier deployment")
}
