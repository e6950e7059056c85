// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"context"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"

	"github.com/fairlead-krm/fairlead/pkg/conformance"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// contract is what holds for every function and every list that it can read, passed or failed, besides the clauses of
// pkg/conformance: what can be seen only in the process, and what nobody else's function promises.
var contract = []struct {
	name  string
	check func(t *testing.T, c *testCase)
}{
	{"one line per result", checkLines},
	{"environment", checkEnvironment},
	{"Secret", checkSecret},
}

// checkContract holds a case to the clauses of every function, and then to those of ours.
func checkContract(t *testing.T, c *testCase) {
	checkClauses(t, c.fn, conformance.List{Name: c.name, Text: c.in})
	for _, p := range contract {
		t.Run(p.name, func(t *testing.T) { p.check(t, c) })
	}
}

// checkClauses fails one test for each clause that the function breaks.
func checkClauses(t *testing.T, fn krm.Function, lists ...conformance.List) {
	t.Helper()
	judged, err := conformance.Run(t.Context(), conformance.Target{Exec: inProcess(fn)}, lists)
	assert.NilError(t, err)
	for _, clause := range judged {
		t.Run(clause.ID, func(t *testing.T) {
			switch clause.Verdict {
			case conformance.Broken:
				t.Errorf("a function %s: %s", clause.Title, clause.Evidence)
			case conformance.NotTried, conformance.NotApplicable:
				t.Skip(clause.Evidence)
			}
		})
	}
}

func inProcess(fn krm.Function) conformance.Exec {
	return func(_ context.Context, in []byte, args ...string) (conformance.Outcome, error) {
		out := call(fn, in, args...)
		return conformance.Outcome{Code: out.code, Stdout: out.stdout, Stderr: out.stderr}, nil
	}
}

// checkLines: kustomize shows only stderr, so every result is a line there, and nothing else is.
func checkLines(t *testing.T, c *testCase) {
	before := decode(t, string(c.in)).Results
	after := decode(t, c.stdout).Results
	assert.Assert(t, len(after) >= len(before))
	assert.DeepEqual(t, texts(after[:len(before)]), texts(before))
	assert.Equal(t, strings.Count(c.stderr, "\n"), len(after)-len(before), "stderr:\n%s", c.stderr)
	for _, r := range after[len(before):] {
		line, _, _ := strings.Cut(str(r["message"]), "\n")
		assert.Assert(t, cmp.Contains(c.stderr, strings.TrimSpace(line)))
	}
}

// K6: a function is configured by the list alone.
func checkEnvironment(t *testing.T, c *testCase) {
	for _, perturb := range []func(t *testing.T){scrub, disturb} {
		t.Run("", func(t *testing.T) {
			perturb(t)
			assert.Equal(t, call(c.fn, c.in), c.outcome)
		})
	}
}
