// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

func TestResolve(t *testing.T) {
	for _, test := range []struct{ given, want, notice string }{
		{"", "v3.5", "no Argo CD version is given: v3.5 is assumed"},
		{DefaultVersion, "v3.5", ""},
		{"v2.10.20", "v2.10", ""},
		{"2.14", "v2.14", ""},
		{"v3.5.7+abc123", "v3.5", ""},
		{"v3.6.0-rc1", "v3.6", ""},
		{"3.7.1", "v3.6", `Argo CD version "3.7.1" is newer than what is known: it is read as v3.6`},
		{"v2.15", "v2.14", `Argo CD version "v2.15" is newer than what is known: it is read as v2.14`},
		{"v4.0.0", "v3.6", `Argo CD version "v4.0.0" is newer than what is known: it is read as v3.6`},
	} {
		t.Run(test.given, func(t *testing.T) {
			v, notice, err := Resolve(test.given)
			assert.NilError(t, err)
			assert.Equal(t, v.String(), test.want)
			assert.Equal(t, notice, test.notice)
		})
	}
}

func TestResolveEveryRelease(t *testing.T) {
	for _, name := range Releases() {
		v, notice, err := Resolve(name)
		assert.NilError(t, err)
		assert.Equal(t, notice, "")
		assert.Equal(t, v.String(), name)
	}
	assert.Equal(t, Version{}.String(), DefaultVersion)
}

func TestResolveRefuses(t *testing.T) {
	for _, test := range []struct{ given, want string }{
		{"v2.9.1", `version "v2.9.1" of Argo CD is older than v2.10`},
		{"1.8", `is older than v2.10`},
		{"stable", `"stable" of Argo CD is no version such as "v3.5": supported are v2.10, v2.11`},
		{"v3", "is no version"},
		{"3.5.7.1", "is no version"},
		{"v3.05", "is no version"},
		{" v3.5", "is no version"},
		{"3.5-", "is no version"},
	} {
		_, _, err := Resolve(test.given)
		assert.ErrorContains(t, err, test.want, test.given)
	}
}

func TestAtLeast(t *testing.T) {
	v := at(t, "v2.14")
	assert.Assert(t, v.AtLeast(2, 14) && v.AtLeast(2, 3) && v.AtLeast(1, 99))
	assert.Assert(t, !v.AtLeast(3, 0) && !v.AtLeast(2, 15))
}

func TestCheckSyncOption(t *testing.T) {
	for _, option := range []string{
		SyncOptionCreateNamespace, SyncOptionRespectIgnoreDifferences, "CreateNamespace=false", "PrunePropagationPolicy=orphan",
		"Prune=confirm", "Delete=false", "SkipDryRunOnMissingResource=true",
	} {
		assert.NilError(t, Version{}.CheckSyncOption(option))
	}
	for _, test := range []struct{ version, option, want string }{
		{"", "", "sync option is empty"},
		{"", "CreateNamespace=True", `did you mean "CreateNamespace=true"?`},
		{"", "CreateNamespaces=true", `did you mean "CreateNamespace=true"?`},
		{"", "createnamespace=true", `did you mean "CreateNamespace=true"?`},
		{"", "CreateNamespace", `allowed are CreateNamespace=true, CreateNamespace=false`},
		{"", "PrunePropagationPolicy=cascading", "allowed are PrunePropagationPolicy=foreground, PrunePropagationPolicy=background, PrunePropagationPolicy=orphan"},
		{"", "Fly=high", "known are Validate=true"},
		{"", "CreateNamespace = true", `must not hold spaces: write "CreateNamespace=true"`},
		{"", "createnamespace =True", `must not hold spaces: write "CreateNamespace=true"`},
		{"", "CreateNamespace=true,Validate=false", "give each one by itself"},
		{"", "Force=true", "it belongs in the annotation argocd.argoproj.io/sync-options"},
		{"", "IgnoreExtraneous", "it belongs in the annotation argocd.argoproj.io/compare-options"},
		{"v3.3", "Prune=false", "is read from v3.4 on: v3.3 ignores it"},
		{"v3.0", "ClientSideApplyMigration=false", "is read from v3.1 on"},
		{"v3.0", "SkipDryRunOnMissingResource=true", "is read from v3.1 on"},
	} {
		assert.ErrorContains(t, at(t, test.version).CheckSyncOption(test.option), test.want, test.option)
	}
}

func TestCheckResourceOptions(t *testing.T) {
	v := at(t, "v2.13")
	assert.NilError(t, v.CheckResourceSyncOption("Prune=false"))
	assert.NilError(t, v.CheckResourceSyncOption("SkipDryRunOnMissingResource=true"))
	assert.ErrorContains(t, v.CheckResourceSyncOption("Delete=confirm"), "from v2.14 on")
	assert.ErrorContains(t, v.CheckResourceSyncOption("CreateNamespace=true"), "spec.syncPolicy.syncOptions of an Application")
	assert.NilError(t, v.CheckCompareOption("IgnoreExtraneous"))
	assert.ErrorContains(t, v.CheckCompareOption("IgnoreExtranous"), `did you mean "IgnoreExtraneous"?`)
}

func TestSyncOptionsAreWhatIsAccepted(t *testing.T) {
	for _, name := range Releases() {
		v := at(t, name)
		for _, option := range v.SyncOptions() {
			assert.NilError(t, v.CheckSyncOption(option))
		}
	}
}

func TestReads(t *testing.T) {
	assert.Assert(t, at(t, "v3.3").Reads(KindAppProject, "spec.clusterResourceWhitelist.name"))
	assert.Assert(t, !at(t, "v3.2").Reads(KindAppProject, "spec.clusterResourceWhitelist.name"))
	assert.Assert(t, !at(t, "v3.2").Reads(ConfigMap, RequireOverrideForRevisionSync))
	assert.Assert(t, at(t, "v2.10").Reads(KindApplication, "spec.syncPolicy.automated.prune"))
	assert.Equal(t, Since(KindApplication, "spec.syncPolicy.automated.enabled"), "v3.1")
	assert.Equal(t, Since(KindApplication, "spec.project"), "")
}

func TestKnownToV227(t *testing.T) {
	for _, path := range []string{
		"spec", "spec.project", "spec.source.kustomize.images", "spec.syncPolicy.retry.backoff.maxDuration",
		"spec.ignoreDifferences.jqPathExpressions", "spec.source.kustomize.commonLabels.app.kubernetes.io/name",
		"spec.source.helm.passCredentials", "spec.destination.name",
	} {
		assert.Assert(t, KnownToV227(path), path)
	}
	for _, path := range []string{
		"", "metadata.name", "spec.", "spec..source", "spec.sources", "spec.source.ref", "spec.syncPolicy.managedNamespaceMetadata",
		"spec.syncPolicy.managedNamespaceMetadata.labels", "spec.ignoreDifferences.managedFieldsManagers", "spec.source.kustomize.patches",
		"spec.syncPolicy.automated.enabled", "spec.project.name", "spec.source.helm.valuesObject", "spec.*",
	} {
		assert.Assert(t, !KnownToV227(path), path)
	}
}

func TestCheckAccountName(t *testing.T) {
	assert.NilError(t, CheckAccountName("github-actions"))
	for _, test := range []struct{ name, want string }{
		{"", "is empty"},
		{"ci.bot", `write "ci-bot"`},
		{"admin", "built-in administrator"},
		{"ci bot", "must be letters"},
		{"ci,bot", "must be letters"},
		{strings.Repeat("a", 33), "has 33 characters, at most 32"},
	} {
		assert.ErrorContains(t, CheckAccountName(test.name), test.want)
	}
}

func TestCheckRepositoryURL(t *testing.T) {
	for _, value := range []string{
		"https://github.com/owner/app", "https://github.com/owner/app.git", "http://gitea.git.svc:3000/owner/app", "ssh://git@host:22/path",
		"git@github.com:owner/app.git", "file:///srv/git/app", "https://owner@dev.azure.com/owner/project/_git/app", "https://host:8443/a@b",
	} {
		assert.NilError(t, CheckRepositoryURL(value))
	}
	for _, test := range []struct{ value, want string }{
		{"", "is empty"},
		{"github.com/owner/app", "must be a URL such as"},
		{"https://github.com", "must name a host and a path"},
		{"https:///owner/app", "must name a host and a path"},
		{"file://srv/git", "must name an absolute path"},
		{"ftp://host/path", `has the scheme "ftp"`},
		{"https://github.com/owner/my app", "must not hold spaces"},
		{"git@host", "must be a URL such as"},
		{"https://github.com/acme", `put the name of a repository behind it, as in "https://github.com/acme/app"`},
		{"https://github.com/acme/", "names an owner"},
		{"https://github.com/acme/app/tree/main", `it must be "https://github.com/acme/app"`},
	} {
		assert.ErrorContains(t, CheckRepositoryURL(test.value), test.want, test.value)
	}
}

func TestCheckRepositoryURLNeverRepeatsSecrets(t *testing.T) {
	for _, value := range []string{
		"https://user:hunter2@github.com/o/a", "https://user:hun/ter2@github.com/o/a", "https://user:hunter2@", "ssh://git:hunter2@host/p",
		"user:hunter2@host:path", "https://ghp_hunter2@github.com/o/a", "https://hunter2:@github.com/o/a", "https://u:hunter2 @github.com/o/a",
		"https://u:%zzhunter2@github.com/o/a", "https://u:p@hunter2@github.com/o/a",
		"https://" + strings.Repeat("0a1b", 10) + "@github.com/o/a", "ssh://" + strings.Repeat("9f", 20) + "@github.com/o/a",
	} {
		err := CheckRepositoryURL(value)
		assert.ErrorContains(t, err, "must not hold a password", value)
		for _, part := range []string{"ter2", "0a1b", "9f9f"} {
			assert.Assert(t, !strings.Contains(err.Error(), part), "%v", err)
		}
	}
}

func TestCheckPath(t *testing.T) {
	for _, value := range []string{".", "deploy", "a/b/c", "./deploy", "a..b"} {
		assert.NilError(t, CheckPath(value))
	}
	for _, test := range []struct{ value, want string }{
		{"", "is empty"}, {"/deploy", `write "deploy"`}, {"/", `write "."`}, {"..", "stay within"}, {"a/../b", "stay within"},
		{`a\b`, `write "a/b"`}, {"a\nb", "control"},
	} {
		assert.ErrorContains(t, CheckPath(test.value), test.want)
	}
}

func TestCheckRevision(t *testing.T) {
	for _, value := range []string{"main", "HEAD", "v1.2.3", "feature/x", "0123456789abcdef", "1.2.*", "^1.0", ">=1.2", "refs/pull/1/head", "*"} {
		assert.NilError(t, CheckRevision(value))
	}
	for _, value := range []string{"", "my branch", "a..b", "a~1", "main^", "a:b", "-x", "a//b", "/a", "a/", ".a", "a.lock", "a@{1}", "@", "a.", "a\x01", "*main"} {
		assert.Assert(t, CheckRevision(value) != nil, value)
	}
}

func at(t *testing.T, version string) Version {
	t.Helper()
	v, _, err := Resolve(version)
	assert.NilError(t, err)
	return v
}

func TestFixedRevision(t *testing.T) {
	for value, want := range map[string]string{
		"0123456789abcdef0123456789abcdef01234567": "a commit true", "refs/tags/any": "a tag true", "1.2.*": "a range of tags true", "^1.0": "a range of tags true",
		"0123abc": "a commit false", "v1.2.3": "a tag false", "1.2.3-rc.1": "a tag false",
		"": " false", "main": " false", "HEAD": " false", "release-1.2": " false", "v1.2": " false", "20260101": " false", "deadbeef": " false", "feature/1.2.3": " false", "refs/heads/v1.2.3": " false",
	} {
		what, sure := FixedRevision(value)
		assert.Equal(t, fmt.Sprint(what, " ", sure), want, value)
	}
}
