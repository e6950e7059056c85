// SPDX-License-Identifier: Apache-2.0

package workflow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
	"github.com/fairlead-krm/fairlead/pkg/workflow"
)

const (
	image      = "ghcr.io/owner/app"
	onMain     = "on: {push: {branches: [main]}}"
	everywhere = "on: {push: , pull_request: }"
	pushStep   = "\n      - uses: docker/build-push-action@v6\n        with: {push: true, tags: '${{ steps.meta.outputs.tags }}'}"
)

// of is a workflow with one job of these steps.
func of(on, steps string) string {
	return on + "\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n" + steps + "\n"
}

// meta is a workflow that pushes what docker/metadata-action makes of its inputs.
func meta(on, inputs string) string {
	return of(on, "      - uses: docker/metadata-action@v5\n        id: meta\n        with:\n          images: ghcr.io/${{ github.repository }}\n"+
		strings.TrimSuffix(indent(inputs, 10), "\n")+pushStep)
}

// pushed is a workflow with one step of docker/build-push-action.
func pushed(on, inputs string) string {
	return of(on, "      - uses: docker/build-push-action@v6\n        with:\n"+strings.TrimSuffix(indent(inputs, 10), "\n"))
}

func script(on, lines string) string {
	return of(on, "      - run: |\n"+strings.TrimSuffix(indent(lines, 10), "\n"))
}

func indent(text string, by int) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.Repeat(" ", by) + line + "\n")
	}
	return b.String()
}

var short = map[tagscheme.Event]string{
	tagscheme.Release: "release", tagscheme.Branch: "branch", tagscheme.Tag: "tag", tagscheme.PullRequest: "pr", tagscheme.Schedule: "schedule",
	tagscheme.Dispatch: "dispatch",
}

// describe writes what is pushed: at each event the shortest tag of each push, `=` before a fixed one, `?` behind a doubtful one.
func describe(t *testing.T, s *tagscheme.Scheme) string {
	t.Helper()
	var all []string
	for _, event := range tagscheme.Events {
		var tags []string
		for _, p := range s.At(event) {
			budget := language.DefaultBudget
			tag, ok, err := p.Set.Shortest(&budget)
			assert.NilError(t, err)
			if !ok {
				tag = "none"
			}
			if p.Fixed {
				tag = "=" + tag
			}
			if p.Doubt != nil {
				tag += "?"
				assert.Check(t, p.Doubt.Why != "" && p.Doubt.Place.Line > 0 && p.Doubt.Place.File != "", "%+v", p.Doubt)
			}
			assert.Check(t, p.Place.Line > 0 && p.Place.File == "ci.yml", "%v", p.Place)
			tags = append(tags, tag)
		}
		if len(tags) > 0 {
			all = append(all, short[event]+": "+strings.Join(tags, " "))
		}
	}
	return strings.Join(all, "; ")
}

func read(t *testing.T, text string) string {
	t.Helper()
	files := []*workflow.File{workflow.Read("ci.yml", []byte(text))}
	return describe(t, workflow.Scheme(files, workflow.Repository{Name: "Owner/App", Branch: "main"}, image))
}

const sha7, sha40 = "0000000", "0000000000000000000000000000000000000000"

// TestMetadataAction holds what docker/metadata-action makes of its inputs.
func TestMetadataAction(t *testing.T) {
	for _, c := range []struct{ name, on, inputs, want string }{
		{"no tags", "on: {push: , pull_request: , schedule: [{cron: '0 0 * * 0'}]}", "",
			"release: =main; branch: =0; tag: 0 =latest; pr: =pr-1; schedule: =nightly =main"},
		{"sha", onMain, "tags: type=sha", "release: sha-" + sha7},
		{"long sha", onMain, "tags: type=sha,format=long", "release: sha-" + sha40},
		{"another prefix", onMain, "tags: type=sha,prefix=git-", "release: git-" + sha7},
		{"no prefix", onMain, "tags: |\n  type=sha,prefix=,suffix=-x,format=short", "release: " + sha7 + "-x"},
		{"a comment and an empty line", onMain, "tags: |\n  # type=raw,value=latest\n\n  type=sha", "release: sha-" + sha7},
		{"the flavor's prefix is for tags without their own", onMain, "flavor: prefix=p-,suffix=-s\ntags: |\n  type=sha\n  type=raw,value=x", "release: sha-" + sha7 + "-s =p-x-s"},
		{"latest is added", onMain, "flavor: latest=true\ntags: type=sha", "release: =latest sha-" + sha7},
		{"latest with a suffix", onMain, "flavor: |\n  latest=true\n  suffix=-alpine,onlatest=true\ntags: type=raw,value=x", "release: =latest-alpine =x-alpine"},
		{"latest for the tag that comes first", "on: {push: {tags: ['v*']}}", "tags: |\n  type=sha\n  type=ref,event=tag", "tag: sha-" + sha7 + " v =latest"},
		{"not for the one that comes second", "on: {push: {tags: ['v*']}}", "tags: |\n  type=raw,value=x,priority=1000\n  type=ref,event=tag", "tag: =x v"},
		{"not where the flavor says so", "on: {push: {tags: ['v*']}}", "flavor: latest=false\ntags: type=ref,event=tag", "tag: v"},
		{"branches", everywhere, "tags: type=ref,event=branch", "release: =main; branch: =0"},
		{"pull requests", everywhere, "tags: type=ref,event=pr", "pr: =pr-1"},
		{"the branch before the commit", "on: {push: {branches: [main, dev]}}", "tags: type=sha,prefix={{branch}}-", "release: main-" + sha7 + "; branch: dev-" + sha7},
		{"no branch in a pull request", "on: pull_request", "tags: type=sha,prefix={{branch}}-", "pr: none"},
		{"a branch with a slash", "on: {push: {branches: [feature/x]}}", "tags: type=ref,event=branch", "branch: =feature-x"},
		{"edge", "on: {push: {branches: [main, dev]}}", "tags: |\n  type=edge\n  type=edge,branch=dev,suffix=-dev", "release: =edge; branch: =edge-dev"},
		{"enabled", "on: {push: {branches: [main, dev]}}", "tags: |\n  type=raw,value=latest,enable={{is_default_branch}}\n  type=raw,value=x,enable=${{ github.ref == 'refs/heads/dev' }}",
			"release: =latest; branch: =x"},
		{"semver", "on: {push: {tags: [v1.2.3]}}", "tags: |\n  type=semver,pattern={{version}}\n  type=semver,pattern={{major}}.{{minor}}", "tag: =1.2.3 =latest =1.2"},
		{"a pre-release", "on: {push: {tags: [v1.2.3-rc.1]}}", "tags: |\n  type=semver,pattern={{major}}", "tag: =1.2.3-rc.1"},
		{"no version", "on: {push: {tags: [nightly]}}", "tags: |\n  type=semver,pattern={{major}}", ""},
		{"versions", "on: {push: {tags: ['v*.*.*']}}", "tags: type=semver,pattern=v{{major}}", "tag: v0? 0.0.0--? =latest?"},
		{"match", "on: {push: {tags: [v1.2.3]}}", `tags: type=match,pattern=v(\d+)\.(\d+),group=2`, "tag: =2 =latest"},
		{"pep440", "on: {push: {tags: [v1.2.3]}}", `tags: type=pep440,pattern={{version}}`, "tag: 0? =latest"},
		{"a date", onMain, "tags: type=raw,value={{date 'YYYYMMDD-HHmm'}}", "release: 00000000-0000"},
		{"a date in words", onMain, "tags: type=raw,value={{date 'MMMM'}}", "release: 0?"},
		{"schedule", "on: {schedule: [{cron: '0 0 * * 0'}]}", "tags: type=schedule,pattern={{date 'YYYY'}}", "schedule: 0000"},
		{"an unknown type", onMain, "tags: type=raw,value=a\nflavor: later=true", "release: =a?"},
		{"an image that is not enabled", onMain, "tags: type=sha", "release: sha-" + sha7},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, read(t, meta(c.on, c.inputs)), c.want) })
	}
}

// TestExpressions holds which events push, by their conditions.
func TestExpressions(t *testing.T) {
	const on = "on:\n  push: {branches: [main, dev, 'feature/**']}\n  pull_request: {branches: [main]}\n  workflow_dispatch:\n"
	tag := "\ntags: ghcr.io/owner/app:x"
	for _, c := range []struct{ name, push, want string }{
		{"always", "true", "release: =x; branch: =x; pr: =x; dispatch: =x"},
		{"not from pull requests", "${{ github.event_name != 'pull_request' }}", "release: =x; branch: =x; dispatch: =x"},
		{"case does not count", "${{ github.EVENT_NAME == 'PUSH' }}", "release: =x; branch: =x"},
		{"one branch", "${{ github.ref == 'refs/heads/main' }}", "release: =x; dispatch: =x"},
		{"its name", "${{ github.ref_name == 'dev' }}", "branch: =x; dispatch: =x"},
		{"both", "${{ github.event_name == 'push' && github.ref == 'refs/heads/main' }}", "release: =x"},
		{"either", "${{ github.ref == 'refs/heads/dev' || github.event_name == 'pull_request' }}", "branch: =x; pr: =x; dispatch: =x"},
		{"the beginning of a branch", "${{ startsWith(github.ref, 'refs/heads/feature/') }}", "branch: =x"},
		{"the target of a pull request", "${{ github.base_ref == 'main' }}", "pr: =x"},
		{"a negation", "${{ !(github.event_name == 'push') }}", "pr: =x; dispatch: =x"},
		{"the default branch", "${{ github.ref_name == github.event.repository.default_branch }}", "release: =x; dispatch: =x"},
		{"false whatever is not known", "${{ github.actor == 'me' && github.event_name == 'schedule' }}", ""},
		{"not known", "${{ github.actor == 'me' }}", "release: =x?; branch: =x?; pr: =x?; dispatch: =x?"},
		{"an order", "${{ github.run_number > 3 }}", "release: =x?; branch: =x?; pr: =x?; dispatch: =x?"},
		{"a function", "${{ github.ref == 'refs/heads/main' && contains(fromJSON('[]'), 'x') }}", "release: =x?; dispatch: =x?"},
		{"no expression", "${{ github.sha::7 }}", ""},
		{"a secret", "${{ secrets.TOKEN != '' }}", "release: =x?; branch: =x?; pr: =x?; dispatch: =x?"},
		{"off", "false", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := read(t, pushed(on, "push: "+c.push+tag))
			if c.name == "no expression" {
				assert.Check(t, strings.Contains(got, "?"), got)
				return
			}
			assert.Equal(t, got, c.want)
		})
	}
}

// TestPushing holds which steps push what.
func TestPushing(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no push", pushed(onMain, "tags: ghcr.io/owner/app:x"), ""},
		{"refs on lines and between commas", pushed(onMain, "push: true\ntags: |\n  ghcr.io/owner/app:a, ghcr.io/owner/app:b\n  ghcr.io/owner/other:c"), "release: =a =b"},
		{"no tag", pushed(onMain, "push: true\ntags: ghcr.io/owner/app"), "release: =latest"},
		{"the commit", pushed(onMain, "push: true\ntags: ghcr.io/owner/app:sha-${{ github.sha }}"), "release: sha-" + sha40},
		{"what the action makes of itself is not cut", pushed(everywhere, "push: true\ntags: ghcr.io/owner/app:${{ github.ref_name }}"),
			"release: =main; branch: =0; tag: 0"},
		{"a registry as output", pushed(onMain, "outputs: type=image,push=true\ntags: ghcr.io/owner/app:x"), "release: =x"},
		{"by digest", pushed(onMain, "outputs: type=image,name=ghcr.io/owner/app,push-by-digest=true,push=true\ntags: ghcr.io/owner/app:x"), ""},
		{"the cache", pushed(onMain, "push: true\ntags: ghcr.io/owner/app:x\ncache-to: type=registry,ref=ghcr.io/owner/app:buildcache,mode=max"), "release: =x =buildcache"},
		{"the cache of the runner", pushed(onMain, "push: true\ntags: ghcr.io/owner/app:x\ncache-to: type=gha,mode=max"), "release: =x"},
		{"an unknown owner", pushed(onMain, "push: true\ntags: ghcr.io/${{ secrets.OWNER }}/app:x"), "release: =x?"},
		{"an unknown owner of another image", pushed(onMain, "push: true\ntags: ghcr.io/${{ secrets.OWNER }}/other:x"), ""},
		{"tags of another step", pushed(onMain, "push: true\ntags: ${{ needs.tags.outputs.all }}"), "release: 0?"},
		{"docker push", script(onMain, "docker build -t ghcr.io/owner/app:$GITHUB_SHA .\ndocker push ghcr.io/owner/app:$GITHUB_SHA"), "release: " + sha40},
		{"variables", script(onMain, "IMAGE=ghcr.io/owner/app\nTAG=\"sha-${GITHUB_SHA::7}\"\n# docker push $IMAGE:no\ndocker push \"$IMAGE:$TAG\""), "release: sha-" + sha7},
		{"the first digits", script(onMain, "docker push ghcr.io/owner/app:$(git rev-parse --short=8 HEAD)"), "release: 00000000"},
		{"what Git prints", script(onMain, "docker push ghcr.io/owner/app:sha-$(git rev-parse --short HEAD)"), "release: sha-?"},
		{"buildx", script(onMain, "docker buildx build \\\n  --platform linux/arm64 \\\n  --push -t ghcr.io/owner/app:a --tag=ghcr.io/owner/app:b ."), "release: =a =b"},
		{"buildx without push", script(onMain, "docker buildx build --load -t ghcr.io/owner/app:a ."), ""},
		{"a script with branches", script(onMain, "if [ -n \"$X\" ]; then\n  docker push ghcr.io/owner/app:a\nfi"), "release: =a?"},
		{"a command that is not read", script(onMain, "crane copy a ghcr.io/owner/app:a"), "release: 0?"},
		{"a script that pushes nothing", script(onMain, "git push origin main\nmake test"), ""},
		{"the manifest that Docker's documentation makes", of(onMain, "      - uses: docker/metadata-action@v5\n        with: {images: ghcr.io/owner/app, tags: type=sha}\n"+
			"      - run: |\n          docker buildx imagetools create $(jq -cr '.tags | map(\"-t \" + .) | join(\" \")' <<< \"$DOCKER_METADATA_OUTPUT_JSON\") \\\n            $(printf 'ghcr.io/owner/app@sha256:%s ' *)"),
			"release: sha-" + sha7},
		{"a reusable workflow", onMain + "\njobs:\n  build:\n    uses: ./.github/workflows/build.yml\n", "release: 0?"},
		{"a local action", of(onMain, "      - uses: ./.github/actions/build"), "release: 0?"},
		{"an action that pushes", of(onMain, "      - uses: docker/bake-action@v5\n        with: {push: true}"), "release: 0?"},
		{"no workflow", "on: push\njobs: [\n", "release: 0?; branch: 0?; tag: 0?; pr: 0?; schedule: 0?; dispatch: 0?"},
		{"a length of short commits", "env: {DOCKER_METADATA_SHORT_SHA_LENGTH: 12}\n" + meta(onMain, "tags: type=sha"), "release: sha-000000000000"},
		{"the head of a pull request", "env: {DOCKER_METADATA_PR_HEAD_SHA: true}\n" + meta("on: pull_request", "tags: type=sha"), "pr: sha-" + sha7},
		{"the environment", "env: {REGISTRY: ghcr.io, NAME: '${{ env.REGISTRY }}/owner/app'}\n" + pushed(onMain, "push: true\ntags: ${{ env.REGISTRY }}/owner/app:x"), "release: =x"},
		{"a variable that a script sets", of(onMain, "      - run: echo \"TAG=x\" >> $GITHUB_ENV\n      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'ghcr.io/owner/app:${{ env.TAG }}'}"),
			"release: 0?"},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, read(t, c.text), c.want) })
	}
}

// TestJobs holds conditions of jobs, what they need, and their matrices.
func TestJobs(t *testing.T) {
	step := "    runs-on: ubuntu-latest\n    steps: [{uses: docker/build-push-action@v6, with: {push: true, tags: 'ghcr.io/owner/app:%s'}}]\n"
	job := func(head, tag string) string {
		return "jobs:\n  test:\n    if: github.ref == 'refs/heads/main'\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n  build:\n" + head + fmt.Sprintf(step, tag)
	}
	for _, c := range []struct{ name, text, want string }{
		{"a condition", everywhere + "\n" + job("    if: github.event_name == 'pull_request'\n", "x"), "pr: =x"},
		{"one with braces", everywhere + "\n" + job("    if: ${{ github.event_name == 'push' && github.ref == 'refs/heads/main' }}\n", "x"), "release: =x"},
		{"what it needs", everywhere + "\n" + job("    needs: [test]\n", "x"), "release: =x"},
		{"although what it needs was left out", "on: {push: {branches: [main, dev]}}\n" + job("    needs: test\n    if: always()\n", "x"), "release: =x; branch: =x"},
		{"a matrix", onMain + "\n" + job("    strategy: {matrix: {arch: [arm64, amd64], x: [1]}}\n", "${{ matrix.arch }}"), "release: =arm64 =amd64"},
		{"excluded", onMain + "\n" + job("    strategy: {matrix: {arch: [arm64, amd64], exclude: [{arch: arm64}]}}\n", "${{ matrix.arch }}"), "release: =amd64"},
		{"included", onMain + "\n" + job("    strategy: {matrix: {arch: [arm64], include: [{arch: arm64, tag: a}, {arch: riscv64, tag: r}]}}\n", "${{ matrix.tag }}"), "release: =a =r"},
		{"only included", onMain + "\n" + job("    strategy: {matrix: {include: [{image: {tag: a}}, {image: {tag: b}}]}}\n", "${{ matrix.image.tag }}"), "release: =a =b"},
		{"not written out", onMain + "\n" + job("    strategy: {matrix: '${{ fromJSON(needs.x.outputs.m) }}'}\n", "x"), "release: =x?"},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, read(t, c.text), c.want) })
	}
}

// TestTriggers holds which branches and Git tags start a workflow.
func TestTriggers(t *testing.T) {
	for _, c := range []struct{ on, want string }{
		{"on: push", "release: =x; branch: =x; tag: =x"},
		{"on: [push, pull_request]", "release: =x; branch: =x; tag: =x; pr: =x"},
		{"on: {push: {branches: [dev]}}", "branch: =x"},
		{"on: {push: {branches: ['m*', '!main']}}", "branch: =x"},
		{"on: {push: {branches-ignore: [main]}}", "branch: =x"},
		{"on: {push: {branches: ['main'], tags: ['v*']}}", "release: =x; tag: =x"},
		{"on: {push: {tags: [v*]}}", "tag: =x"},
		{"on: {push: {branches: [main], paths: ['src/**']}}", "release: =x"},
		{"on: {release: {types: [published]}}", "tag: =x"},
		{"on: {workflow_run: {workflows: [CI], types: [completed]}}", "release: =x?; branch: =x?; pr: =x?"},
		{"on: workflow_call", ""},
		{"on: merge_group", "branch: =x"},
		{"on: {pull_request: {types: [closed], branches: [main]}}", "pr: =x?"},
		{"on: {schedule: [{cron: '0 0 * * 0'}], workflow_dispatch: }", "schedule: =x; dispatch: =x"},
	} {
		t.Run(c.on, func(t *testing.T) {
			assert.Equal(t, read(t, pushed(c.on, "push: true\ntags: ghcr.io/owner/app:x")), c.want)
		})
	}
}

// TestPlaces holds on which lines tags and doubts stand.
func TestPlaces(t *testing.T) {
	text := meta(onMain, "tags: |\n  # first\n  type=sha\n  type=raw,value=${{ secrets.X }}")
	s := workflow.Scheme([]*workflow.File{workflow.Read("ci.yml", []byte(text))}, workflow.Repository{Name: "owner/app", Branch: "main"}, image)
	lines := strings.Split(text, "\n")
	assert.Equal(t, len(s.Pushes), 2)
	for _, p := range s.Pushes {
		assert.Check(t, strings.Contains(lines[p.Place.Line-1], p.Text), "%v", p)
	}
	assert.Equal(t, s.Pushes[1].Doubt.Place.Line, s.Pushes[1].Place.Line)
	assert.Equal(t, s.Pushes[1].Doubt.String(), `the value is not known before: "secrets.X" (ci.yml:13)`)
}

// TestBounds holds that what is large is looked at in bounded time, or not at all.
func TestBounds(t *testing.T) {
	start := time.Now()
	steps := strings.Repeat("      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'ghcr.io/owner/app:${{ matrix.a }}'}\n", 400)
	values := strings.TrimSuffix(strings.Repeat("x,", 256), ",")
	large := everywhere + "\njobs:\n  build:\n    strategy: {matrix: {a: [" + values + "]}}\n    runs-on: x\n    steps:\n" + steps
	assert.Check(t, strings.Contains(read(t, large), "?"))
	huge := pushed(onMain, "push: true\ntags: ghcr.io/owner/app:x") + strings.Repeat("# x\n", 1<<18)
	assert.Check(t, strings.Contains(read(t, huge), "release: 0?"))
	deep := onMain + "\nenv: {A: '${{ env.B }}', B: '${{ env.A }}'}\n" + strings.TrimPrefix(pushed("", "push: ${{ "+strings.Repeat("(", 3000)+"env.A"+strings.Repeat(")", 3000)+" }}\ntags: ghcr.io/owner/app:x"), "\n")
	read(t, deep)
	long := pushed(onMain, "push: true\ntags: ghcr.io/owner/app:"+strings.Repeat("${{ github.sha }}", 2000))
	read(t, long)
	assert.Check(t, time.Since(start) < 2*time.Minute, "%v", time.Since(start))
}

// FuzzScheme holds that no text stops the reader.
func FuzzScheme(f *testing.F) {
	f.Add(meta(everywhere, "tags: |\n  type=sha\n  type=semver,pattern={{version}}\n  type=raw,value={{date 'YYYY'}}"))
	f.Add(pushed(onMain, "push: ${{ github.ref == 'refs/heads/main' }}\ntags: ghcr.io/owner/app:x"))
	f.Add(script(onMain, "docker push ghcr.io/owner/app:${GITHUB_SHA::7}"))
	f.Fuzz(func(_ *testing.T, text string) {
		workflow.Scheme([]*workflow.File{workflow.Read("ci.yml", []byte(text))}, workflow.Repository{Name: "owner/app", Branch: "main"}, image)
	})
}
