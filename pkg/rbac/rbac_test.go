// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"testing"

	"gotest.tools/v3/assert"
)

const canonical = `# who may do what

p, github-actions, applications, get, home/home, allow
p, role:ops, applications, "{get,sync}", */*, deny
p, "say ""x""", logs, get, "a,b", allow
g, alice@example.org, role:ops
`

func TestParse(t *testing.T) {
	policy, problems := Parse(canonical)
	assert.Equal(t, len(problems), 0)
	assert.Equal(t, len(policy.Lines), 6)
	assert.DeepEqual(t, policy.Permissions()[1], Permission{"role:ops", "applications", "{get,sync}", "*/*", "deny", 4})
	assert.DeepEqual(t, policy.Permissions()[2].Subject, `say "x"`)
	assert.DeepEqual(t, policy.Groups(), []Group{{"alice@example.org", "role:ops", 6}})
	assert.Equal(t, policy.String(), canonical)
}

func TestParseAcceptsWhatArgoCDDoes(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"no newline at the end", "g, a, role:b", "g, a, role:b\n"},
		{"no spaces", "p,a,b,c,d,allow\n", "p, a, b, c, d, allow\n"},
		{"indented", "  \tp, a, b, c, d, allow  \n", "p, a, b, c, d, allow\n"},
		{"indented comment stays", "  # x\n", "  # x\n"},
		{"Windows lines", "# a\r\ng, a, b\r\n", "# a\ng, a, b\n"},
		{"needless quotes", `g, "a", b`, "g, a, b\n"},
		{"blank lines at the end", "g, a, b\n\n\n", "g, a, b\n\n\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			policy, problems := Parse(test.in)
			assert.Equal(t, len(problems), 0, "%v", problems)
			assert.Equal(t, policy.String(), test.want)
		})
	}
}

func TestParseProblems(t *testing.T) {
	for _, test := range []struct {
		name, in, want string
		fatal          bool
	}{
		{"five values", "# c\np, a, b, c, allow", "line 2, column 1: a p line must have 6 values (p, subject, resource, action, object, effect), not 5", true},
		{"braces", "p, a, b, {get,sync}, d, allow", "line 1, column 1: a p line must have 6 values (p, subject, resource, action, object, effect), not 7", true},
		{"two values", "  g, a", "line 1, column 3: a g line must have 3 values (g, user or group, role), not 2", true},
		{"other word", "x, a, b", `line 1, column 1: a line must begin with p or g, not "x"`, true},
		{"capital", "P, a, b, c, d, allow", `line 1, column 1: a line must begin with p or g, not "P"`, true},
		{"stray quote", ` g, a"b, c`, "line 1, column 6: quotes must enclose a whole value, and a quote within it must be doubled: bare \" in non-quoted-field", true},
		{"effect", "p, a, b, c, d, Allow", `line 1, column 16: the effect "Allow" must be "allow" or "deny": the line has no effect`, false},
		{"space before a comma", " p, a , b, c, d, allow", `line 1, column 5: the value "a " must not have spaces around it: they are part of it, and it matches nothing`, false},
		{"empty value", "g, , role:x", `line 1, column 4: a value is empty: the line matches nothing`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := Parse(test.in)
			assert.Equal(t, len(problems), 1, "%v", problems)
			assert.Equal(t, problems[0].String(), test.want)
			assert.Equal(t, problems[0].Fatal, test.fatal)
		})
	}
}

func TestParseReportsEveryLine(t *testing.T) {
	policy, problems := Parse("p, a\ng, a, b\nq\n")
	assert.Equal(t, len(problems), 2)
	assert.Equal(t, problems[1].Line, 3)
	assert.Equal(t, policy.String(), "p, a\ng, a, b\nq\n")
}

func TestRolePolicies(t *testing.T) {
	assert.DeepEqual(t, RolePolicies("home", "ci", "", "app"), []string{
		"p, proj:home:ci, applications, get, home/app, allow",
		"p, proj:home:ci, applications, sync, home/app, allow",
	})
}

func ExampleSyncPolicy() {
	fmt.Println(PolicyKey("home"))
	fmt.Print(SyncPolicy("github-actions", "home", "", "home"))
	fmt.Print(SyncPolicy("github-actions", "home", "apps", "home"))
	// Output:
	// policy.home.csv
	// p, github-actions, applications, get, home/home, allow
	// p, github-actions, applications, sync, home/home, allow
	// p, github-actions, applications, get, home/apps/home, allow
	// p, github-actions, applications, sync, home/apps/home, allow
}

func FuzzParse(f *testing.F) {
	f.Add(canonical)
	f.Add("p, a, b\n  # c\r\ng,\"a \"\" b\", c")
	f.Fuzz(func(t *testing.T, text string) {
		policy, problems := Parse(text)
		for _, p := range problems {
			assert.Assert(t, p.Line >= 1 && p.Line <= len(policy.Lines) && p.Column >= 1, "%v", p)
		}
		if len(problems) > 0 {
			return
		}
		printed := policy.String()
		again, problems := Parse(printed)
		assert.Equal(t, len(problems), 0, "%q: %v", printed, problems)
		assert.DeepEqual(t, again, policy)
		assert.Equal(t, again.String(), printed)
	})
}
