// SPDX-License-Identifier: Apache-2.0

package updaterresource

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var updaterPlatformNotValid = &rule.Rule{
	ID:       "updater-platform-not-valid",
	Severity: krm.Error,
	Title:    "Every entry of platforms must be os/arch or os/arch/variant in Go's words",
	Doc: `The updater leaves out every tag whose image has none of the platforms. For a platform that no image has, such as
linux/x86_64, that is every tag: nothing is updated, and nothing is said above the log level debug.`,
	Upstream: []string{docsImages, issues + "711"},
	Kinds:    kind,
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		return eachOf(read(c, it), "platforms", func(value string) error {
			return imageupdater.CheckPlatform(strings.TrimSpace(value)) // as the updater does
		})
	},
	Bad:  exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', platforms: [linux/aarch64]}\n",
	Good: exampleImage + "      commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-[0-9a-f]{7}$', platforms: [linux/arm64]}\n",
}
