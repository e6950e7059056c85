// SPDX-License-Identifier: Apache-2.0

package node_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/node"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

// TestPasswordBelowOtherKeys holds that a password is found wherever it stands, and that what stands in its place is not.
func TestPasswordBelowOtherKeys(t *testing.T) {
	for text, want := range map[string]int{
		"config:\n  ghcr.io:\n    auth: {username: a, password: correct horse}\n":     1,
		"configs:\n  ghcr.io:\n    Auth: {username: a, password: correct horse}\n":    1,
		"configs:\n  ghcr.io:\n    auth: {username: a, Password: correct horse}\n":    1,
		"configs:\n  ghcr.io:\n    password: correct horse\n":                         1,
		"configs:\n  ghcr.io:\n    auth: {token: correct horse}\n":                    1,
		"auths:\n  ghcr.io: {auth: correct horse}\n":                                  1,
		"configs:\n  ghcr.io:\n    Auth: {username: correct horse, password: <it>}\n": 0,
		"configs:\n  ghcr.io:\n    Auth: {password: '{{ registry_password }}'}\n":     0,
	} {
		results := ruletest.Results(t, "# file: node/registries.yaml\nmirrors: {docker.io: {}}\n"+text, rule.Target{}, node.Rules)
		found := 0
		for _, r := range results {
			assert.Check(t, !strings.Contains(r.String(), "horse"))
			if r.Rule == "registries-with-password" {
				found++
			}
		}
		assert.Equal(t, found, want, text)
	}
}

func TestRules(t *testing.T) { ruletest.Run(t, node.Rules, check.Rules()) }
