// SPDX-License-Identifier: Apache-2.0

// Package application holds the rules on Applications and ApplicationSets, one file each.
package application

import "github.com/fairlead-krm/fairlead/pkg/rule"

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	syncOptionUnknown,
	ignoreDifferenceGroupDead, ignoreDifferenceKindDead, ignoreDifferenceNameGlob,
	ignoreDifferencePointerDead, ignoreDifferenceQueryBroken, ignoreDifferenceEmpty,
	secretIgnoredNotRespected, secretStringDataNotIgnored, secretKeysIgnoredSingly, secretIgnoredByManager, secretCanBeLost,
	replaceWithKeptSecrets, replaceBeatsServerSideApply, keptSecretPrunable,
	resourceOptionUnknown, argocdAnnotationUnknown, syncWaveNotANumber, hookUnknown, finalizerUnknown,
	sourceAndSources, sourceIncomplete, chartWithoutVersion, sourceTypesMixed, sourcePathOutside, valuesReferenceUnknown,
	helmValuesMasked,
	destinationAmbiguous, destinationMissing, destinationServerNotURL, destinationNamespaceNotValid, createNamespaceWithoutNamespace, namespaceMetadataUnused,
	ociSourceTooNew, ociSourceWithChart,
	applicationNameNotValid, automatedEnabledNotRead, allowEmpty, retryDurationNotValid, projectDefault,
	projectNotFound, repositoryNotPermitted, destinationNotPermitted, kindNotPermitted, createNamespaceNotPermitted, sourceNamespaceNotPermitted, applicationSourceDuplicate,
	childImagesInGit, parentReplacesChildren, applicationSetUndoesUpdates,
	templatePlaceholderLiteral, templatePlaceholderNotGo, templatePlaceholderUnknown, goTemplateNotValid, listElementNotText, kustomizeVersionUnregistered,
}
