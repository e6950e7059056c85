// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterPlatformNotOfCluster = &rule.Rule{
	ID:       "updater-platform-not-of-cluster",
	Severity: krm.Error,
	Title:    "The platforms of an image must be those that the nodes run",
	Doc: `The updater takes tags that are built for ` + "`platforms`" + `. Where none of them is one of the cluster's, which the Platform names, it takes
images that no node can start: ` + "`exec format error`" + `, or an image pull that finds no manifest.
The rule looks where all Applications deliver to one cluster.`,
	Upstream: []string{docsImages},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		cluster := view.OnlyPlatforms(c)
		read(c, it).everySettings(func(b block) {
			list, path := b.field("platforms")
			var wanted []string
			for _, n := range view.Entries(list) {
				if value, ok := text(n); !ok || imageupdater.CheckPlatform(strings.TrimSpace(value)) != nil {
					return // which has a rule of its own
				}
				wanted = append(wanted, n.Value)
			}
			if view.RunsOnNone(wanted, cluster) {
				problems = append(problems, rule.Problem{Path: path, At: view.Entries(list)[0], Message: fmt.Sprintf(
					"%s: none of them is what the nodes run, which is %s", strings.Join(wanted, ", "), strings.Join(cluster, ", "))})
			}
		})
		return problems
	},
	Bad:  exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', platforms: [linux/s390x]}\n" + examplePlatform,
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', platforms: [linux/arm64, linux/amd64]}\n" + examplePlatform,
}

const examplePlatform = `---
apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata: {name: k3s}
spec:
  cluster: {platforms: [linux/arm64]}
`
