// SPDX-License-Identifier: Apache-2.0

package argocd

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/nearest"
)

// groupOf returns the API group of a kind of Kubernetes or Argo CD that no other of their groups has.
func groupOf(kind string) (group string, known bool) {
	for _, group := range slices.Sorted(maps.Keys(builtInGroups)) {
		if ScopeOf(group, kind) != "" {
			return group, true
		}
	}
	return "", false
}

// builtInGroups are the groups whose kinds are all known, in the table of kinds. A group that is none of them may have a kind of
// any name: Knative has a Service.
var builtInGroups = map[string]bool{
	"": true, "apps": true, "batch": true, "autoscaling": true, "policy": true, "networking.k8s.io": true,
	"rbac.authorization.k8s.io": true, "apiextensions.k8s.io": true, "apiregistration.k8s.io": true, "admissionregistration.k8s.io": true,
	"storage.k8s.io": true, "scheduling.k8s.io": true, "coordination.k8s.io": true, "discovery.k8s.io": true,
}

// Group of a kind that is no group at all: what people write for the core group.
var noGroups = map[string]bool{"core": true, "v1": true, "core/v1": true, "v1/core": true}

// CheckIgnoredGroup checks group and kind of an entry of ignoreDifferences, both globs over those of the live resource. A
// pair that no resource has is refused, with the group that was meant; "" is the core group.
func CheckIgnoredGroup(group, kind string) (meant string, err error) {
	if HasGlob(group) {
		return "", nil
	}
	want, known := groupOf(kind)
	if groups := GroupsOf(kind); !known && len(groups) == 1 && (noGroups[group] || builtInGroups[group]) {
		want, known = groups[0], true
	}
	bare, _, slash := strings.Cut(group, "/")
	switch {
	case noGroups[group]:
		return want, fmt.Errorf("group %q matches no resource: write %q%s", group, want, coreHint(want))
	case slash && !known:
		return bare, fmt.Errorf("group %q matches no resource, it must be without the version: write %q", group, bare)
	case slash:
		return want, fmt.Errorf("group %q matches no resource, it must be without the version: write %q%s", group, want, coreHint(want))
	case known && group != want && builtInGroups[group]:
		return want, fmt.Errorf("group %q has no kind %s, so the rule matches nothing: write %q%s", group, kind, want, coreHint(want))
	}
	return "", nil
}

func coreHint(group string) string {
	if group == "" {
		return " or leave the group out, for the core group"
	}
	return ""
}

// CheckIgnoredKind checks the kind of an entry of ignoreDifferences, for its group. It is refused where it is empty, which matches
// nothing, where only capitals or a plural tell it from a kind of Kubernetes, and where it is nearly one of a group whose kinds
// are all known.
func CheckIgnoredKind(group, kind string) (meant string, err error) {
	if kind == "" {
		return "", fmt.Errorf("kind is empty and matches no resource: it must be a kind such as %q, or %q for all", "Deployment", "*")
	}
	if _, known := groupOf(kind); known || HasGlob(kind) || len(GroupsOf(kind)) > 0 {
		return "", nil
	}
	own := kindsOf(group)
	if builtInGroups[group] {
		for _, known := range own {
			if strings.EqualFold(kind, known) || strings.EqualFold(kind, known+"s") {
				return known, fmt.Errorf("kind %q matches no resource, since capitals and endings count: write %q", kind, known)
			}
		}
	}
	for _, other := range append(slices.Sorted(maps.Keys(builtInGroups)), Group) {
		for _, known := range kindsOf(other) {
			if strings.EqualFold(kind, known) || strings.EqualFold(kind, known+"s") {
				return known, fmt.Errorf("kind %q matches no resource, since capitals and endings count: write %q", kind, known)
			}
		}
	}
	if near, ok := nearest.Name(kind, own); ok && builtInGroups[group] {
		return near, fmt.Errorf("group %q has no kind %q, so the rule matches nothing: did you mean %q?", group, kind, near)
	}
	return "", nil
}

// HasGlob reports whether a text has characters that mean something in the globs of Argo CD.
func HasGlob(s string) bool { return strings.ContainsAny(s, `*?[]{}\!`) }
