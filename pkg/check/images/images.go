// SPDX-License-Identifier: Apache-2.0

// Package images documents what `fairlead images` finds in registries. These rules have no Check: they need a network, which
// no function has. pkg/inspect reports by them.
package images

import (
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Page is where they are described.
const Page = "https://github.com/fairlead-krm/fairlead/blob/main/docs/images.md"

const (
	docsAuth       = "https://argocd-image-updater.readthedocs.io/en/stable/basics/authentication/"
	docsRegistries = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/registries/"
	docsStrategies = "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-strategies/"
	docsK3s        = "https://docs.k3s.io/installation/private-registry"
	issues         = "https://github.com/argoproj-labs/argocd-image-updater/issues/"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	NotFollowed, NotChecked, Unreachable, AccessDenied, Missing, RateLimited, PullSecretNotUsable,
	NoTagMatches, NoTagForPlatform, TagWithoutPlatform, TagNotReadable, TagDigestWrong, DatesEqual, DatesConstant, LeftToChance,
	NodeCannotPull, RevisionNotOnBranch, RevisionUnknown,
}

// NotFollowed is an image that no lookup is needed for.
var NotFollowed = &rule.Rule{
	ID: "image-not-followed", Severity: krm.Error, Page: Page,
	Title: "An image must be named, and its settings written, so that Image Updater can follow it",
	Doc: `The updater reads another image than was meant, or logs an error in every round, and updates nothing. The message says which;
` + "`fairlead validate`" + ` finds most of it without a network.`,
	Upstream: []string{"https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/"},
}

// NotChecked is an image that cannot be looked at from here.
var NotChecked = &rule.Rule{
	ID: "image-not-checked", Severity: krm.Info, Page: Page,
	Title: "An image should be one that can be looked at from here",
	Doc: `A placeholder or a patch decides what is followed. Run ` + "`fairlead images`" + ` over what comes out of the template or the
kustomization.`,
}

// Unreachable is a registry that does not answer.
var Unreachable = &rule.Rule{
	ID: "image-unreachable", Severity: krm.Error, Page: Page,
	Title: "The registry of an image must answer",
	Doc: `There is no such host, it refuses the connection, its certificate is not trusted, it does not answer in time, or what it answers
is not what a registry answers. The updater logs an error and leaves the image as it is until the registry answers again. Its network is
another one than this one: what is not reached from here may be reached from the cluster.`,
	Upstream: []string{docsRegistries},
}

// AccessDenied is 401 or 403.
var AccessDenied = &rule.Rule{
	ID: "image-access-denied", Severity: krm.Error, Page: Page,
	Title: "The registry must let Image Updater list the tags of an image",
	Doc: `The registry answers 401 or 403. GHCR, and Docker Hub too, answer so for an image that does not exist as well. GHCR takes a
*classic* personal access token with ` + "`read:packages`" + `, no fine-grained one; the token of a workflow ends with its job.

The credentials of three parties have nothing to do with one another: those used here (` + "`docker login`" + `), those of Image Updater
(` + "`pull-secret`" + `, or ` + "`credentials`" + ` in registries.conf), and those of the nodes (registries.yaml on each of them, or imagePullSecrets).
Where the updater's own are not at hand this is a warning: ` + "`--pull-secret FILE`" + ` gives them. It is one too where an image
is seen with the credentials of a person or of the nodes, not without any, and none are declared for the updater.`,
	Upstream: []string{docsAuth, issues + "276", issues + "474"},
}

// Missing is 404.
var Missing = &rule.Rule{
	ID: "image-missing", Severity: krm.Error, Page: Page,
	Title: "An image that is followed must exist",
	Doc: `The registry knows no repository of this name. It may not have been pushed yet, or have another name: names are lower case, and
the updater leaves ` + "`library/`" + ` out of the names of every registry.`,
	Upstream: []string{"https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/"},
}

// RateLimited is 429.
var RateLimited = &rule.Rule{
	ID: "registry-rate-limited", Severity: krm.Warning, Page: Page,
	Title: "A registry should not be asked more often than it allows",
	Doc: `The registry answers 429. Here it is waited for, as long as it says and as long as is allowed. The updater does not wait: a tag
whose date it gets no answer for is left out of that round, so that an older one wins, and is deployed. Every tag that the filters
let through is asked for when the updater starts. Delete old tags, narrow ` + "`allow-tags`" + `, set ` + "`limit`" + ` in registries.conf, and use
credentials: most registries allow more with them. It is an error where the answer stayed out here too.`,
	Upstream: []string{docsRegistries, issues + "313", issues + "511"},
}

// PullSecretNotUsable is a pull secret that the updater cannot read.
var PullSecretNotUsable = &rule.Rule{
	ID: "pull-secret-not-usable", Severity: krm.Error, Page: Page,
	Title: "A pull secret must hold credentials in the form that Image Updater reads",
	Doc: `The updater looks in ` + "`.dockerconfigjson`" + ` for an entry of ` + "`auths`" + ` that begins with the registry's address, and reads its ` + "`auth`" + `, which is
user and password in base64. An entry with username and password alone, as some tools write it, is an error, although nodes pull with
it. The field of a ` + "`secret:`" + ` source must be user and password with a colon between them; a line break at its end becomes part of the
password.`,
	Upstream: []string{docsAuth},
}

// NoTagMatches is an empty choice.
var NoTagMatches = &rule.Rule{
	ID: "no-tag-matches", Severity: krm.Error, Page: Page,
	Title: "At least one tag must pass the filters and suit the strategy",
	Doc: `No tag of the registry matches ` + "`allow-tags`" + `, all are ignored, or none is a version, or satisfies the constraint. Up to v1.1 the
updater takes the running tag for the newest then, and its log looks as if all were up to date; from v1.2 on it logs a warning.`,
	Upstream: []string{docsStrategies, issues + "697"},
}

// NoTagForPlatform is an empty choice for another reason.
var NoTagForPlatform = &rule.Rule{
	ID: "no-tag-for-platform", Severity: krm.Error, Page: Page,
	Title: "At least one tag must be built for the platforms that Image Updater looks for",
	Doc: `The strategies newest-build and digest leave out a tag that is not built for one of ` + "`platforms`" + `, or, without that setting, for the
platform of the node that the updater itself runs on, and say so only at the log level debug. Before v0.15 ` + "`linux/arm64`" + ` and ` + "`linux/arm64/v8`" + `
are different; later the first stands for the second, not the other way round.`,
	Upstream: []string{docsStrategies, issues + "711"},
}

// TagWithoutPlatform is a tag that some node cannot run.
var TagWithoutPlatform = &rule.Rule{
	ID: "tag-without-platform", Severity: krm.Error, Page: Page,
	Title: "The tag that is taken must be built for every platform of the cluster",
	Doc: `A Pod with this image does not start on a node for which it is not built: ` + "`no match for platform in manifest`" + `, or ` + "`exec format error`" + `.
Of several wanted platforms one is enough for the updater, and semver and alphabetical do not look at platforms at all. Build the
image for all of them. The platforms of the cluster are those of the Platform, or of ` + "`--platform`" + `.`,
	Upstream: []string{"https://docs.docker.com/build/building/multi-platform/"},
}

// TagNotReadable is a tag that is left out.
var TagNotReadable = &rule.Rule{
	ID: "tag-not-readable", Severity: krm.Error, Page: Page,
	Title: "What is behind each tag that may be taken must be readable",
	Doc: `Of a tag whose manifest or configuration it cannot read the updater logs an error, and leaves it out of that round. Where it was the
newest, the choice goes back to an older tag, which is deployed: a downgrade that the next round may undo. Attestations and images for
other platforms are no cause. A configuration without a date is; so is an index of which a clean-up has deleted a part.`,
	Upstream: []string{docsStrategies, issues + "511", issues + "1235"},
}

// TagDigestWrong is content that is not what its digest says.
var TagDigestWrong = &rule.Rule{
	ID: "tag-digest-wrong", Severity: krm.Error, Page: Page,
	Title: "A registry must answer with the content that a digest names",
	Doc: `The digest is the sum of the content, and this content has another sum: it was damaged or replaced on its way, by a cache or a proxy.
The updater does not compare and takes the tag; containerd does, and no node can pull it.`,
	Upstream: []string{"https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests"},
}

// DatesEqual is a tie of two.
var DatesEqual = &rule.Rule{
	ID: "tag-dates-equal", Severity: krm.Warning, Page: Page,
	Title: "The newest build should be newer than the one before it",
	Doc: `Two images were created at the same time by what their configurations say. Of equal dates the tag that sorts last wins, which for tags
with a commit in them means chance. A build cache can repeat a date: set ` + "`SOURCE_DATE_EPOCH`" + ` to the time of the commit
(` + "`git show -s --format=%ct HEAD`" + `).`,
	Upstream: []string{docsStrategies, "https://docs.docker.com/build/ci/github-actions/reproducible-builds/"},
}

// DatesConstant is a tie of all.
var DatesConstant = &rule.Rule{
	ID: "tag-dates-constant", Severity: krm.Error, Page: Page,
	Title: "Images that newest-build orders must have the dates of their builds",
	Doc: `Every image has the same date, or one that builders write where they write no date: 1970-01-01, 1980-01-01 and 0001-01-01. jib, ko,
Bazel, Nix and Cloud Native Buildpacks do so, and every build with a constant ` + "`SOURCE_DATE_EPOCH`" + `. Of equal dates the tag that sorts last wins: a
new image is deployed only where its tag happens to sort behind the others. Set ` + "`SOURCE_DATE_EPOCH`" + ` to the time of the commit (ko:
` + "`KO_DATA_DATE_EPOCH`" + `; jib: ` + "`creationTime`" + `), or use versions and the strategy semver.`,
	Upstream: []string{docsStrategies, issues + "311", "https://reproducible-builds.org/docs/source-date-epoch/"},
}

// LeftToChance is a choice that nothing decides.
var LeftToChance = &rule.Rule{
	ID: "choice-left-to-chance", Severity: krm.Warning, Page: Page,
	Title: "What is taken should not depend on chance",
	Doc: `Up to v0.12 nothing orders versions that are equal, such as ` + "`1.2`" + ` and ` + "`v1.2.0`" + `: the updater takes any of them, and another one in the
next round. And without ` + "`platforms`" + ` the choice of newest-build depends on the node on which the updater happens to run: an image that is
built for one platform only is seen from one node and not from the other.`,
	Upstream: []string{docsStrategies},
}

// NodeCannotPull is what registries.yaml leads to.
var NodeCannotPull = &rule.Rule{
	ID: "node-cannot-pull", Severity: krm.Error, Page: Page,
	Title: "A node must find the image that is taken, by its registries.yaml",
	Doc: `Nodes pull through the mirrors of registries.yaml, with its credentials and certificates, which Image Updater never reads. None of
the places that it names, nor the registry itself, gave the image out. Where the registry refuses a node without credentials it is a
warning, since the workload may name an imagePullSecret; where a mirror has another image under the tag, too.`,
	Upstream: []string{docsK3s},
}

// RevisionNotOnBranch is an image of another branch.
var RevisionNotOnBranch = &rule.Rule{
	ID: "revision-not-on-branch", Severity: krm.Error, Page: Page,
	Title: "The image that is taken must be of a commit on the release branch",
	Doc: `The label ` + "`org.opencontainers.image.revision`" + ` names a commit that is not among those of the branch. Tags such as ` + "`sha-0123abc`" + ` have
no branch in them: what a pull request or a feature branch pushes matches the same ` + "`allow-tags`" + `, and the newest build is taken,
whoever made it. Push from the release branch only. Only what lies in the folder is looked at: fetch first.`,
	Upstream: []string{"https://github.com/docker/metadata-action#typesha"},
}

// RevisionUnknown is an image of which nothing is proved.
var RevisionUnknown = &rule.Rule{
	ID: "revision-unknown", Severity: krm.Info, Page: Page,
	Title: "The image that is taken should say of which commit it is",
	Doc: `Without the label ` + "`org.opencontainers.image.revision`" + `, or where the folder does not hold the commit that it names, nothing is proved.
docker/metadata-action writes the label; a checkout of one commit (` + "`fetch-depth: 1`" + `) holds no others.`,
	Upstream: []string{"https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md"},
}
