// SPDX-License-Identifier: Apache-2.0

// Package rbac holds the rules on argocd-rbac-cm: who may do what in Argo CD.
package rbac

import "github.com/fairlead-krm/fairlead/pkg/rule"

// Rules are all rules of this package.
var Rules = append(policyRules[:len(policyRules):len(policyRules)], policyDefaultReadonly, ciAccountMayMore, ciAccountMayNotSync, ciAccountShared)

// policyRules are the rules on lines and keys, which ask for no Project: what they find, the rules on Projects say nothing more of.
var policyRules = []*rule.Rule{
	policyLineMalformed,
	policyValueBlank,
	policyResourceUnknown,
	policyActionUnknown,
	policyEffectUnknown,
	policyObjectWithoutProject,
	policyApplicationElsewhere,
	policySubjectWildcard,
	policyGroupWithoutRole,
	policyRoleUndefined,
	policyRoleUnbound,
	policyLineDuplicate,
	policyKeyNotRead,
	policyMatchModeUnknown,
	policyRegexNotValid,
	policyRegexNotAnchored,
	policyDefaultUndefined,
	policyDefaultAdmin,
	policySyncWithoutGet,
	policyProjectMisspelt,
	policyScopesNotList,
}

// upstream is the page that defines the format.
const upstream = "https://argo-cd.readthedocs.io/en/stable/operator-manual/rbac/"
