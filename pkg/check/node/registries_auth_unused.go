// SPDX-License-Identifier: Apache-2.0

package node

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var registriesAuthUnused = &rule.Rule{
	ID:       "registries-auth-unused",
	Severity: krm.Error,
	Title:    "The credential of registries.yaml must stand under the host that is asked",
	Doc: `k3s looks for ` + "`configs`" + ` by the host of the registry or of a mirror's endpoint, with its port where it has one. A key with a scheme or a
path (` + "`https://ghcr.io`, `ghcr.io/owner`" + `) is no host: the node pulls without the credential, and a private image ends in ImagePullBackOff.
One of a host that no mirror names is right too: that is how a registry is asked directly.`,
	Upstream: []string{docs, "https://github.com/k3s-io/k3s/blob/master/pkg/agent/containerd/config.go"},
	Kinds:    registries,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, pair := range hosts(it, "configs") {
			key := pair.Key.Value
			host := key
			if _, rest, ok := strings.Cut(key, "://"); ok {
				host = rest
			}
			host, _, _ = strings.Cut(host, "/")
			if host == key || host == "" {
				continue
			}
			problems = append(problems, rule.Problem{Path: "configs[" + key + "]", At: pair.Key,
				Message: fmt.Sprintf("%q is no host, and is never looked up: write %q", key, host)})
		}
		return problems
	},
	Bad:  exampleTop + "configs:\n  https://ghcr.io:\n    auth: {username: owner, password: <token>}\n",
	Good: exampleTop + "mirrors:\n  docker.io:\n    endpoint: ['https://mirror.example.org:5000']\nconfigs:\n  mirror.example.org:5000:\n    tls: {insecure_skip_verify: true}\n",
}
