// SPDX-License-Identifier: Apache-2.0

package image

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	imagename "github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/fairlead-krm/fairlead/tools/release/tag"
)

// Layout writes the image as an OCI layout to the folder dir/<function>. A layout that is there is replaced; anything
// else is not.
func (i *Image) Layout(dir, version string) error {
	dir = filepath.Join(dir, i.Name)
	if _, err := os.Lstat(filepath.Join(dir, "oci-layout")); err == nil {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	to, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	if err := to.AppendIndex(i.Index, layout.WithAnnotations(map[string]string{refName: version})); err != nil {
		return err
	}
	for _, s := range i.Single {
		if err := to.AppendImage(s.Referrer); err != nil {
			return err
		}
	}
	return nil
}

// Tar writes dir/<function>-<os>-<arch>.tar for each platform, for `docker load` and `podman load` without a registry.
// The image is named registry/<function>:version.
func (i *Image) Tar(dir, registry, version string) error {
	ref, err := imagename.NewTag(registry + "/" + i.Name + ":" + version)
	if err != nil {
		return err
	}
	for _, s := range i.Single {
		if err := tarball.WriteToFile(filepath.Join(dir, i.fileName(s)+".tar"), ref, s.Image); err != nil {
			return err
		}
	}
	return nil
}

// SBOMs writes dir/<function>-<os>-<arch>.spdx.json for each platform.
func (i *Image) SBOMs(dir string) error {
	for _, s := range i.Single {
		if err := os.WriteFile(filepath.Join(dir, i.fileName(s)+".spdx.json"), s.SBOM, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (i *Image) fileName(s Single) string { return i.Name + "-" + s.On.OS + "-" + s.On.Arch }

// Pushed is where an image went.
type Pushed struct {
	// Repository as in ghcr.io/fairlead-krm/generate-rbac.
	Repository string
	Tags       []string
	// Digests are the index, each of its images, and each bill of materials: what is to be signed. The first is the index.
	Digests []v1.Hash
}

// Push writes the image to registry/<function> with the tags that its version asks for. The credentials are those of
// `docker login`. A version that is there already with another digest is refused: people have pinned it.
func (i *Image) Push(ctx context.Context, registry, version string) (*Pushed, error) {
	repository, err := imagename.NewRepository(registry + "/" + i.Name)
	if err != nil {
		return nil, err
	}
	options := []remote.Option{remote.WithContext(ctx), remote.WithAuthFromKeychain(authn.DefaultKeychain), remote.WithRetryBackoff(
		remote.Backoff{Duration: time.Second, Factor: 3, Jitter: 0.1, Steps: 3})}
	digest, err := i.Index.Digest()
	if err != nil {
		return nil, err
	}
	existing, err := tagsOf(repository, options)
	if err != nil {
		return nil, fmt.Errorf("listing the tags of %s: %w", repository, err)
	}
	switch there, err := remote.Head(repository.Tag(version), options...); {
	case err == nil && there.Digest != digest:
		return nil, fmt.Errorf("%s:%s exists, with the digest %s; this build has %s. A version never changes: release the next one", repository, version, there.Digest, digest)
	case err != nil && !missing(err):
		return nil, fmt.Errorf("asking for %s:%s: %w", repository, version, err)
	}
	tags, err := tag.For(version, existing)
	if err != nil {
		return nil, err
	}
	// Floating tags last: whoever follows one finds all of the release.
	pushed := &Pushed{Repository: repository.Name(), Tags: tags, Digests: []v1.Hash{digest}}
	if err := remote.WriteIndex(repository.Digest(digest.String()), i.Index, options...); err != nil {
		return nil, fmt.Errorf("pushing %s: %w", repository, err)
	}
	for _, s := range i.Single {
		of, err := s.Image.Digest()
		if err != nil {
			return nil, err
		}
		referrer, err := s.Referrer.Digest()
		if err != nil {
			return nil, err
		}
		if err := remote.Write(repository.Digest(referrer.String()), s.Referrer, options...); err != nil {
			return nil, fmt.Errorf("pushing the bill of materials of %s: %w", repository, err)
		}
		pushed.Digests = append(pushed.Digests, of, referrer)
	}
	for _, t := range tags {
		if err := remote.Tag(repository.Tag(t), i.Index, options...); err != nil {
			return nil, fmt.Errorf("tagging %s:%s: %w", repository, t, err)
		}
	}
	return pushed, nil
}

// tagsOf returns the tags of a repository, none where it is new.
func tagsOf(repository imagename.Repository, options []remote.Option) ([]string, error) {
	tags, err := remote.List(repository, options...)
	if missing(err) {
		return nil, nil
	}
	return tags, err
}

func missing(err error) bool {
	var answer *transport.Error
	return errors.As(err, &answer) && answer.StatusCode == http.StatusNotFound
}
