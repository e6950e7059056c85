// SPDX-License-Identifier: Apache-2.0

package image

import (
	"encoding/json"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// emptyConfig is what an artifact has in the place of a configuration.
// Upstream: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage
const (
	emptyConfig     = "{}"
	emptyConfigType = types.MediaType("application/vnd.oci.empty.v1+json")
)

// artifact is a manifest with one blob. go-containerregistry knows such a thing as an image.
type artifact struct {
	manifest []byte
	config   v1.Layer
	blob     v1.Layer
}

// attach makes an artifact of a document whose subject is an image: registries list it among the image's referrers. A
// client that pulls it writes the document to a file of the name.
func attach(subject v1.Image, mediaType, file string, document []byte, annotations map[string]string) (v1.Image, error) {
	to, err := partial.Descriptor(subject)
	if err != nil {
		return nil, err
	}
	a := &artifact{config: static.NewLayer([]byte(emptyConfig), emptyConfigType), blob: static.NewLayer(document, types.MediaType(mediaType))}
	config, err := partial.Descriptor(a.config)
	if err != nil {
		return nil, err
	}
	config.Data = []byte(emptyConfig)
	blob, err := partial.Descriptor(a.blob)
	if err != nil {
		return nil, err
	}
	blob.Annotations = map[string]string{title: file}
	a.manifest, err = json.Marshal(v1.Manifest{
		SchemaVersion: 2, MediaType: types.OCIManifestSchema1, ArtifactType: mediaType, Config: *config, Layers: []v1.Descriptor{*blob},
		Subject: &v1.Descriptor{MediaType: to.MediaType, Size: to.Size, Digest: to.Digest}, Annotations: annotations,
	})
	if err != nil {
		return nil, fmt.Errorf("writing the manifest of an artifact: %w", err)
	}
	return partial.CompressedToImage(a)
}

func (a *artifact) RawManifest() ([]byte, error)        { return a.manifest, nil }
func (a *artifact) RawConfigFile() ([]byte, error)      { return []byte(emptyConfig), nil }
func (a *artifact) MediaType() (types.MediaType, error) { return types.OCIManifestSchema1, nil }

// LayerByDigest returns one of the two blobs; the configuration counts as one.
func (a *artifact) LayerByDigest(digest v1.Hash) (partial.CompressedLayer, error) {
	for _, layer := range []v1.Layer{a.blob, a.config} {
		if h, err := layer.Digest(); err == nil && h == digest {
			return layer, nil
		}
	}
	return nil, fmt.Errorf("the artifact holds no blob %s", digest)
}
