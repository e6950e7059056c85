// SPDX-License-Identifier: Apache-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/pipeline"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

const (
	project = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
  images:
    - name: ghcr.io/owner/shop
      allowTags: regexp:^sha-[0-9a-f]{7,40}$
`
	workflow = `# file: .github/workflows/ci.yml
on:
  push: {branches: [main]}
  pull_request: {branches: [main]}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/metadata-action@v5
        id: meta
        with:
          images: ghcr.io/owner/shop
          tags: |
            type=sha
            type=raw,value=latest,enable={{is_default_branch}}
      - uses: docker/build-push-action@v6
        with:
          push: ${{ github.event_name != 'pull_request' }}
          tags: ${{ steps.meta.outputs.tags }}
          cache-to: type=registry,ref=ghcr.io/owner/shop:buildcache,mode=max
`
)

// found runs the rules over documents and files, and returns what they find as `rule severity line`, and all messages.
func found(t *testing.T, text string) (all []string, messages string) {
	t.Helper()
	for _, r := range ruletest.Results(t, text, rule.Target{}, pipeline.Rules) {
		all = append(all, fmt.Sprintf("%s %s %d", r.Rule, r.Severity, r.Line))
		messages += r.Message + "\n"
	}
	return all, messages
}

// TestOneChange takes a pipeline that is right, changes one thing in it, and expects the counter-example.
func TestOneChange(t *testing.T) {
	clean, _ := found(t, project+workflow)
	assert.Equal(t, len(clean), 0, "%v", clean)
	for _, c := range []struct{ name, old, changed, want, tag, line string }{
		{"the prefix", "type=sha\n", "type=sha,prefix=git-\n", "pushed-tag-not-taken error 8", `"git-0000000"`, "ci.yml:13"},
		{"no prefix", "type=sha\n", "type=sha,prefix=\n", "pushed-tag-not-taken error 8", `"0000000"`, "ci.yml:13"},
		{"a shorter commit", "jobs:", "env: {DOCKER_METADATA_SHORT_SHA_LENGTH: 6}\njobs:", "pushed-tag-not-taken error 8", `"sha-000000"`, "ci.yml:14"},
		{"a longer filter", "{7,40}", "{8,40}", "pushed-tag-not-taken error 8", `"sha-0000000"`, "ci.yml:13"},
		{"capital letters", "[0-9a-f]", "[0-9A-F]", "pushed-tag-not-taken error 8", `"sha-000000a"`, "ci.yml:13"},
		{"what is ignored", "allowTags:", "ignoreTags: [sha-*f]\n      allowTags:", "pushed-tag-not-taken error 9", `"sha-000000f"`, "ci.yml:13"},
		{"an event", "github.event_name != 'pull_request'", "github.event_name != 'schedule'", "foreign-tag-taken error 8", `"sha-0000000"`, "a pull request"},
		{"a branch more", "push: {branches: [main]}", "push: {branches: [main, dev]}", "foreign-tag-taken error 8", `"sha-0000000"`, "a push to another branch"},
		{"another branch", "push: {branches: [main]}", "push: {branches: [master]}", "foreign-tag-taken error 8", `"sha-0000000"`, "a push to another branch"},
		{"no anchor", "^sha-[0-9a-f]{7,40}$", "a", "fixed-tag-taken warning 8", `"buildcache"`, "ci.yml:19"},
		{"latest is taken", "$\n", "$|^latest$\n", "fixed-tag-taken warning 8", `"latest"`, "ci.yml:14"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Assert(t, strings.Contains(project+workflow, c.old))
			all, messages := found(t, strings.Replace(project+workflow, c.old, c.changed, 1))
			assert.Assert(t, len(all) > 0)
			assert.Check(t, strings.Contains(strings.Join(all, "; "), c.want), "%v", all)
			assert.Check(t, strings.Contains(messages, c.tag) && strings.Contains(messages, c.line), messages)
		})
	}
}

// TestChosenName holds that a tag which is the name of a branch is a warning, and that one which every branch pushes goes before it.
func TestChosenName(t *testing.T) {
	text := strings.Replace(project+workflow, "push: {branches: [main]}", "push: {branches: ['**']}", 1)
	only := strings.Replace(text, "type=sha\n", "type=sha,enable=${{ github.ref == 'refs/heads/main' }}\n            type=ref,event=branch\n", 1)
	all, messages := found(t, only)
	assert.DeepEqual(t, all, []string{"foreign-tag-taken warning 8"})
	assert.Check(t, strings.Contains(messages, `takes "sha-0000000", which a push to another branch of such a name pushes as type=ref,event=branch`), messages)
	all, _ = found(t, strings.Replace(text, "type=sha\n", "type=sha\n            type=ref,event=branch\n", 1))
	assert.DeepEqual(t, all, []string{"foreign-tag-taken error 8"})
}

// TestFixedTagWins holds when a fixed tag hides those beside it, by its name, and when it only might.
func TestFixedTagWins(t *testing.T) {
	for _, c := range []struct{ kind, filter, want string }{
		{"type=sha", "^(sha-[0-9a-f]{7}|latest)$", "fixed-tag-taken warning 8"},
		{"type=sha,prefix=,format=long", "^([0-9a-f]{40}|latest)$", "fixed-tag-taken error 8"},
		{"type=raw,value=latest-x", "^latest", "fixed-tag-taken error 8; fixed-tag-taken error 8"},
	} {
		text := strings.Replace(project, "^sha-[0-9a-f]{7,40}$", c.filter, 1) + strings.Replace(workflow, "type=sha\n", c.kind+"\n", 1)
		all, _ := found(t, text)
		assert.Equal(t, strings.Join(all, "; "), c.want, c.kind)
	}
}

// TestNoFalseAlarm holds what is right, or not known.
func TestNoFalseAlarm(t *testing.T) {
	for _, c := range []struct{ name, old, changed string }{
		{"a longer commit beside it", "type=sha\n", "type=sha,prefix=x-\n            type=sha,format=long\n"},
		{"a condition that is not known", "type=sha\n", "type=sha,prefix=x-,enable=${{ vars.X == 'y' }}\n            type=sha,enable=${{ vars.X != 'y' }}\n"},
		{"another image", "images: ghcr.io/owner/shop", "images: ghcr.io/owner/other"},
		{"delivered by Git tags", "push: {branches: [main]}", "push: {tags: ['v*']}"},
		{"versions of Git tags", "regexp:^sha-[0-9a-f]{7,40}$", "regexp:^v[0-9]"},
		{"a pin", "allowTags: regexp:^sha-[0-9a-f]{7,40}$", "pin: v1"},
		{"versions", "allowTags: regexp:^sha-[0-9a-f]{7,40}$", "updateStrategy: semver\n      allowTags: regexp:^v"},
		{"a reusable workflow", "    runs-on: ubuntu-latest\n", "    uses: ./.github/workflows/x.yml\n"},
		{"a filter that is too large", "{7,40}", "([0-9a-f]{1,30}x?){1,30}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Assert(t, strings.Contains(project+workflow, c.old))
			text := strings.Replace(project+workflow, c.old, c.changed, 1)
			if c.name == "versions of Git tags" {
				text = strings.Replace(text, "push: {branches: [main]}", "push: {branches: [main], tags: ['v*']}", 1)
				text = strings.Replace(text, "type=sha\n", "type=sha\n            type=ref,event=tag\n", 1)
			}
			all, messages := found(t, text)
			assert.Equal(t, len(all), 0, "%v %s", all, messages)
		})
	}
	all, _ := found(t, strings.Replace(project, "{7,40}", "{8}", 1)) // no file beside it, as in a function
	assert.Equal(t, len(all), 0, "%v", all)
}

// TestFollowers holds that the same is found of what anyone wrote by hand.
func TestFollowers(t *testing.T) {
	application := `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: shop=ghcr.io/owner/shop
    argocd-image-updater.argoproj.io/shop.update-strategy: latest
    argocd-image-updater.argoproj.io/shop.allow-tags: regexp:^sha-[0-9a-f]{8}$
spec:
  source: {repoURL: 'https://github.com/owner/shop', targetRevision: main, path: deploy}
`
	all, _ := found(t, application+workflow)
	assert.DeepEqual(t, all, []string{"pushed-tag-not-taken error 9"})
	all, _ = found(t, strings.Replace(application, "targetRevision: main", "targetRevision: v1.2.3", 1)+workflow)
	assert.Equal(t, len(all), 0, "%v", all)
	all, _ = found(t, strings.Replace(project, "{7,40}", "{8}", 1)+"---\n"+application+workflow)
	assert.DeepEqual(t, all, []string{"pushed-tag-not-taken error 8"}) // what a Project says is said once

	resource := `---
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: shop, namespace: argocd}
spec:
  commonUpdateSettings: {updateStrategy: semver, allowTags: 'regexp:^v'}
  applicationRefs:
    - namePattern: shop
      commonUpdateSettings:
        updateStrategy: newest-build
      images:
        - alias: shop
          imageName: ghcr.io/owner/shop
          commonUpdateSettings:
            allowTags: regexp:^sha-[0-9a-f]{8}$
`
	bare := strings.Split(application, "  annotations:")[0] + "spec:" + strings.Split(application, "spec:")[1]
	all, _ = found(t, bare+resource+workflow)
	assert.DeepEqual(t, all, []string{"pushed-tag-not-taken error 22"})
}

// TestProof holds the verdicts and what they follow from.
func TestProof(t *testing.T) {
	for _, c := range []struct{ name, old, changed, want string }{
		{"proved", "", "", "proved "},
		{"refuted", "type=sha\n", "type=sha,prefix=x-\n", "refuted pushed-tag-not-taken"},
		{"from elsewhere", "!= 'pull_request'", "!= 'x'", "refuted foreign-tag-taken"},
		{"not known", "type=sha\n", "type=sha,enable=${{ vars.X }}\n", "not proved "},
		{"no workflow", ".github", "github", "not proved "},
	} {
		t.Run(c.name, func(t *testing.T) {
			proofs := ruletest.Proofs(t, strings.Replace(project+workflow, c.old, c.changed, 1), rule.Target{}, pipeline.Rules)
			assert.Equal(t, len(proofs), 1)
			p := proofs[0]
			assert.Equal(t, string(p.Verdict)+" "+p.Rule, c.want)
			assert.Check(t, (p.Why == "") == (p.Verdict == rule.Proved) && len(p.From) > 0, "%+v", p)
		})
	}
}

// TestBounds holds that no filter takes long.
func TestBounds(t *testing.T) {
	start := time.Now()
	for _, filter := range []string{"^([0-9a-f]?){900}x$", "(sha-|a|b)*[0-9]{5}(.{0,400}){2}$", strings.Repeat("(a|b)?", 500)} {
		found(t, strings.Replace(project, "^sha-[0-9a-f]{7,40}$", filter, 1)+workflow)
	}
	assert.Check(t, time.Since(start) < 2*time.Minute, "%v", time.Since(start))
}

// TestWordsOfTheFilter is what the updater reads, so that a Project that is right stays so.
func TestWordsOfTheFilter(t *testing.T) {
	for _, filter := range []string{"regexp:^sha-", "REGEXP:^sha-"} {
		assert.NilError(t, imageupdater.CheckAllowTags(filter))
		all, _ := found(t, strings.Replace(project, "regexp:^sha-[0-9a-f]{7,40}$", filter, 1)+workflow)
		assert.Equal(t, len(all), 0, "%v", all)
	}
}
