// SPDX-License-Identifier: Apache-2.0

package generate

import (
	"encoding/json"
	"sort"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rbac"

	"go.yaml.in/yaml/v3"
)

// Setting is what has to be set in one ConfigMap of Argo CD or of Image Updater.
//
// They are never ConfigMaps that Argo CD applies: a partial ConfigMap that is applied server-side over one that was made
// by kubectl apply loses every key and label that it does not name, the user's policies first.
type Setting struct {
	ConfigMap, Namespace string
	Data                 []Entry
}

// Entry is a key of a ConfigMap and its value.
type Entry struct{ Key, Value string }

// updaterConfigMap is the ConfigMap that Image Updater reads, in its own namespace, which is Argo CD's by default.
const updaterConfigMap = imageupdater.ConfigMap

// Settings returns what has to be set for a Model, per ConfigMap, the keys in order. A ConfigMap without a key is not
// among them, nor is that of an Image Updater which the package installs: its Application sets the keys.
func Settings(m *v1alpha1.Model) []Setting {
	namespace := m.Platform.Spec.ArgoCD.Namespace
	all := []Setting{
		{argocd.ConfigMap, namespace, accounts(m)},
		{argocd.ConfigMapRBAC, namespace, policies(m)},
	}
	if !m.Platform.Spec.ImageUpdater.Install {
		all = append(all, updaterSetting(m))
	}
	set := all[:0]
	for _, s := range all {
		if len(s.Data) > 0 {
			set = append(set, s)
		}
	}
	return set
}

// data returns the keys as the `data` of a ConfigMap.
func (s Setting) data(b *krm.Builder) *yaml.Node {
	data := b.Map()
	for _, e := range s.Data {
		b.Put(data, e.Key, b.String(e.Value))
	}
	return data
}

// JSON returns the setting as a JSON merge patch (RFC 7386).
func (s Setting) JSON() ([]byte, error) {
	data := make(map[string]string, len(s.Data))
	for _, e := range s.Data {
		data[e.Key] = e.Value
	}
	return json.Marshal(map[string]any{"data": data})
}

// accountPrefix begins the key of a local account in argocd-cm.
const accountPrefix = "accounts."

// accounts are the local accounts of the pipelines: they may make tokens and cannot log in.
func accounts(m *v1alpha1.Model) []Entry {
	var data []Entry
	if m.Platform.Spec.ArgoCD.RequireOverrideForRevisionSync {
		data = append(data, Entry{argocd.RequireOverrideForRevisionSync, "true"})
	}
	if m.Platform.Spec.ArgoCD.CI == v1alpha1.CIProjectRole {
		return data
	}
	seen := map[string]bool{}
	for _, project := range m.Projects {
		if account := project.Spec.CI.Account; !seen[account] {
			seen[account] = true
			data = append(data, Entry{accountPrefix + account, "apiKey"})
		}
	}
	return sorted(data)
}

// policies allow each pipeline its own Application, each under a key of its own: Argo CD joins every policy.*.csv.
func policies(m *v1alpha1.Model) []Entry {
	if m.Platform.Spec.ArgoCD.CI == v1alpha1.CIProjectRole {
		return nil
	}
	data := make([]Entry, 0, len(m.Projects))
	for _, project := range m.Projects {
		data = append(data, Entry{rbac.PolicyKey(project.Name), rbac.SyncPolicy(project.Spec.CI.Account, project.Name, "", project.Name)})
	}
	return sorted(data)
}

// updaterSetting is what has to be set in the ConfigMap of Image Updater, by whoever sets it.
func updaterSetting(m *v1alpha1.Model) Setting {
	return Setting{updaterConfigMap, m.Platform.Spec.ArgoCD.Namespace, registries(m)}
}

func registries(m *v1alpha1.Model) []Entry {
	list := m.Platform.Spec.ImageUpdater.Registries
	if len(list) == 0 {
		return nil
	}
	out := make([]imageupdater.Registry, len(list))
	for i, r := range list {
		out[i] = imageupdater.Registry{
			Prefix: r.Prefix, Name: r.Name, APIURL: r.APIURL, Credentials: r.Credentials,
			CredsExpire: r.CredsExpire, Limit: r.Limit,
		}
	}
	return []Entry{{"registries.conf", imageupdater.FormatRegistries(out)}}
}

func sorted(data []Entry) []Entry {
	sort.Slice(data, func(i, j int) bool { return data[i].Key < data[j].Key })
	return data
}
