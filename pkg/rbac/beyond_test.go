// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/language"
)

// own is what a pipeline of the Application web of the AppProject web should have.
var own = []Permission{
	{Resource: "applications", Action: "get", Object: "web/web"},
	{Resource: "applications", Action: "sync", Object: "web/web"},
}

const mayGet, maySync = "p, ci, applications, get, web/web, allow\n", "p, ci, applications, sync, web/web, allow\n"

// TestBeyond names, for each way in which a pipeline has too much, the line and the smallest request.
func TestBeyond(t *testing.T) {
	for _, c := range []struct {
		name, policy, defaultRole string
		regex                     bool
		roles                     []Role
		want                      []string
	}{
		{name: "as it should be", policy: mayGet + maySync},
		{name: "nothing at all"},
		{name: "all actions", policy: "p, ci, applications, *, web/web, allow\n", want: []string{"policy.csv:1: applications, create, web/web"}},
		{name: "all actions, of which the others are denied", policy: "p, ci, applications, *, web/web, allow\np, ci, applications, [!gs]*, *, deny\n"},
		{name: "all applications", policy: mayGet + "p, ci, applications, sync, web/*, allow\n", want: []string{"policy.csv:2: applications, sync, web/a"}},
		{name: "another application", policy: mayGet + "p, ci, applications, get, db/db, allow\n", want: []string{"policy.csv:2: applications, get, db/db"}},
		{name: "a denied application", policy: mayGet + "p, ci, applications, get, db/db, allow\np, ci, *, *, db/*, deny\n"},
		{name: "a role", policy: mayGet + "p, role:ops, exec, create, */*, allow\ng, ci, role:ops\n", want: []string{"policy.csv:2: exec, create, a/a via ci role:ops"}},
		{name: "the administrator", policy: "g, ci, role:admin\n", want: []string{"the built-in policy:0: … via ci role:admin, role:admin role:readonly"}},
		{name: "a cycle of groups", policy: "g, ci, a\ng, a, b\ng, b, a\np, b, logs, get, web/web, allow\n", want: []string{"policy.csv:4: logs, get, web/web via ci a, a b"}},
		{name: "a default role", policy: mayGet + maySync + "p, role:look, clusters, get, *, allow\n", defaultRole: "role:look", want: []string{"policy.csv:3: clusters, get, a by default"}},
		{name: "a default role cannot be denied", policy: "p, role:look, logs, get, web/web, allow\np, ci, *, *, *, deny\n", defaultRole: "role:look", want: []string{"policy.csv:1: logs, get, web/web by default"}},
		{name: "an action that this version never asks for", policy: "p, ci, applications, rollback, web/web, allow\n"},
		{name: "an object that no Application has", policy: "p, ci, applications, get, web, allow\np, ci, applications, get, WEB/*, allow\n"},
		{name: "regular expressions are not anchored", regex: true, policy: "p, ci, ^applications$, ^get$, web/web, allow\n", want: []string{"policy.csv:1: applications, get, aweb/web"}},
		{name: "anchored ones are exact", regex: true, policy: "p, ci, ^applications$, ^(get|sync)$, ^web/web$, allow\n"},
		{name: "a role of the AppProject", roles: []Role{{Name: "ops", Policies: []string{"p, proj:web:ops, applications, delete, web/*, allow"}, Groups: []string{"ci"}}},
			want: []string{"web:1: projects, get, web via ci proj:web:ops", "web:2: applications, delete, web/a via ci proj:web:ops"}},
		{name: "a role of the AppProject of another", roles: []Role{{Name: "ops", Policies: []string{"p, proj:web:ops, applications, delete, web/*, allow"}}}},
		{name: "a glob that is none", policy: "p, ci, applications, get, web/[, allow\n"},
		{name: "a class and a choice", policy: "p, ci, applications, get, \"{web/web,web/w[a-c]b,web/w[!a-f]b}\", allow\n", want: []string{"policy.csv:1: applications, get, web/wab"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := NewModel(minor{3, 5}, c.regex, c.defaultRole)
			policy, _ := Parse(c.policy)
			m.Add("policy.csv", policy)
			m.AddProject("web", c.roles, "web")
			budget := language.DefaultBudget
			excesses, err := m.Beyond("ci", own, &budget)
			assert.NilError(t, err)
			var got []string
			for _, e := range excesses {
				if e.Line.Source == BuiltIn && len(got) > 0 {
					continue // all that an administrator may
				}
				line := fmt.Sprintf("%s:%d: %s", e.Line.Source, e.Line.Line, e.Smallest)
				if e.Line.Source == BuiltIn {
					line = fmt.Sprintf("%s:%d: …", e.Line.Source, e.Line.Line)
				}
				var via []string
				for _, g := range e.Via {
					via = append(via, g.Subject+" "+g.Role)
				}
				if len(via) > 0 {
					line += " via " + strings.Join(via, ", ")
				}
				if e.Default {
					line += " by default"
				}
				got = append(got, line)
			}
			assert.DeepEqual(t, got, c.want)
		})
	}
}

// TestBeyondNamesEachAction lists what a single line opens.
func TestBeyondNamesEachAction(t *testing.T) {
	m := NewModel(minor{3, 5}, false, "")
	policy, _ := Parse("p, ci, *, *, web/web, allow\n")
	m.Add("policy.csv", policy)
	budget := language.DefaultBudget
	excesses, err := m.Beyond("ci", own, &budget)
	assert.NilError(t, err)
	assert.Equal(t, len(excesses), 1)
	var got []string
	for _, r := range excesses[0].requests() {
		got = append(got, r.Resource+" "+r.Action)
	}
	all := strings.Join(got, "; ") + ";"
	for _, want := range []string{"applications delete", "applications override", "applications action//a/a", "applications delete//a/a/a", "logs get", "exec create", "repositories get", "clusters update"} {
		assert.Assert(t, strings.Contains(all, want+";"), "%s: %s", want, all)
	}
	assert.Assert(t, !strings.Contains(all, "applications get;"))
}

// TestBeyondIsBounded gives policies that nobody can read: an answer comes, or the word that there is none.
func TestBeyondIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "g, ci, role:r%d\ng, role:r%d, role:r%d\np, role:r%d, app*, g*t, *a%d*/*b*, allow\n", i, i, i+1, i, i)
	}
	m := NewModel(minor{3, 5}, false, "")
	policy, _ := Parse(b.String())
	m.Add("policy.csv", policy)
	budget := language.Budget(2_000_000)
	excesses, err := m.Beyond("ci", own, &budget)
	assert.Assert(t, errors.Is(err, language.ErrBudget) || len(excesses) > 0)

	regex := NewModel(minor{3, 5}, true, "")
	policy, _ = Parse("p, ci, .*, .*, (a|b)*a(a|b){60}c, allow\np, ci, .*, .*, .*a.{50}, deny\n")
	regex.Add("policy.csv", policy)
	budget = 2_000_000
	_, err = regex.Beyond("ci", own, &budget)
	assert.Assert(t, err == nil || errors.Is(err, language.ErrBudget))
}

// TestBuiltIn holds the built-in policy by its differences: 2.14 and 3.1 gave the roles more, 3.6 the administrator rollback.
func TestBuiltIn(t *testing.T) {
	lines := func(v minor) int { return len(builtIn(v).Lines) }
	assert.Equal(t, lines(minor{2, 10}), 36)
	assert.Equal(t, lines(minor{2, 13}), 36)
	assert.Equal(t, lines(minor{2, 14}), 42)
	assert.Equal(t, lines(minor{3, 1}), 43)
	assert.Equal(t, lines(minor{3, 6}), 44)
}
