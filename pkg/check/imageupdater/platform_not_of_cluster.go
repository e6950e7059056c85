// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	updater "github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var platformNotOfCluster = &rule.Rule{
	ID:       "platform-not-of-cluster",
	Severity: krm.Error,
	Title:    "The platforms of an image must be those that the nodes run",
	Doc: `The updater takes tags that are built for the platforms of the annotation. Where none of them is one of the cluster's to which the
Application delivers, and which a Platform names, it takes images that no node can start: ` + "`exec format error`" + `, or an image pull that
finds no manifest.`,
	Upstream: []string{docsImages},
	Kinds:    kinds,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := subjectOf(c, it)
		if s == nil {
			return nil
		}
		cluster := view.ClusterPlatforms(c, s.spec)
		if len(cluster) == 0 {
			return nil
		}
		var problems []rule.Problem
		s.each(updater.KeyPlatforms, func(set setting) {
			wanted := strings.Split(set.text(), ",")
			for _, platform := range wanted {
				if updater.CheckPlatform(strings.TrimSpace(platform)) != nil {
					return // which has a rule of its own
				}
			}
			if view.RunsOnNone(wanted, cluster) {
				problems = append(problems, s.problem(set, "%q is none of what the nodes run, which is %s", set.text(), strings.Join(cluster, ", ")))
			}
		})
		return problems
	},
	Bad:  example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platforms: linux/s390x") + examplePlatform,
	Good: example("image-list: app=ghcr.io/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7}$", "app.platforms: linux/arm64") + examplePlatform,
}

const examplePlatform = `---
apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata: {name: k3s}
spec:
  cluster: {platforms: [linux/arm64]}
`
