// SPDX-License-Identifier: Apache-2.0

// Package tag decides which tags an image gets: its version, and the floating tags that lead to it. There is no
// `latest`: a package that names it would change under everyone's feet with the next breaking release.
package tag

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Parse reads a version as releases write it: v, then SemVer in full.
func Parse(version string) (*semver.Version, error) {
	bare, found := strings.CutPrefix(version, "v")
	v, err := semver.StrictNewVersion(bare)
	if !found || err != nil {
		return nil, fmt.Errorf("%q is no version; it must be v, then SemVer: v1.2.3 or v1.2.3-rc.1", version)
	}
	if v.Metadata() != "" {
		return nil, fmt.Errorf("%q holds build metadata, and a tag cannot hold a plus sign", version)
	}
	return v, nil
}

// For returns the tags of a version, given those that exist: the version itself, then vX.Y and vX where no newer release
// holds them, so that a late patch of an old line takes nothing back. A pre-release floats nothing.
func For(version string, existing []string) ([]string, error) {
	v, err := Parse(version)
	if err != nil {
		return nil, err
	}
	tags := []string{version}
	if v.Prerelease() != "" {
		return tags, nil
	}
	newestOfMinor, newestOfMajor := true, true
	for _, t := range existing {
		other, err := Parse(t)
		if err != nil || other.Prerelease() != "" || !other.GreaterThan(v) || other.Major() != v.Major() {
			continue
		}
		newestOfMajor = false
		if other.Minor() == v.Minor() {
			newestOfMinor = false
		}
	}
	if newestOfMinor {
		tags = append(tags, fmt.Sprintf("v%d.%d", v.Major(), v.Minor()))
	}
	if newestOfMajor {
		tags = append(tags, fmt.Sprintf("v%d", v.Major()))
	}
	return tags, nil
}
