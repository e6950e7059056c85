// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"strconv"
	"strings"
)

// DefaultVersion is the release that Resolve assumes for "".
const DefaultVersion = "v3.5"

// Version is a minor of Argo CD whose behaviour is known. The zero Version is DefaultVersion. Versions are comparable
// with ==; two patches of one minor are one Version.
type Version struct {
	offset int // in releases, counted from DefaultVersion, so that the zero value is the default
}

type release struct{ major, minor int }

// releases is in ascending order, without a gap.
var releases = [...]release{
	{2, 10}, {2, 11}, {2, 12}, {2, 13}, {2, 14},
	{3, 0}, {3, 1}, {3, 2}, {3, 3}, {3, 4}, {3, 5}, {3, 6},
}

// defaultIndex is the place of DefaultVersion in releases.
const defaultIndex = 10

func (r release) String() string { return fmt.Sprintf("v%d.%d", r.major, r.minor) }

func (r release) before(other release) bool {
	return r.major < other.major || r.major == other.major && r.minor < other.minor
}

func (v Version) release() release { return releases[defaultIndex+v.offset] }

// Releases returns the names of the supported minors, oldest first.
func Releases() []string {
	names := make([]string, len(releases))
	for i, r := range releases {
		names[i] = r.String()
	}
	return names
}

// Resolve reads a version as a user writes it: v3.5.7, 3.5.7, v3.5, with a leading v or not, with a patch or not. "" means
// DefaultVersion, and the notice says that it was assumed. A patch is read as its minor, without a notice. A minor that is
// newer than what is known is read as the newest known below it, and the notice says so; a caller should show that one
// as a warning. What is older than the oldest supported minor is refused.
func Resolve(given string) (v Version, notice string, err error) {
	if given == "" {
		return Version{}, fmt.Sprintf("no Argo CD version is given: %s is assumed", DefaultVersion), nil
	}
	supported := strings.Join(Releases(), ", ")
	asked, ok := parseVersion(given)
	if !ok {
		return Version{}, "", fmt.Errorf("version %q of Argo CD is no version such as %q: supported are %s", given, DefaultVersion, supported)
	}
	if asked.before(releases[0]) {
		return Version{}, "", fmt.Errorf("version %q of Argo CD is older than %s: supported are %s", given, releases[0], supported)
	}
	found := 0
	for i, r := range releases {
		if !asked.before(r) {
			found = i
		}
	}
	if known := releases[found]; known != asked {
		notice = fmt.Sprintf("Argo CD version %q is newer than what is known: it is read as %s", given, known)
	}
	return Version{found - defaultIndex}, notice, nil
}

// AtLeast reports whether v is major.minor or later.
func (v Version) AtLeast(major, minor int) bool { return !v.release().before(release{major, minor}) }

// String returns the name of the minor: v3.5.
func (v Version) String() string { return v.release().String() }

// parseVersion reads the first two numbers of [v]major.minor[.patch][-pre][+build] and the grammar of the rest.
func parseVersion(given string) (release, bool) {
	dotted := strings.TrimPrefix(given, "v")
	if i := strings.IndexAny(dotted, "-+"); i >= 0 {
		if len(dotted) == i+1 || strings.ContainsAny(dotted, " \t\r\n") {
			return release{}, false
		}
		dotted = dotted[:i]
	}
	parts := strings.Split(dotted, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return release{}, false
	}
	var numbers [3]int
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(part) > 1 && part[0] == '0' {
			return release{}, false
		}
		numbers[i] = int(n)
	}
	return release{numbers[0], numbers[1]}, true
}
