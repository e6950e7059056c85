// SPDX-License-Identifier: Apache-2.0

package view

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// ClusterPlatforms returns what the nodes of the cluster run, as the Platforms among the resources say it; nil where none
// does.
func ClusterPlatforms(c *rule.Context) []string {
	var platforms []string
	for _, it := range c.Of(v1alpha1.Group, v1alpha1.KindPlatform) {
		for _, n := range Entries(it.Lookup("spec", "cluster", "platforms")) {
			platforms = append(platforms, n.Value)
		}
	}
	return platforms
}

// RunsOnNone reports whether none of the platforms that an image is taken for is one of a cluster's. Variants are not
// compared, and a cluster without platforms is not judged.
func RunsOnNone(wanted, cluster []string) bool {
	for _, w := range wanted {
		for _, p := range cluster {
			if architecture(w) == architecture(p) {
				return false
			}
		}
	}
	return len(wanted) > 0 && len(cluster) > 0
}

// architecture is a platform without its variant.
func architecture(platform string) string {
	parts := strings.SplitN(strings.TrimSpace(platform), "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}
