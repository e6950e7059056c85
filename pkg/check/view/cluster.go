// SPDX-License-Identifier: Apache-2.0

package view

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// inCluster is the cluster of Argo CD itself, which also has the name in-cluster.
const inCluster = "https://kubernetes.default.svc"

// ClusterPlatforms returns what the nodes of the cluster run to which an Application delivers, as the Platforms among the
// resources say it; nil where none is about that cluster.
func ClusterPlatforms(c *rule.Context, s Spec) []string {
	to := s.Lookup("destination")
	server, name := krm.Text(krm.Lookup(to, "server")), krm.Text(krm.Lookup(to, "name"))
	if name == "in-cluster" {
		server = inCluster
	}
	var platforms []string
	for _, it := range c.Of(v1alpha1.Group, v1alpha1.KindPlatform) {
		if server != serverOf(it) {
			continue
		}
		for _, n := range Entries(it.Lookup("spec", "cluster", "platforms")) {
			platforms = append(platforms, n.Value)
		}
	}
	return platforms
}

// serverOf returns the cluster that a Platform is about.
func serverOf(platform *krm.Item) string {
	if server := krm.Text(platform.Lookup("spec", "cluster", "server")); server != "" {
		return server
	}
	return inCluster
}

type onlyKey struct{}

// OnlyPlatforms returns what the nodes of the cluster run to which every Application delivers; nil where there are more
// clusters, or none is known. It is found once in a run.
func OnlyPlatforms(c *rule.Context) []string {
	return rule.Memo(c, onlyKey{}, func() []string {
		platforms := c.Of(v1alpha1.Group, v1alpha1.KindPlatform)
		if len(platforms) == 0 {
			return nil
		}
		for _, kind := range []string{argocd.KindApplication, argocd.KindApplicationSet} {
			for _, it := range c.Of(argocd.Group, kind) {
				if ClusterPlatforms(c, SpecOf(it)) == nil {
					return nil
				}
			}
		}
		var only []string
		for _, it := range platforms {
			if serverOf(it) != serverOf(platforms[0]) {
				return nil
			}
			for _, n := range Entries(it.Lookup("spec", "cluster", "platforms")) {
				only = append(only, n.Value)
			}
		}
		return only
	})
}

// RunsOnNone reports whether none of the platforms that an image is taken for is one of a cluster's, or one that such a node
// runs as well: linux/arm64 runs linux/arm, and linux/amd64 linux/386. Variants are not compared, and a cluster without
// platforms is not judged.
func RunsOnNone(wanted, cluster []string) bool {
	for _, w := range wanted {
		for _, p := range cluster {
			if w, p := architecture(w), architecture(p); w == p || older[p] == w {
				return false
			}
		}
	}
	return len(wanted) > 0 && len(cluster) > 0
}

// older are the platforms of 32 bits that those of 64 bits run as well.
var older = map[string]string{"linux/arm64": "linux/arm", "linux/amd64": "linux/386"}

// architecture is a platform without its variant.
func architecture(platform string) string {
	parts := strings.SplitN(strings.TrimSpace(platform), "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}
