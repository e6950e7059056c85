// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// judge reports what is wrong with an image, and says so in the image where nothing is taken.
func (r *run) judge(ctx context.Context, s *subject) {
	switch {
	case s.Unknown != "":
		s.image.Reason = "not looked at: " + s.Unknown
		s.report(images.NotChecked, "", "image %q cannot be looked at: %s", s.image.Name, s.Unknown)
	case s.Dead != "":
		s.refuse(s.Dead)
	case s.seen.refused != "":
		s.refuse(s.seen.refused)
	case s.seen.access.unusable != nil:
		s.image.Reason = "the updater cannot use its pull secret, and follows nothing: " + s.seen.access.unusable.Error()
		s.report(images.PullSecretNotUsable, "", "pull secret %s of image %q cannot be used by Image Updater: %s", s.seen.access.declared, s.image.Name, s.seen.access.unusable)
	case s.seen.failed != nil:
		s.judgeFailure(s.seen.failed)
	default:
		s.judgeShut()
		s.judgeChoice()
		if s.image.Tag != "" {
			s.judgeTag()
			r.judgeNodes(ctx, s)
			r.judgeRevision(ctx, s)
		}
	}
}

func (s *subject) refuse(why string) {
	s.image.Reason = "not followed: " + why
	s.report(images.NotFollowed, "", "image %q is not followed: %s", s.image.Name, why)
}

// judgeChoice reports what is wrong with what there is to choose from.
func (s *subject) judgeChoice() {
	out := s.seen.outcomes[0]
	s.judgeLeft(out)
	if !s.judgeRuntimes() && out.choice.Winner.Tag == "" {
		s.judgeNothing(out)
	}
	if len(out.choice.Chance) > 0 {
		s.report(images.LeftToChance, "", "tags %s of image %q are the same version, and %s takes any of them: delete all but one, or narrow allow-tags",
			strings.Join(out.choice.Chance, ", "), s.image.Name, s.Version)
	}
	s.judgeDates(out)
}

// judgeRuntimes reports where the choice depends on the node on which the updater runs.
func (s *subject) judgeRuntimes() bool {
	var parts []string
	same := true
	for _, out := range s.seen.outcomes {
		tag := out.choice.Winner.Tag
		same = same && tag == s.seen.outcomes[0].choice.Winner.Tag
		if tag == "" {
			tag = "nothing"
		}
		parts = append(parts, fmt.Sprintf("%s on %s", tag, out.runtime))
	}
	if same {
		return false
	}
	s.report(images.LeftToChance, "", "what is taken of image %q depends on the node on which Image Updater runs, since no platforms are set: %s", s.image.Name, strings.Join(parts, ", "))
	s.image.Reason += fmt.Sprintf(" (where the updater runs on %s)", s.seen.outcomes[0].runtime)
	return true
}

// judgeLeft reports the tags that match and cannot be read, by what is wrong with them.
func (s *subject) judgeLeft(out outcome) {
	byReason := map[string][]string{}
	var limited, large []string
	for tag, err := range out.left {
		var other *choice.NotBuilt
		var failed *registry.Error
		switch {
		case errors.As(err, &other):
		case errors.As(err, &failed) && failed.Kind == registry.RateLimited:
			limited = append(limited, tag)
		case errors.As(err, &failed) && failed.Kind == registry.TooLarge:
			large = append(large, tag)
		default:
			byReason[err.Error()] = append(byReason[err.Error()], tag)
		}
	}
	reasons := make([]string, 0, len(byReason))
	for reason := range byReason {
		reasons = append(reasons, reason)
	}
	sort.Strings(reasons)
	goes := "nothing is left to take"
	if tag := out.choice.Winner.Tag; tag != "" {
		goes = fmt.Sprintf("the choice falls on %s, which may be older", tag)
	}
	for _, reason := range reasons {
		s.report(images.TagNotReadable, "", "%s of image %q cannot be read (%s): the updater leaves out what it cannot read, and %s", tagList(byReason[reason]), s.image.Name, reason, goes)
	}
	if len(large) > 0 {
		s.report(images.TagNotReadable, "", "%s of image %q has a manifest or a configuration that is too large and is not read here; the updater reads it whole, and may take the tag or run out of memory", tagList(large), s.image.Name)
	}
	if len(limited) > 0 {
		s.report(images.RateLimited, krm.Error, "%s of image %q could not be read, since the registry allows no more requests now: the updater leaves out what it gets no answer for, and %s", tagList(limited), s.image.Name, goes)
	}
}

// judgeTag reports what is wrong with the tag that is taken.
func (s *subject) judgeTag() {
	if s.seen.broken != nil {
		s.report(images.TagNotReadable, "", "tag %s of image %q is taken and cannot be read: %s; a node that pulls it gets the same answer", s.image.Tag, s.image.Name, s.seen.broken)
		return
	}
	if len(s.seen.wrong) > 0 {
		s.report(images.TagDigestWrong, "", "tag %s of image %q: the registry gives out other content under the digest %s: Image Updater takes the tag, and no node can pull it", s.image.Tag, s.image.Name, s.seen.wrong[0])
	}
	var lacking []string
	for _, node := range s.nodes() {
		runs := false
		for _, b := range s.seen.builds {
			runs = runs || choice.Runs(node, b)
		}
		if !runs {
			lacking = append(lacking, node)
		}
	}
	if len(lacking) > 0 {
		whose := "of the cluster"
		if len(s.world.nodes) == 0 {
			whose = "of the image's platforms"
		}
		s.report(images.TagWithoutPlatform, "", "tag %s of image %q is taken and is not built for %s %s: it is built for %s", s.image.Tag, s.image.Name, strings.Join(lacking, ", "), whose, orNone(s.image.Platforms))
	}
}

// rateLimited reports the registries that answered 429 and later gave in, each at the first image from there.
func (r *run) rateLimited() []krm.Result {
	seen := map[string]bool{}
	var results []krm.Result
	for _, s := range r.subjects {
		host := s.seen.place.endpoint.Host
		n := r.options.Client.RateLimited(host)
		if host == "" || seen[host] || n == 0 || s.reported(images.RateLimited) {
			continue
		}
		seen[host] = true
		before := len(s.results)
		s.report(images.RateLimited, "", "the registry %s answered %s that it allows no more for a while, and was waited for; Image Updater does not wait, and leaves out the tags that it gets no answer for", host, times(n))
		results = append(results, s.results[before:]...)
		s.results = s.results[:before]
	}
	return results
}

func (s *subject) reported(r *rule.Rule) bool {
	for _, result := range s.results {
		if result.Rule == r.ID {
			return true
		}
	}
	return false
}
