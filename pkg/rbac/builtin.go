// SPDX-License-Identifier: Apache-2.0

package rbac

// BuiltIn is the source of the lines that Argo CD brings itself.
const BuiltIn = "the built-in policy"

// The subjects of the built-in policy.
const (
	RoleReadonly = "role:readonly"
	RoleAdmin    = "role:admin"
)

// sinceBuiltIn are the built-in lines that came later than the versions of which Argo CD asks for them.
var sinceBuiltIn = map[Permission][2]int{
	{Subject: RoleReadonly, Resource: "applicationsets", Action: "get"}: {3, 1},
	{Subject: RoleAdmin, Resource: "applications", Action: "update/*"}:  {2, 14},
	{Subject: RoleAdmin, Resource: "applications", Action: "delete/*"}:  {2, 14},
}

// builtIn returns the lines of assets/builtin-policy.csv: role:readonly may get, role:admin all else that a version knows, and
// the account admin is a role:admin. They follow from the table of resources.
func builtIn(v Version) Policy {
	var policy Policy
	add := func(role string, r resource, action, object string) {
		since := sinceBuiltIn[Permission{Subject: role, Resource: r.name, Action: action}]
		if v.AtLeast(since[0], since[1]) {
			p := Permission{Subject: role, Resource: r.name, Action: action, Object: object, Effect: "allow"}
			policy.Lines = append(policy.Lines, Line{Permission: &p})
		}
	}
	for _, r := range resources {
		if r.name == "extensions" || !v.AtLeast(r.since[0], r.since[1]) {
			continue // no built-in role may invoke an extension
		}
		object := "*"
		if r.perApplication {
			object = "*/*"
		}
		for _, action := range r.actionsOf(v) {
			if action == "get" {
				add(RoleReadonly, r, action, object)
			}
			if action != "get" || r.name == "applicationsets" {
				add(RoleAdmin, r, action, object)
			}
		}
	}
	for _, g := range []Group{{Subject: RoleAdmin, Role: RoleReadonly}, {Subject: "admin", Role: RoleAdmin}} {
		policy.Lines = append(policy.Lines, Line{Group: &g})
	}
	return policy
}
