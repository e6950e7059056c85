// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// Steps are the steps that are understood, and those that are known to push and are not.
var Steps = []Understood{
	{"docker/metadata-action", "the tags that it makes, for the step that pushes them"},
	{"docker/build-push-action", "`tags` where `push` is true or an output is a registry, and the ref of `cache-to: type=registry`"},
	{"`run`", "`docker push`, `docker buildx build --push -t`, `docker buildx imagetools create -t` and the same of podman, with the variables that are known; all else in a script pushes nothing, but for what it runs of the repository"},
	{"a script of the repository", "in `run`, by its path, or behind `bash` and the like: as if it stood there, with its arguments; not understood where it pushes and has branches, `shift` or `eval`. One of another language, a target of a Makefile or a justfile, with what it needs: not understood where one of its lines pushes, and nothing else. A script of `package.json` that npm, yarn, pnpm or bun run: as one of a shell"},
	{"a script that is not at hand", "not understood where the command holds the name of the image, or push, publish, release or deploy; else it pushes nothing. So are tasks of bazel, gulp, nx, rake, task and the like"},
	{"a local action, a reusable workflow, docker/bake-action and other actions that are known to push", "not understood"},
	{"any other action", "pushes nothing"},
}

// pushers are actions that push and are not understood.
var pushers = []string{
	"docker/bake-action", "redhat-actions/push-to-registry", "redhat-actions/buildah-build", "elgohr/publish-docker-github-action",
	"mr-smithers-excellent/docker-build-push", "whoan/docker-build-with-cache-action", "aevea/action-kaniko", "ko-build/setup-ko",
	"goreleaser/goreleaser-action", "depot/build-push-action", "depot/bake-action", "int128/docker-manifest-create-action",
	"macbre/push-to-ghcr", "philips-software/docker-ci-scripts", "heroku/docker-build", "akhilerm/tag-push-action",
}

// step notes what a step pushes.
func (s *scope) step(step *actionlint.Step, run *jobState, doubts []*tagscheme.Doubt) {
	switch exec := step.Exec.(type) {
	case *actionlint.ExecAction:
		if exec.Uses == nil {
			return
		}
		name, _, _ := strings.Cut(strings.ToLower(exec.Uses.Value), "@")
		switch {
		case name == "docker/metadata-action":
			m := s.metadata(exec.Inputs, exec.Uses.Pos)
			for _, d := range doubts[:1] { // those of the job hold for the step that pushes as well
				if d != nil {
					m.doubts = append(m.doubts, d)
				}
			}
			if step.ID != nil {
				run.steps[strings.ToLower(step.ID.Value)] = m
			}
			run.last = m
		case name == "docker/build-push-action" || name == "depot/build-push-action":
			s.buildAndPush(exec, doubts)
		case strings.HasPrefix(name, "./"):
			s.any(s.event, s.doubt("what an action of the repository pushes is not looked at", exec.Uses.Value, exec.Uses.Pos))
		default:
			for _, p := range pushers {
				if name == p {
					s.any(s.event, s.doubt("what this action pushes is not understood", exec.Uses.Value, exec.Uses.Pos))
				}
			}
		}
	case *actionlint.ExecRun:
		s.script(exec, run, doubts)
	}
}

// buildAndPush notes what docker/build-push-action pushes.
func (s *scope) buildAndPush(exec *actionlint.ExecAction, doubts []*tagscheme.Doubt) {
	input := func(name string) (string, *actionlint.Pos) {
		if in := exec.Inputs[name]; in != nil && in.Value != nil {
			return s.fill(in.Value.Value, in.Value.Pos), in.Value.Pos
		}
		return "", nil
	}
	text, pos := input("push")
	pushes, doubt := no, (*tagscheme.Doubt)(nil)
	switch strings.ToLower(text) {
	case "true":
		pushes = yes
	case "", "false":
	default:
		pushes, doubt = maybe, s.doubt("it is not known before whether this is true", exec.Inputs["push"].Value.Value, pos)
	}
	text, pos = input("outputs")
	pushes, byDigest, doubt := s.outputs(text, pos, pushes, doubt, doubts)
	text, pos = input("cache-to")
	s.cacheTo(text, pos, doubts)
	if byDigest {
		return
	}
	if pushes == no {
		before := s.idle
		defer func() { s.idle = before }()
		s.idle = true
	}
	s.build = s.builds(exec)
	in := exec.Inputs["tags"]
	if in == nil || in.Value == nil {
		return
	}
	s.tagList(in.Value.Value, in.Value.Pos, append([]*tagscheme.Doubt{doubt}, doubts...))
}

// outputs reads the input `outputs`: whether something is pushed by it, and only by digest.
func (s *scope) outputs(text string, pos *actionlint.Pos, pushes truth, doubt *tagscheme.Doubt, doubts []*tagscheme.Doubt) (truth, bool, *tagscheme.Doubt) {
	byDigest := false
	for _, line := range lines(text) {
		parts, _ := fields(line)
		to := map[string]string{}
		for _, f := range parts {
			to[f.key] = f.value
		}
		byDigest = byDigest || to["push-by-digest"] == "true"
		switch {
		case open(line):
			pushes, doubt = maybe, s.doubt("the outputs are not known before", "outputs", pos)
		case to["type"] == "registry" || to["type"] == "image" && to["push"] == "true":
			pushes = yes
			if name := strings.Trim(to["name"], `"`); name != "" && to["push-by-digest"] != "true" {
				s.ref(name, line, s.file.at(pos, line), append([]*tagscheme.Doubt{doubt}, doubts...), false)
			}
		}
	}
	return pushes, byDigest, doubt
}

// cacheTo notes the refs of the input `cache-to`.
func (s *scope) cacheTo(text string, pos *actionlint.Pos, doubts []*tagscheme.Doubt) {
	for _, line := range lines(text) {
		parts, _ := fields(line)
		kind, ref := "", ""
		for _, f := range parts {
			switch f.key {
			case "type":
				kind = f.value
			case "ref":
				ref = f.value
			case "":
				ref = f.value // the short form is a ref of a registry
			}
		}
		if (kind == "registry" || kind == "" && ref != "") && ref != "" {
			s.cache(ref, "cache-to", s.file.at(pos, ""), doubts)
		}
	}
}

// tagList notes the refs of a list with lines and commas.
func (s *scope) tagList(source string, pos *actionlint.Pos, doubts []*tagscheme.Doubt) {
	for _, written := range lines(source) {
		place := s.file.at(pos, written)
		for _, line := range lines(s.fill(written, pos)) {
			for ref := range strings.SplitSeq(line, ",") {
				s.ref(strings.Trim(strings.TrimSpace(ref), `"`), strings.TrimSpace(written), place, doubts, true)
			}
		}
	}
}

// ref notes one ref, or what a step of metadata-action put out in its place.
func (s *scope) ref(ref, source string, place tagscheme.Place, doubts []*tagscheme.Doubt, list bool) {
	if m := s.metadataIn(ref); m != nil {
		if list && isWhole(ref) {
			s.emitMetadata(m, doubts)
		}
		return
	}
	image, tag := cutTag(ref)
	if image == "" {
		return
	}
	e := emission{image: image, tag: tag, source: source, place: place, doubts: doubts, platforms: s.build.platforms, created: s.build.created}
	if isWhole(image) && tag == "latest" {
		e.tag = s.unknown(s.doubtOf(textValue(image), source)) // all of the ref is one value
	}
	s.emit(s.event, e)
}

// cache notes the ref of a cache.
func (s *scope) cache(ref, source string, place tagscheme.Place, doubts []*tagscheme.Doubt) {
	if image, tag := cutTag(ref); image != "" {
		s.emit(s.event, emission{image: image, tag: tag, cache: true, source: source, place: place, doubts: doubts})
	}
}

// metadataIn returns the step whose tags stand in a text.
func (s *scope) metadataIn(text string) *metadata {
	for _, c := range text {
		if p := s.partOf(c); p != nil && p.meta != nil {
			return p.meta
		}
	}
	return nil
}

// emitMetadata notes all tags of a step of metadata-action.
func (s *scope) emitMetadata(m *metadata, doubts []*tagscheme.Doubt) {
	if s.idle { // at the event that it is read for it may make no tag
		for _, image := range m.images {
			s.note(strings.ToLower(image))
		}
	}
	for _, image := range m.images {
		for _, t := range m.tags {
			all := append(append([]*tagscheme.Doubt{t.doubt}, m.doubts...), doubts...)
			s.emit(s.event, emission{image: image, tag: t.text, sanitised: true, source: t.source, place: t.place, doubts: all, platforms: s.build.platforms, created: s.build.created})
		}
	}
	if len(m.images) == 0 || len(m.tags) == 0 {
		for _, d := range m.doubts {
			s.any(s.event, d)
		}
	}
}

// cutTag cuts a ref into the name of the image and the tag; without one it is latest. A digest is cut off.
func cutTag(ref string) (image, tag string) {
	ref, _, digest := strings.Cut(ref, "@")
	slash := strings.LastIndexByte(ref, '/')
	if colon := strings.IndexByte(ref[slash+1:], ':'); colon >= 0 {
		return ref[:slash+1+colon], ref[slash+1+colon+1:]
	}
	if digest {
		return "", ""
	}
	return ref, "latest"
}
