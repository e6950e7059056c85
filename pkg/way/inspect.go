// SPDX-License-Identifier: Apache-2.0

package way

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/cluster"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Expected is what a person believes of the cluster.
type Expected struct {
	// Namespace is that of Argo CD.
	Namespace string
	// ArgoCD is the version that the Platform names; "" where it names none.
	ArgoCD string
	// Version is the version of this build; a build without a version agrees with every image.
	Version string
}

// installation is the Argo CD of a namespace.
type installation struct {
	Options
	Expected
	cluster *cluster.Cluster
	// server is the Deployment of the repo server, pod the spec of its Pods, main its own container.
	server    *krm.Item
	pod, main *yaml.Node
	// config is argocd-cm; nil where there is none.
	config *krm.Item
	// maps are all ConfigMaps, by name.
	maps                   map[string]*krm.Item
	projects, applications []*krm.Item
	policies               []*krm.Item
	// runs is the version that runs, as the image names it; "" where nobody knows it.
	runs string
	// unknown are the kinds that could not be read and are not needed.
	unknown []Finding
}

// Inspect looks at the Argo CD of a namespace. The error says why nothing can be said.
func Inspect(ctx context.Context, c *cluster.Cluster, o Options, e Expected) (*Report, error) {
	in := &installation{Options: o, Expected: e, cluster: c, maps: map[string]*krm.Item{}}
	if err := in.read(ctx); err != nil {
		return nil, err
	}
	_, in.runs = splitImage(krm.Text(krm.Lookup(in.main, "image")))
	if in.runs == "" {
		in.runs = krm.Text(in.server.Lookup("metadata", "labels", "app.kubernetes.io/version"))
	}
	r := &Report{Source: c.String(), Namespace: e.Namespace, RepoServer: in.server.Name, ArgoCD: in.runs, Platform: e.ArgoCD}
	r.Findings = append(in.version(), in.rollout()...)
	r.Findings = append(r.Findings, in.unknown...)
	global := in.globalFlags()
	r.Ways = []Way{in.wrapper(global.Installed), global, in.sidecarPlugin()}
	return r, nil
}

// read reads what is needed, and what is good to know.
func (in *installation) read(ctx context.Context) error {
	items, err := in.cluster.Read(ctx, in.Namespace, cluster.Deployment, cluster.ConfigMap, cluster.AppProject)
	if err != nil {
		return err
	}
	for _, it := range items {
		switch {
		case it.Is(cluster.ConfigMap.Group, cluster.ConfigMap.Kind):
			in.maps[it.Name] = it
		case it.Is(cluster.AppProject.Group, cluster.AppProject.Kind):
			in.projects = append(in.projects, it)
		case isRepoServer(it) && (in.server == nil || it.Name == "argocd-repo-server"):
			in.server = it
		}
	}
	if in.server == nil {
		return fmt.Errorf("there is no repo server of Argo CD in the namespace %s (%s)", in.Namespace, in.cluster)
	}
	in.config = in.maps[argocd.ConfigMap]
	in.pod = in.server.Lookup("spec", "template", "spec")
	in.main = in.mainContainer()
	if in.main == nil {
		return fmt.Errorf("the Deployment %s (%s) has no containers: this is no whole manifest of it", in.server.Name, in.cluster)
	}
	in.applications = in.wanted(ctx, cluster.Application)
	in.policies = in.wanted(ctx, cluster.NetworkPolicy)
	return nil
}

// wanted reads a kind without which the rest can still be said.
func (in *installation) wanted(ctx context.Context, kind cluster.Kind) []*krm.Item {
	items, err := in.cluster.Read(ctx, in.Namespace, kind)
	if err != nil {
		in.unknown = append(in.unknown, Finding{State: Info, Message: err.Error()})
	}
	return items
}

// isRepoServer knows the Deployment by the label that Argo CD's own manifests and the chart give it, or by its name.
func isRepoServer(it *krm.Item) bool {
	if !it.Is(cluster.Deployment.Group, cluster.Deployment.Kind) {
		return false
	}
	labels := it.Lookup("metadata", "labels")
	return krm.Text(krm.Lookup(labels, "app.kubernetes.io/name")) == "argocd-repo-server" ||
		krm.Text(krm.Lookup(labels, "app.kubernetes.io/component")) == "repo-server" && krm.Text(krm.Lookup(labels, "app.kubernetes.io/part-of")) == "argocd" ||
		it.Name == "argocd-repo-server"
}

// mainContainer is the repo server's own container: argocd-repo-server in Argo CD's manifests, repo-server in the chart.
func (in *installation) mainContainer() *yaml.Node {
	all := entries(krm.Lookup(in.pod, "containers"))
	for _, c := range all {
		if slices.Contains([]string{"argocd-repo-server", "repo-server"}, krm.Text(krm.Lookup(c, "name"))) {
			return c
		}
	}
	for _, c := range all {
		if !isPluginServer(c) {
			return c
		}
	}
	return nil
}

// version compares the version that runs with that of the Platform.
func (in *installation) version() []Finding {
	runs := in.runs
	if runs == "" {
		return []Finding{{State: Info, Message: "the image of the repo server has no tag, so its version is not known"}}
	}
	got, notice, err := argocd.Resolve(runs)
	if err != nil {
		return []Finding{{State: Warning, Message: fmt.Sprintf("the repo server runs %s: %v", runs, err)}}
	}
	var findings []Finding
	if notice != "" {
		findings = append(findings, Finding{State: Warning, Message: notice})
	}
	if in.ArgoCD == "" {
		return findings
	}
	wanted, _, err := argocd.Resolve(in.ArgoCD)
	switch {
	case err != nil:
		return append(findings, Finding{State: Wrong, Message: fmt.Sprintf("the Platform: %v", err)})
	case wanted != got:
		return append(findings, Finding{
			State: Wrong, Message: fmt.Sprintf("the repo server runs %s, and the Platform says %s: what is rendered may hold fields that this Argo CD drops", runs, in.ArgoCD),
			Remedy: "set spec.argocd.version of the Platform to " + runs + " and render again",
		})
	}
	return append(findings, Finding{State: OK, Message: "the Platform says " + in.ArgoCD})
}

// rollout says whether the Pods are those of the Deployment.
func (in *installation) rollout() []Finding {
	status := in.server.Lookup("status")
	if status == nil {
		if !in.cluster.Live() {
			return nil // a manifest says nothing of it
		}
		return []Finding{{State: Info, Message: "the Deployment has no status yet"}}
	}
	wanted := number(in.server.Lookup("spec", "replicas"), 1)
	if wanted == 0 {
		return []Finding{{
			State: Wrong, Message: in.server.Name + " is scaled to 0: nothing is rendered",
			Remedy: in.kubectl("scale deployment " + in.server.Name + " --replicas=1"),
		}}
	}
	updated, available := number(krm.Lookup(status, "updatedReplicas"), 0), number(krm.Lookup(status, "availableReplicas"), 0)
	observed, generation := number(krm.Lookup(status, "observedGeneration"), 0), number(in.server.Lookup("metadata", "generation"), 0)
	if observed >= generation && updated >= wanted && available >= wanted && number(krm.Lookup(status, "replicas"), 0) <= wanted {
		return []Finding{{State: OK, Message: fmt.Sprintf("%s is rolled out (%d of %d)", in.server.Name, available, wanted)}}
	}
	why := fmt.Sprintf("of %s, %d with its newest template and %d available", pods(wanted), updated, available)
	if observed < generation {
		why = "its last change is not taken up yet"
	}
	return []Finding{{
		State: Wrong, Message: fmt.Sprintf("%s is not rolled out: %s", in.server.Name, why),
		Remedy: in.kubectl("rollout status deployment " + in.server.Name + " --timeout=2m"),
	}}
}

func pods(n int) string {
	if n == 1 {
		return "1 Pod"
	}
	return fmt.Sprintf("%d Pods", n)
}

// kubectl is a command in the namespace of Argo CD.
func (in *installation) kubectl(command string) string {
	return "kubectl -n " + in.Namespace + " " + command
}

// patchConfig is a command that sets a key of argocd-cm and leaves all others.
func (in *installation) patchConfig(key, value string) string {
	return in.kubectl(fmt.Sprintf(`patch configmap %s --type merge -p '{"data":{%q:%q}}'`, argocd.ConfigMap, key, value))
}

// setting is the value of a key of argocd-cm, "" where it is not there.
func (in *installation) setting(key string) string {
	if in.config == nil {
		return ""
	}
	return krm.Text(in.config.Lookup("data", key))
}

// settings are the keys of argocd-cm that begin with a prefix, in the order of the file.
func (in *installation) settings(prefix string) []string {
	if in.config == nil {
		return nil
	}
	data := in.config.Lookup("data")
	if data == nil || data.Kind != yaml.MappingNode {
		return nil
	}
	var keys []string
	for i := 0; i+1 < len(data.Content); i += 2 {
		if strings.HasPrefix(data.Content[i].Value, prefix) {
			keys = append(keys, data.Content[i].Value)
		}
	}
	return keys
}

// mount is a volume in a container.
type mount struct {
	volume, path, subPath string
	readOnly              bool
}

func mounts(container *yaml.Node) []mount {
	var all []mount
	for _, m := range entries(krm.Lookup(container, "volumeMounts")) {
		all = append(all, mount{krm.Text(krm.Lookup(m, "name")), path.Clean(krm.Text(krm.Lookup(m, "mountPath"))), krm.Text(krm.Lookup(m, "subPath")), isTrue(krm.Lookup(m, "readOnly"))})
	}
	return all
}

// holding returns the mount of a container in which a path lies, the nearest one.
func holding(container *yaml.Node, file string) (found mount, ok bool) {
	for _, m := range mounts(container) {
		if (file == m.path || strings.HasPrefix(file, strings.TrimSuffix(m.path, "/")+"/")) && len(m.path) > len(found.path) {
			found, ok = m, true
		}
	}
	return found, ok
}

// inVolume is where a path of a mount lies in its volume.
func (m mount) inVolume(file string) string {
	return path.Join("/", m.subPath, strings.TrimPrefix(file, m.path))
}

// volumeOf is a volume of the Pods.
func (in *installation) volumeOf(name string) *yaml.Node {
	for _, v := range entries(krm.Lookup(in.pod, "volumes")) {
		if krm.Text(krm.Lookup(v, "name")) == name {
			return v
		}
	}
	return nil
}

// entries are the entries of a list.
func entries(n *yaml.Node) []*yaml.Node {
	if n = krm.Resolve(n); n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	all := make([]*yaml.Node, len(n.Content))
	for i, e := range n.Content {
		all[i] = krm.Resolve(e)
	}
	return all
}

// words are the texts of one or more lists, one after the other.
func words(lists ...*yaml.Node) []string {
	var all []string
	for _, l := range lists {
		for _, e := range entries(l) {
			all = append(all, e.Value)
		}
	}
	return all
}

func isTrue(n *yaml.Node) bool {
	var v bool
	return n != nil && n.Decode(&v) == nil && v
}

func number(n *yaml.Node, otherwise int) int {
	var v int
	if n == nil || n.Decode(&v) != nil {
		return otherwise
	}
	return v
}

// sources are the sources of an Application.
func sources(app *krm.Item) []*yaml.Node {
	all := entries(app.Lookup("spec", "sources"))
	if s := app.Lookup("spec", "source"); len(all) == 0 && s != nil {
		all = append(all, s)
	}
	return all
}

// named lists names for a person: all of a few, some of many.
func named(names []string) string {
	const some = 5
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) > some {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:some], ", "), len(names)-some)
	}
	return strings.Join(names, ", ")
}
