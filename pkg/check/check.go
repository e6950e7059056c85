// SPDX-License-Identifier: Apache-2.0

// Package check holds all rules together and runs them: what validate-delivery does.
package check

import (
	"github.com/fairlead-krm/fairlead/pkg/check/application"
	"github.com/fairlead-krm/fairlead/pkg/check/appproject"
	"github.com/fairlead-krm/fairlead/pkg/check/fields"
	"github.com/fairlead-krm/fairlead/pkg/check/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/check/node"
	"github.com/fairlead-krm/fairlead/pkg/check/pipeline"
	"github.com/fairlead-krm/fairlead/pkg/check/rbac"
	"github.com/fairlead-krm/fairlead/pkg/check/references"
	"github.com/fairlead-krm/fairlead/pkg/check/secret"
	"github.com/fairlead-krm/fairlead/pkg/check/settings"
	"github.com/fairlead-krm/fairlead/pkg/check/updaterresource"
	"github.com/fairlead-krm/fairlead/pkg/check/workflow"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules returns every rule, by package and then in the order of the package.
func Rules() []*rule.Rule {
	var all []*rule.Rule
	for _, rules := range [][]*rule.Rule{application.Rules, appproject.Rules, fields.Rules, updaterresource.Rules, imageupdater.Rules, node.Rules, pipeline.Rules, rbac.Rules, references.Rules, secret.Rules, settings.Rules, workflow.Rules} {
		all = append(all, rules...)
	}
	return all
}
