// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
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

// judgeFailure words why the tags could not be listed.
func (s *subject) judgeFailure(e *registry.Error) {
	name := s.asked()
	s.image.Reason = "not known: " + e.Error()
	switch e.Kind {
	case registry.Denied:
		severity, advice := krm.Severity(""), s.advice()
		if s.notAtHand() {
			severity = krm.Warning
		}
		s.report(images.AccessDenied, severity, "%s is not shown to who asks with %s (%s): %s", name, s.withWhat(), e, advice)
	case registry.Missing:
		s.report(images.Missing, "", "%s does not exist (%s), asked with %s", name, e, s.withWhat())
	case registry.RateLimited:
		s.report(images.RateLimited, krm.Error, "%s cannot be looked at, the registry allows no more requests now (%s), asked with %s: try again later, or with credentials", name, e, s.withWhat())
	default:
		s.report(images.Unreachable, "", "%s cannot be looked at: %s", name, e)
	}
}

// asked names the image as the registry was asked for it.
func (s *subject) asked() string {
	p := s.seen.place
	name := fmt.Sprintf("image %q", s.image.Name)
	if asked := p.host + "/" + p.repository; asked != s.image.Name {
		name += fmt.Sprintf(" (asked for as %s)", asked)
	}
	return name
}

func (s *subject) withWhat() string {
	if s.seen.access.credential.Anonymous() {
		if note := s.seen.access.note; note != "" {
			return "no credentials, since " + note
		}
		return "no credentials"
	}
	return s.seen.access.credential.String()
}

// notAtHand reports whether the updater has credentials of its own that were not used here.
func (s *subject) notAtHand() bool { return s.seen.access.declared != "" && !s.seen.access.own }

// advice says what to do where a registry refuses.
func (s *subject) advice() string {
	host := s.seen.place.host
	login := "docker login " + host
	var parts []string
	switch {
	case host == "ghcr.io":
		parts = append(parts, "GHCR takes a classic token with read:packages, and answers so for a package that does not exist too")
	case host == dockerHub:
		login = "docker login"
		parts = append(parts, "Docker Hub answers so for a repository that does not exist too")
	}
	switch {
	case s.notAtHand():
		parts = append(parts, fmt.Sprintf("the updater has credentials of its own, in %s: give them with --pull-secret FILE, or log in by `%s`", s.seen.access.declared, login))
	case s.seen.access.own:
		parts = append(parts, "the updater has no other credentials, so put others into its pull secret")
	case s.seen.access.credential.Anonymous():
		parts = append(parts, fmt.Sprintf("log in by `%s`; the updater needs a pull-secret, or credentials in registries.conf, or it is refused as well", login))
	default:
		parts = append(parts, fmt.Sprintf("log in anew by `%s`; the updater asks without credentials, since none are declared", login))
	}
	return strings.Join(parts, "; ")
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

// judgeNothing words why nothing is taken.
func (s *subject) judgeNothing(out outcome) {
	f := s.seen.filtered
	var other *choice.NotBuilt
	unbuilt := 0
	for _, err := range out.left {
		if errors.As(err, &other) {
			unbuilt++
		}
	}
	switch {
	case len(s.seen.tags) == 0:
		s.image.Reason = "the registry has no tag"
		s.report(images.NoTagMatches, "", "image %q has no tag", s.image.Name)
	case len(f.Kept) == 0:
		s.image.Reason = s.filteredOut() + ": " + s.consequence()
		s.report(images.NoTagMatches, "", "no tag of image %q matches: %s; there are %s", s.image.Name, s.filteredOut(), some(s.seen.tags))
	case unbuilt > 0 && unbuilt == len(f.Kept):
		built := builtFor(out)
		platforms := other.Wanted.String()
		s.image.Reason = fmt.Sprintf("no tag is built for %s", platforms)
		hint := ""
		if out.runtime != "" {
			hint = ", which is what the updater looks for when it runs there and no platforms are set"
		}
		s.report(images.NoTagForPlatform, "", "no tag of image %q that matches is built for %s%s: %s built for %s", s.image.Name, platforms, hint, theyAre(len(f.Kept)), built)
	case len(out.left) == len(f.Kept):
		s.image.Reason = "no tag that matches can be taken"
		if unbuilt > 0 {
			s.report(images.NoTagForPlatform, "", "no tag of image %q that matches and can be read is built for %s: %s built for %s", s.image.Name, other.Wanted, theyAre(unbuilt), builtFor(out))
		}
	default:
		s.report(images.NoTagMatches, "", "no tag of image %q that matches can be taken: %s; those that match are %s", s.image.Name, out.choice.Reason, some(f.Kept))
	}
}

// filteredOut says which filter let no tag through.
func (s *subject) filteredOut() string {
	f := s.seen.filtered
	var parts []string
	if n := len(f.NotAllowed); n > 0 {
		parts = append(parts, fmt.Sprintf("allow-tags %q matches none of %s", s.Image.AllowTags, count(n, "tag")))
	}
	if n := len(f.Ignored); n > 0 {
		parts = append(parts, fmt.Sprintf("ignore-tags drops %d", n))
	}
	if n := len(f.Others); n > 0 {
		parts = append(parts, fmt.Sprintf("there is no tag %q among %s", s.Image.Constraint, count(n, "tag")))
	}
	return strings.Join(parts, ", ")
}

func (s *subject) consequence() string {
	if s.Version.AtLeast(1, 2) {
		return "the updater logs a warning and updates nothing"
	}
	return "the updater updates nothing, and its log looks as if all were up to date"
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

// judgeDates reports dates that do not order.
func (s *subject) judgeDates(out outcome) {
	c := out.choice
	if s.Image.UpdateStrategy != imageupdater.NewestBuild || c.Winner.Tag == "" || s.seen.place.tagSort == choice.SortLatestFirst || s.seen.place.tagSort == choice.SortLatestLast {
		return
	}
	if c.Winner.Created.IsZero() {
		s.report(images.DatesConstant, krm.Warning, "tag %s of image %q counts as having no date, since its index and its images disagree on the platform: any tag with a date goes before it", c.Winner.Tag, s.image.Name)
		return
	}
	// Tags of one image have one date, and which of them is taken makes no difference.
	same := map[string]bool{}
	for _, tag := range s.seen.filtered.Kept {
		m, ok := s.seen.manifests[tag]
		if _, left := out.left[tag]; !ok || left {
			continue
		}
		settings := choice.Settings{Version: s.Version, Strategy: s.Image.UpdateStrategy, Platforms: s.Image.Platforms, Runtime: out.runtime}
		if md, err := settings.Metadata(s.seen.source, content(m)); err == nil && md.Created.Equal(c.Winner.Created) {
			same[m.Digest] = true
		}
	}
	date := c.Winner.Created.UTC().Format(time.RFC3339)
	everything := len(same) > 2 && len(same) >= s.distinct(out)
	switch {
	case written(c.Winner.Created) && len(same) > 1, everything:
		s.report(images.DatesConstant, "", "%s of image %q have the date %s: %s is taken because its name sorts last, and a new tag is only if its name sorts behind it", count(len(same), "image"), s.image.Name, date, c.Winner.Tag)
	case written(c.Winner.Created):
		s.report(images.DatesConstant, krm.Warning, "tag %s of image %q has the date %s, which builders write where they write none: the next tag will most likely have the same, and then the name that sorts last is taken", c.Winner.Tag, s.image.Name, date)
	case len(same) > 1:
		s.report(images.DatesEqual, "", "%s of image %q have the same date %s: %s is taken because its name sorts last", count(len(same), "image"), s.image.Name, date, c.Winner.Tag)
	}
}

// distinct counts the images that may be taken.
func (s *subject) distinct(out outcome) int {
	digests := map[string]bool{}
	for _, tag := range s.seen.filtered.Kept {
		if m, ok := s.seen.manifests[tag]; ok && out.left[tag] == nil {
			digests[m.Digest] = true
		}
	}
	return len(digests)
}

// written reports whether a date is one that builders write for none: the beginning of Unix time, or that of ZIP archives, give or
// take a day.
func written(t time.Time) bool {
	u := t.UTC()
	return u.Year() < 1971 || u.Year() == 1980 && u.YearDay() <= 2 || u.Year() == 1979 && u.YearDay() == 365
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

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func theyAre(tags int) string {
	if tags == 1 {
		return "the only one is"
	}
	return fmt.Sprintf("all %d are", tags)
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "no platform"
	}
	return strings.Join(list, ", ")
}

// some lists a few of many tags, those first that sort last.
func some(tags []string) string {
	sorted := append([]string(nil), tags...)
	sort.Sort(sort.Reverse(sort.StringSlice(sorted)))
	const few = 5
	if len(sorted) <= few {
		return strings.Join(sorted, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(sorted[:few], ", "), len(sorted)-few)
}

func tagList(tags []string) string {
	if len(tags) == 1 {
		return "tag " + tags[0]
	}
	return fmt.Sprintf("%d tags (%s)", len(tags), some(tags))
}

// builtFor lists the platforms of the tags that are left out because of them.
func builtFor(out outcome) string {
	known := map[string]bool{}
	for _, err := range out.left {
		var other *choice.NotBuilt
		if errors.As(err, &other) {
			for _, p := range other.Platforms {
				known[p] = true
			}
		}
	}
	names := make([]string, 0, len(known))
	for p := range known {
		names = append(names, p)
	}
	sort.Strings(names)
	return orNone(names)
}
