// SPDX-License-Identifier: Apache-2.0

// Package pipeline holds the rules on what lies between a push and a Pod: the tags that a workflow pushes, the filter through
// which Image Updater takes them, and the manifests that run them.
package pipeline

import (
	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{pushedTagNotTaken, foreignTagTaken, fixedTagTaken, imageDateConstant, imageWithoutPlatform, imageNotPushed, releaseBranchNotBuilt}

// followers are the kinds that say which images are followed.
var followers = []rule.Kind{
	{Group: v1alpha1.Group, Name: v1alpha1.KindProject},
	view.Application,
	{Group: imageupdater.Prefix, Name: imageupdater.Kind},
}

const upstreamFilters = "https://argocd-image-updater.readthedocs.io/en/stable/configuration/images/"
