// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"regexp"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// grammar is a table of what one check takes and refuses; a refused value is followed by what the error says.
type grammar struct {
	good []string
	bad  [][2]string
}

func (g grammar) run(t *testing.T, check func(string) error) {
	t.Helper()
	for _, value := range g.good {
		assert.NilError(t, check(value), value)
	}
	for _, bad := range g.bad {
		assert.ErrorContains(t, check(bad[0]), bad[1], bad[0])
	}
}

func TestCheckImageName(t *testing.T) {
	grammar{
		good: []string{"ghcr.io/owner/app", "docker.io/library/nginx", "localhost/app", "localhost:5000/o/app", "r.example.org:443/a/b/c", "ghcr.io/o/a.b_c__d--e"},
		bad: [][2]string{
			{"", "is empty"},
			{"ghcr.io/Owner/App", `write "ghcr.io/owner/app"`},
			{"ghcr.io/owner/app:1.0", `write "ghcr.io/owner/app", and hold the tag "1.0" by a pin`},
			{"ghcr.io/owner/app@sha256:0a", `write "ghcr.io/owner/app"`},
			{"https://ghcr.io/owner/app", `write "ghcr.io/owner/app"`},
			{"ghcr.io/owner /app", "must not hold spaces"},
			{"owner/app", `write "docker.io/owner/app"`},
			{"nginx", `write "docker.io/library/nginx"`},
			{"ghcr.io/", "path component"},
			{"ghcr.io/o//a", "path component"},
			{"ghcr.io/-o/a", "path component"},
			{"ghcr.io/o/a___b", "path component"},
			{"gh_cr.io/o/a", "registry host"},
			{"ghcr.io:x/o/a", "registry host"},
		},
	}.run(t, CheckImageName)
}

func TestCheckAlias(t *testing.T) {
	grammar{
		good: []string{"app", "A.b_c-d", "0", strings.Repeat("a", 47)},
		bad: [][2]string{
			{"", "is empty"}, {"a/b", "must be letters"}, {"-a", "begin with a letter"}, {"a ", "must be letters"}, {"ä", "must be letters"},
			{strings.Repeat("a", 48), "has 48 characters, at most 47 fit"},
		},
	}.run(t, func(value string) error { return CheckAlias(value, false) })
	assert.NilError(t, CheckAlias(strings.Repeat("a", 42), true))
	assert.ErrorContains(t, CheckAlias(strings.Repeat("a", 43), true), "at most 42 fit")
}

func TestCheckAllowTags(t *testing.T) {
	grammar{
		good: []string{"any", "Any", "regexp:^sha-[0-9a-f]{7,40}$", "REGEXP:x", "regexp:a:b"},
		bad: [][2]string{
			{"", "matches no tag"}, {"^sha-", "matches no tag"}, {" any", "matches no tag"}, {"glob:*", "matches no tag"},
			{"regexp:(?!x)", "RE2"}, {"regexp:[", "RE2"},
		},
	}.run(t, CheckAllowTags)
}

func TestCheckIgnoreTags(t *testing.T) {
	grammar{
		good: []string{"latest", "pr-*, main", "v[0-9]*"},
		bad:  [][2]string{{"", "empty glob"}, {"a,", "empty glob"}, {"regexp:^a", "known to allow-tags only"}, {"[", "must be a glob"}, {"^pr-.*", "no tag has"}, {"a|b", "no tag has"}, {"ok,[a-", "must be a glob"}},
	}.run(t, CheckIgnoreTags)
	assert.ErrorContains(t, CheckIgnoreTag("a,b"), "must not hold a comma")
}

func TestCheckPlatform(t *testing.T) {
	grammar{
		good: []string{"linux/arm64", "linux/amd64", "linux/arm/v7", "windows/amd64", "linux/arm64/v8", "linux/amd64/v3"},
		bad: [][2]string{
			{"", "must be os/arch"}, {"arm64", "must be os/arch"}, {"linux/arm/v7/x", "must be os/arch"},
			{"linx/arm64", `did you mean "linux"?`}, {"linux/amd46", `did you mean "amd64"?`},
			{"linux/aarch64", `write "linux/arm64"`}, {"linux/x86_64", `write "linux/amd64"`}, {"linux/armv7l", `write "linux/arm/v7"`},
			{"linux/sparc", "known are amd64"}, {"linux/arm/7", "must be v and a number"}, {"linux/arm/v", "must be v and a number"}, {" linux/arm64", "did you mean"},
		},
	}.run(t, CheckPlatform)
}

func TestCheckPullSecret(t *testing.T) {
	grammar{
		good: []string{"pullsecret:argocd/ghcr", "secret:argocd/ghcr#creds", "env:GHCR", "ext:/scripts/ghcr.sh", "PullSecret:a/b", "ghcr.io=pullsecret:a/b"},
		bad: [][2]string{
			{"", "must be pullsecret:"}, {"ghcr", "must be pullsecret:"}, {"pullsecret:ghcr", "by namespace and name"}, {"pullsecret:a/b/c", "by namespace and name"},
			{"pullsecret:a/b#c", "must not name a key"}, {"secret:a/b", "must name one key"}, {"secret:a/b#", "must name one key"}, {"secret:a/b#c#d", "must name one key"},
			{"ext:script.sh", "absolute path"}, {"pullsecrets:a/b", `did you mean "pullsecret"?`}, {"pullsecret:a:b/c", "must be pullsecret:"}, {"vault:a/b", "must be pullsecret:"},
			{"pullsecret: a/b", "must not hold spaces"},
		},
	}.run(t, func(value string) error { return CheckPullSecret(value, at(t, "v1.2"), "argocd") })

	assert.NilError(t, CheckPullSecret("pullsecret:other/b", at(t, "v1.2"), "argocd"))
	assert.NilError(t, CheckPullSecret("pullsecret:other/b", at(t, "v1.3"), ""))
	assert.NilError(t, CheckPullSecret("pullsecret:argocd/b", at(t, "v1.3"), "argocd"))
	assert.ErrorContains(t, CheckPullSecret("secret:other/b#c", at(t, "v1.3"), "argocd"), `the namespace of the Application, "argocd": v1.3 refuses others`)
}

func TestCheckTag(t *testing.T) {
	grammar{
		good: []string{"latest", "sha-0123abc", "_x", "1.0", strings.Repeat("a", 128)},
		bad:  [][2]string{{"", "is empty"}, {".a", "must not begin"}, {"-a", "must not begin"}, {"a:b", "must be letters"}, {strings.Repeat("a", 129), "at most 128"}},
	}.run(t, CheckTag)
}

func TestPinnedTags(t *testing.T) {
	pinned := PinnedTags("v1.2_x")
	assert.NilError(t, CheckAllowTags(pinned))
	re := regexp.MustCompile(strings.TrimPrefix(pinned, "regexp:"))
	assert.Assert(t, re.MatchString("v1.2_x"))
	for _, other := range []string{"v1.2_xy", "av1.2_x", "v1x2_x"} {
		assert.Assert(t, !re.MatchString(other))
	}
}
