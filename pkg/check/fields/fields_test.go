// SPDX-License-Identifier: Apache-2.0

package fields_test

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/fields"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, fields.Rules, check.Rules()) }
