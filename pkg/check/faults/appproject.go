// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// appProject are the faults of the rules of the package appproject, those of roles and sync windows apart.
var appProject = map[string]Fault{
	"project-entry-duplicate": func(s *Set) Planted {
		d := s.AppProject(func(d *Doc) bool { return d.Get("spec", "sourceRepos", 0) != "" && d.Len("spec", "destinations") > 0 })
		switch s.Intn(3) {
		case 0:
			i := d.Append(d.Get("spec", "sourceRepos", s.Intn(d.Len("spec", "sourceRepos"))), "spec", "sourceRepos")
			return At(d, "spec", "sourceRepos", i)
		case 1:
			d.Append("planted-apps", "spec", "sourceNamespaces")
			i := d.Append("planted-apps", "spec", "sourceNamespaces")
			return At(d, "spec", "sourceNamespaces", i)
		}
		again := map[string]string{}
		entry := s.Intn(d.Len("spec", "destinations"))
		for _, field := range d.Keys("spec", "destinations", entry) {
			again[field] = d.Get("spec", "destinations", entry, field)
		}
		return At(d, "spec", "destinations", d.Append(again, "spec", "destinations"))
	},
	"project-entry-refused": func(s *Set) Planted {
		d := s.AppProject(s.idle)
		if s.Intn(2) == 0 {
			return At(d, "spec", "sourceRepos", d.Append("!*", "spec", "sourceRepos"))
		}
		i := d.Append(map[string]string{"server": "https://kubernetes.default.svc", "namespace": "!*"}, "spec", "destinations")
		return At(d, "spec", "destinations", i, "namespace")
	},
	"project-placeholder-left": func(s *Set) Planted {
		d := s.AppProject()
		if s.Intn(2) == 0 {
			return At(d, "spec", "sourceRepos", d.Append("https://github.com/<owner>/planted", "spec", "sourceRepos"))
		}
		i := d.Append(map[string]string{"server": "https://<cluster>", "namespace": "planted"}, "spec", "destinations")
		return At(d, "spec", "destinations", i, "server")
	},
	"project-permits-nothing": func(s *Set) Planted {
		d := s.AppProject(func(d *Doc) bool { return d.Len("spec", "sourceRepos") > 0 && d.Len("spec", "destinations") > 0 })
		field := Pick(s, "sourceRepos", "destinations")
		if d.Has("spec", "description") && s.Intn(2) == 0 {
			d.Remove("spec", field)
			return At(d)
		}
		d.Set([]string{}, "spec", field)
		return At(d, "spec", field)
	},
	"project-namespace-wrong": func(s *Set) Planted {
		for _, d := range s.docs {
			if it := d.Item(); it.Is("kustomize.config.k8s.io", "Kustomization") && it.Lookup("namespace") != nil {
				return Planted{} // kustomize says in which namespace all of it is
			}
		}
		own := map[string]bool{}
		for _, d := range append(s.All(view.ConfigMap, named("argocd-cm")), s.All(view.ConfigMap, named("argocd-rbac-cm"))...) {
			own[d.Get("metadata", "namespace")] = true
		}
		for _, d := range s.All(rule.Kind{Group: "fairlead.dev", Name: "Platform"}) {
			own[d.Get("spec", "argocd", "namespace")] = true
		}
		delete(own, "")
		switch len(own) {
		case 0:
			s.Base(baseConfigMap)
		case 1:
		default:
			return Planted{} // whose namespace it should be nobody knows
		}
		d := s.Add(strings.NewReplacer("planted-argocd", Pick(s, "default", "planted-nowhere")).Replace(baseProject))
		return At(d, "metadata", "namespace")
	},
	"project-name-duplicate": func(s *Set) Planted {
		d := s.AppProject(func(d *Doc) bool { return d.Has("spec", "sourceRepos") && d.Has("spec", "destinations") })
		copied := s.AddFile(path.Join(path.Dir(d.Path()), "planted.yaml"), string(d.doc.Text))
		copied.Append("https://github.com/planted-again/*", "spec", "sourceRepos")
		planted := At(d, "metadata", "name")
		planted.At = append(planted.At, At(copied, "metadata", "name").At...)
		return planted
	},
	"project-kind-namespaced": func(s *Set) Planted {
		return kindEntry(s, Pick(s, "clusterResourceWhitelist", "clusterResourceBlacklist"), Pick(s, [2]string{"", "ConfigMap"}, [2]string{"apps", "Deployment"}, [2]string{"batch", "CronJob"}), "kind")
	},
	"project-kind-cluster-scoped": func(s *Set) Planted {
		return kindEntry(s, "namespaceResourceBlacklist", Pick(s, [2]string{"", "Namespace"}, [2]string{"rbac.authorization.k8s.io", "ClusterRole"}, [2]string{"storage.k8s.io", "StorageClass"}), "kind")
	},
	"project-kind-group-wrong": func(s *Set) Planted {
		const list = "namespaceResourceWhitelist"
		if found := s.All(view.AppProject, func(d *Doc) bool { return d.Get("spec", list, 0, "group") == "argoproj.io" }); len(found) > 0 {
			d := Pick(s, found...)
			d.Set("", "spec", list, 0, "group")
			return At(d, "spec", list, 0, "group")
		}
		return kindEntry(s, "namespaceResourceBlacklist", Pick(s, [2]string{"", "NetworkPolicy"}, [2]string{"", "Deployment"}, [2]string{"", "CronJob"}), "group")
	},
	"project-too-wide": func(s *Set) Planted {
		d := s.AppProject(func(d *Doc) bool { return d.Get("metadata", "name") != "default" })
		switch s.Intn(3) {
		case 0:
			return At(d, "spec", "sourceRepos", d.Append(Pick(s, "*", "**"), "spec", "sourceRepos"))
		case 1:
			return At(d, "spec", "destinations", d.Append(map[string]string{Pick(s, "server", "name"): "*", "namespace": "*"}, "spec", "destinations"))
		}
		i := d.Append(map[string]string{"group": "*", "kind": "*"}, "spec", "clusterResourceWhitelist")
		return At(d, "spec", "clusterResourceWhitelist", i, "kind")
	},
	"orphan-ignore-dead": func(s *Set) Planted {
		d := s.AppProject()
		entry, field := map[string]string{"kind": "Deployment"}, "kind"
		switch s.Intn(4) {
		case 0:
			entry["group"], field = Pick(s, "apps/v1", "batch", "v1"), "group"
		case 1:
			entry, field = map[string]string{"group": Pick(s, "core", "v1"), "kind": "Secret", "name": "planted-*"}, "group"
		case 2:
			entry["group"], entry["kind"] = "apps", Pick(s, "Deployments", "statefulset")
		}
		list := []any{"spec", "orphanedResources", "ignore"}
		if s.Intn(2) == 0 {
			d.Append(map[string]string{"kind": "Secret", "name": "planted"}, list...)
		}
		return At(d, append(list, d.Append(entry, list...), field)...)
	},
	"orphan-warning-off": func(s *Set) Planted {
		d := s.AppProject(func(d *Doc) bool { return !d.Has("spec", "orphanedResources", "warn") })
		d.Set(Pick[any](s, map[string]any{}, map[string]any{"ignore": []map[string]string{{"kind": "Secret", "name": "planted"}}}), "spec", "orphanedResources")
		return At(d, "spec", "orphanedResources")
	},
	"project-service-account-not-valid": func(s *Set) Planted {
		d := s.AppProject()
		field, entry := "defaultServiceAccount", map[string]string{"server": "https://kubernetes.default.svc", "namespace": "planted", "defaultServiceAccount": "planted"}
		switch s.Intn(3) {
		case 0:
			field = "namespace"
			entry[field] = "!planted"
		default:
			entry[field] = Pick(s, "planted-*", "planted/deployer", "!planted", " ")
		}
		i := d.Append(entry, "spec", "destinationServiceAccounts")
		planted := At(d, "spec", "destinationServiceAccounts", i, field)
		if !s.ArgoCD.AtLeast(2, 13) {
			planted = planted.And("field-unknown") // the whole list came with v2.13
		}
		return planted
	},
}

// kindEntry adds an entry to one of the four lists of kinds; the fault is in one of its fields.
func kindEntry(s *Set, list string, kind [2]string, field string) Planted {
	d := s.AppProject(s.idle)
	i := d.Append(map[string]string{"group": kind[0], "kind": kind[1]}, "spec", list)
	return At(d, "spec", list, i, field)
}

// idle: no Application of the set is of the AppProject, so that it may permit less.
func (s *Set) idle(d *Doc) bool {
	name := d.Get("metadata", "name")
	return name != "" && len(s.deliveries(func(other delivery) bool { return other.get("project") == name })) == 0 && !strings.Contains(name, "{")
}
