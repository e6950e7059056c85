// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"errors"
	"testing"

	"gotest.tools/v3/assert"
)

func TestParseImageList(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     []Image
	}{
		{"alias", "app=ghcr.io/o/app", []Image{{Alias: "app", Name: "ghcr.io/o/app"}}},
		{"two", "a=ghcr.io/o/a, b=ghcr.io/o/b:^1.0", []Image{{Alias: "a", Name: "ghcr.io/o/a"}, {Alias: "b", Name: "ghcr.io/o/b", Constraint: "^1.0"}}},
		{"no alias", "nginx", []Image{{Name: "nginx"}}},
		{"two without alias", "nginx,o/app:1.x", []Image{{Name: "nginx"}, {Name: "o/app", Constraint: "1.x"}}},
		{"port", "a=localhost:5000/o/a", []Image{{Alias: "a", Name: "localhost:5000/o/a"}}},
		{"port and tag", "a=localhost:5000/o/a:1.0", []Image{{Alias: "a", Name: "localhost:5000/o/a", Constraint: "1.0"}}},
		{"port, dot and constraint", "a=r.example.org:5000/o/a:^1.0", []Image{{Alias: "a", Name: "r.example.org:5000/o/a", Constraint: "^1.0"}}},
		{"equals sign in a constraint", "a=ghcr.io/o/a:>=1.0", []Image{{Alias: "a", Name: "ghcr.io/o/a", Constraint: ">=1.0"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, problems := ParseImageList(test.in)
			assert.Equal(t, len(problems), 0, "%v", problems)
			assert.DeepEqual(t, got, test.want)
		})
	}
}

func TestParseImageListProblems(t *testing.T) {
	app := []Image{{Alias: "app", Name: "ghcr.io/o/app"}}
	for _, test := range []struct {
		name, in string
		trap     Trap
		error    string
		want     []Image
	}{
		{"spaces", "app = ghcr.io/o/app", TrapSpaces, `image-list item 1 "app = ghcr.io/o/app" must not have spaces around '=': write "app=ghcr.io/o/app"`, app},
		{"upper case", "app=ghcr.io/O/app", TrapUpperCase, `write "ghcr.io/o/app"`, app},
		{"scheme", "app=https://ghcr.io/o/app", TrapScheme, `must not have a scheme: write "ghcr.io/o/app"`, app},
		{"trailing comma", "app=ghcr.io/o/app,", TrapEmpty, `item 2 "" is empty`, app},
		{"colon", "app:ghcr.io/o/app", TrapColon, `write "app=ghcr.io/o/app"`, app},
		{"duplicate", "app=ghcr.io/o/app,app=ghcr.io/o/b", TrapDuplicate, `has the alias "app" of an item before it`, append(app[:1:1], Image{Alias: "app", Name: "ghcr.io/o/b"})},
		{"port and constraint", "app=localhost:5000/o/a:^1.0", TrapPort, "must not have a constraint (^1.0)", []Image{{Alias: "app", Name: "localhost:5000/o/a", Constraint: "^1.0"}}},
		{"digest", "app=ghcr.io/o/app@sha256:abc", TrapDigest, `write "ghcr.io/o/app"`, app},
		{"alias", "a b=ghcr.io/o/app", TrapAlias, `alias "a b" must be letters`, []Image{{Alias: "a b", Name: "ghcr.io/o/app"}}},
		{"space within", "app=ghcr.io/o /app", TrapSpaces, "must not hold spaces", []Image{{Alias: "app", Name: "ghcr.io/o /app"}}},
		{"name", "app=ghcr.io/o/a..b", TrapName, `names an image that has a path component "a..b"`, []Image{{Alias: "app", Name: "ghcr.io/o/a..b"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, problems := ParseImageList(test.in)
			assert.Equal(t, len(problems), 1, "%v", problems)
			assert.ErrorContains(t, problems[0], test.error)
			var problem *ListProblem
			assert.Assert(t, errors.As(problems[0], &problem))
			assert.Equal(t, problem.Trap, test.trap)
			assert.DeepEqual(t, got, test.want)
		})
	}
}

func TestParseImageListReportsAllAtOnce(t *testing.T) {
	got, problems := ParseImageList("A = https://ghcr.io/O/a,,b:ghcr.io/o/b")
	var traps []Trap
	for _, p := range problems {
		var problem *ListProblem
		assert.Assert(t, errors.As(p, &problem))
		traps = append(traps, problem.Trap)
	}
	assert.DeepEqual(t, traps, []Trap{TrapSpaces, TrapScheme, TrapUpperCase, TrapEmpty, TrapColon})
	assert.DeepEqual(t, got, []Image{{Alias: "A", Name: "ghcr.io/o/a"}, {Alias: "b", Name: "ghcr.io/o/b"}})
}

func FuzzParseImageList(f *testing.F) {
	for _, seed := range []string{"app=ghcr.io/o/app:^1.0, nginx", "a = https://B/c@d,,x:y/z", "localhost:5000/o/a:>=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		images, problems := ParseImageList(value)
		if len(problems) > 0 {
			return
		}
		printed := FormatImageList(images)
		again, problems := ParseImageList(printed)
		assert.Equal(t, len(problems), 0, "%q: %v", printed, problems)
		assert.DeepEqual(t, again, images)
		assert.Equal(t, FormatImageList(again), printed)
	})
}

func TestParseImage(t *testing.T) {
	got, problems := ParseImage("image=ghcr.io/o/a:>=1.0, <2.0")
	assert.Equal(t, len(problems), 0, "%v", problems)
	assert.DeepEqual(t, got, Image{Alias: "image", Name: "ghcr.io/o/a", Constraint: ">=1.0, <2.0"})
	_, problems = ParseImage("image=ghcr.io/O/a")
	assert.ErrorContains(t, problems[0], "lower case")
}
