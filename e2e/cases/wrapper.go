// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// installWrapper patches argocd-cm as the documentation says. The rig's repo-server is no Pod: `fairlead install` has put the binary into a folder of its
// own, and the key names that.
func installWrapper(t *suite.T) {
	patch := shipped(t, "wrapper/argocd-cm.yaml", "/opt/fairlead/", t.Bin+"/")
	t.Kubectl(patch, "-n", rig.ArgoNamespace, "patch", "configmap", "argocd-cm", "--type", "merge", "--patch-file", "/dev/stdin")
	t.Settle()
}

// shipped is a manifest that people install, with what is different on this rig. Each text to replace must be there.
func shipped(t *suite.T, name string, replace ...string) string {
	file, err := os.ReadFile(filepath.Join(t.Root, "install", filepath.FromSlash(name)))
	t.Must(err)
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(string(file), replace[i]) {
			t.Break("install/%s: there is no %q", name, replace[i])
		}
	}
	return strings.NewReplacer(replace...).Replace(string(file))
}

// inside is a package that Argo CD renders itself: Projects, functions, and a Deployment of its own beside them.
type inside struct {
	*pack
	// root is the Application that renders the package, children are those of its Projects, each with its repository.
	root     suite.App
	children map[string]*suite.Repo
	// namespace is where the package's own Deployment runs, which has its name.
	namespace string
	// commit is the one that was pushed last.
	commit string
}

// newInside makes the package with two Projects, and its Application after the one that is shipped for a way.
func newInside(t *suite.T, way string) *inside {
	p := &inside{pack: &pack{Repo: t.Repo("package"), t: t}, root: t.App(t.Name("delivery-" + way)), children: map[string]*suite.Repo{}, namespace: t.Namespace("package-" + way)}
	for _, file := range []string{"kustomization.yaml", "platform.yaml", "generate.yaml", "validate.yaml", "tripwire.yaml"} {
		p.Copy(filepath.Join(t.Root, "examples", "home-manager", "argocd", file), file, func(text string) string { return text })
	}
	resources := "  - deployment.yaml\n"
	for _, base := range []string{"one-" + way, "two-" + way} {
		name := t.Name(base)
		t.ForgetNamespace(name)
		p.children[name] = application(t, name, image+":sha-0000000", nil)
		p.project(name, p.children[name].URL(), "images: ["+image+"]")
		p.Replace("projects/"+name+".yaml", "metadata:\n", "metadata:\n  annotations: {config.kubernetes.io/local-config: 'true'}\n")
		resources += "  - projects/" + name + ".yaml\n"
	}
	p.Write(map[string]string{"deployment.yaml": fmt.Sprintf(deploymentYAML, p.namespace, image+":sha-0000000")})
	p.Replace("kustomization.yaml", "  - project.yaml\n", resources)
	p.commit = p.Push()
	t.Kubectl(shipped(t, way+"/application.yaml", "name: delivery\n", "name: "+p.root.Name+"\n", "project: k3s # the AppProject in root.yaml\n", "project: default\n",
		"https://github.com/owner/platform", p.URL(), "    namespace: argocd\n", "    namespace: "+p.namespace+"\n")+
		"  syncPolicy:\n    automated: {prune: true, selfHeal: true}\n", "apply", "-f", "-")
	return p
}

// synced waits until the package and its Applications are.
func (p *inside) synced() {
	p.root.WaitCompared(p.commit)
	for name := range p.children {
		p.t.App(name).WaitSynced("")
	}
}

// fails waits until Argo CD says why it does not render, and holds that nothing is pruned meanwhile and afterwards. before is what
// managed returned.
func (p *inside) fails(why string, before map[string]string, parts ...string) {
	what, stays := why+": nothing is pruned", func() error { return p.unpruned(before) }
	p.root.SaysWhile(what, stays, append([]string{"ComparisonError"}, parts...)...)
	p.t.Throughout(4*time.Second, what, stays)
}

// unpruned is nil where all Applications and AppProjects are those of before, and the package's own Deployment is there.
func (p *inside) unpruned(before map[string]string) error {
	after := managed(p.t)
	for key := range before {
		if after[key] != before[key] {
			return fmt.Errorf("%s was pruned", key)
		}
	}
	if p.t.Live("Deployment", p.namespace, p.namespace) == nil {
		return errors.New("the Deployment was pruned")
	}
	return nil
}

// asks sets spec.source.kustomize.version of the Application; nil takes it away.
func (p *inside) asks(version any) {
	_, err := p.t.Kube.Patch(p.t.Context(), "Application", rig.ArgoNamespace, p.root.Name,
		map[string]any{"spec": map[string]any{"source": map[string]any{"kustomize": map[string]any{"version": version}}}})
	p.t.Must(err)
}

var wrapperPackage = suite.Case{
	Name:  "wrapper-package",
	Shows: "a package that Argo CD renders through kustomize.path.fairlead becomes Synced with all its Applications; what Image Updater writes is rolled out; without the version it gains nothing and loses nothing",
	Fault: suite.Fault{
		Plants: "argocd-cm has the global flags as well",
		Fails:  "an Application without the version: it renders",
	},
	Run: func(t *suite.T) {
		installWrapper(t)
		p := newInside(t, "wrapper")
		p.synced()
		resources := p.root.Resources()
		t.Check(len(resources) == 5, "expected the Deployment and, of each Project, Application and AppProject: %v", resources)
		t.Check(t.Live("ConfigMap", p.namespace, "fairlead-ran") == nil, "the marker of the tripwire reached the cluster")
		sourceType := p.root.Live().Text("status", "sourceType")
		t.Check(sourceType == "Kustomize", "the source of the package is %s", sourceType)

		// A new Project comes with a push, and goes with one.
		three := t.Name("three")
		t.ForgetNamespace(three)
		p.project(three, application(t, three, image+":sha-0000000", nil).URL())
		p.Replace("kustomization.yaml", "  - deployment.yaml\n", "  - deployment.yaml\n  - projects/"+three+".yaml\n")
		p.commit = p.Push()
		p.synced()
		t.App(three).WaitSynced("")
		p.Replace("kustomization.yaml", "  - projects/"+three+".yaml\n", "")
		p.commit = p.Push()
		p.synced()
		t.App(three).WaitGone()

		p.written()

		before := managed(t)
		if t.Fault() {
			t.Setting("argocd-cm", map[string]string{"kustomize.buildOptions": "--enable-alpha-plugins --enable-exec"})
			t.Settle()
		}
		p.asks(nil)
		p.root.Refresh()
		t.Check(len(p.root.Conditions()) > 0, "an Application without the version: it renders")
		t.Stop()
		p.fails("without the version", before, "external plugins disabled", "GenerateDelivery")
		p.asks("fairlead")
		p.synced()
		t.Show("the package and 2 Applications Synced, a third came and went with a push; both ways of writing images rolled out, in the package and below it; without the version: ComparisonError \"external plugins disabled\", nothing pruned")
	},
}

// written shows that images are rolled out which Image Updater writes into the package's Application and into those below it.
func (p *inside) written() {
	t := p.t
	for i, w := range writers {
		tag := fmt.Sprintf("sha-%d%[1]d%[1]d%[1]d%[1]d%[1]d%[1]d", i+1)
		names := map[string]string{p.root.Name: p.namespace}
		for name := range p.children {
			names[name] = name
		}
		for name, deployment := range names {
			t.Must(w.write(t.Context(), t.Kube, rig.ArgoNamespace, name, []string{image + ":" + tag}))
			runs(t, deployment, tag)
		}
		t.Check(p.root.Live().Text("spec", "source", "kustomize", "version") == "fairlead", "%s: the write lost spec.source.kustomize.version", w.name)
		p.root.Refresh()
		p.root.WaitSynced("")
		for name := range p.children {
			images := t.App(name).Live().Strings("spec", "source", "kustomize", "images")
			t.Check(slices.Equal(images, []string{image + ":" + tag}), "%s: after a sync of the package %s has the images %q", w.name, name, images)
		}
	}
}
