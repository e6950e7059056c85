// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater/choice"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// source is a repository as package choice looks into it. Each question is asked once, also where the answer was an error.
type source struct {
	ctx        context.Context
	repository *registry.Repository

	mu        sync.Mutex
	manifests map[string]manifestAnswer
	configs   map[string]configAnswer
}

type manifestAnswer struct {
	manifest registry.Manifest
	err      error
}

type configAnswer struct {
	config  []byte
	claimed bool
	err     error
}

func newSource(ctx context.Context, repository *registry.Repository) *source {
	return &source{ctx: ctx, repository: repository, manifests: map[string]manifestAnswer{}, configs: map[string]configAnswer{}}
}

func (s *source) manifest(digest string) manifestAnswer {
	s.mu.Lock()
	a, ok := s.manifests[digest]
	s.mu.Unlock()
	if !ok {
		a.manifest, a.err = s.repository.Manifest(s.ctx, digest)
		s.mu.Lock()
		s.manifests[digest] = a
		s.mu.Unlock()
	}
	return a
}

func (s *source) config(digest string) configAnswer {
	s.mu.Lock()
	a, ok := s.configs[digest]
	s.mu.Unlock()
	if !ok {
		a.config, a.claimed, a.err = s.repository.Config(s.ctx, digest)
		s.mu.Lock()
		s.configs[digest] = a
		s.mu.Unlock()
	}
	return a
}

// Manifest returns the manifest of a digest.
func (s *source) Manifest(digest string) (choice.Manifest, error) {
	a := s.manifest(digest)
	return content(a.manifest), a.err
}

// Config returns the configuration of a digest.
func (s *source) Config(digest string) ([]byte, error) {
	a := s.config(digest)
	return a.config, a.err
}

// witness is a source that notes the digests whose content is another one.
type witness struct {
	*source
	wrong []string
}

// Manifest returns the manifest of a digest.
func (w *witness) Manifest(digest string) (choice.Manifest, error) {
	a := w.manifest(digest)
	if a.manifest.Claimed != "" {
		w.wrong = append(w.wrong, digest)
	}
	return content(a.manifest), a.err
}

// Config returns the configuration of a digest.
func (w *witness) Config(digest string) ([]byte, error) {
	a := w.config(digest)
	if a.claimed {
		w.wrong = append(w.wrong, digest)
	}
	return a.config, a.err
}
