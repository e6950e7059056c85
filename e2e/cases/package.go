// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// pack is a package in a Git repository of its own: a Platform and a file per Project, rendered by the product.
type pack struct {
	*suite.Repo
	t *suite.T
	// platform is the name of the Platform, and so of the root Application.
	platform string
}

// newPack makes a package without Projects. argocd are further lines of the Platform's spec.argocd.
func newPack(t *suite.T, argocd ...string) *pack {
	p := &pack{Repo: t.Repo("package"), t: t, platform: t.Name("k3s")}
	more := ""
	for _, line := range argocd {
		more += "    " + line + "\n"
	}
	p.Write(map[string]string{"platform.yaml": fmt.Sprintf(platformYAML, p.platform, more, p.URL())})
	return p
}

const platformYAML = `apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata:
  name: %s
spec:
  argocd:
    version: v3.5.7
%s  imageUpdater:
    version: v0.12.2
  cluster:
    platforms: [linux/arm64]
  package:
    repository: %s
`

// project writes a Project; more are further lines of its spec.
func (p *pack) project(name, repository string, more ...string) {
	text := fmt.Sprintf("apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: %s\nspec:\n  repository: %s\n", name, repository)
	for _, line := range more {
		text += "  " + line + "\n"
	}
	p.Write(map[string]string{"projects/" + name + ".yaml": text})
}

// render renders the package and pushes it.
func (p *pack) render() (commit string) {
	p.t.Fairlead("render", p.Path("."))
	return p.Push()
}

// install applies the root by hand, as the documentation says, and waits until it has brought a commit.
func (p *pack) install(commit string) suite.App {
	root := p.t.App(p.platform)
	p.t.Kubectl("", "apply", "-f", p.Path("root.yaml"))
	root.WaitSynced(commit)
	return root
}

// application makes the repository of an application: one Deployment that runs an image, and other files.
func application(t *suite.T, name, image string, files map[string]string) *suite.Repo {
	r := t.Repo(name)
	resources := []string{"deployment.yaml"}
	for file := range files {
		resources = append(resources, file)
	}
	r.Write(map[string]string{"deploy/deployment.yaml": fmt.Sprintf(deploymentYAML, name, image)})
	for file, text := range files {
		r.Write(map[string]string{"deploy/" + file: text})
	}
	kustomization(r, resources...)
	r.Push()
	return r
}

// kustomization writes the kustomization of an application.
func kustomization(r *suite.Repo, resources ...string) {
	r.Write(map[string]string{"deploy/kustomization.yaml": "resources: [" + strings.Join(resources, ", ") + "]\n"})
}

const deploymentYAML = `apiVersion: apps/v1
kind: Deployment
metadata: {name: %[1]s}
spec:
  replicas: 1
  selector: {matchLabels: {app: %[1]s}}
  template:
    metadata: {labels: {app: %[1]s}}
    spec:
      containers: [{name: app, image: %[2]q}]
`

// configMap is a ConfigMap with one key.
func configMap(name, value string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {value: %q}\n", name, value)
}

// example puts one of the product's examples into a package, under names of this run, and its workload into a repository.
func (p *pack) example(name string, rename ...string) {
	workload := p.t.Repo(name)
	edit := strings.NewReplacer(append(rename, name, p.t.Name(name))...).Replace
	folder := filepath.Join(p.t.Root, "examples", name)
	workload.Copy(filepath.Join(folder, "deploy"), "deploy", edit)
	workload.Push()
	p.Copy(filepath.Join(folder, "argocd", "project.yaml"), "projects/"+name+".yaml", edit)
	p.Replace("projects/"+name+".yaml", "https://github.com/owner/"+p.t.Name(name), workload.URL())
}
