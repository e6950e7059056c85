// SPDX-License-Identifier: Apache-2.0

// Package updaterresource holds the rules on the ImageUpdater resource, by which Image Updater v1 is configured, and on the
// registries.conf of every version. Whoever has an ImageUpdater runs v1: where no such version is the target, a rule
// finds what is wrong in all of v1.1 to v1.3.
package updaterresource

import (
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	updaterResourceNotRead,
	updaterNamespaceRemoved,
	updaterReferenceEmpty,
	updaterReferenceDuplicate,
	updaterReferenceMatchesNothing,
	updaterReferenceOverlap,
	updaterNamePatternNotValid,
	updaterAnnotationsOnly,
	updaterStrategyUnknown,
	updaterStrategyNotRepeated,
	updaterSemverWithoutVersion,
	updaterNewestBuildWithoutAllowTags,
	updaterAllowTagsNotValid,
	updaterIgnoreTagsNotValid,
	updaterPlatformNotValid,
	updaterPlatformNotOfCluster,
	updaterPullSecretNotValid,
	updaterSecretNamespace,
	updaterAliasNotValid,
	updaterImageNameNotValid,
	updaterConstraintNotValid,
	updaterConstraintExact,
	updaterConstraintNotRead,
	updaterDigestWithoutTag,
	updaterManifestTargetAmbiguous,
	updaterMethodNotValid,
	updaterMethodNotRepeated,
	updaterGitConfigUnused,
	updaterGitBranchMissing,
	updaterWriteBackTargetNotRead,
	updaterWriteBackTargetDoubled,
	updaterSettingUnknown,
	registriesConfNotValid,
	registriesConfCredentials,
	registriesConfPrefixDead,
	registriesConfPrefixEmpty,
	registriesConfWithoutLimit,
	registriesConfTagSort,
}

var kind = []rule.Kind{{Group: imageupdater.Prefix, Name: imageupdater.Kind}}

// Upstream's pages that several rules name.
const (
	docsImages     = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/"
	docsResource   = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/applications/"
	docsStrategies = "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-strategies/"
	docsMethods    = "https://argocd-image-updater.readthedocs.io/en/stable/basics/update-methods/"
	docsRegistries = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/registries/"
	crd            = "https://github.com/argoproj-labs/argocd-image-updater/blob/v1.3.0/config/crd/bases/argocd-image-updater.argoproj.io_imageupdaters.yaml"
	issues         = "https://github.com/argoproj-labs/argocd-image-updater/issues/"
)

// Beginnings of the examples.
const (
	exampleHead = `
apiVersion: argocd-image-updater.argoproj.io/v1alpha1
kind: ImageUpdater
metadata: {name: app, namespace: argocd}
spec:
`
	exampleRef = exampleHead + `  applicationRefs:
  - namePattern: app
`
	exampleImage = exampleRef + `    images:
    - alias: app
      imageName: ghcr.io/owner/app
`
	exampleConfig = `
apiVersion: v1
kind: ConfigMap
metadata: {name: argocd-image-updater-config, namespace: argocd}
data:
  registries.conf: |
    registries:
`
)
