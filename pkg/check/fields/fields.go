// SPDX-License-Identifier: Apache-2.0

// Package fields holds the rules on names and types of fields of Application, AppProject, ApplicationSet and ImageUpdater. What
// they know comes from the CRDs of the target version, and they read what one walk over a resource found. What holds for
// the fields of every resource is here too.
package fields

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	apiVersionUnknown,
	fieldUnknown,
	fieldWrongType,
	fieldRequired,
	metadataKeyNotValid,
	annotationNotText,
	keyDuplicate,
}

var imageUpdaterKind = rule.Kind{Group: imageupdater.Prefix, Name: imageupdater.Kind}

// kinds are those whose fields are known.
var kinds = []rule.Kind{view.Application, view.AppProject, view.ApplicationSet, imageUpdaterKind}

// crds is the page of Kubernetes that says what its API server does with fields that a CRD does not have.
const crds = "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/"
