// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"bytes"
	"path"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
)

// applicationPermits are faults between an Application and its AppProject.
var applicationPermits = map[string]Fault{
	"project-not-found": func(s *Set) Planted {
		d := s.delivery(s.projectHere, s.unruled)
		d.Set(Pick(s, d.get("project")+"s", "elsewhere"), d.at("project")...)
		return At(d.Doc, d.at("project")...)
	},
	"repository-not-permitted": func(s *Set) Planted {
		d := s.delivery(s.narrow, single)
		d.Set(Pick(s, "https://github.com/somebody/else", "git@github.com:somebody/else.git"), d.at("source", "repoURL")...)
		return At(d.Doc, d.at("source", "repoURL")...)
	},
	"destination-not-permitted": func(s *Set) Planted {
		d := s.delivery(s.narrow, func(d delivery) bool { return d.get("destination", "namespace") != "" })
		d.dropOption("CreateNamespace=true") // the AppProject need not permit that namespace either
		d.Set("elsewhere", d.at("destination", "namespace")...)
		return At(d.Doc, d.at("destination", "namespace")...)
	},
	"kind-not-permitted": func(s *Set) Planted {
		d := s.delivery(s.narrow, single, func(d delivery) bool { return len(d.spec) == 1 && d.get("destination", "namespace") != "" })
		project := s.project(d)
		if project.Has("spec", "namespaceResourceWhitelist") {
			project.Set([]map[string]string{{"group": "apps", "kind": "Deployment"}}, "spec", "namespaceResourceWhitelist")
		} else {
			project.Append(map[string]string{"group": "", "kind": Pick(s, "ConfigMap", "*")}, "spec", "namespaceResourceBlacklist")
		}
		s.AddFile(path.Join(d.get("source", "path"), "planted.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: planted\n  namespace: "+d.get("destination", "namespace")+"\ndata:\n  planted: \"yes\"\n")
		return At(d.Doc, d.at("project")...)
	},
	"source-namespace-not-permitted": func(s *Set) Planted {
		d := s.delivery(s.projectHere, s.unruled, s.childless, unfollowed, whole, func(d delivery) bool {
			return len(d.spec) == 1 && !s.selects(d.Doc) && !s.project(d).Has("spec", "sourceNamespaces") && !s.project(d).Has("spec", "roles")
		})
		if s.Intn(3) > 0 {
			s.project(d).Set([]string{"planted-team-*", "planted"}, "spec", "sourceNamespaces")
		}
		d.Set("planted-elsewhere", "metadata", "namespace")
		return At(d.Doc, "metadata", "namespace")
	},
	"create-namespace-not-permitted": func(s *Set) Planted {
		d := s.delivery(s.narrow, func(d delivery) bool {
			return d.get("destination", "namespace") != "" && d.get("destination", "namespace") != d.Get("metadata", "namespace")
		})
		project := s.project(d)
		if project.Has("spec", "clusterResourceWhitelist") {
			project.Remove("spec", "clusterResourceWhitelist")
		}
		if s.Intn(2) == 0 {
			project.Set([]map[string]string{{"group": "rbac.authorization.k8s.io", "kind": "ClusterRole"}}, "spec", "clusterResourceWhitelist")
		}
		return At(d.Doc, d.option("CreateNamespace=true")...)
	},
}

// project returns the AppProject of a delivery, where it is the only one of its name; else nil.
func (s *Set) project(d delivery) *Doc {
	found := s.All(view.AppProject, named(d.get("project")))
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// projectHere: the AppProject of the delivery is in the set, in its namespace.
func (s *Set) projectHere(d delivery) bool {
	project := s.project(d)
	return project != nil && project.Get("metadata", "namespace") != "" && project.Get("metadata", "namespace") == d.Get("metadata", "namespace")
}

// unruled: no policy of the set is about the delivery under its AppProject.
func (s *Set) unruled(d delivery) bool {
	object := []byte(d.get("project") + "/" + d.Get("metadata", "name"))
	return len(s.All(view.ConfigMap, func(policies *Doc) bool { return bytes.Contains(policies.doc.Text, object) })) == 0
}

// projectElsewhere: nothing in the set says what the delivery may do.
func (s *Set) projectElsewhere(d delivery) bool {
	return len(s.All(view.AppProject, named(d.get("project")))) == 0
}

// narrow: the AppProject of the delivery is in the set, is for it alone, and permits no more than it needs.
func (s *Set) narrow(d delivery) bool {
	project := s.project(d)
	if project == nil || project.Len("spec", "sourceRepos") == 0 || project.Len("spec", "destinations") == 0 ||
		len(s.deliveries(func(other delivery) bool { return other.get("project") == d.get("project") })) > 1 {
		return false
	}
	for i := range project.Len("spec", "sourceRepos") {
		if repository := project.Get("spec", "sourceRepos", i); repository == "*" || repository == "**" {
			return false
		}
	}
	for i := range project.Len("spec", "destinations") {
		if namespace := project.Get("spec", "destinations", i, "namespace"); namespace == "" || namespace == "*" {
			return false
		}
	}
	return true
}

// named is the condition that a resource has a name.
func named(name string) func(*Doc) bool {
	return func(d *Doc) bool { return d.Get("metadata", "name") == name }
}
