// SPDX-License-Identifier: Apache-2.0

package node_test

import (
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/node"
	"github.com/fairlead-krm/fairlead/pkg/rule/ruletest"
)

func TestRules(t *testing.T) { ruletest.Run(t, node.Rules, check.Rules()) }
