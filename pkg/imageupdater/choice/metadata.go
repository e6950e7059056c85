// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// Source is the repository of the image that is looked at. Its content need not be what its digest says: the updater does not
// compare, and so neither does this package.
type Source interface {
	// Manifest returns the manifest of a digest.
	Manifest(digest string) (Manifest, error)
	// Config returns the configuration of a digest.
	Config(digest string) ([]byte, error)
}

// Metadata is what the updater learns of a tag.
type Metadata struct {
	// Created is the date of the newest of the images that are wanted. It stays zero where the strategy needs none, where
	// Elsewhere is set, and where that is the date that is written: such a tag goes behind all others.
	Created time.Time
	// Elsewhere says that every image is for another platform than its index says, so that none gave a date.
	Elsewhere bool
	// Digest is that of the manifest behind the tag.
	Digest string
	// Labels are those of the image that Created is of.
	Labels map[string]string
}

// NotBuilt is the error of a tag that is not built for any platform that is wanted. The updater leaves it out and says so
// only at the log level debug.
type NotBuilt struct {
	// Platforms are those that it is built for; attestations are not among them.
	Platforms []string
	Wanted    Wanted
}

// Error names both.
func (e *NotBuilt) Error() string {
	built := "for no platform"
	if len(e.Platforms) > 0 {
		built = "for " + strings.Join(e.Platforms, ", ")
	}
	return fmt.Sprintf("it is built %s, not for %s", built, e.Wanted)
}

// maxManifests bounds how many manifests are looked at for one tag: indexes may lie in one another. Upstream has no bound.
const maxManifests = 256

// Metadata reads what is behind a tag. A *NotBuilt means that it is for other platforms; any other error means that the updater
// cannot read it: it logs an error and leaves the tag out of this round, so that the choice falls on an older one.
//
// Upstream: registry/client.go TagMetadata and TagInfoFromReferences.
func (s Settings) Metadata(src Source, m Manifest) (Metadata, error) {
	w := walk{settings: s, src: src, wanted: s.Wanted(), left: maxManifests}
	return w.metadata(m)
}

// walk is one reading of what is behind a tag.
type walk struct {
	settings Settings
	src      Source
	wanted   Wanted
	// left is how many manifests may still be looked at.
	left int
}

func (w *walk) metadata(m Manifest) (Metadata, error) {
	if w.left--; w.left < 0 {
		return Metadata{}, fmt.Errorf("its indexes name more than %d manifests", maxManifests)
	}
	v := w.settings.Version
	doc, err := m.parse(v)
	if err != nil {
		return Metadata{}, err
	}
	md := Metadata{Digest: DigestOf(m.Body)}
	if doc.index {
		return w.indexMetadata(md, doc.entries)
	}
	config, err := configOf(v, w.src, doc)
	if err != nil {
		return Metadata{}, err
	}
	if !w.wanted.Has(config.OS, config.Architecture, config.Variant) {
		return Metadata{}, &NotBuilt{platforms([][3]string{{config.OS, config.Architecture, config.Variant}}), w.wanted}
	}
	if md.Created, err = config.created(); err != nil {
		return Metadata{}, err
	}
	md.Labels = config.Labels
	return md, nil
}

func (w *walk) indexMetadata(md Metadata, entries []entry) (Metadata, error) {
	var kept []entry
	var all [][3]string
	for _, e := range entries {
		all = append(all, [3]string{e.Platform.OS, e.Platform.Architecture, e.Platform.Variant})
		if w.wanted.Has(e.Platform.OS, e.Platform.Architecture, e.Platform.Variant) {
			kept = append(kept, e)
		}
	}
	if len(kept) == 0 {
		return Metadata{}, &NotBuilt{platforms(all), w.wanted}
	}
	// Only newest-build looks further than the list: image/version.go NeedsMetadata.
	if w.settings.Strategy != imageupdater.NewestBuild {
		return md, nil
	}
	md.Elsewhere = true
	for _, e := range kept {
		child, err := w.src.Manifest(e.Digest)
		if err != nil {
			return Metadata{}, err
		}
		found, err := w.metadata(child)
		var other *NotBuilt
		switch {
		case errors.As(err, &other):
			continue // the image is for another platform than the index says: the updater warns and goes on
		case err != nil:
			return Metadata{}, err
		}
		md.Elsewhere = md.Elsewhere && found.Elsewhere
		if found.Created.After(md.Created) {
			md.Created, md.Labels = found.Created, found.Labels
		}
	}
	return md, nil
}

// platforms words platforms, without those that no image is for: attestations have unknown/unknown.
func platforms(all [][3]string) []string {
	var names []string
	for _, p := range all {
		if p[0] != "" && p[1] != "" && p[0] != "unknown" {
			names = append(names, Platform(p[0], p[1], p[2]))
		}
	}
	return names
}

// DigestOf returns the digest of content, as in sha256:….
func DigestOf(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }
