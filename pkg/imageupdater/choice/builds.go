// SPDX-License-Identifier: Apache-2.0

package choice

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

// Build is one image behind a tag, for one platform.
type Build struct {
	OS, Architecture, Variant string
	// Digest is that of its manifest; "" for the only image of a tag that is no index.
	Digest string
}

// Platform writes its platform as os/arch[/variant].
func (b Build) Platform() string { return Platform(b.OS, b.Architecture, b.Variant) }

// Builds returns the images behind a tag: those that an index names, without attestations and other entries that no node could
// run, or the only one. Indexes within an index are not looked into, as no container engine does.
func Builds(v imageupdater.Version, src Source, m Manifest) ([]Build, error) {
	doc, err := m.parse(v)
	if err != nil {
		return nil, err
	}
	var all []Build
	if doc.index {
		for _, e := range doc.entries {
			if p := e.Platform; p.OS != "" && p.Architecture != "" && p.OS != "unknown" {
				all = append(all, Build{p.OS, p.Architecture, p.Variant, e.Digest})
			}
		}
		return all, nil
	}
	config, err := configOf(v, src, doc)
	if err != nil {
		return nil, err
	}
	if config.OS != "" && config.Architecture != "" {
		all = append(all, Build{OS: config.OS, Architecture: config.Architecture, Variant: config.Variant})
	}
	return all, nil
}

// ConfigOf returns the configuration of a manifest that is no index.
func ConfigOf(v imageupdater.Version, src Source, m Manifest) (Config, error) {
	doc, err := m.parse(v)
	if err != nil {
		return Config{}, err
	}
	return configOf(v, src, doc)
}

func configOf(v imageupdater.Version, src Source, doc document) (Config, error) {
	if doc.history != nil {
		config, err := ReadConfig(v, doc.history)
		config.Variant = "" // schema 1 has none
		return config, err
	}
	blob, err := src.Config(doc.config)
	if err != nil {
		return Config{}, err
	}
	return ReadConfig(v, blob)
}

// Runs reports whether a node of a platform runs a build, as containerd decides: a node runs the variants of its architecture up to
// its own, one of arm64 runs arm, one of amd64 runs 386. In doubt it does.
//
// Upstream: github.com/containerd/platforms compare.go platformVector.
func Runs(node string, b Build) bool {
	n := parsePlatform(node)
	if n.OS != b.OS {
		return false
	}
	switch {
	case n.Architecture == b.Architecture:
		return rank(b.Architecture, b.Variant) <= rank(n.Architecture, n.Variant) || n.Variant == ""
	case n.Architecture == "arm64":
		return b.Architecture == "arm"
	case n.Architecture == "amd64":
		return b.Architecture == "386"
	}
	return false
}

// rank orders the variants of an architecture; one that is not given is the one that containerd takes it for.
func rank(arch, variant string) int {
	if variant == "" {
		switch arch {
		case "arm":
			return 7
		case "arm64":
			return 8
		default:
			return 1
		}
	}
	if len(variant) >= 2 && variant[0] == 'v' && variant[1] >= '0' && variant[1] <= '9' {
		return int(variant[1] - '0')
	}
	return 0
}

func parsePlatform(text string) Build {
	parts := append(strings.SplitN(text, "/", 3), "", "")
	return Build{OS: parts[0], Architecture: parts[1], Variant: parts[2]}
}
