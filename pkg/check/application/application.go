// SPDX-License-Identifier: Apache-2.0

// Package application holds the rules on Applications and ApplicationSets, one file each.
package application

import "github.com/fairlead-krm/fairlead/pkg/rule"

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	syncOptionUnknown,
}
