// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"errors"
	"sort"
	"sync"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// seen is what a registry showed of an image.
type seen struct {
	place  place
	access access
	// refused says why the updater follows nothing, before or after it asks.
	refused string
	// failed is why the tags could not be listed.
	failed *registry.Error

	repository *registry.Repository
	source     *source
	tags       []string
	filtered   choice.Filtered
	// manifests are what is behind tags, unread why it could not be read.
	manifests map[string]registry.Manifest
	unread    map[string]error
	// outcomes are what is taken, one for each platform that the updater may run on where that matters.
	outcomes []outcome
	// builds are the images of the tag that is taken, revisions the commits that they name, and wrong what lies about its digest.
	builds    []choice.Build
	revisions []revision
	wrong     []string
	broken    error // why the tag that is taken could not be looked into
}

// outcome is what the updater takes when it runs on a platform.
type outcome struct {
	runtime string // "" where it makes no difference
	choice  choice.Choice
	left    map[string]error
}

// revision is the commit that an image names, and its repository.
type revision struct{ commit, source string }

type repositoryKey struct {
	endpoint   registry.Endpoint
	repository string
	credential string
	own        string // credentials of different Secrets have one name
}

// opened is a repository that is opened and listed once.
type opened struct {
	once       sync.Once
	repository *registry.Repository
	tags       []string
	err        error
}

// look asks for an image.
func (r *run) look(ctx context.Context, s *subject) {
	if s.Dead != "" || s.Unknown != "" {
		return
	}
	if s.seen.refused = s.refusesSource(); s.seen.refused != "" {
		return
	}
	p, err := s.world.registries.find(s.Version, s.Image)
	if err != nil {
		s.seen.refused = "the api_url of its registry in registries.conf is none: " + err.Error()
		return
	}
	s.seen.place = p
	s.image.Registry, s.image.Repository = p.endpoint.String(), p.repository
	s.seen.access = r.accessFor(ctx, s.Image, p)
	if s.seen.access.unusable != nil {
		return
	}
	s.image.Credentials = s.seen.access.credential.String()
	o := r.open(ctx, s)
	if o.err != nil {
		if !errors.As(o.err, &s.seen.failed) {
			s.seen.failed = &registry.Error{Kind: registry.Broken, Host: p.host, Text: "it does not answer as a registry does"}
		}
		return
	}
	s.seen.repository, s.seen.source, s.seen.tags = o.repository, newSource(ctx, o.repository), o.tags
	s.image.Reachable, s.image.Tags = true, len(o.tags)
	r.choose(ctx, s)
}

func (r *run) open(ctx context.Context, s *subject) *opened {
	key := repositoryKey{s.seen.place.endpoint, s.seen.place.repository, s.seen.access.credential.String(), ""}
	if s.seen.access.own {
		key.own = s.seen.access.declared
	}
	r.mu.Lock()
	o := r.repositories[key]
	if o == nil {
		o = &opened{}
		r.repositories[key] = o
	}
	r.mu.Unlock()
	o.once.Do(func() {
		if o.repository, o.err = r.options.Client.Open(ctx, key.endpoint, key.repository, s.seen.access.credential); o.err == nil {
			o.tags, o.err = o.repository.Tags(ctx)
		}
	})
	return o
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
		if ctx.Err() != nil {
			s.seen.failed = &registry.Error{Kind: registry.TimedOut, Host: s.seen.place.host, Text: "the time for this run was over before all tags were read"}
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

func content(m registry.Manifest) choice.Manifest {
	return choice.Manifest{ContentType: m.ContentType, Body: m.Body}
}
