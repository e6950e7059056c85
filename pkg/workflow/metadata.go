// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"sort"
	"strconv"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// TagTypes are the types of tags of docker/metadata-action, and what is known of each.
// See https://github.com/docker/metadata-action#tags-input
var TagTypes = []Understood{
	{"`type=schedule`", "at a schedule, `pattern` (`nightly`), with dates as digits"},
	{"`type=semver`", "at a Git tag: the versions that semver knows, cut by `pattern`; a pre-release is whole"},
	{"`type=pep440`", "at a Git tag: not understood"},
	{"`type=match`", "at a Git tag: what `pattern` or its `group` can be"},
	{"`type=edge`", "`edge`, at a push to `branch` or the default branch"},
	{"`type=ref,event=branch`", "the branch, at a push to one"},
	{"`type=ref,event=tag`", "the Git tag, at one"},
	{"`type=ref,event=pr`", "`pr-` and the number, at a pull request"},
	{"`type=raw`", "`value`"},
	{"`type=sha`", "`sha-` and 7 digits of the commit, or as many as `DOCKER_METADATA_SHORT_SHA_LENGTH` says; 40 with `format=long`"},
	{"`enable`, `priority`, `prefix`, `suffix`", "as the action takes them"},
	{"`flavor`", "`latest`, `prefix`, `suffix`, each with `onlatest`; `latest=auto` adds `latest` where the first tag is one of semver, pep440, match or of a Git tag"},
	{"`images`", "each name, unless `enable=false`"},
}

// priorities order the tags: the first one decides about `latest`.
var priorities = map[string]float64{"schedule": 1000, "semver": 900, "pep440": 900, "match": 800, "edge": 700, "ref": 600, "raw": 200, "sha": 100}

// defaultTags stand where the input `tags` is empty.
var defaultTags = []string{"type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"}

// metadata is what a step of docker/metadata-action puts out at an event.
type metadata struct {
	images []string
	tags   []madeTag
	// doubts are what is not known of the step.
	doubts []*tagscheme.Doubt
}

// madeTag is a tag of it.
type madeTag struct {
	text   string
	source string
	place  tagscheme.Place
	doubt  *tagscheme.Doubt
}

// version is the output of that name: the first tag.
func (m *metadata) version(s *scope) value {
	d := s.doubt("which tag comes first is not known", "outputs.version", s.pos)
	if len(m.doubts) > 0 {
		return hiddenValue(m.doubts[0])
	}
	if len(m.tags) == 0 {
		return textValue("")
	}
	if m.tags[0].doubt != nil {
		return hiddenValue(d)
	}
	text := forbidden.ReplaceAllStringFunc(m.tags[0].text, func(run string) string {
		if open(run) {
			return run
		}
		return "-"
	})
	return textValue(text)
}

// entry is one line of the input `tags`.
type entry struct {
	kind     string
	attrs    map[string]string
	priority float64
	source   string
	place    tagscheme.Place
}

func (e entry) has(name string) bool { _, ok := e.attrs[name]; return ok }

// flavor is the input of that name.
type flavor struct {
	latest                     string
	prefix, suffix             string
	prefixLatest, suffixLatest bool
	place                      tagscheme.Place
}

// metadata computes what a step puts out.
func (s *scope) metadata(inputs map[string]*actionlint.Input, at *actionlint.Pos) *metadata {
	m := &metadata{}
	input := func(name string) (string, *actionlint.Pos) {
		if in := inputs[name]; in != nil && in.Value != nil {
			return s.fill(in.Value.Value, in.Value.Pos), in.Value.Pos
		}
		return "", nil
	}
	if context, pos := input("context"); context != "" && context != "workflow" {
		m.doubts = append(m.doubts, s.doubt("the context of the checkout is not known", context, pos))
	}
	images, pos := input("images")
	m.images = s.images(images, pos, m)
	text, pos := input("flavor")
	fl := s.flavor(text, pos, m)
	entries := s.entries(inputs["tags"], at, m)
	sort.SliceStable(entries, func(i, j int) bool { return entries[i].priority > entries[j].priority })

	latest := maybe // what the first tag says of `latest`
	first, certain := true, true
	var unsure *tagscheme.Doubt
	var source entry
	for _, e := range entries {
		for _, t := range s.tag(e, fl) {
			if t.text == "" {
				continue
			}
			if first && certain {
				if latest == maybe || t.doubt == nil {
					latest, source = truthOf(t.latest), e
				}
				if t.doubt != nil {
					unsure = t.doubt
				} else {
					first = false
				}
			}
			m.tags = append(m.tags, t.madeTag)
		}
	}
	if len(m.tags) == 0 {
		return m
	}
	switch {
	case fl.latest == "false", fl.latest == "auto" && latest != yes && unsure == nil:
		return m
	}
	text = "latest"
	if fl.prefixLatest {
		text = s.handlebars(fl.prefix, nil) + text
	}
	if fl.suffixLatest {
		text += s.handlebars(fl.suffix, nil)
	}
	made := madeTag{text: text, source: "flavor latest=" + fl.latest, place: fl.place, doubt: unsure}
	if fl.place.Line == 0 {
		made.source, made.place = source.source+" (flavor latest=auto)", source.place
	}
	if fl.latest == "true" {
		made.doubt = m.tags[0].doubt
	}
	m.tags = append(m.tags, made)
	return m
}

// images reads the input `images`.
func (s *scope) images(text string, pos *actionlint.Pos, m *metadata) []string {
	var all []string
	list := lines(text)
	for _, line := range list {
		parts, ok := fields(line)
		if !ok {
			m.doubts = append(m.doubts, s.doubt("the image is not understood", line, pos))
			continue
		}
		name, enabled, keyed := "", yes, false
		for _, f := range parts {
			switch f.key {
			case "", "name":
				keyed = keyed || f.key != ""
				if f.key == "" && len(list) == 1 && name != "" {
					all = append(all, name) // names between commas, as they were written once
				}
				name = f.value
			case "enable":
				keyed = true
				if enabled = enabledOf(f.value); enabled == maybe {
					m.doubts = append(m.doubts, s.doubt("it is not known before whether the image is enabled", "enable", pos))
				}
			}
		}
		if enabled != no && name != "" {
			all = append(all, name)
		}
	}
	return all
}

func enabledOf(text string) truth {
	switch text {
	case "true":
		return yes
	case "false":
		return no
	}
	return maybe
}

// flavor reads the input `flavor`.
func (s *scope) flavor(text string, pos *actionlint.Pos, m *metadata) flavor {
	fl := flavor{latest: "auto"}
	for _, line := range lines(text) {
		parts, ok := fields(line)
		if !ok {
			m.doubts = append(m.doubts, s.doubt("the flavor is not understood", line, pos))
			continue
		}
		of := ""
		for _, f := range parts {
			switch f.key {
			case "latest":
				fl.latest, fl.place = f.value, s.file.at(pos, "latest=")
				if open(fl.latest) {
					m.doubts = append(m.doubts, s.doubt("it is not known before whether `latest` is pushed", "latest", pos))
					fl.latest = "auto"
				}
			case "prefix":
				fl.prefix, of = f.value, f.key
			case "suffix":
				fl.suffix, of = f.value, f.key
			case "onlatest":
				switch of {
				case "prefix":
					fl.prefixLatest = f.value == "true"
				case "suffix":
					fl.suffixLatest = f.value == "true"
				}
			default:
				m.doubts = append(m.doubts, s.doubt("the flavor is not understood", line, pos))
			}
		}
	}
	return fl
}

// entries reads the input `tags`.
func (s *scope) entries(input *actionlint.Input, at *actionlint.Pos, m *metadata) []entry {
	text, pos := "", at
	if input != nil && input.Value != nil {
		text, pos = input.Value.Value, input.Value.Pos
	}
	written := lines(text)
	absent := len(written) == 0
	if absent {
		written = defaultTags
	}
	var all []entry
	for _, source := range written {
		place := s.file.at(pos, source)
		if absent {
			place = s.file.at(at, "")
		}
		filled := lines(s.fill(source, pos))
		if len(filled) != 1 {
			if len(filled) > 1 {
				m.doubts = append(m.doubts, s.doubt("an expression makes more than one line", source, pos))
			}
			continue
		}
		parts, ok := fields(filled[0])
		if !ok {
			m.doubts = append(m.doubts, s.doubt("the tag is not understood", source, pos))
			continue
		}
		e := entry{kind: "raw", attrs: map[string]string{"enable": "true"}, source: source, place: place}
		for _, f := range parts {
			switch f.key {
			case "type":
				e.kind = f.value
			case "":
				e.attrs["value"] = f.value
			default:
				e.attrs[f.key] = f.value
			}
		}
		known := false
		if e.priority, known = priorities[e.kind]; !known {
			m.doubts = append(m.doubts, s.doubt("the action knows no such type", source, pos))
			continue
		}
		if p, ok := e.attrs["priority"]; ok {
			e.priority, _ = strconv.ParseFloat(p, 64)
		}
		all = append(all, e)
	}
	return all
}

// isWhole reports whether a text is one part and nothing else.
func isWhole(text string) bool { return open(text) && len([]rune(text)) == 1 }
