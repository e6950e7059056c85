// SPDX-License-Identifier: Apache-2.0

// Package appproject holds the rules on AppProjects: what Argo CD's API would refuse in them, and what has no effect. An
// AppProject that comes from Git never passes the API's check.
package appproject

import (
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	rolePolicyMalformed,
	rolePolicySubjectWrong,
	rolePolicyResourceWrong,
	rolePolicyActionWrong,
	rolePolicyObjectWrong,
	rolePolicyEffectUnknown,
	roleNameNotValid,
	roleGroupNotValid,
	roleEntryDuplicate,
	roleSyncWithoutGet,
	syncWindowKindUnknown,
	syncWindowScheduleNotValid,
	syncWindowDurationNotValid,
	syncWindowTimeZoneUnknown,
	syncWindowWithoutTarget,
	syncWindowOverlapsItself,
	syncWindowDuplicate,
	projectKindNamespaced,
	projectKindClusterScoped,
	projectKindGroupWrong,
	projectNameDuplicate,
	projectNamespaceWrong,
	projectPermitsNothing,
	projectEntryRefused,
	projectEntryDuplicate,
	projectPlaceholderLeft,
	projectServiceAccountNotValid,
	orphanIgnoreDead,
	orphanWarningOff,
	projectTooWide,
	syncWindowBlocksPipeline,
}

var kinds = []rule.Kind{view.AppProject}
