// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"fmt"
	"strings"
)

// applicationIgnores are faults in ignoreDifferences.
var applicationIgnores = map[string]Fault{
	"ignore-difference-group-dead": func(s *Set) Planted {
		d := s.delivery()
		if found := s.deliveries(keepsSecrets); len(found) > 0 && s.Intn(2) == 0 {
			d = Pick(s, found...)
			rule := d.at("ignoreDifferences", s.Intn(d.Len(d.at("ignoreDifferences")...)), "group")
			d.Set(Pick(s, "v1", "core", "apps"), rule...)
			return At(d.Doc, rule...)
		}
		switch s.Intn(3) {
		case 0:
			return At(d.Doc, append(d.ignore("{group: apps/v1, kind: Deployment, jsonPointers: [/spec/replicas]}"), "group")...)
		case 1:
			return At(d.Doc, append(d.ignore("{group: core, kind: ConfigMap, name: planted, jsonPointers: [/data]}"), "group")...)
		}
		return At(d.Doc, append(d.ignore("{kind: StatefulSet, jsonPointers: [/spec/replicas]}"), "kind")...)
	},
	"ignore-difference-kind-dead": func(s *Set) Planted {
		d := s.delivery()
		kind := Pick(s, "Deployments", "deployment", "statefulset", "Deploymnt", "DeamonSet")
		return At(d.Doc, append(d.ignore("{group: apps, kind: "+kind+", jsonPointers: [/spec/replicas]}"), "kind")...)
	},
	"ignore-difference-name-glob": func(s *Set) Planted {
		d := s.delivery()
		field := Pick(s, "name", "namespace")
		return At(d.Doc, append(d.ignore("{group: apps, kind: Deployment, "+field+": 'web-*', jsonPointers: [/spec/replicas]}"), field)...)
	},
	"ignore-difference-pointer-dead": func(s *Set) Planted {
		d := s.delivery()
		if found := s.deliveries(keepsSecrets); len(found) > 0 && s.Intn(2) == 0 {
			d = Pick(s, found...)
			pointers := d.at("ignoreDifferences", s.Intn(d.Len(d.at("ignoreDifferences")...)), "jsonPointers")
			i := d.Append(Pick(s, `/data/tls\.crt`, "/data/", "metadata/labels", "/data/~token"), pointers...)
			return At(d.Doc, append(pointers, i)...)
		}
		pointer := Pick(s, "spec/replicas", "/metadata/annotations/example.com/restarted", "/spec/template/spec/containers/*/image", "/spec/~2")
		return At(d.Doc, append(d.ignore("{group: apps, kind: Deployment, jsonPointers: [/spec/replicas, '"+pointer+"']}"), "jsonPointers", 1)...)
	},
	"ignore-difference-query-broken": func(s *Set) Planted {
		d := s.delivery()
		query := Pick(s, ".spec.containers[.image", ".spec | map(", "spec/replicas", ".spec.containers[] | select(.name = )")
		return At(d.Doc, append(d.ignore(fmt.Sprintf("{group: apps, kind: Deployment, jqPathExpressions: [.status, %q]}", query)), "jqPathExpressions", 1)...)
	},
	"ignore-difference-empty": func(s *Set) Planted {
		d := s.delivery(whole)
		return At(d.Doc, d.ignore(Pick(s, "{group: apps, kind: Deployment}", "{group: apps, kind: Deployment, jsonPointers: []}", "{kind: ConfigMap, name: planted}"))...)
	},
	"secret-ignored-not-respected": func(s *Set) Planted {
		if found := s.deliveries(keepsSecrets, whole); len(found) > 0 {
			d := Pick(s, found...)
			d.dropOption("RespectIgnoreDifferences=true")
			var planted Planted
			for i := range d.Len(d.at("ignoreDifferences")...) {
				planted.At = append(planted.At, At(d.Doc, d.at("ignoreDifferences", i, "kind")...).At...)
			}
			return planted
		}
		d := s.delivery(keepsNothing, whole)
		d.dropOption("RespectIgnoreDifferences=true")
		return At(d.Doc, append(d.ignore("{kind: Secret, name: planted, jsonPointers: [/data, /stringData]}"), "kind")...)
	},
	"secret-string-data-not-ignored": func(s *Set) Planted {
		d := s.delivery(keepsNothing)
		if found := s.deliveries(keepsSecrets, keepsByName); len(found) > 0 {
			d = Pick(s, found...)
		}
		rule := d.ignore("{kind: Secret, name: planted, namespace: '" + d.get("destination", "namespace") + "', jsonPointers: [/data]}")
		d.option("RespectIgnoreDifferences=true")
		if namespace := d.get("destination", "namespace"); namespace != "" && !strings.ContainsAny(namespace, "{$") && s.Intn(2) == 0 {
			s.Add("apiVersion: v1\nkind: Secret\nmetadata:\n  name: planted\n  namespace: " + namespace + "\nstringData:\n  token: ''\n")
		}
		return At(d.Doc, append(rule, "jsonPointers", 0)...)
	},
	"kept-secret-prunable": func(s *Set) Planted {
		d := s.delivery(keepsNothing, whole, func(d delivery) bool {
			return len(d.spec) == 1 && d.get("destination", "namespace") != "" && d.get("syncPolicy", "automated", "enabled") != "false"
		})
		for _, option := range []string{"Prune=false", "Prune=confirm"} {
			d.dropOption(option)
		}
		d.Set(true, d.at("syncPolicy", "automated", "prune")...)
		d.option("RespectIgnoreDifferences=true")
		kept := s.Add("apiVersion: v1\nkind: Secret\nmetadata:\n  name: planted-kept\n  namespace: " + d.get("destination", "namespace") + "\ntype: Opaque\n")
		if s.Intn(2) == 0 {
			kept.Set(Pick(s, "Delete=false", "Prune=true", "ServerSideApply=true"), "metadata", "annotations", "argocd.argoproj.io/sync-options")
		}
		return At(d.Doc, append(d.ignore("{kind: Secret, name: planted-kept, jsonPointers: [/data, /stringData]}"), "jsonPointers", 0)...)
	},
	"secret-keys-ignored-singly": func(s *Set) Planted {
		d := s.delivery(keepsNothing)
		d.option("RespectIgnoreDifferences=true")
		return At(d.Doc, append(d.ignore("{kind: Secret, name: planted, jsonPointers: [/metadata/labels, /data/token]}"), "jsonPointers", 1)...)
	},
	"secret-ignored-by-manager": func(s *Set) Planted {
		d := s.delivery(keepsNothing, unfollowed)
		d.option("RespectIgnoreDifferences=true")
		rule := d.ignore("{kind: Secret, name: planted, managedFieldsManagers: [external-secrets, " + Pick(s, "kubectl-edit", "k9s", "kubectl-client-side-apply") + "]}")
		return At(d.Doc, append(rule, "managedFieldsManagers", 1)...)
	},
	"replace-with-kept-secrets": func(s *Set) Planted {
		d := s.delivery(keepsNothing, unfollowed, s.childless)
		d.option("RespectIgnoreDifferences=true")
		d.ignore("{kind: Secret, name: planted, managedFieldsManagers: [external-secrets]}")
		return At(d.Doc, d.option("Replace=true")...)
	},
}

// keepsSecrets: all rules of ignoreDifferences keep the whole data of Secrets by pointers, and syncs respect them.
func keepsSecrets(d delivery) bool {
	n := d.Len(d.at("ignoreDifferences")...)
	for i := range n {
		rule := d.at("ignoreDifferences", i)
		if d.get("ignoreDifferences", i, "kind") != "Secret" || d.has("ignoreDifferences", i, "group") || d.Len(append(rule, "jsonPointers")...) != 2 ||
			d.get("ignoreDifferences", i, "jsonPointers", 0) != "/data" || d.get("ignoreDifferences", i, "jsonPointers", 1) != "/stringData" {
			return false
		}
	}
	for _, option := range d.options() {
		if option == "RespectIgnoreDifferences=true" {
			return n > 0
		}
	}
	return false
}

// keepsByName: each rule of ignoreDifferences is about one resource.
func keepsByName(d delivery) bool {
	for i := range d.Len(d.at("ignoreDifferences")...) {
		if d.get("ignoreDifferences", i, "name") == "" {
			return false
		}
	}
	return true
}
