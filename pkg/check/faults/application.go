// SPDX-License-Identifier: Apache-2.0

package faults

// application are the faults of the rules of the package application.
var application = map[string]Fault{
	"sync-option-unknown": func(s *Set) Planted {
		d := s.Application()
		path := []any{"spec", "syncPolicy", "syncOptions"}
		i := d.Append(Pick(s, "CreateNamespaces=true", "PruneLasts=true", "ServerSideaply=true"), path...)
		return At(d, append(path, i)...)
	},
	"destination-ambiguous": func(s *Set) Planted {
		d := s.Application(func(d *Doc) bool { return d.Has("spec", "destination", "server") })
		d.Set("in-cluster", "spec", "destination", "name")
		return At(d, "spec", "destination", "name")
	},
}
