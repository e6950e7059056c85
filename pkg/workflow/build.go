// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// built is what is known of the images that a step builds.
type built struct {
	platforms []string
	created   string
}

// dateVariable gives an image its date: BuildKit takes it from a build argument, and buildx hands over its own.
const dateVariable = "SOURCE_DATE_EPOCH"

// builds returns what docker/build-push-action builds.
func (s *scope) builds(exec *actionlint.ExecAction) built {
	var b built
	input := func(name string) (string, bool) {
		in := exec.Inputs[name]
		if in == nil || in.Value == nil {
			return "", true
		}
		text := s.fill(in.Value.Value, in.Value.Pos)
		return text, !open(text)
	}
	if text, known := input("platforms"); known {
		for _, line := range lines(text) {
			for p := range strings.SplitSeq(line, ",") {
				if p = strings.ToLower(strings.TrimSpace(p)); p != "" {
					b.platforms = append(b.platforms, p)
				}
			}
		}
		if len(b.platforms) == 0 {
			b.platforms = s.ownPlatform()
		}
	}
	if v := s.env(strings.ToLower(dateVariable)); v.kind == textual && isDate(v.text) {
		b.created = v.text
	}
	text, known := input("build-args")
	for _, line := range lines(text) {
		if value, ok := strings.CutPrefix(line, dateVariable+"="); ok {
			if b.created = ""; isDate(value) {
				b.created = value
			}
		} else if !known && open(line) {
			b.created = "" // it may be in there
		}
	}
	return b
}

// isDate reports whether a text is a number of seconds.
func isDate(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// ownPlatform is what a runner of GitHub builds for where nothing else is said; nil for any other runner.
func (s *scope) ownPlatform() []string {
	if s.job == nil || s.job.RunsOn == nil || s.job.RunsOn.LabelsExpr != nil || s.job.RunsOn.Group != nil || len(s.job.RunsOn.Labels) != 1 || s.job.Container != nil {
		return nil
	}
	label := strings.ToLower(s.fill(s.job.RunsOn.Labels[0].Value, s.job.RunsOn.Labels[0].Pos))
	if platform, ok := ownPlatforms[label]; ok {
		return slices.Clone(platform)
	}
	return nil
}

// ownPlatforms are the runners of GitHub with Linux.
var ownPlatforms = map[string][]string{
	"ubuntu-latest": {"linux/amd64"}, "ubuntu-24.04": {"linux/amd64"}, "ubuntu-22.04": {"linux/amd64"}, "ubuntu-20.04": {"linux/amd64"},
	"ubuntu-24.04-arm": {"linux/arm64"}, "ubuntu-22.04-arm": {"linux/arm64"},
}
