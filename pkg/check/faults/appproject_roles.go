// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"strings"
)

// projectRoles are faults in the roles of an AppProject.
var projectRoles = map[string]Fault{
	"role-policy-malformed": func(s *Set) Planted {
		return policy(s, func(project, role string) string {
			return Pick(s,
				"p, proj:"+project+":"+role+", applications, get, "+project+"/*",
				"g, alice, proj:"+project+":"+role,
				"p, proj:"+project+":"+role+" , applications, get, "+project+"/*, allow",
				"proj:"+project+":"+role+", applications, get, "+project+"/*, allow",
			)
		})
	},
	"role-policy-subject-wrong": func(s *Set) Planted {
		return policy(s, func(project, role string) string {
			subject := Pick(s, "proj:"+project+":"+role+"s", "proj:other:"+role, role, "role:"+role)
			return "p, " + subject + ", applications, get, " + project + "/*, allow"
		})
	},
	"role-policy-resource-wrong": func(s *Set) Planted {
		return policy(s, func(project, role string) string {
			return "p, proj:" + project + ":" + role + ", " + Pick(s, "application", "projects", "*", "Applications") + ", get, " + project + "/*, allow"
		})
	},
	"role-policy-action-wrong": func(s *Set) Planted {
		return policy(s, func(project, role string) string {
			return "p, proj:" + project + ":" + role + ", applications, " + Pick(s, "list", "Sync", "read", "g*") + ", " + project + "/*, allow"
		})
	},
	"role-policy-object-wrong": func(s *Set) Planted {
		return policy(s, func(project, role string) string {
			return "p, proj:" + project + ":" + role + ", applications, get, " + Pick(s, "*", "*/*", "other/*", project, project+"/a/b/c") + ", allow"
		})
	},
	"role-policy-effect-unknown": func(s *Set) Planted {
		return policy(s, func(project, role string) string {
			return "p, proj:" + project + ":" + role + ", applications, get, " + project + "/*, " + Pick(s, "Allow", "permit", "DENY")
		})
	},
	"role-sync-without-get": func(s *Set) Planted {
		d := s.AppProject()
		i := addRole(d, "planted-sync")
		name := d.Get("metadata", "name")
		policies := []any{"spec", "roles", i, "policies"}
		d.Set([]string{
			"p, proj:" + name + ":planted-sync, logs, get, " + name + "/*, allow",
			"p, proj:" + name + ":planted-sync, applications, sync, " + name + "/*, allow",
		}, policies...)
		return At(d, append(policies, 1)...)
	},
	"role-name-not-valid": func(s *Set) Planted {
		d := s.AppProject()
		return At(d, "spec", "roles", addRole(d, Pick(s, "planted.bot", "planted bot", "-planted", "planted:bot", "planted_")), "name")
	},
	"role-group-not-valid": func(s *Set) Planted {
		d, i := role(s)
		groups := []any{"spec", "roles", i, "groups"}
		at := d.Append(Pick(s, "planted:one, planted:two", " planted:one", "planted:one\n", "planted\tone", `"planted`), groups...)
		return At(d, append(groups, at)...)
	},
	"role-entry-duplicate": func(s *Set) Planted {
		d, i := role(s)
		switch s.Intn(3) {
		case 0:
			return At(d, "spec", "roles", addRole(d, d.Get("spec", "roles", i, "name")), "name")
		case 1:
			d.Append("planted:twice", "spec", "roles", i, "groups")
			return At(d, "spec", "roles", i, "groups", d.Append("planted:twice", "spec", "roles", i, "groups"))
		}
		if d.Len("spec", "roles", i, "policies") == 0 {
			return Planted{}
		}
		return At(d, "spec", "roles", i, "policies", d.Append(d.Get("spec", "roles", i, "policies", 0), "spec", "roles", i, "policies"))
	},
}

// role returns a role of an AppProject, which it makes where there is none.
func role(s *Set) (d *Doc, i int) {
	d = s.AppProject(func(d *Doc) bool { return d.Len("spec", "roles") > 0 })
	if d == nil || d.Len("spec", "roles") == 0 {
		d = s.AppProject()
	}
	if n := d.Len("spec", "roles"); n > 0 {
		return d, s.Intn(n)
	}
	return d, addRole(d, "planted")
}

// addRole adds a role that is right.
func addRole(d *Doc, name string) int {
	project := d.Get("metadata", "name")
	return d.Append(map[string]any{
		"name": name, "description": "What was planted", "policies": []string{"p, proj:" + project + ":" + name + ", applications, get, " + project + "/*, allow"},
	}, "spec", "roles")
}

// policy adds a policy to a role.
func policy(s *Set, line func(project, role string) string) Planted {
	d, i := role(s)
	text := line(d.Get("metadata", "name"), d.Get("spec", "roles", i, "name"))
	if strings.Contains(text, "{{") {
		return Planted{}
	}
	if n := d.Len("spec", "roles", i, "policies"); n > 0 && s.Intn(2) == 0 {
		at := s.Intn(n)
		d.Set(text, "spec", "roles", i, "policies", at)
		return At(d, "spec", "roles", i, "policies", at)
	}
	at := d.Append(text, "spec", "roles", i, "policies")
	return At(d, "spec", "roles", i, "policies", at)
}
