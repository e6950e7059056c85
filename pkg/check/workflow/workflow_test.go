// SPDX-License-Identifier: Apache-2.0

package workflow_test

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/workflow"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, workflow.Rules, check.Rules()) }
