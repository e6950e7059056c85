// SPDX-License-Identifier: Apache-2.0

package updaterresource_test

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/updaterresource"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, updaterresource.Rules, check.Rules()) }
