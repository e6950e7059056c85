// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"errors"
	"sync"

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
	// shut is why the updater, which has no credentials, is not shown the tags that are seen here; nil where it is, or has some.
	shut *registry.Error

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

type repositoryKey struct {
	endpoint   registry.Endpoint
	repository string
	credential string
	own        string // where they are declared: credentials of different Secrets have one name
}

// opened is a repository that is opened and listed once.
type opened struct {
	once       sync.Once
	repository *registry.Repository
	tags       []string
	err        error
	// shut is why whoever has no credentials is not shown what is shown to those that have been used.
	shut *registry.Error
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
	s.image.Reachable, s.image.Tags, s.seen.shut = true, len(o.tags), o.shut
	r.choose(ctx, s)
}

func (r *run) open(ctx context.Context, s *subject) *opened {
	key := repositoryKey{s.seen.place.endpoint, s.seen.place.repository, s.seen.access.credential.String(), ""}
	if !s.seen.access.foreign() {
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
		if o.err == nil && s.seen.access.foreign() {
			o.shut = r.refusesAnyone(ctx, key)
		}
	})
	return o
}

// refusesAnyone returns how a registry refuses whoever has no credentials; nil where it does not, or where that cannot be told.
func (r *run) refusesAnyone(ctx context.Context, key repositoryKey) *registry.Error {
	repository, err := r.options.Client.Open(ctx, key.endpoint, key.repository, registry.Credential{})
	if err == nil {
		err = repository.Listed(ctx)
	}
	var failed *registry.Error
	if errors.As(err, &failed) && (failed.Kind == registry.Denied || failed.Kind == registry.Missing) {
		return failed
	}
	return nil
}

func content(m registry.Manifest) choice.Manifest {
	return choice.Manifest{ContentType: m.ContentType, Body: m.Body}
}
