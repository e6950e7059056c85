// SPDX-License-Identifier: Apache-2.0

package workflow

// Action is an action of GitHub at one release. Workflows name it by its commit: whoever holds its repository can move a tag
// to other code, and no commit.
type Action struct {
	// Name is what stands before the @, as in actions/checkout.
	Name string
	// Version is the release, for people and for Dependabot; Commit is what it is.
	Version, Commit string
}

// The actions that workflows of Fairlead use, this repository's own and those that it writes: one release of each.
var (
	Attest          = Action{"actions/attest", "v4.2.2", "1e69f48acb82d1966a394da916b4c1698aa569d6"}
	Checkout        = Action{"actions/checkout", "v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"}
	SetupGo         = Action{"actions/setup-go", "v7.0.0", "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e"}
	BuildPush       = Action{"docker/build-push-action", "v7.3.0", "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a"}
	Login           = Action{"docker/login-action", "v4.1.0", "4907a6ddec9925e35a0a9e82d7399ccc52663121"}
	Metadata        = Action{"docker/metadata-action", "v6.2.0", "dc802804100637a589fabce1cb79ff13a1411302"}
	SetupBuildx     = Action{"docker/setup-buildx-action", "v4.3.0", "37fe631027851001ddb9b187196cc803df7f5f0e"}
	SetupQEMU       = Action{"docker/setup-qemu-action", "v4.2.0", "96fe6ef7f33517b61c61be40b68a1882f3264fb8"}
	UploadSARIF     = Action{"github/codeql-action/upload-sarif", "v4.36.2", "8aad20d150bbac5944a9f9d289da16a4b0d87c1e"}
	CosignInstaller = Action{"sigstore/cosign-installer", "v4.1.2", "6f9f17788090df1f26f669e9d70d6ae9567deba6"}
)

// Actions are all of them, by name.
var Actions = []Action{Attest, Checkout, SetupGo, BuildPush, Login, Metadata, SetupBuildx, SetupQEMU, UploadSARIF, CosignInstaller}

// Uses returns what stands behind `uses:`, with the version as a comment that Dependabot keeps.
func (a Action) Uses() string { return a.Name + "@" + a.Commit + " # " + a.Version }
