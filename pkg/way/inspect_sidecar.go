// SPDX-License-Identifier: Apache-2.0

package way

import (
	"fmt"
	"path"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// isPluginServer reports whether a container is the sidecar of a plugin.
func isPluginServer(container *yaml.Node) bool {
	command := words(krm.Lookup(container, "command"))
	return len(command) > 0 && path.Base(command[0]) == path.Base(pluginServer)
}

// sidecarPlugin looks at the Config Management Plugin.
func (in *installation) sidecarPlugin() Way {
	w := Way{Name: Sidecar}
	container := in.findSidecar()
	if container == nil {
		if lost := in.pluginUsers(Plugin); len(lost) > 0 && !in.hasPlugins() {
			w.Findings = []Finding{{Wrong, fmt.Sprintf("%s asks for the plugin %s, and no sidecar offers it", named(lost), Plugin), in.component(Sidecar)}}
		}
		return w
	}
	w.Installed = true
	w.Findings = in.judgeSidecar(container)
	name, findings := in.judgePlugin(container)
	w.Findings = append(w.Findings, findings...)
	if name != "" {
		w.Findings = append(w.Findings, in.judgePluginUsers(name)...)
	}
	w.Works = !failed(w.Findings)
	return w
}

// findSidecar finds the container by its image, or by its name.
func (in *installation) findSidecar() *yaml.Node {
	for _, c := range entries(krm.Lookup(in.pod, "containers")) {
		if c != in.main && (in.isImage(krm.Text(krm.Lookup(c, "image"))) || krm.Text(krm.Lookup(c, "name")) == sidecar) {
			return c
		}
	}
	return nil
}

// hasPlugins reports whether there is any sidecar of a plugin. What it offers may be baked into its image.
func (in *installation) hasPlugins() bool {
	return slices.ContainsFunc(entries(krm.Lookup(in.pod, "containers")), isPluginServer)
}

// judgeSidecar looks at the container.
func (in *installation) judgeSidecar(c *yaml.Node) []Finding {
	name, image := krm.Text(krm.Lookup(c, "name")), krm.Text(krm.Lookup(c, "image"))
	findings := []Finding{{OK, fmt.Sprintf("the sidecar %s is there (%s)", name, image), ""}}
	findings = append(findings, in.judgeImage(image)...)
	if !isPluginServer(c) {
		findings = append(findings, Finding{Wrong, fmt.Sprintf("the command of the sidecar %s must be %s, which makes it a plugin", name, pluginServer), in.component(Sidecar)})
	}
	for _, needed := range []struct{ at, why string }{
		{path.Dir(pluginServer), "the volume with Argo CD's plugin server (var-files) must be mounted there"},
		{pluginSockets, "the volume in which the repo server finds plugins (plugins) must be mounted there"},
		{"/tmp", "a volume of its own must be mounted there: Argo CD unpacks the repository into it"},
	} {
		m, ok := holding(c, needed.at)
		if !ok {
			findings = append(findings, Finding{Missing, fmt.Sprintf("the sidecar %s has no volume at %s: %s", name, needed.at, needed.why), in.component(Sidecar)})
			continue
		}
		if own, same := holding(in.main, needed.at); needed.at == "/tmp" && same && own.volume == m.volume && own.subPath == m.subPath {
			findings = append(findings, Finding{Warning, fmt.Sprintf("the sidecar %s shares /tmp with the repo server: what one repository unpacks there the other can reach", name), "give it a volume of its own: see install/sidecar"})
		}
	}
	for _, m := range mounts(c) {
		if in.volumeOf(m.volume) == nil {
			findings = append(findings, Finding{Missing, fmt.Sprintf("the volume %s, which the sidecar %s mounts at %s, is not among the volumes of the Pods", m.volume, name, m.path), in.component(Sidecar)})
		}
	}
	user := krm.Lookup(c, "securityContext", "runAsUser")
	if user == nil {
		user = krm.Lookup(in.pod, "securityContext", "runAsUser")
	}
	if user == nil || user.Value != pluginUser {
		findings = append(findings, Finding{Wrong, fmt.Sprintf("the sidecar %s must run as user %s (securityContext.runAsUser): the repo server cannot use its socket otherwise", name, pluginUser), in.component(Sidecar)})
	}
	return findings
}

// judgePlugin looks at the configuration of the plugin, and returns the name by which Applications ask for it.
func (in *installation) judgePlugin(c *yaml.Node) (name string, findings []Finding) {
	file := pluginConfig + "/" + pluginFile
	m, ok := holding(c, file)
	switch {
	case !ok && in.isImage(krm.Text(krm.Lookup(c, "image"))):
		return "", []Finding{{Missing, fmt.Sprintf("no volume brings %s into the sidecar, and the image has none", file), in.component(Sidecar)}}
	case !ok:
		return "", []Finding{{Info, fmt.Sprintf("no volume brings %s into the sidecar: what the image holds there is not known", file), ""}}
	}
	config := krm.Text(krm.Lookup(in.volumeOf(m.volume), "configMap", "name"))
	if config == "" {
		return "", []Finding{{Info, fmt.Sprintf("the configuration of the plugin comes from the volume %s, which is no ConfigMap: what it says is not known", m.volume), ""}}
	}
	held := in.maps[config]
	if held == nil {
		return "", []Finding{{Missing, fmt.Sprintf("the ConfigMap %s with the configuration of the plugin is not there", config), in.component(Sidecar)}}
	}
	key := m.subPath
	if key == "" {
		key = pluginFile
	}
	text := held.Lookup("data", key)
	var plugin yaml.Node
	if text == nil || yaml.Unmarshal([]byte(text.Value), &plugin) != nil || len(plugin.Content) != 1 || krm.Text(krm.Lookup(plugin.Content[0], "kind")) != pluginKind {
		return "", []Finding{{Wrong, fmt.Sprintf("the key %s of the ConfigMap %s must hold a %s", key, config, pluginKind), in.component(Sidecar)}}
	}
	root := plugin.Content[0]
	name = krm.Text(krm.Lookup(root, "metadata", "name"))
	if version := krm.Text(krm.Lookup(root, "spec", "version")); version != "" {
		name += "-" + version
	}
	generate := krm.Lookup(root, "spec", "generate")
	command := words(krm.Lookup(generate, "command"), krm.Lookup(generate, "args"))
	switch {
	case name == "":
		return "", []Finding{{Wrong, fmt.Sprintf("the plugin in the ConfigMap %s has no metadata.name: the sidecar does not start", config), in.component(Sidecar)}}
	case !slices.Contains(command, "render") || !slices.Contains(command, "--stdout"):
		findings = append(findings, Finding{Wrong, fmt.Sprintf("the plugin %s runs %s, and not `fairlead render --stdout .`", name, program(command)), in.component(Sidecar)})
	default:
		findings = append(findings, Finding{OK, fmt.Sprintf("the plugin %s of the ConfigMap %s renders", name, config), ""})
	}
	if krm.Lookup(root, "spec", "discover") != nil {
		findings = append(findings, Finding{Warning, fmt.Sprintf("the plugin %s discovers: it also takes over Applications that do not ask for it, and an Application of kustomize loses Image Updater by that", name), "take `discover` out, and name the plugin in the Applications"})
	}
	return name, findings
}

// program is the first word of a command: what follows may be a credential.
func program(command []string) string {
	switch len(command) {
	case 0:
		return "nothing"
	case 1:
		return fmt.Sprintf("%q", command[0])
	}
	return fmt.Sprintf("%q with arguments", command[0])
}

// pluginUsers are the Applications that ask for a plugin.
func (in *installation) pluginUsers(name string) []string {
	var users []string
	for _, app := range in.applications {
		for _, s := range sources(app) {
			if krm.Text(krm.Lookup(s, "plugin", "name")) == name {
				users = append(users, app.Name)
			}
		}
	}
	return users
}

// judgePluginUsers looks at the Applications that ask for the plugin.
func (in *installation) judgePluginUsers(name string) []Finding {
	users := in.pluginUsers(name)
	if len(users) == 0 {
		if len(in.applications) == 0 {
			return nil
		}
		return []Finding{{Info, "no Application asks for it: spec.source.plugin.name: " + name, ""}}
	}
	findings := []Finding{{OK, "used by " + named(users), ""}}
	var broken []string
	for _, app := range in.applications {
		for _, s := range sources(app) {
			if krm.Text(krm.Lookup(s, "plugin", "name")) == name && krm.Lookup(s, "kustomize") != nil {
				broken = append(broken, app.Name)
			}
		}
	}
	if len(broken) > 0 {
		findings = append(findings, Finding{Wrong, fmt.Sprintf("%s has a plugin and kustomize in one source, and Argo CD renders neither: Image Updater writes spec.source.kustomize.images", named(broken)),
			"take such an Application out of Image Updater, or let it use the wrapper; then remove spec.source.kustomize"})
	}
	return findings
}
