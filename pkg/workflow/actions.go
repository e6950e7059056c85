// SPDX-License-Identifier: Apache-2.0

package workflow

import "fmt"

// Action is an action of GitHub at one release.
type Action struct {
	// Name is owner and repository, as in actions/checkout.
	Name string
	// Version is the tag of the release, Commit what the tag stands for. A tag can be moved to other code by whoever holds
	// the repository of the action; a commit cannot.
	Version, Commit string
}

// Actions are those that workflows of Fairlead use, this repository's own and those that it writes: one release of each.
var Actions = []Action{
	{"actions/attest", "v4.2.2", "1e69f48acb82d1966a394da916b4c1698aa569d6"},
	{"actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"},
	{"actions/setup-go", "v7.0.0", "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e"},
	{"docker/build-push-action", "v7.3.0", "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a"},
	{"docker/login-action", "v4.1.0", "4907a6ddec9925e35a0a9e82d7399ccc52663121"},
	{"docker/metadata-action", "v6.2.0", "dc802804100637a589fabce1cb79ff13a1411302"},
	{"docker/setup-buildx-action", "v4.3.0", "37fe631027851001ddb9b187196cc803df7f5f0e"},
	{"docker/setup-qemu-action", "v4.2.0", "96fe6ef7f33517b61c61be40b68a1882f3264fb8"},
	{"sigstore/cosign-installer", "v4.1.2", "6f9f17788090df1f26f669e9d70d6ae9567deba6"},
}

// Uses returns what stands behind `uses:` for an action of the table: its commit, and the version for people and for
// Dependabot, which keeps both. It panics on an action that is not in the table.
func Uses(name string) string {
	for _, a := range Actions {
		if a.Name == name {
			return fmt.Sprintf("%s@%s # %s", a.Name, a.Commit, a.Version)
		}
	}
	panic("no action of the table is called " + name)
}
