// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// settings are the faults of the rules of the package settings.
var settings = map[string]Fault{
	"account-name-dotted": func(s *Set) Planted {
		return settingKey(s, Pick(s, "accounts.planted.bot", "accounts.planted.bot.enabled", "accounts.planted.enable"), "apiKey")
	},
	"account-enabled-not-bool": func(s *Set) Planted {
		return setting(s, "accounts.planted.enabled", Pick(s, "yes", "on", "", "enabled"))
	},
	"account-undeclared": func(s *Set) Planted {
		return settingKey(s, "accounts.planted-undeclared.enabled", Pick(s, "true", "1", "T"))
	},
	"setting-malformed": func(s *Set) Planted {
		wrong := Pick(s,
			malformed{"resource.exclusions", "- apiGroups: [cilium.io]\n  kind: [CiliumIdentity]\n", 1},
			malformed{"resource.inclusions", "apiGroups: ['*']\nkinds: ['*']\n", 0},
			malformed{"resource.compareoptions", "# of all\nignoreAggregatedRole: true\n", 1},
			malformed{"oidc.config", "- name: Planted\n  issuer: https://planted.example.org\n", 0},
			malformed{"resource.customizations.ignoreDifferences.apps_StatefulSet", "jsonPointers:\n- /spec/replicas\njqPathExpression: [.spec]\n", 2},
			malformed{"globalProjects", "- projectName: planted\n  labelSelecter: {}\n", 1})
		return wrong.plant(s)
	},
	"customization-difference-dead": func(s *Set) Planted {
		wrong := Pick(s,
			malformed{"resource.customizations.ignoreDifferences.apps_StatefulSet", "jsonPointers:\n- /spec/replicas\n- spec/template\n", 2},
			malformed{"resource.customizations.ignoreDifferences.apps_StatefulSet", "jqPathExpressions:\n- .spec.containers[.image\n", 1},
			malformed{"resource.customizations.ignoreResourceUpdates.all", "jqPathExpressions:\n- .status | map(\n", 1})
		return wrong.plant(s)
	},
	"account-capability-unknown": func(s *Set) Planted {
		return setting(s, "accounts.planted-reader", Pick(s, "apikey", "login, apiKeys", "[login, apiKey]", "read"))
	},
	"account-of-pipeline-logs-in": func(s *Set) Planted {
		return setting(s, Pick(s, "accounts.planted-bot", "accounts.ci-planted", "accounts.planted-github-actions"), Pick(s, "login", "apiKey, login"))
	},
	"setting-removed": func(s *Set) Planted {
		keys := []string{"configManagementPlugins"}
		if s.ArgoCD.AtLeast(3, 0) {
			keys = append(keys, "repositories", "repository.credentials", "helm.repositories", "server.rbac.log.enforce.enable")
		}
		return settingKey(s, Pick(s, keys...), "- name: planted\n")
	},
	"setting-too-new": func(s *Set) Planted {
		if !s.ArgoCD.AtLeast(3, 3) && s.Intn(2) == 0 {
			return settingKey(s, "application.sync.requireOverridePrivilegeForRevisionSync", "true")
		}
		if s.ArgoCD.AtLeast(3, 6) {
			return Planted{}
		}
		return settingKey(s, "server.rbac.rollback.enforce.enable", "true")
	},
	"setting-misplaced": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return settingKey(s, Pick(s, "server.insecure", "controller.diff.server.side", "reposerver.parallelism.limit"), "1")
		}
		d := s.One(view.ConfigMap, []string{baseParams}, named("argocd-cmd-params-cm"))
		key := Pick(s, "exec.enabled", "timeout.reconciliation", "accounts.planted")
		d.Set("1", "data", key)
		return AtKey(d, "data", key)
	},
	"setting-unknown": func(s *Set) Planted {
		if s.Intn(2) == 0 {
			return settingKey(s, Pick(s, "user.anonymous.enabled", "exec.enable", "planted.by.somebody", "timeout.reconcilliation"), "1")
		}
		d := s.One(view.ConfigMap, []string{baseParams}, named("argocd-cmd-params-cm"))
		key := Pick(s, "server.insecur", "controller.log.levels", "application.namespace")
		d.Set("1", "data", key)
		return AtKey(d, "data", key)
	},
	"setting-not-bool": func(s *Set) Planted {
		key := Pick(s, "exec.enabled", "users.anonymous.enabled", "statusbadge.enabled", "admin.enabled")
		return setting(s, key, Pick(s, "yes", "off", "enabled"))
	},
	"tracking-method-unknown": func(s *Set) Planted {
		return setting(s, "application.resourceTrackingMethod", Pick(s, "annotations", "Label", "label+annotation", "none"))
	},
	"customization-key-not-valid": func(s *Set) Planted {
		return settingKey(s, "resource.customizations."+Pick(s, "ignoreDifferences.v1_Secret", "ignoreDiferences.Secret", "health.apps_v1_Deployment"), "jsonPointers: [/planted]\n")
	},
	"settings-with-hash-suffix": func(s *Set) Planted {
		const base = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- https://github.com/planted/planted//deploy?ref=v1\n"
		d := s.One(rule.Kind{Group: "kustomize.config.k8s.io", Name: "Kustomization"}, []string{base}, func(d *Doc) bool { return !excepted(d) && !d.Has("generatorOptions") })
		generator := map[string]any{"name": Pick(s, "argocd-cm", "argocd-rbac-cm", "argocd-notifications-cm"), "files": []string{"planted.yaml"}}
		if s.Intn(2) == 0 {
			generator["options"] = map[string]any{"labels": map[string]string{"app.kubernetes.io/part-of": "argocd"}}
		}
		i := d.Append(generator, "configMapGenerator")
		return At(d, "configMapGenerator", i, "name")
	},
	"config-map-value-not-text": func(s *Set) Planted {
		d := configMap(s)
		d.Set(Pick[any](s, true, 1, 1.5, YAML("on"), []string{"planted"}, map[string]string{"planted": "yes"}), "data", "planted")
		return At(d, "data", "planted")
	},
	"config-map-key-not-valid": func(s *Set) Planted {
		d := configMap(s)
		key := Pick(s, "planted/by", "planted by", "planted:by", "planted@by")
		field := "data"
		if s.Intn(4) == 0 {
			field = "binaryData"
		}
		d.Set("cGxhbnRlZA==", field, key)
		return AtKey(d, field, key)
	},
}

const baseParams = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cmd-params-cm
  namespace: planted-argocd
  labels:
    app.kubernetes.io/part-of: argocd
data:
  server.insecure: "true" # TLS ends before
`

// baseSettings is a ConfigMap of an application, which Argo CD does not read.
const baseSettings = `
apiVersion: v1
kind: ConfigMap
metadata:
  name: planted-settings
  namespace: planted
data:
  greeting: hello
`

// settingKey puts a key into argocd-cm that must not stand there; setting one with a wrong value.
func settingKey(s *Set, key, value string) Planted {
	d := argocdSettings(s, key)
	d.Set(value, "data", key)
	return AtKey(d, "data", key)
}

func setting(s *Set, key, value string) Planted {
	d := argocdSettings(s, key)
	d.Set(value, "data", key)
	return At(d, "data", key)
}

// argocdSettings returns argocd-cm.
func argocdSettings(s *Set, key string) *Doc {
	d := s.One(view.ConfigMap, []string{baseConfigMap}, named("argocd-cm"))
	if d.Has("data", key) && !strings.HasPrefix(key, "accounts.") {
		d.Remove("data", key)
	}
	return d
}

// configMap returns any ConfigMap that reaches a cluster and whose values no other rule reads.
func configMap(s *Set) *Doc {
	return s.One(view.ConfigMap, []string{baseSettings}, func(d *Doc) bool {
		name := d.Get("metadata", "name")
		return !strings.HasPrefix(name, "argocd-") && d.Get("metadata", "annotations", "config.kubernetes.io/local-config") != fmt.Sprint(true)
	})
}

// malformed is a value of argocd-cm that is read as YAML, and the line that is wrong, counted from 0.
type malformed struct {
	key, text string
	line      int
}

func (m malformed) plant(s *Set) Planted {
	d := argocdSettings(s, m.key)
	d.Set(m.text, "data", m.key)
	return d.atLine(m.line, "data", m.key)
}
