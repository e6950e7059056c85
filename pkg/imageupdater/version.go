// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"fmt"
	"strconv"
	"strings"
)

// DefaultVersion is the release that Resolve assumes for "".
const DefaultVersion = "v0.12.2"

// Version is a release of the updater whose behaviour is known. The zero Version is DefaultVersion. Versions are
// comparable with ==; two patches of one minor are one Version.
type Version struct {
	index int // in releases, whose first entry is DefaultVersion
}

// release is one line of the updater and how it differs from the line before.
type release struct {
	name         string
	major, minor int
	oldWords     bool // knows latest and name, not newest-build and alphabetical (#456)
	resource     bool // configured by an ImageUpdater resource; reads annotations for its useAnnotations only (#1441)
	ownSecrets   bool // refuses a pull secret outside the Application's namespace (#1733)
}

// releases is in ascending order: Resolve reads an unknown version as the last one below it.
var releases = [...]release{
	{name: "v0.12.2", minor: 12, oldWords: true},
	{name: "v0.14", minor: 14},
	{name: "v0.15", minor: 15},
	{name: "v0.16", minor: 16},
	{name: "v0.17", minor: 17},
	{name: "v0.18", minor: 18},
	{name: "v1.1", major: 1, minor: 1, resource: true},
	{name: "v1.2", major: 1, minor: 2, resource: true},
	{name: "v1.3", major: 1, minor: 3, resource: true, ownSecrets: true},
}

// refusal is a range of versions that no one should run, with the reason and what to run instead.
type refusal struct {
	major, minor int
	patch        int // -1 means every patch
	reason       string
}

var refusals = [...]refusal{
	{0, 13, -1, "v0.13 panics on the image indexes of GHCR (argocd-image-updater#755): use v0.14 or later, or v0.12.2"},
	{0, 15, 0, "v0.15.0 overwrites the spec of other Applications (argocd-image-updater#896, #917): use v0.15.1 or later"},
	{1, 0, -1, "v1.0 reads no annotations and its ImageUpdater resource has no useAnnotations: use v1.1 or later, or v0.18"},
}

// Releases returns the names of the supported lines, oldest first.
func Releases() []string {
	names := make([]string, len(releases))
	for i, r := range releases {
		names[i] = r.name
	}
	return names
}

// Resolve reads a version as a user writes it: v0.12.2, 0.12.2, v0.16, v1.2.0, with a leading v or not, with a patch or
// not. "" means DefaultVersion, and the notice says that it was assumed. A patch is read as its minor, without a notice. A
// minor that is newer than what is known is read as the newest known below it, and the notice says so; a caller should
// show that one as a warning. The error says why a version is refused and what to use.
func Resolve(given string) (v Version, notice string, err error) {
	if given == "" {
		return Version{}, fmt.Sprintf("no Image Updater version is given: %s is assumed", DefaultVersion), nil
	}
	supported := strings.Join(Releases(), ", ")
	major, minor, patch, ok := parseVersion(given)
	if !ok {
		return Version{}, "", fmt.Errorf("version %q of Image Updater is no version such as %q: supported are %s", given, DefaultVersion, supported)
	}
	if major == 0 && (minor < 12 || minor == 12 && patch >= 0 && patch < 2) {
		return Version{}, "", fmt.Errorf("version %q of Image Updater is older than %s: supported are %s", given, DefaultVersion, supported)
	}
	for _, r := range refusals {
		if r.major == major && r.minor == minor && (r.patch < 0 || r.patch == patch) {
			return Version{}, "", fmt.Errorf("version %q of Image Updater is refused: %s; supported are %s", given, r.reason, supported)
		}
	}
	for i, r := range releases {
		if r.major < major || r.major == major && r.minor <= minor {
			v.index = i
		}
	}
	if known := releases[v.index]; known.major != major || known.minor != minor {
		notice = fmt.Sprintf("Image Updater version %q is newer than what is known: it is read as %s", given, known.name)
	}
	return v, notice, nil
}

// AtLeast reports whether v is major.minor or later.
func (v Version) AtLeast(major, minor int) bool {
	r := releases[v.index]
	return r.major > major || r.major == major && r.minor >= minor
}

// Compare is negative where v is older than w, positive where it is newer, and 0 where they are one.
func (v Version) Compare(w Version) int { return v.index - w.index }

// Resource reports whether v is configured by an ImageUpdater resource. Such a version reads annotations only of the
// Applications that an ImageUpdater with useAnnotations: true selects.
func (v Version) Resource() bool { return releases[v.index].resource }

// String returns the name of the line: v0.12.2, v0.16, v1.3.
func (v Version) String() string { return releases[v.index].name }

// parseVersion splits [v]major.minor[.patch][-pre][+build]; patch is -1 where none is given.
func parseVersion(given string) (major, minor, patch int, ok bool) {
	core := strings.TrimPrefix(given, "v")
	dotted := core
	if i := strings.IndexAny(core, "-+"); i >= 0 {
		dotted = core[:i]
		if len(core) == i+1 || strings.ContainsAny(core, " \t\r\n") {
			return 0, 0, 0, false
		}
	}
	parts := strings.Split(dotted, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, 0, 0, false
	}
	numbers := [3]int{2: -1}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(part) > 1 && part[0] == '0' {
			return 0, 0, 0, false
		}
		numbers[i] = int(n)
	}
	return numbers[0], numbers[1], numbers[2], true
}
