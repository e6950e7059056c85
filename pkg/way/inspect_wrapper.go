// SPDX-License-Identifier: Apache-2.0

package way

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/wrapper"
)

// component words how the parts of a way are supplied, all at once: by the manifests, or by the values of the chart.
func (in *installation) component(name string) string {
	if krm.Text(krm.Lookup(in.main, "name")) != "argocd-repo-server" { // the chart calls it otherwise, and patches would add a second one
		return fmt.Sprintf("give install/%s/values.yaml to the chart: docs/argo-cd.md says how", name)
	}
	command := fmt.Sprintf("patch deployment %s --type strategic --patch-file install/%s/argocd-repo-server.yaml", in.server.Name, name)
	if name == Sidecar {
		command = "apply -f install/" + name + "/plugin.yaml && " + in.kubectl(command)
	}
	return in.kubectl(command) + "   # files of Fairlead: docs/argo-cd.md"
}

// installer is the init container that puts the binary into a volume.
type installer struct {
	name, image string
	// dir is where it puts it; "" where its arguments do not say so.
	dir string
	// volume is the volume, and at the place of the folder in it.
	volume, at string
	// readOnly says that it cannot write there.
	readOnly bool
	node     *yaml.Node
}

// findInstaller finds the init container by its image, or by its name.
func (in *installation) findInstaller() *installer {
	for _, c := range entries(krm.Lookup(in.pod, "initContainers")) {
		i := &installer{name: krm.Text(krm.Lookup(c, "name")), image: krm.Text(krm.Lookup(c, "image")), node: c}
		if !in.isImage(i.image) && i.name != initContainer {
			continue
		}
		args := words(krm.Lookup(c, "command"), krm.Lookup(c, "args"))
		if at := slices.Index(args, "install"); at >= 0 && at+1 < len(args) {
			i.dir = path.Clean(args[at+1])
		}
		if m, ok := holding(c, i.dir); ok {
			i.volume, i.at, i.readOnly = m.volume, m.inVolume(i.dir), m.readOnly
		}
		return i
	}
	return nil
}

// judge says what is with the init container.
func (in *installation) judgeInstaller(i *installer, way string) []Finding {
	switch {
	case i == nil:
		return []Finding{{Missing, "no init container puts the binary into the repo server", in.component(way)}}
	case i.dir == "":
		return []Finding{{Wrong, fmt.Sprintf("the init container %s does not install: its arguments must be `install %s`", i.name, Dir), ""}}
	case i.volume == "":
		return []Finding{{Wrong, fmt.Sprintf("the init container %s installs into %s, where no volume is mounted: what it writes is gone with it", i.name, i.dir),
			fmt.Sprintf("mount a volume of the kind emptyDir at %s in it", i.dir)}}
	case i.readOnly:
		return []Finding{{Wrong, fmt.Sprintf("the init container %s installs into %s, and its volume %s is mounted readOnly there: no Pod starts", i.name, i.dir, i.volume),
			"take readOnly out of that mount of the init container"}}
	case in.volumeOf(i.volume) == nil:
		return []Finding{{Missing, fmt.Sprintf("the volume %s of the init container %s is not among the volumes of the Pods", i.volume, i.name), in.component(way)}}
	}
	return append([]Finding{{OK, fmt.Sprintf("the init container %s puts the binary into %s (%s)", i.name, i.dir, i.image), ""}}, in.judgeImage(i.image)...)
}

// judgeImage compares the version of an image with that of this build.
func (in *installation) judgeImage(image string) []Finding {
	_, tag := splitImage(image)
	switch {
	case !in.isImage(image):
		return []Finding{{Info, fmt.Sprintf("the image %s is not %s: whether it holds the same is not known", image, in.Image), ""}}
	case tag == "" && !strings.Contains(image, "@") || tag == "latest":
		return []Finding{{Warning, fmt.Sprintf("the image %s has no fixed version: what renders changes when a Pod starts", image), "name a version, as in " + in.image()}}
	case tag == "" || in.Version == "" || in.Version == develVersion || sameVersion(tag, in.Version):
		return nil
	}
	return []Finding{{Warning, fmt.Sprintf("the cluster runs %s, and this is %s: the two may render differently", tag, in.Version), "run the same version in both places"}}
}

// develVersion is the version of a build that has none.
const develVersion = "devel"

// sameVersion reports whether a tag names a version: v0.1 stands for every v0.1.x.
func sameVersion(tag, version string) bool {
	tag, version = strings.TrimPrefix(tag, "v"), strings.TrimPrefix(version, "v")
	return tag == version || strings.HasPrefix(version, tag+".")
}

// wrapper looks at the wrapper. global says that every Application may run programs anyway.
func (in *installation) wrapper(global bool) Way {
	w := Way{Name: Wrapper}
	i := in.findInstaller()
	keys := in.wrapperKeys()
	if i == nil && len(keys) == 0 || len(keys) == 0 && in.mountsFunctions(i) {
		if unknown := in.unregistered(nil); len(unknown) > 0 {
			w.Findings = unknown
		}
		return w
	}
	w.Installed = true
	w.Findings = in.judgeInstaller(i, Wrapper)
	if len(keys) == 0 {
		w.Findings = append(w.Findings, Finding{Missing, fmt.Sprintf("%s has no key that makes the wrapper a kustomize", argocd.ConfigMap), in.patchConfig(KustomizeKey, in.wrapperPath(i))})
	}
	var names []string
	for _, key := range keys {
		f, name := in.judgeKey(key, i)
		w.Findings = append(w.Findings, f...)
		names = append(names, name)
	}
	if in.setting(argocd.KeyKustomizeEnable) == "false" {
		w.Findings = append(w.Findings, Finding{Wrong, fmt.Sprintf("%s turns kustomize off (%s: \"false\")", argocd.ConfigMap, argocd.KeyKustomizeEnable), in.patchConfig(argocd.KeyKustomizeEnable, "true")})
	}
	if value := restrictor(strings.Fields(in.setting(argocd.KeyKustomizeBuildOptions))); value != wrapper.RootOnly {
		w.Findings = append(w.Findings, Finding{Wrong, fmt.Sprintf("%s of %s has %s %s: the wrapper refuses it, so no Application that asks for it is built, and every other repository reads any file of the repo server",
			argocd.KeyKustomizeBuildOptions, argocd.ConfigMap, wrapper.LoadRestrictor, value), "take the flag out"})
	}
	w.Findings = append(w.Findings, in.realKustomize(i)...)
	w.Findings = append(w.Findings, in.unregistered(names)...)
	w.Findings = append(w.Findings, in.whoAsks(names)...)
	if global {
		w.Findings = append(w.Findings, Finding{Warning, "the wrapper keeps nobody out: the global flags let every Application without it run any program", ""})
	}
	w.Works = !failed(w.Findings)
	return w
}

// realKustomize says what is with the variable that names the real kustomize.
func (in *installation) realKustomize(i *installer) []Finding {
	for _, e := range entries(krm.Lookup(in.main, "env")) {
		if krm.Text(krm.Lookup(e, "name")) != wrapper.KustomizeVariable {
			continue
		}
		file := krm.Text(krm.Lookup(e, "value"))
		remedy := "leave the variable away: the kustomize on the PATH is taken then"
		switch {
		case file == "":
			return []Finding{{Info, wrapper.KustomizeVariable + " of the repo server comes from elsewhere, or is empty: which kustomize it names is not known", ""}}
		case !path.IsAbs(file):
			return []Finding{{Wrong, fmt.Sprintf("%s of the repo server is %q: it must be the absolute path of kustomize", wrapper.KustomizeVariable, file), remedy}}
		case path.Clean(file) == argoKustomize:
			return nil
		}
		m, ok := holding(in.main, path.Clean(file))
		switch {
		case ok && i != nil && m.volume == i.volume:
			return []Finding{{Wrong, fmt.Sprintf("%s of the repo server is %s, which is in the volume of Fairlead: there is no kustomize in it", wrapper.KustomizeVariable, file), remedy}}
		case ok:
			return nil // a person brings one
		}
		return []Finding{{Warning, fmt.Sprintf("%s of the repo server is %s: no volume brings it, and Argo CD's image has its kustomize at %s", wrapper.KustomizeVariable, file, argoKustomize), remedy}}
	}
	return nil
}

// argoKustomize is where the image of Argo CD has kustomize.
const argoKustomize = "/usr/local/bin/kustomize"

// restrictor is a value of the flags because of which the wrapper refuses them, or the one that it takes.
func restrictor(flags []string) string {
	for i, f := range flags {
		name, value, has := strings.Cut(f, "=")
		if name != wrapper.LoadRestrictor {
			continue
		}
		if !has && i+1 < len(flags) {
			value = flags[i+1]
		}
		if value != wrapper.RootOnly {
			return value
		}
	}
	return wrapper.RootOnly
}

// wrapperKeys are the keys of argocd-cm whose value is the wrapper.
func (in *installation) wrapperKeys() []string {
	var keys []string
	for _, prefix := range []string{argocd.KeyKustomizePath + ".", argocd.KeyKustomizeVersion + "."} {
		for _, key := range in.settings(prefix) {
			if path.Base(in.setting(key)) == wrapper.Name {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// mountsFunctions reports whether the functions are put on the PATH, as the global flags need them.
func (in *installation) mountsFunctions(i *installer) bool {
	for _, m := range mounts(in.main) {
		if m.volume == i.volume && slices.Contains(in.Functions, path.Base(m.path)) {
			return true
		}
	}
	return false
}

// wrapperPath is where the repo server has the wrapper; where it should have it if it has it nowhere.
func (in *installation) wrapperPath(i *installer) string {
	if i != nil {
		for _, m := range mounts(in.main) {
			if m.volume != i.volume {
				continue
			}
			if rel, ok := strings.CutPrefix(path.Join(i.at, wrapper.Name), path.Join("/", m.subPath)); ok {
				return path.Clean(m.path + "/" + rel)
			}
		}
		if i.dir != "" {
			return i.dir + "/" + wrapper.Name
		}
	}
	return KustomizePath
}

// judgeKey says what is with a key of argocd-cm, and returns the name of the kustomize.
func (in *installation) judgeKey(key string, i *installer) (findings []Finding, name string) {
	prefix := argocd.KeyKustomizePath + "."
	other := argocd.KeyKustomizeVersion + "."
	if strings.HasPrefix(key, other) {
		prefix, other = other, prefix
	}
	name = strings.TrimPrefix(key, prefix)
	file := in.setting(key)
	if in.setting(other+name) != "" {
		findings = append(findings, Finding{Wrong, fmt.Sprintf("%s has %s and %s: Argo CD refuses all settings of kustomize, for every Application", argocd.ConfigMap, key, other+name),
			in.kubectl(fmt.Sprintf(`patch configmap %s --type json -p '[{"op":"remove","path":"/data/%s"}]'`, argocd.ConfigMap, argocd.KeyKustomizeVersion+"."+name))})
	}
	if !path.IsAbs(file) {
		return append(findings, Finding{Wrong, fmt.Sprintf("%s is %q: it must be an absolute path", key, file), in.patchConfig(key, in.wrapperPath(i))}), name
	}
	if i == nil || i.volume == "" {
		return findings, name // that is said already
	}
	m, ok := holding(in.main, path.Clean(file))
	switch {
	case ok && m.volume == i.volume && m.inVolume(path.Clean(file)) == path.Join(i.at, wrapper.Name):
		return append(findings, Finding{OK, fmt.Sprintf("%s: %s lies in the volume %s of the repo server", key, file, i.volume), ""}), name
	case !in.mountsVolume(i.volume):
		return append(findings, Finding{Missing, fmt.Sprintf("the repo server does not mount the volume %s, so %s is not there", i.volume, file),
			in.kubectl(fmt.Sprintf(`patch deployment %s --type strategic -p '{"spec":{"template":{"spec":{"containers":[{"name":%q,"volumeMounts":[{"name":%q,"mountPath":%q,"readOnly":true}]}]}}}}'`,
				in.server.Name, krm.Text(krm.Lookup(in.main, "name")), i.volume, path.Dir(file)))}), name
	}
	return append(findings, Finding{Wrong, fmt.Sprintf("%s is %s, and in the repo server the wrapper is %s", key, file, in.wrapperPath(i)), in.patchConfig(key, in.wrapperPath(i))}), name
}

func (in *installation) mountsVolume(volume string) bool {
	return slices.ContainsFunc(mounts(in.main), func(m mount) bool { return m.volume == volume })
}

// unregistered finds Applications that ask for a kustomize that is not registered, and could only mean the wrapper. names
// are those of the wrapper.
func (in *installation) unregistered(names []string) []Finding {
	var lost []string
	for _, app := range in.applications {
		for _, s := range sources(app) {
			asked := krm.Text(krm.Lookup(s, "kustomize", "version"))
			if asked == Version && !slices.Contains(names, asked) && in.setting(argocd.KeyKustomizePath+"."+asked) == "" && in.setting(argocd.KeyKustomizeVersion+"."+asked) == "" {
				lost = append(lost, app.Name)
			}
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return []Finding{{Wrong, fmt.Sprintf("%s asks for the kustomize %q, which is not registered: Argo CD cannot render it", named(lost), Version), in.component(Wrapper)}}
}

// whoAsks says which Applications use the wrapper.
func (in *installation) whoAsks(names []string) []Finding {
	var users []string
	for _, app := range in.applications {
		for _, s := range sources(app) {
			if slices.Contains(names, krm.Text(krm.Lookup(s, "kustomize", "version"))) {
				users = append(users, app.Name)
			}
		}
	}
	switch {
	case len(users) > 0:
		return []Finding{{OK, "used by " + named(users), ""}}
	case len(names) > 0 && len(in.applications) > 0:
		return []Finding{{Info, fmt.Sprintf("no Application asks for it: spec.source.kustomize.version: %s", names[0]), ""}}
	}
	return nil
}
