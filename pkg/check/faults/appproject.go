// SPDX-License-Identifier: Apache-2.0

package faults

// appProject are the faults of the rules of the package appproject.
var appProject = map[string]Fault{
	"project-entry-duplicate": func(s *Set) Planted {
		d := s.AppProject(func(d *Doc) bool { return d.Get("spec", "sourceRepos", 0) != "" })
		i := d.Append(d.Get("spec", "sourceRepos", 0), "spec", "sourceRepos")
		return At(d, "spec", "sourceRepos", i)
	},
}
