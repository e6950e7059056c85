// SPDX-License-Identifier: Apache-2.0

// Package cases holds what is shown on live objects, one promise per case.
package cases

import "github.com/fairlead-krm/fairlead/e2e/suite"

// All are the cases in the order in which they run.
var All = []suite.Case{
	{Name: "smoke", Shows: "the rig works", Run: func(t *suite.T) { t.Show("hello"); t.Fault() }},
}
