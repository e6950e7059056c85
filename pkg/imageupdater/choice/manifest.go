// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// The media types of manifests.
const (
	OCIManifest    = "application/vnd.oci.image.manifest.v1+json"
	OCIIndex       = "application/vnd.oci.image.index.v1+json"
	DockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
	DockerList     = "application/vnd.docker.distribution.manifest.list.v2+json"
	DockerSchema1  = "application/vnd.docker.distribution.manifest.v1+prettyjws"
)

// Manifest is what a registry answers to the question for a manifest.
type Manifest struct {
	// ContentType is the header of that name. It, and not the content, says how the updater reads Body.
	ContentType string
	Body        []byte
}

// document is what a Manifest holds, as far as the updater looks.
type document struct {
	// entries are those of an index; nil for a single image.
	entries []entry
	index   bool
	// config is the digest of the configuration of a single image.
	config string
	// history is the newest layer of a manifest of schema 1, which has no configuration of its own.
	history []byte
}

// entry is one manifest of an index.
type entry struct {
	Digest   string `json:"digest"`
	Platform struct {
		OS           string `json:"os"`
		Architecture string `json:"architecture"`
		Variant      string `json:"variant"`
	} `json:"platform"`
}

// parse reads a manifest as v does. The content must be what its type says, and the type that it names itself must be the
// same.
//
// Upstream: github.com/distribution/distribution/v3 manifests.go UnmarshalManifest, manifest/ocischema, manifest/schema2,
// manifest/manifestlist and (before v1.3) manifest/schema1, at the versions of the updater's go.mod.
func (m Manifest) parse(v imageupdater.Version) (document, error) {
	mediaType := ""
	if m.ContentType != "" {
		var err error
		if mediaType, _, err = mime.ParseMediaType(m.ContentType); err != nil {
			return document{}, fmt.Errorf("its Content-Type %q cannot be read", m.ContentType)
		}
	}
	var body struct {
		MediaType string          `json:"mediaType"`
		Config    json.RawMessage `json:"config"`
		Layers    json.RawMessage `json:"layers"`
		Manifests json.RawMessage `json:"manifests"`
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return document{}, errors.New("its manifest is no JSON object")
	}
	named := func(required bool) error {
		if body.MediaType == mediaType || body.MediaType == "" && !required {
			return nil
		}
		return fmt.Errorf("its manifest calls itself %q and is served as %q", body.MediaType, mediaType)
	}
	switch mediaType {
	case OCIManifest, DockerManifest:
		if err := named(mediaType == DockerManifest); err != nil {
			return document{}, err
		}
		if mediaType == OCIManifest && present(body.Manifests) {
			return document{}, errors.New("it is served as an image and holds an index")
		}
		return readImage(body.Config)
	case OCIIndex, DockerList:
		if err := named(mediaType == DockerList); err != nil {
			return document{}, err
		}
		if mediaType == OCIIndex && (present(body.Config) || present(body.Layers)) {
			return document{}, errors.New("it is served as an index and holds an image")
		}
		return readIndex(body.Manifests)
	}
	// Before v1.3 whatever has no type of its own is read as schema 1, which only schema 1 passes.
	if doc, ok := readSchema1(m.Body); ok && !v.AtLeast(1, 3) {
		return doc, nil
	}
	return document{}, fmt.Errorf("its manifest is of the type %q, which the updater does not read", mediaType)
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

func readImage(raw json.RawMessage) (document, error) {
	var config struct {
		Digest string `json:"digest"`
	}
	if present(raw) {
		if err := json.Unmarshal(raw, &config); err != nil {
			return document{}, errors.New("its manifest has no configuration that could be read")
		}
	}
	if config.Digest == "" {
		return document{}, errors.New("its manifest names no configuration")
	}
	return document{config: config.Digest}, nil
}

func readIndex(raw json.RawMessage) (document, error) {
	doc := document{index: true}
	if present(raw) {
		if err := json.Unmarshal(raw, &doc.entries); err != nil {
			return document{}, errors.New("its index has no list of manifests that could be read")
		}
	}
	if len(doc.entries) == 0 {
		return document{}, errors.New("its index is empty")
	}
	return doc, nil
}

func readSchema1(body []byte) (document, bool) {
	var man struct {
		Signatures []json.RawMessage `json:"signatures"`
		History    []struct {
			V1Compatibility string `json:"v1Compatibility"`
		} `json:"history"`
	}
	if err := json.Unmarshal(body, &man); err != nil || len(man.Signatures) == 0 || len(man.History) == 0 {
		return document{}, false
	}
	return document{history: []byte(man.History[0].V1Compatibility)}, true
}

// Config is what the updater reads of the configuration of an image.
type Config struct {
	OS, Architecture, Variant string
	// Created is the date as it is written.
	Created string
	Labels  map[string]string
}

// ReadConfig reads the configuration of an image as v does: from v1.2 on labels that are no texts make it unreadable.
//
// Upstream: registry/client.go TagMetadata.
func ReadConfig(v imageupdater.Version, blob []byte) (Config, error) {
	var info struct {
		OS           string `json:"os"`
		Architecture string `json:"architecture"`
		Variant      string `json:"variant"`
		Created      string `json:"created"`
		Config       json.RawMessage
	}
	// The updater reads the first value and leaves what follows it, and so does this.
	if err := json.NewDecoder(bytes.NewReader(blob)).Decode(&info); err != nil {
		return Config{}, errors.New("its configuration cannot be read as that of an image")
	}
	c := Config{OS: info.OS, Architecture: info.Architecture, Variant: info.Variant, Created: info.Created}
	var config struct {
		Labels map[string]string
	}
	if present(info.Config) {
		if err := json.Unmarshal(info.Config, &config); err != nil && v.AtLeast(1, 2) {
			return Config{}, errors.New("its configuration has labels that are no texts")
		}
	}
	c.Labels = config.Labels
	return c, nil
}

// created reads the date of a configuration.
func (c Config) created() (time.Time, error) {
	date, err := time.Parse(time.RFC3339Nano, c.Created)
	if err != nil {
		if c.Created == "" {
			return date, errors.New("its configuration has no date")
		}
		return date, fmt.Errorf("its date %q is none as in 2006-01-02T15:04:05Z", c.Created)
	}
	return date, nil
}
