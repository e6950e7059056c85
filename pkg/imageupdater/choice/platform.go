// SPDX-License-Identifier: Apache-2.0

package choice

import "strings"

// Wanted are the platforms that a tag must be built for, as the updater compares them.
type Wanted struct {
	keys map[string]bool
	// variants says that a platform without a variant stands for all its variants: argocd-image-updater#858, from v0.15 on.
	variants bool
	names    []string
}

// Wanted returns the platforms that the updater looks for: those that are given, else the one that it runs on.
//
// Upstream: image/options.go GetPlatformOptions. What is no platform becomes one that no image has.
func (s Settings) Wanted() Wanted {
	given := s.Platforms
	if len(given) == 0 {
		given = []string{s.Runtime}
	}
	w := Wanted{keys: map[string]bool{}, variants: s.Version.AtLeast(0, 15)}
	for _, platform := range given {
		parts := strings.SplitN(strings.TrimSpace(platform), "/", 3)
		key := platform + "/"
		switch len(parts) {
		case 2:
			key = Platform(parts[0], parts[1], "")
		case 3:
			key = Platform(parts[0], parts[1], parts[2])
		}
		if !w.keys[key] {
			if platform = strings.TrimSpace(platform); platform == "" {
				platform = `""`
			}
			w.names = append(w.names, platform)
		}
		w.keys[key] = true
	}
	return w
}

// Has reports whether a platform is wanted. Before v0.15 it must be the same letter for letter; later one with a variant also
// serves where the platform is wanted without. A wanted variant is never served by an image without one.
//
// Upstream: options/options.go WantsPlatform.
func (w Wanted) Has(os, arch, variant string) bool {
	return w.keys[Platform(os, arch, variant)] || w.variants && w.keys[Platform(os, arch, "")]
}

// String lists the platforms with commas between them.
func (w Wanted) String() string { return strings.Join(w.names, ", ") }

// Platform writes a platform as os/arch or os/arch/variant.
//
// Upstream: options/options.go PlatformKey.
func Platform(os, arch, variant string) string {
	if variant == "" {
		return os + "/" + arch
	}
	return os + "/" + arch + "/" + variant
}
