// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/command"
	"github.com/fairlead-krm/fairlead/pkg/conformance"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
)

// TestConformance holds each function, as this binary runs it and as its own does, to every clause. The cases of
// a function are held to them in its own package.
func TestConformance(t *testing.T) {
	fairlead := fntest.Build(t, "functions/fairlead")
	for _, name := range command.FunctionNames() {
		for how, exec := range map[string]conformance.Exec{
			"fairlead fn": conformance.Executable(time.Minute, fairlead, "fn", name),
			"own binary":  conformance.Executable(time.Minute, fntest.Build(t, "functions/"+name)),
		} {
			t.Run(how+" "+name, func(t *testing.T) {
				judged, err := conformance.Run(t.Context(), conformance.Target{Exec: exec}, conformance.BuiltIn())
				assert.NilError(t, err)
				assert.Check(t, conformance.Accepted(judged))
				for _, c := range judged {
					assert.Check(t, c.Verdict != conformance.Broken, "%s: %s", c.ID, c.Evidence)
				}
			})
		}
	}
}
