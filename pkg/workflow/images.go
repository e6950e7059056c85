// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// begins is where a command may begin.
const begins = `(?m)(?:^\s*|[;&|(]\s*|\b(?:then|do|else|exec|sudo|time|env)\s+)`

var (
	// builders are commands behind which anything may be built and pushed, with what they are asked for.
	builders = regexp.MustCompile(begins + `(?:make|just|task|mage|rake|ant|mvn|\./mvnw|gradle|\./gradlew|sbt|bazel|bazelisk|earthly|dagger|nx|turbo|skaffold|goreleaser|tilt|werf|garden|pants|buck2?|ansible-playbook|nix|act)\b([^\n;&|]*)`)
	// checking are targets that build nothing for others.
	checking = regexp.MustCompile(`^(?:\s+-\S+)*\s+(?:test|tests|lint|check|fmt|format|vet|verify|unit|deps|install|clean|generate)(?:[\s:_-]|$)`)
	// calling are scripts of the repository.
	calling = regexp.MustCompile(begins + `(?:(?:ba|da|z)?sh\s+(?:-\S+\s+)*[\w./-]+|(?:source|\.)\s+\S+|[\w.-]*/[\w./-]+)`)
	// telling are scripts that, by their names, build nothing.
	telling = regexp.MustCompile(`(?i)notify|test|lint|check|wait|smoke|sync`)
	// running are programs that run scripts in other languages; what those are called says what they are for.
	running  = regexp.MustCompile(begins + `(?:npm|yarn|pnpm|npx|deno|bun|node|python3?|ruby|perl|pipx|poetry|uv|go run|cargo)\b[^\n;&|]*`)
	shipping = regexp.MustCompile(`(?i)push|publish|releas|deploy|docker|image|container|podman|buildah|kaniko|registry|\boci\b`)
	// harmless are the owners of actions that push no image, apart from those that are read.
	harmless = []string{"actions/", "github/", "docker/"}
)

// understood says whether a workflow builds images, and whether nothing in it may push one that is not read.
func (f *File) understood() (builds, all bool) {
	all = true
	for _, job := range f.jobs() {
		if job.WorkflowCall != nil {
			return builds, false
		}
		for _, step := range job.Steps {
			switch exec := step.Exec.(type) {
			case *actionlint.ExecAction:
				if exec.Uses == nil {
					continue
				}
				name, _, _ := strings.Cut(strings.ToLower(exec.Uses.Value), "@")
				if name == "docker/build-push-action" || name == "depot/build-push-action" {
					builds = true
					out := exec.Inputs["outputs"]
					all = all && (out == nil || out.Value == nil)
					continue
				}
				all = all && isHarmless(name)
			case *actionlint.ExecRun:
				if exec.Run == nil {
					continue
				}
				code := withoutComments(strings.ReplaceAll(exec.Run.Value, "\\\n", " "))
				builds = builds || pushes.MatchString(code)
				all = all && !mayPush(code)
			}
		}
	}
	return builds, all
}

func isHarmless(action string) bool {
	for _, owner := range harmless {
		if strings.HasPrefix(action, owner) && action != "docker/bake-action" {
			return true
		}
	}
	return !strings.HasPrefix(action, "./") && !strings.Contains(action, "://") && !shipping.MatchString(action) && !strings.Contains(action, "build")
}

// mayPush reports whether a script may push an image in a way that is not read.
func mayPush(code string) bool {
	if otherPusher.MatchString(code) {
		return true
	}
	for _, call := range calling.FindAllString(code, -1) {
		if name := path.Base(call); !telling.MatchString(name) || shipping.MatchString(name) {
			return true
		}
	}
	for _, m := range builders.FindAllStringSubmatch(code, -1) {
		if !checking.MatchString(m[1]) {
			return true
		}
	}
	return slices.ContainsFunc(running.FindAllString(code, -1), shipping.MatchString)
}

// describe fills in what a scheme says of the images that the workflows name.
func describe(s *tagscheme.Scheme, files []*File, names, named map[string]bool) {
	s.Complete = true
	for _, f := range files {
		if f.tree == nil {
			s.Complete = false
			return
		}
		builds, all := f.understood()
		s.Builds = s.Builds || builds
		s.Complete = s.Complete && all
	}
	s.Images, s.Unpushed = sortedNames(names, nil), sortedNames(named, names)
}

func sortedNames(all, without map[string]bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return without[name] })
}

// note takes the name of an image that a step pushes or, where it never runs or does not push, would push.
func (r *reading) note(image string) {
	image = strings.TrimSpace(image)
	switch {
	case image == "" || open(image):
	case r.idle:
		r.named[canonical(image)] = true
	default:
		r.names[canonical(image)] = true
	}
}
