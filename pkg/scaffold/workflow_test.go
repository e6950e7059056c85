// SPDX-License-Identifier: Apache-2.0

package scaffold_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/pipeline"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
	"github.com/fairlead-krm/fairlead/pkg/scaffold"
)

// projects are Projects of many kinds, with what the workflow of each must hold.
var projects = []struct {
	name string
	spec []string
	want []string
	not  []string
}{
	{"the short form", []string{image}, []string{"tags: type=sha\n", "packages: write", "platforms: arm64\n", "registry: ghcr.io", "- main\n"}, []string{"SHORT_SHA_LENGTH", "matrix"}},
	{"a whole commit", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^sha-[0-9a-f]{40}$'}]"}, []string{"tags: type=sha,format=long\n"}, nil},
	{"twelve digits", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^sha-[0-9a-f]{12}$'}]"}, []string{"tags: type=sha\n", "DOCKER_METADATA_SHORT_SHA_LENGTH: 12\n"}, nil},
	{"another prefix", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^build-[0-9a-f]{7}$'}]"}, []string{"tags: type=sha,prefix=build-\n"}, nil},
	{"a prefix beside versions", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^(v[0-9.]+|main-[0-9a-f]{7,})$'}]"}, []string{"tags: type=sha,prefix=main-\n"}, nil},
	{"no prefix", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^[0-9a-f]{40}$'}]"}, []string{"tags: type=sha,prefix=,format=long\n"}, nil},
	{"what is ignored", []string{"images: [{name: ghcr.io/owner/shop, ignoreTags: ['sha-???????']}]"}, []string{"tags: type=sha,format=long\n"}, nil},
	{"any", []string{"images: [{name: ghcr.io/owner/shop, allowTags: any}]"}, []string{"tags: type=sha\n"}, nil},
	{"a pin", []string{"images: [{name: ghcr.io/owner/shop, pin: sha-0123abc}]"}, []string{"tags: type=sha\n"}, nil},
	{"a pin beside allowTags", []string{"images: [{name: ghcr.io/owner/shop, pin: build-0123abc, allowTags: 'regexp:^build-[0-9a-f]{7}$'}]"}, []string{"prefix=build-"}, nil},
	{"several images", []string{"images: [ghcr.io/owner/shop/web, {name: ghcr.io/owner/shop/worker, alias: Job.1, allowTags: 'regexp:^w-[0-9a-f]{7}$'}]", "ci: {context: src}"},
		[]string{"image-web:", "image-job-1:", "context: src/web\n", "context: src/worker\n", "tags: type=sha,prefix=w-\n", "needs: [image-web, image-job-1]"}, nil},
	{"aliases that make one name", []string{"images: [{name: ghcr.io/owner/a, alias: x.y}, {name: ghcr.io/owner/b, alias: x-y}]"}, []string{"image-x-y:", "image-x-y-2:"}, nil},
	{"another branch", []string{image, "revision: release/1.x"}, []string{"- release/1.x\n"}, nil},
	{"a branch that is a pattern", []string{image, "ci: {branch: 'a+b!'}"}, []string{`- 'a\+b\!'`}, nil},
	{"a branch that is a word of YAML", []string{image, "ci: {branch: 'on'}"}, []string{"- 'on'\n"}, nil},
	{"one platform that runs by itself", []string{"images: [{name: ghcr.io/owner/shop, platforms: [linux/amd64]}]", "ci: {platforms: [linux/amd64]}"}, []string{"platforms: linux/amd64\n"}, []string{"qemu"}},
	{"many platforms", []string{image, "ci: {platforms: [linux/arm/v7, linux/arm64, linux/amd64, linux/arm/v6]}"}, []string{"platforms: arm,arm64\n", "platforms: linux/arm/v7,linux/arm64,linux/amd64,linux/arm/v6\n"}, nil},
	{"Docker Hub", []string{"images: [docker.io/owner/shop]"}, []string{"vars.DOCKERHUB_USERNAME", "secrets.DOCKERHUB_TOKEN"}, []string{"packages: write", "registry:"}},
	{"a registry of one's own", []string{"images: ['registry.example.com:5000/shop']"}, []string{"registry: registry.example.com:5000\n", "vars.REGISTRY_REGISTRY_EXAMPLE_COM_5000_USERNAME"}, []string{"packages: write"}},
	{"packages of another owner", []string{"images: [ghcr.io/other/shop]"}, []string{"vars.REGISTRY_GHCR_IO_USERNAME"}, []string{"packages: write"}},
	{"no automated sync", []string{image, "sync: {automated: false}"}, []string{"SYNC: 'true'"}, nil},
	{"a context with spaces", []string{image, `ci: {context: "it's #1, here"}`}, []string{"context: 'it''s #1, here'\n"}, nil},
}

// TestWorkflows holds every workflow by actionlint and shellcheck, by what it must hold, and by the proof on its tags.
func TestWorkflows(t *testing.T) {
	for _, c := range projects {
		t.Run(c.name, func(t *testing.T) {
			text := written(t, subject(t, platform, project(c.spec...)))[scaffold.WorkflowPath]
			lint(t, text)
			for _, want := range c.want {
				assert.Check(t, strings.Contains(text, want), "%q\n%s", want, text)
			}
			for _, not := range c.not {
				assert.Check(t, !strings.Contains(text, not), "%q\n%s", not, text)
			}
			all := platform + "---\n" + project(c.spec...) + "# file: " + scaffold.WorkflowPath + "\n" + text
			for _, r := range ruletest.Results(t, all, rule.Target{}, check.Rules()) {
				if r.Severity != krm.Info && c.name != "any" { // of which a rule speaks by itself
					t.Errorf("%s", r)
				}
			}
			if strings.Contains(strings.Join(c.spec, ""), "pin:") || c.name == "any" {
				return // no filter to prove anything of
			}
			proofs := ruletest.Proofs(t, all, rule.Target{}, pipeline.Rules)
			assert.Assert(t, len(proofs) > 0)
			for _, p := range proofs {
				assert.Equal(t, p.Verdict, rule.Proved, "%+v\n%s", p, text)
			}
		})
	}
}

// TestDockerfiles holds where the images of a Project with several are built from.
func TestDockerfiles(t *testing.T) {
	s := subject(t, platform, project("images: [ghcr.io/owner/a, ghcr.io/owner/b, ghcr.io/owner/c]", "ci: {context: src}"))
	m := memory{"src/a.Dockerfile": "FROM scratch\n", "src/Dockerfile.b": "FROM scratch\n", "src/b.txt": ""}
	_, notes := m.write(t, s)
	text := m[scaffold.WorkflowPath]
	lint(t, text)
	for _, want := range []string{
		"            context: src\n            file: src/a.Dockerfile\n", "          context: src\n          file: src/a.Dockerfile\n          platforms",
		"          context: src\n          file: src/Dockerfile.b\n          platforms", "            context: src/c\n            file: src/c/Dockerfile\n", "          context: src/c\n          platforms",
	} {
		assert.Check(t, strings.Contains(text, want), "%q\n%s", want, text)
	}
	assert.DeepEqual(t, []string(notes), []string{"src/c/Dockerfile is what ghcr.io/owner/c is built of, and is not there yet"})
}

// TestOtherPrefixIsFound changes the prefix in the workflow alone.
func TestOtherPrefixIsFound(t *testing.T) {
	text := written(t, subject(t, platform, project(image)))[scaffold.WorkflowPath]
	changed := strings.Replace(text, "tags: type=sha\n", "tags: type=sha,prefix=git-\n", 1)
	assert.Assert(t, changed != text)
	results := ruletest.Results(t, project(image)+"# file: "+scaffold.WorkflowPath+"\n"+changed, rule.Target{}, pipeline.Rules)
	assert.Equal(t, len(results), 1)
	assert.Equal(t, results[0].Rule, "pushed-tag-not-taken")
	assert.Check(t, strings.Contains(results[0].Message, `"git-0000000"`), results[0].Message)
}

// parsed is what of a workflow is held by structure.
type parsed struct {
	Permissions map[string]string
	Concurrency struct{ Group string }
	Jobs        map[string]struct {
		If          string
		Needs       any
		Timeout     int `yaml:"timeout-minutes"`
		Permissions map[string]string
		Steps       []struct {
			Uses string
			Run  string
			Env  map[string]string
			With map[string]string
		}
	}
}

// TestWorkflowsHaveLeastPrivilege holds what a job may do, how long, that only a push writes packages, that no token stays in
// the checkout, that a date is given, and that no cache goes where Image Updater looks.
func TestWorkflowsHaveLeastPrivilege(t *testing.T) {
	uses := regexp.MustCompile(`^[\w.-]+/[\w.-]+@[0-9a-f]{40}$`)
	for _, c := range projects {
		var w parsed
		assert.NilError(t, yaml.Unmarshal([]byte(written(t, subject(t, platform, project(c.spec...)))[scaffold.WorkflowPath]), &w))
		assert.Check(t, w.Permissions != nil && len(w.Permissions) == 0, c.name)
		assert.Check(t, strings.Contains(w.Concurrency.Group, "github.run_id"), "a push that waits is cancelled by the next one")
		for name, job := range w.Jobs {
			assert.Check(t, job.Timeout > 0 && job.Permissions["contents"] == "read", "%s: %s", c.name, name)
			assert.Check(t, len(job.Permissions) == 1 || job.Permissions["packages"] == "write" && len(job.Permissions) == 2 && job.If == "github.event_name == 'push'", "%s: %s %v", c.name, name, job.Permissions)
			for _, step := range job.Steps {
				assert.Check(t, step.Run != "" || uses.MatchString(step.Uses), "%s", step.Uses)
				action, _, _ := strings.Cut(step.Uses, "@")
				assert.Check(t, action != "actions/checkout" || step.With["persist-credentials"] == "false")
				assert.Check(t, step.With["push"] != "true" || step.Env["SOURCE_DATE_EPOCH"] != "" && name != "check", "%s: %s", c.name, name)
				assert.Check(t, step.With["cache-to"] == "" || strings.HasPrefix(step.With["cache-to"], "type=gha,"))
			}
		}
	}
}

// TestDateOfTheCommit runs the step that takes it, for a commit of another time zone.
func TestDateOfTheCommit(t *testing.T) {
	var w parsed
	assert.NilError(t, yaml.Unmarshal([]byte(written(t, subject(t, platform, project(image)))[scaffold.WorkflowPath]), &w))
	script := ""
	for _, step := range w.Jobs["image"].Steps {
		script += step.Run
	}
	dir := t.TempDir()
	for _, args := range [][]string{{"init", "-q"}, {"-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "x"}} {
		cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE=2026-03-01T00:30:00+0200", "GIT_AUTHOR_DATE=2020-01-01T00:00:00Z")
		out, err := cmd.CombinedOutput()
		assert.NilError(t, err, "%s", out)
	}
	output := filepath.Join(t.TempDir(), "output")
	cmd := exec.Command("sh", "-eu", "-c", script)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GITHUB_OUTPUT="+output, "TZ=Asia/Tokyo")
	out, err := cmd.CombinedOutput()
	assert.NilError(t, err, "%s", out)
	text, err := os.ReadFile(output)
	assert.NilError(t, err)
	assert.Equal(t, string(text), "epoch=1772317800\ndate=2026-02-28T22:30:00Z\n")
}

// TestFiltersTakeNoTime holds that no filter that somebody may write takes long.
func TestFiltersTakeNoTime(t *testing.T) {
	start := time.Now()
	for _, filter := range []string{"^([0-9a-f]?){900}x$", "(sha-|a|b)*[0-9]{5}(.{0,400}){2}$", strings.Repeat("(a|b)?", 500), "^(" + strings.Repeat("a|b|", 300) + "c)-[0-9a-z]{1,30}$"} {
		_, _, _ = scaffold.Repository(subject(t, platform, project("images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:"+filter+"'}]")), memory{}.read)
	}
	assert.Check(t, time.Since(start) < 2*time.Minute, "%v", time.Since(start))
	t.Logf("%v", time.Since(start))
}

// TestNoWorkflow holds what is said where none can be written, all of it at once.
func TestNoWorkflow(t *testing.T) {
	for _, c := range []struct {
		name string
		spec []string
		want []string
	}{
		{"no images", nil, []string{"Project shop has no images", "spec.images"}},
		{"versions", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^v[0-9]+$'}]"}, []string{"takes no tag of the form", "regexp:^sha-[0-9a-f]{7,40}$"}},
		{"capitals", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^sha-[0-9A-F]{7}$'}]"}, []string{"takes no tag of the form"}},
		{"all is ignored", []string{"images: [{name: ghcr.io/owner/shop, ignoreTags: ['*[0-9]']}]"}, []string{`with ignoreTags ["*[0-9]"]`}},
		{"semver", []string{"images: [{name: ghcr.io/owner/shop, updateStrategy: semver, allowTags: 'regexp:^v'}]"}, []string{"updateStrategy semver", "newest-build"}},
		{"another platform", []string{image, "ci: {platforms: [linux/amd64]}"}, []string{"taken only where it is built for linux/arm64", "ci.platforms are linux/amd64"}},
		{"an expression", []string{image, "ci: {context: 'a${{ secrets.X }}'}"}, []string{"spec.ci.context", "as an expression"}},
		{"two at once", []string{"images: [{name: ghcr.io/owner/shop, allowTags: 'regexp:^v[0-9]+$'}]", "ci: {platforms: [linux/amd64]}"}, []string{"takes no tag of the form", "ci.platforms"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files, _, err := scaffold.Repository(subject(t, platform, project(c.spec...)), memory{}.read)
			for _, want := range c.want {
				assert.ErrorContains(t, err, want)
			}
			assert.Equal(t, len(files), 0)
		})
	}
}
