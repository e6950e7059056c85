// SPDX-License-Identifier: Apache-2.0

package imageupdater_test

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, imageupdater.Rules, check.Rules()) }
