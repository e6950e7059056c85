// SPDX-License-Identifier: Apache-2.0

// Package settings holds the rules on Argo CD's own settings: argocd-cm and argocd-cmd-params-cm.
package settings

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	accountNameDotted,
	accountEnabledNotBool,
	accountCapabilityUnknown,
	accountUndeclared,
	accountOfPipelineLogsIn,
	settingRemoved,
	settingTooNew,
	settingMisplaced,
	settingUnknown,
	settingNotBool,
	trackingMethodUnknown,
	customizationKeyNotValid,
	settingMalformed,
	customizationDifferenceDead,
	configMapValueNotText,
	configMapKeyNotValid,
	settingsWithHashSuffix,
}

var kinds = []rule.Kind{view.ConfigMap, view.ConfigMapPatch}

// each calls check with every key of the ConfigMap of a name whose value is a scalar and which no template writes.
func each(it *krm.Item, name string, check func(pair view.Pair) []rule.Problem) []rule.Problem {
	if it.Name != name {
		return nil
	}
	var problems []rule.Problem
	for _, pair := range view.Pairs(it.Lookup("data")) {
		if pair.Value == nil || pair.Value.Kind != yaml.ScalarNode || pair.Key.Tag == "!!merge" || view.Templated(pair.Key.Value) {
			continue
		}
		problems = append(problems, check(pair)...)
	}
	return problems
}

// problem is one on a key or its value. The value of a setting may be a credential, so only the value that a rule names is
// shown.
func problem(at *yaml.Node, key, format string, args ...any) rule.Problem {
	return rule.Problem{Path: "data[" + key + "]", At: at, Message: fmt.Sprintf(format, args...)}
}

// isText reports whether a value is text that no template writes. What is no text has a rule of its own.
func isText(n *yaml.Node) bool {
	return n.ShortTag() == "!!str" && !isOldBool(n) && !view.Templated(n.Value)
}
