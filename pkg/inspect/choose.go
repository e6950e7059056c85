// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"errors"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// outcome is what the updater takes when it runs on a platform.
type outcome struct {
	runtime string // "" where it makes no difference
	choice  choice.Choice
	left    map[string]error
}

// choose filters the tags, reads what is behind them where the strategy looks at that, and takes one.
func (r *run) choose(ctx context.Context, s *subject) {
	settings := choice.Settings{
		Version: s.Version, Strategy: s.Image.UpdateStrategy, Constraint: s.Image.Constraint, AllowTags: s.Image.AllowTags,
		IgnoreTags: s.Image.IgnoreTags, Platforms: s.Image.Platforms, TagSort: s.seen.place.tagSort,
	}
	var err error
	if s.seen.filtered, err = settings.Filter(s.seen.tags); err != nil {
		s.seen.refused = err.Error()
		return
	}
	s.image.Matching = len(s.seen.filtered.Kept)
	s.seen.manifests, s.seen.unread = map[string]registry.Manifest{}, map[string]error{}
	runtimes := []string{""}
	if settings.NeedsMetadata() || r.options.AllTags {
		r.readTags(ctx, s, s.seen.filtered.Kept)
		if err := ctx.Err(); err != nil {
			text := "the time for this run was over before all tags were read: --limit gives it more"
			if errors.Is(err, context.Canceled) {
				text = "this run was interrupted before all tags were read"
			}
			s.seen.failed = &registry.Error{Kind: registry.TimedOut, Host: s.seen.place.host, Text: text}
			return
		}
		if len(s.Image.Platforms) == 0 && settings.NeedsMetadata() {
			runtimes = s.world.updater
		}
	}
	for _, runtime := range runtimes {
		settings.Runtime = runtime
		out, err := r.outcome(ctx, s, settings)
		if err != nil {
			s.seen.refused = err.Error()
			return
		}
		s.seen.outcomes = append(s.seen.outcomes, out)
	}
	r.lookInto(ctx, s)
}

// readTags reads the manifests of tags.
func (r *run) readTags(ctx context.Context, s *subject, tags []string) {
	r.tell(nil, len(tags), 0)
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2*registry.DefaultConcurrency)
	for _, tag := range tags {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			m, err := s.seen.repository.Manifest(ctx, tag)
			mu.Lock()
			if err != nil {
				s.seen.unread[tag] = err
			} else {
				s.seen.manifests[tag] = m
			}
			mu.Unlock()
			if err == nil {
				r.readAhead(s, m)
			}
			r.tell(nil, 0, 1)
		})
	}
	wg.Wait()
}

// readAhead reads what the choice will look at, while others wait too. What goes wrong shows when it is looked at.
func (r *run) readAhead(s *subject, m registry.Manifest) {
	settings := choice.Settings{Version: s.Version, Strategy: s.Image.UpdateStrategy, Platforms: s.Image.Platforms}
	if len(settings.Platforms) == 0 {
		settings.Platforms = s.world.updater
	}
	_, _ = settings.Metadata(s.seen.source, content(m))
	if !r.options.AllTags {
		return
	}
	builds, _ := choice.Builds(s.Version, s.seen.source, content(m))
	for _, b := range builds {
		_, _ = configOf(s.Version, s.seen.source, m, b)
	}
}

// outcome takes a tag. Where a part of it is not in the registry any more, though it was in an earlier run, the tag is one that
// cannot be read, and the next one is taken.
func (r *run) outcome(ctx context.Context, s *subject, settings choice.Settings) (outcome, error) {
	out := outcome{runtime: settings.Runtime, left: map[string]error{}}
	if !settings.NeedsMetadata() {
		candidates := make([]choice.Candidate, len(s.seen.filtered.Kept))
		for i, tag := range s.seen.filtered.Kept {
			candidates[i].Tag = tag
		}
		var err error
		out.choice, err = settings.Choose(candidates)
		return out, err
	}
	var candidates []choice.Candidate
	for _, tag := range s.seen.filtered.Kept {
		m, ok := s.seen.manifests[tag]
		if !ok {
			out.left[tag] = s.seen.unread[tag]
			continue
		}
		md, err := settings.Metadata(s.seen.source, content(m))
		if err != nil {
			out.left[tag] = err
			continue
		}
		candidates = append(candidates, choice.Candidate{Tag: tag, Created: md.Created, Digest: md.Digest})
	}
	for {
		var err error
		out.choice, err = settings.Choose(append([]choice.Candidate(nil), candidates...))
		winner := out.choice.Winner.Tag
		if err != nil || winner == "" {
			return out, err
		}
		gone := r.gone(ctx, s, settings, winner)
		if gone == nil {
			return out, nil
		}
		out.left[winner] = gone
		candidates = without(candidates, winner)
	}
}

func without(candidates []choice.Candidate, tag string) []choice.Candidate {
	var kept []choice.Candidate
	for _, c := range candidates {
		if c.Tag != tag {
			kept = append(kept, c)
		}
	}
	return kept
}

// gone says which wanted part of a tag the registry does not have any more; nil where it has them, or where it cannot be asked.
// An answer may have been remembered, and clean-ups delete parts of an index.
func (r *run) gone(ctx context.Context, s *subject, settings choice.Settings, tag string) error {
	if settings.Strategy != imageupdater.NewestBuild {
		return nil // the updater does not ask for the parts
	}
	builds, err := choice.Builds(s.Version, s.seen.source, content(s.seen.manifests[tag]))
	if err != nil {
		return nil
	}
	wanted := settings.Wanted()
	for _, b := range builds {
		if b.Digest == "" || !wanted.Has(b.OS, b.Architecture, b.Variant) {
			continue
		}
		if has, err := s.seen.repository.Has(ctx, b.Digest); err == nil && !has {
			return &registry.Error{Kind: registry.Missing, Host: s.seen.place.host, Status: 404, Text: "its index names an image for " + b.Platform() + " that is not there"}
		}
	}
	return nil
}
