// SPDX-License-Identifier: Apache-2.0

package way

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
)

// Manifests returns the files that a person takes into the installation of Argo CD, by their paths below the folder
// install/. Each folder is a kustomize Component; values.yaml in one is the same for the chart argo/argo-cd.
func (o Options) Manifests() map[string]string {
	return map[string]string{
		"wrapper/kustomization.yaml":      o.component("wrapper", "Argo CD calls Fairlead as a kustomize, for each Application that asks for it.", "Deployment", "ConfigMap"),
		"wrapper/argocd-repo-server.yaml": repoServer + o.installer() + mainContainer(volumeMount(12)),
		"wrapper/argocd-cm.yaml":          configMap(KustomizeKey, KustomizePath),
		"wrapper/values.yaml":             o.values(KustomizeKey+": "+KustomizePath, volumeMount(4)),
		"wrapper/application.yaml":        application("# Without this line plain kustomize builds the folder, and runs no function.\nkustomize: {version: " + Version + "}\n"),

		"global-flags/kustomization.yaml":      o.component("global-flags", "Every Application may run every program that its repository names. Read docs/argo-cd.md before you take this.", "Deployment", "ConfigMap"),
		"global-flags/argocd-repo-server.yaml": repoServer + o.installer() + mainContainer(o.functionMounts(12)),
		"global-flags/argocd-cm.yaml":          "# This takes the place of flags that are already there: write all of them.\n" + configMap(argocd.KeyKustomizeBuildOptions, strings.Join(Flags, " ")),
		"global-flags/values.yaml":             o.values(argocd.KeyKustomizeBuildOptions+": "+strings.Join(Flags, " "), o.functionMounts(4)),

		"sidecar/kustomization.yaml":      o.component("sidecar", "A Config Management Plugin renders, beside the repo server.", "Deployment", ""),
		"sidecar/plugin.yaml":             o.pluginConfigMap(),
		"sidecar/argocd-repo-server.yaml": repoServer + pluginVolumes(6, pluginMap) + "      containers:\n" + o.sidecar(8, pluginMap, pluginFile),
		"sidecar/values.yaml":             o.sidecarValues(),
		"sidecar/application.yaml":        application("plugin: {name: " + Plugin + "}\n"),

		"network-policy/kustomization.yaml": o.component("network-policy", "The repo server reaches Git, registries and Redis, and nothing else.", "", ""),
		"network-policy/repo-server.yaml":   egress,
	}
}

// patched are what the manifests patch, by kind.
var patched = map[string]string{"Deployment": "argocd-repo-server", "ConfigMap": argocd.ConfigMap}

// component is a kustomize Component that patches the resources of the given kinds. A patch with a target that nothing is
// would pass in silence, so each target is also the source of a replacement, which fails then.
func (o Options) component(name, about string, kinds ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n# A component for the kustomization that installs Argo CD.\napiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n", about)
	switch name {
	case "sidecar":
		b.WriteString("resources:\n  - plugin.yaml\n")
	case "network-policy":
		b.WriteString("resources:\n  - repo-server.yaml\n")
	}
	var patches, replacements string
	for _, kind := range kinds {
		if kind == "" {
			continue
		}
		patches += fmt.Sprintf("  - target: {kind: %s, name: %s}\n    path: %s.yaml\n", kind, patched[kind], patched[kind])
		target := fmt.Sprintf("{kind: %s, name: %s", kind, patched[kind])
		replacements += fmt.Sprintf("  - source: %s, fieldPath: metadata.name}\n    targets:\n      - select: %s}\n        fieldPaths: [metadata.name]\n", target, target)
	}
	if patches != "" {
		b.WriteString("patches:\n" + patches + "# These change nothing. They fail where what is patched is not there.\nreplacements:\n" + replacements)
	}
	return b.String()
}

const repoServer = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: argocd-repo-server
spec:
  template:
    spec:
`

// configMap is a patch of argocd-cm.
func configMap(key, value string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\ndata:\n  %s: %s\n", argocd.ConfigMap, key, value)
}

// securityContext is as strict as that of the repo server, whose user is 999.
const securityContext = `securityContext:
  runAsNonRoot: true
  runAsUser: ` + pluginUser + `
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
  seccompProfile: {type: RuntimeDefault}
`

// indent moves lines to the right.
func indent(by int, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.Repeat(" ", by) + line)
	}
	return b.String()
}

// list makes the lines of a mapping an entry of a list.
func list(by int, mapping string) string {
	return strings.Repeat(" ", by) + "- " + strings.TrimPrefix(indent(by+2, mapping), strings.Repeat(" ", by+2))
}

// installVolume and installContainer put the binary into the volume before the repo server starts.
const installVolume = "name: " + volume + "\nemptyDir: {}\n"

func (o Options) installContainer() string {
	return "name: " + initContainer + "\nimage: " + o.image() + "\nargs: [install, " + Dir + "]\n" + securityContext +
		"volumeMounts:\n  - {name: " + volume + ", mountPath: " + Dir + "}\n"
}

func (o Options) installer() string {
	return "      volumes:\n" + list(8, installVolume) + "      initContainers:\n" + list(8, o.installContainer())
}

func volumeMount(by int) string {
	return strings.Repeat(" ", by) + "- {name: " + volume + ", mountPath: " + Dir + ", readOnly: true}\n"
}

// functionMounts put each function on the PATH of the repo server.
func (o Options) functionMounts(by int) string {
	var b strings.Builder
	for _, name := range o.Functions {
		fmt.Fprintf(&b, "%*s- {name: %s, mountPath: /usr/local/bin/%s, subPath: %s, readOnly: true}\n", by, "", volume, name, name)
	}
	return b.String()
}

func mainContainer(mounts string) string {
	return "      containers:\n        - name: argocd-repo-server\n          volumeMounts:\n" + mounts
}

// values are those of the chart argo/argo-cd: a key of argocd-cm, the init container, and what the repo server mounts.
func (o Options) values(setting, mounts string) string {
	return aboutValues + "configs:\n  cm:\n    " + setting + "\nrepoServer:\n  volumes:\n" + list(4, installVolume) +
		"  initContainers:\n" + list(4, o.installContainer()) + "  volumeMounts:\n" + mounts
}

const aboutValues = "# Values for the chart argo/argo-cd. Lists take the place of lists: add your own entries to these.\n"

// pluginSpec is what the plugin runs. It has no discover: an Application asks for it by name, and none is taken over because
// of a file that it holds.
const pluginSpec = "generate:\n  command: [" + Binary + ", render, --stdout, .]\n"

func (o Options) pluginConfigMap() string {
	plugin := "apiVersion: " + argocd.APIVersion + "\nkind: " + pluginKind + "\nmetadata:\n  name: " + Plugin + "\nspec:\n" +
		"  # Without `discover` an Application must ask for the plugin by name.\n" + indent(2, pluginSpec)
	return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + pluginMap + "\n  labels:\n    app.kubernetes.io/part-of: argocd\ndata:\n  " + pluginFile + ": |\n" + indent(4, plugin)
}

func pluginVolumes(by int, config string) string {
	return indent(by, "volumes:\n  - name: "+config+"\n    configMap: {name: "+config+"}\n  - name: "+pluginTmp+"\n    emptyDir: {}\n")
}

// sidecar is the container of the plugin. Its /tmp is its own: Argo CD advises against sharing that of the repo server.
func (o Options) sidecar(by int, config, file string) string {
	return list(by, "name: "+sidecar+"\nimage: "+o.image()+"\ncommand: ["+pluginServer+"]\n"+securityContext+"volumeMounts:\n"+
		"  - {name: var-files, mountPath: /var/run/argocd}\n"+
		"  - {name: plugins, mountPath: "+pluginSockets+"}\n"+
		"  - {name: "+config+", mountPath: "+pluginConfig+"/"+pluginFile+", subPath: "+file+"}\n"+
		"  - {name: "+pluginTmp+", mountPath: /tmp}\n")
}

// chartPluginMap is the ConfigMap that the chart makes of configs.cmp.plugins, with a file for each plugin.
const chartPluginMap = "argocd-cmp-cm"

func (o Options) sidecarValues() string {
	return aboutValues + "configs:\n  cmp:\n    create: true\n    plugins:\n      " + Plugin + ":\n" + indent(8, pluginSpec) +
		"repoServer:\n" + pluginVolumes(2, chartPluginMap) + "  extraContainers:\n" + o.sidecar(4, chartPluginMap, Plugin+".yaml")
}

// application is an Application with a source that asks for a way.
func application(asks string) string {
	return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: delivery
  namespace: argocd
spec:
  project: k3s # the AppProject in root.yaml
  source:
    repoURL: https://github.com/owner/platform
    targetRevision: main
    path: .
` + indent(4, asks) + `  destination:
    server: https://kubernetes.default.svc
    namespace: argocd
`
}

// egress is what the repo server needs to reach. Policies add up: the one of Argo CD for what comes in stays.
const egress = `# What the repo server may reach. k3s enforces policies; on another cluster the network plugin must.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: argocd-repo-server-egress
  labels:
    app.kubernetes.io/part-of: argocd
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: argocd-repo-server
  policyTypes: [Egress]
  egress:
    # Names.
    - to:
        - namespaceSelector: {}
          podSelector:
            matchLabels: {k8s-app: kube-dns}
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}
    # The cache of Argo CD.
    - to:
        - podSelector:
            matchExpressions:
              - {key: app.kubernetes.io/name, operator: In, values: [argocd-redis, argocd-redis-ha-haproxy]}
        - podSelector:
            matchLabels: {app: redis-ha-haproxy}
      ports:
        - {protocol: TCP, port: 6379}
    # Git and registries on the Internet, over HTTPS and SSH. What lies in a private network, the API server and the
    # metadata service of a cloud among it, is left out: add the address of a Git server of your own.
    - to:
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
        - ipBlock:
            cidr: ::/0
            except: [fc00::/7, fe80::/10]
      ports:
        - {protocol: TCP, port: 443}
        - {protocol: TCP, port: 22}
`
