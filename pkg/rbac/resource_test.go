// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"testing"

	"gotest.tools/v3/assert"
)

// minor is a version of Argo CD.
type minor [2]int

func (m minor) AtLeast(major, n int) bool { return m[0] > major || m[0] == major && m[1] >= n }
func (m minor) String() string            { return fmt.Sprintf("v%d.%d", m[0], m[1]) }

var latest = minor{3, 6}

func TestCheckAction(t *testing.T) {
	for _, test := range []struct {
		v                      minor
		resource, action, want string
	}{
		{latest, "applications", "get", ""},
		{latest, "applications", "*", ""},
		{latest, "applications", "rollback", ""},
		{minor{3, 5}, "applications", "rollback", `action "rollback" is known from v3.6 on: v3.5 never asks for it, and the line never matches`},
		{latest, "applications", "sinc", `resource "applications" has no action "sinc", so the line never matches: did you mean "sync"?`},
		{latest, "applications", "action/apps/Deployment/restart", ""},
		{latest, "applications", "action//Pod/maintenance", ""},
		{latest, "applications", "action/Deployment/restart", `action "action/Deployment/restart" never matches: Argo CD asks for action/<group>/<kind>/<action>, where the group of core kinds is empty`},
		{latest, "applications", "action/*", ""},
		{latest, "applications", "{get,sync}", ""},
		{latest, "applications", "g?t", ""},
		{latest, "applications", "list*", `resource "applications" has no action "list*", so the line never matches: known are get, create, update, delete, sync, override, rollback, action/*, update/*, delete/*`},
		{latest, "logs", "create", `resource "logs" has no action "create", so the line never matches: known are get`},
		{latest, "unknown", "create", ""},
		{latest, "*", "invoke", ""},
		{latest, "*", "list", `resource "*" has no action "list", so the line never matches: known are get, create, update, delete, sync, override, rollback, action/*, update/*, delete/*, invoke`},
	} {
		t.Run(test.resource+" "+test.action, func(t *testing.T) {
			err := CheckAction(test.v, test.resource, test.action)
			if test.want == "" {
				assert.NilError(t, err)
				return
			}
			assert.Error(t, err, test.want)
		})
	}
}

func TestCheckResource(t *testing.T) {
	assert.NilError(t, CheckResource(latest, "*"))
	assert.NilError(t, CheckResource(latest, "write-repositories"))
	assert.ErrorContains(t, CheckResource(minor{2, 13}, "write-repositories"), "known from v2.14 on")
	assert.ErrorContains(t, CheckResource(latest, "project"), `did you mean "projects"?`)
}

func TestCheckRole(t *testing.T) {
	values, err := SplitRolePolicy("p, proj:shop:ci, applications, get, shop/*, allow")
	assert.NilError(t, err)
	assert.Equal(t, values[4], "shop/*")
	_, err = SplitRolePolicy("g, alice, proj:shop:ci")
	assert.ErrorContains(t, err, "must be")

	assert.NilError(t, CheckRoleResource("clusters"))
	assert.ErrorContains(t, CheckRoleResource("*"), "allowed are")
	assert.NilError(t, CheckRoleAction(latest, "applications", "action/*"))
	assert.NilError(t, CheckRoleAction(latest, "exec", "*"))
	assert.ErrorContains(t, CheckRoleAction(latest, "applications", "get*"), "the API refuses")
	for _, object := range []string{"shop/*", "shop/web-1.2_a", "shop/team/web", "shop/team/*"} {
		assert.NilError(t, CheckRoleObject(latest, "shop", object))
	}
	for _, object := range []string{"*", "*/*", "web/*", "shop", "shop/", "shop/a/b/c", "shop/{a}", "shop/https://github.com/owner/shop"} {
		assert.Check(t, CheckRoleObject(latest, "shop", object) != nil, object)
	}
	assert.Check(t, CheckRoleObject(minor{2, 10}, "shop", "shop/team/web") != nil)
	assert.NilError(t, CheckEffect("deny"))
	assert.ErrorContains(t, CheckEffect("Allow"), `did you mean "allow"?`)
}

func TestColumn(t *testing.T) {
	line := `  p, ci,  "{get,sync}", x`
	assert.Equal(t, Column(line, 0), 3)
	assert.Equal(t, Column(line, 1), 6)
	assert.Equal(t, Column(line, 2), 11)
	assert.Equal(t, Column(line, 9), 1)
	assert.Equal(t, Column(`a"b, c`, 1), 1)
}
