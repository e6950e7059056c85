// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"sort"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// revision is the commit that an image names, and its repository.
type revision struct{ commit, source string }

// lookInto looks at the tag that is taken.
func (r *run) lookInto(ctx context.Context, s *subject) {
	out := s.seen.outcomes[0]
	s.image.Tag, s.image.Reason = out.choice.Winner.Tag, out.choice.Reason
	s.image.RunnerUp, s.image.RunnerUpCreated = out.choice.RunnerUp.Tag, dateOf(out.choice.RunnerUp.Created)
	s.image.Created = dateOf(out.choice.Winner.Created)
	for tag, err := range out.left {
		s.image.LeftOut = append(s.image.LeftOut, LeftOut{tag, err.Error()})
	}
	ranked := map[string]bool{}
	for _, c := range out.choice.Ranked {
		ranked[c.Tag] = true
	}
	for _, tag := range s.seen.filtered.Kept {
		if r.options.AllTags && out.left[tag] == nil && !ranked[tag] {
			s.image.LeftOut = append(s.image.LeftOut, LeftOut{tag, "no version that the strategy takes"})
		}
	}
	sort.Slice(s.image.LeftOut, func(i, j int) bool { return s.image.LeftOut[i].Tag < s.image.LeftOut[j].Tag })
	for _, c := range out.choice.Ranked {
		s.image.Candidates = append(s.image.Candidates, r.candidate(s, c))
	}
	if s.image.Tag == "" {
		return
	}
	m, ok := s.seen.manifests[s.image.Tag]
	if !ok {
		var err error
		if m, err = s.seen.repository.Manifest(ctx, s.image.Tag); err != nil {
			s.seen.broken = err
			return
		}
		s.seen.manifests[s.image.Tag] = m
	}
	s.image.Digest = m.Digest
	src := &witness{source: s.seen.source}
	if s.seen.builds, s.seen.broken = choice.Builds(s.Version, src, content(m)); s.seen.broken != nil {
		return
	}
	var newest time.Time
	for _, b := range s.seen.builds {
		s.image.Platforms = append(s.image.Platforms, b.Platform())
		config, err := configOf(s.Version, src, m, b)
		if err != nil {
			// A part for a platform that nobody runs may be broken.
			if s.needs(b) && s.seen.broken == nil {
				s.seen.broken = err
			}
			continue
		}
		if date, err := time.Parse(time.RFC3339Nano, config.Created); err == nil && date.After(newest) {
			newest = date
		}
		s.note(revision{config.Labels[registry.LabelRevision], config.Labels[registry.LabelSource]})
	}
	if s.image.Created == nil {
		s.image.Created = dateOf(newest)
	}
	s.seen.wrong = src.wrong
	if m.Claimed != "" {
		s.seen.wrong = append(s.seen.wrong, m.Claimed)
	}
}

// candidate is a tag with what was read of it.
func (r *run) candidate(s *subject, c choice.Candidate) Candidate {
	out := Candidate{Tag: c.Tag, Created: dateOf(c.Created)}
	m, ok := s.seen.manifests[c.Tag]
	if !ok {
		if err := s.seen.unread[c.Tag]; err != nil {
			out.Problem = err.Error()
		}
		return out
	}
	out.Digest = m.Digest
	builds, err := choice.Builds(s.Version, s.seen.source, content(m))
	if err != nil {
		out.Problem = err.Error()
		return out
	}
	var newest time.Time
	for _, b := range builds {
		out.Platforms = append(out.Platforms, b.Platform())
		if !r.options.AllTags {
			continue
		}
		if config, err := configOf(s.Version, s.seen.source, m, b); err == nil {
			if date, err := time.Parse(time.RFC3339Nano, config.Created); err == nil && date.After(newest) {
				newest = date
			}
		}
	}
	if out.Created == nil {
		out.Created = dateOf(newest)
	}
	return out
}

// needs reports whether a node of the cluster would run a build.
func (s *subject) needs(b choice.Build) bool {
	for _, node := range s.nodes() {
		if choice.Runs(node, b) {
			return true
		}
	}
	return len(s.nodes()) == 0
}

// nodes are the platforms that the image must be built for: those of the cluster, else those that the image names.
func (s *subject) nodes() []string {
	if len(s.world.nodes) > 0 {
		return s.world.nodes
	}
	var named []string
	for _, p := range s.Image.Platforms {
		if imageupdater.CheckPlatform(p) == nil {
			named = append(named, p)
		}
	}
	return named
}

func (s *subject) note(found revision) {
	if found.commit == "" {
		return
	}
	for _, known := range s.seen.revisions {
		if known == found {
			return
		}
	}
	s.seen.revisions = append(s.seen.revisions, found)
	s.image.Revision = s.seen.revisions[0].commit
}

func configOf(v imageupdater.Version, src choice.Source, m registry.Manifest, b choice.Build) (choice.Config, error) {
	if b.Digest == "" {
		return choice.ConfigOf(v, src, content(m))
	}
	child, err := src.Manifest(b.Digest)
	if err != nil {
		return choice.Config{}, err
	}
	return choice.ConfigOf(v, src, child)
}

func dateOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
