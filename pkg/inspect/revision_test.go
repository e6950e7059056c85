// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// checkout is a repository with two commits on main and one on a branch of its own.
type checkout struct{ dir, first, main, feature string }

func gitIn(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s", out)
	return strings.TrimSpace(string(out))
}

func newCheckout(t *testing.T) checkout {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not on the PATH")
	}
	c := checkout{dir: t.TempDir()}
	gitIn(t, c.dir, "init", "-q", "-b", "main")
	commit := func(name string) string {
		gitIn(t, c.dir, "commit", "-q", "--allow-empty", "-m", name)
		return gitIn(t, c.dir, "rev-parse", "HEAD")
	}
	c.first, c.main = commit("first"), commit("second")
	gitIn(t, c.dir, "checkout", "-q", "-b", "feature")
	c.feature = commit("third")
	gitIn(t, c.dir, "checkout", "-q", "main")
	return c
}

func TestRevision(t *testing.T) {
	isolated(t)
	c := newCheckout(t)
	branches := filepath.Join(t.TempDir(), "branches")
	gitIn(t, c.dir, "clone", "-q", c.dir, branches) // its branches are those of a remote
	shallow := filepath.Join(t.TempDir(), "shallow")
	gitIn(t, c.dir, "clone", "-q", "--depth", "1", "file://"+c.dir, shallow)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	gitIn(t, c.dir, "clone", "-q", c.dir, elsewhere)
	gitIn(t, elsewhere, "remote", "set-url", "origin", "git@github.com:Owner/App.git")
	source := func(url string) map[string]string { return map[string]string{registry.LabelSource: url} }
	const unknown, missing = "revision-unknown warning 6:51", "revision-not-on-branch error 6:51"
	for _, test := range []struct {
		name, dir, branch, commit string
		labels                    map[string]string
		finding                   [2]string
	}{
		{"on the branch", c.dir, "", c.first, nil, [2]string{}},
		{"its tip", c.dir, "", c.main, nil, [2]string{}},
		{"shortened", c.dir, "", c.main[:8], nil, [2]string{}},
		{"of another branch", c.dir, "", c.feature, nil, [2]string{missing, "is of commit " + c.feature[:12] + ", which is not on the release branch main; it is on feature"}},
		{"another branch is released", c.dir, "feature", c.feature, nil, [2]string{}},
		{"branches of a remote", branches, "feature", c.feature, nil, [2]string{}},
		{"no such branch", c.dir, "release", c.main, nil, [2]string{unknown, "there is no branch \"release\""}},
		{"no such commit", c.dir, "", strings.Repeat("ab", 20), nil, [2]string{unknown, "does not hold: fetch first"}},
		{"shallow", shallow, "", c.first, nil, [2]string{unknown, "shallow"}},
		{"no commit", c.dir, "", "main", nil, [2]string{unknown, "is \"main\", which is no commit"}},
		{"an option", c.dir, "", "--help", nil, [2]string{unknown, "is \"--help\", which is no commit"}},
		{"no label", c.dir, "", "", nil, [2]string{"revision-unknown info 6:51", "has no label org.opencontainers.image.revision"}},
		{"the remote that it names", elsewhere, "", c.feature, source("https://github.com/owner/app"), [2]string{missing, "not on the release branch"}},
		{"another repository", elsewhere, "", c.feature, source("https://github.com/other/app"), [2]string{}},
		{"the remote that the Application delivers", elsewhere, "", c.feature, nil, [2]string{missing, "not on the release branch"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := registrytest.New(t)
			labels := map[string]string{registry.LabelRevision: test.commit}
			for k, v := range test.labels {
				labels[k] = v
			}
			r.Index("owner/app", "sha-aaa", registrytest.Image{Platform: amd64, Created: onDay(1), Labels: labels}, registrytest.Image{Platform: arm64, Created: onDay(1), Labels: labels})
			_, findings := inspected(t, newestBuild(r), Options{Repository: test.dir, Branch: test.branch})
			if test.finding[0] == "" {
				assert.Equal(t, len(findings), 0, "%v", findings)
				return
			}
			assert.Equal(t, len(findings), 1, "%v", findings)
			assert.Check(t, strings.HasPrefix(findings[0], test.finding[0]+" ") && strings.Contains(findings[0], test.finding[1]), findings[0])
		})
	}
}

func TestCheckRepository(t *testing.T) {
	assert.NilError(t, CheckRepository(context.Background(), newCheckout(t).dir))
	assert.ErrorContains(t, CheckRepository(context.Background(), t.TempDir()), "must be a folder of a Git repository")
	assert.ErrorContains(t, CheckRepository(context.Background(), "/no/such/folder"), "must be a folder of a Git repository")
}

// TestNothingIsFetched holds that a repository of which parts lie elsewhere is not completed.
func TestNothingIsFetched(t *testing.T) {
	isolated(t)
	c := newCheckout(t)
	gitIn(t, c.dir, "config", "uploadpack.allowFilter", "true")
	partial := filepath.Join(t.TempDir(), "partial")
	gitIn(t, c.dir, "clone", "-q", "--filter=tree:0", "--single-branch", "--branch", "main", "file://"+c.dir, partial)
	r := registrytest.New(t)
	r.Index("owner/app", "sha-aaa", registrytest.Image{Platform: amd64, Created: onDay(1), Labels: map[string]string{registry.LabelRevision: c.feature}})
	before := gitIn(t, partial, "count-objects", "-v")
	_, findings := inspected(t, newestBuild(r), Options{Repository: partial, UpdaterPlatforms: []string{amd64}})
	assert.Check(t, len(findings) == 1 && strings.Contains(findings[0], "does not hold: fetch first"), "%v", findings)
	assert.Equal(t, gitIn(t, partial, "count-objects", "-v"), before)
}

func TestRepositoryName(t *testing.T) {
	for _, address := range []string{
		"https://github.com/Owner/app", "https://github.com/owner/app.git", "git@github.com:owner/app.git", "ssh://git@github.com/owner/app/",
		"https://user:s3cr3t@github.com/owner/app", "https://github.com:443/owner/app",
	} {
		assert.Equal(t, repositoryName(address), "github.com/owner/app", address)
	}
	for _, address := range []string{"/srv/App.git", "", "file:///srv/app", "./a:b"} {
		assert.Equal(t, repositoryName(address), "", address)
	}
}
