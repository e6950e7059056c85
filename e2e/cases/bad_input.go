// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// mistake is a Project that a person got wrong, and what Argo CD says of its Application. {name} stands for the Project's name, {healthy} for
// the repository of one that is right.
type mistake struct {
	name string
	// repository is "" where the Project has one of its own, with files.
	repository string
	files      map[string]string
	more       []string
	// says are parts of the condition.
	says []string
}

var mistakes = []mistake{
	{name: "nowhere", repository: "file:///nowhere", says: []string{"ComparisonError", "repository not found"}},
	{name: "pathless", files: map[string]string{"README.md": "nothing to deliver\n"}, says: []string{"ComparisonError", "deploy: app path does not exist"}},
	{name: "branchless", files: map[string]string{"deploy/kustomization.yaml": "resources: []\n"}, more: []string{"revision: nosuchbranch"}, says: []string{"ComparisonError", "nosuchbranch"}},
}

var badInput = suite.Case{
	Name:  "bad-projects",
	Shows: "a Project whose repository, path or branch does not exist, or that delivers what another one delivers, is named in a condition of its own Application; the others go on, and nothing is pruned",
	Fault: suite.Fault{
		Plants: "the repository of the Project that worked becomes empty, with prune and allowEmpty",
		Fails:  "was pruned",
	},
	Run: func(t *suite.T) {
		p := newPack(t)
		right, rightRepository := t.Name("right"), application(t, t.Name("right"), image+":sha-0000000", map[string]string{"settings.yaml": configMap("settings", "1")})
		t.ForgetNamespace(right)
		p.project(right, rightRepository.URL())
		root := p.install(p.render())
		t.App(right).WaitSynced("")
		before := managed(t)
		unpruned := func() error {
			if after := managed(t); after["Application/"+right] != before["Application/"+right] || t.Live("Deployment", right, right) == nil {
				return errors.New("what the Project " + right + " delivers was pruned")
			}
			return nil
		}

		for _, m := range mistakes {
			name, url := t.Name(m.name), m.repository
			t.ForgetNamespace(name)
			if url == "" {
				r := t.Repo(m.name)
				r.Write(m.files)
				r.Push()
				url = r.URL()
			}
			p.project(name, url, m.more...)
		}
		root.WaitSynced(p.render())
		for _, m := range mistakes {
			t.App(t.Name(m.name)).Says(m.says...)
		}
		// One that worked loses its folder.
		rightRepository.Remove("deploy/deployment.yaml", "deploy/settings.yaml", "deploy/kustomization.yaml")
		if t.Fault() {
			rightRepository.Write(map[string]string{"deploy/kustomization.yaml": "resources: []\n"})
			p.Replace("rendered/"+right+".yaml", "      prune: true\n", "      prune: true\n      allowEmpty: true\n")
			root.WaitSynced(p.Push())
		}
		rightRepository.Write(map[string]string{"README.md": "moved\n"})
		rightRepository.Push()
		t.App(right).SaysWhile("the folder is gone", unpruned, "ComparisonError", "deploy: app path does not exist")
		t.Throughout(4*time.Second, "the folder is gone", unpruned)

		p.twice(t)
		t.Must(unpruned())
		t.Show("no repository, no path, no branch: a ComparisonError each, the others Synced; a folder that goes takes nothing with it; one folder delivered twice: a warning of render, SharedResourceWarning in Argo CD, each resource there")
	},
}

// twice shows two Projects that deliver one folder into one namespace.
func (p *pack) twice(t *suite.T) {
	shared := t.Name("shared")
	t.ForgetNamespace(shared)
	workload := application(t, shared, image+":sha-0000000", nil)
	for _, base := range []string{"first", "second"} {
		p.project(t.Name(base), workload.URL(), "namespace: "+shared)
	}
	said, err := t.Program("fairlead", "", "render", p.Path("."))
	t.Must(err)
	t.Check(contains(said, "warning: projects/"+t.Name("second")+".yaml:", t.Name("first"), "[folder-delivered-twice]"), "render does not say that one folder is delivered twice:\n%s", said)
	t.App(p.platform).WaitSynced(p.Push())
	t.Eventually(suite.SyncLimit, "Argo CD says that a resource is shared", func() error {
		var all []string
		for _, base := range []string{"first", "second"} {
			all = append(all, t.App(t.Name(base)).Conditions()...)
		}
		if text := strings.Join(all, "\n"); !contains(text, "SharedResourceWarning", "Deployment/"+shared, t.Name("first"), t.Name("second")) {
			return fmt.Errorf("it says %q", all)
		}
		return nil
	})
	t.Check(t.Live("Deployment", shared, shared) != nil, "the Deployment that both deliver is not there")
}

// updaterCRD is the CRD of ImageUpdater as far as an API server needs it.
const updaterCRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: imageupdaters.argocd-image-updater.argoproj.io}
spec:
  group: argocd-image-updater.argoproj.io
  scope: Namespaced
  names: {kind: ImageUpdater, listKind: ImageUpdaterList, plural: imageupdaters, singular: imageupdater}
  versions:
  - name: v1alpha1
    served: true
    storage: true
    subresources: {status: {}}
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`

var badUpdater = suite.Case{
	Name:  "bad-updater",
	Shows: "ImageUpdater resources without their CRD, or with a controller that is away, stop with a reason and prune nothing; what the README says lets them go",
	Fault: suite.Fault{
		Plants: "the finalizer is not taken off",
		Fails:  "the ImageUpdater goes when its finalizer is taken off",
	},
	Run: func(t *suite.T) {
		t.Cleanup(func(ctx context.Context) {
			_ = t.Command(ctx, "kubectl", "-n", rig.ArgoNamespace, "patch", "imageupdater", t.Name("leaves"), "--type", "merge", "-p", freed).Run()
			_ = t.Kube.Delete(ctx, "CustomResourceDefinition", "", "imageupdaters.argocd-image-updater.argoproj.io")
		})
		p := newPack(t)
		p.Replace("platform.yaml", "version: v0.12.2\n", "version: v1.3.0\n    settings: resource\n")
		stays, leaves := t.Name("stays"), t.Name("leaves")
		for _, name := range []string{stays, leaves} {
			t.ForgetNamespace(name)
			p.project(name, application(t, name, image+":sha-0000000", nil).URL(), "images: ["+image+"]")
		}
		commit := p.render()
		root := t.App(p.platform)
		t.Kubectl("", "apply", "-f", p.Path("root.yaml"))
		t.Eventually(suite.SyncLimit, "the root says that the CRD is missing", func() error {
			message := root.Live().Text("status", "operationState", "message")
			if !contains(message, "argocd-image-updater.argoproj.io", "ImageUpdater") && !contains(message, "argocd-image-updater.argoproj.io/v1alpha1") {
				return fmt.Errorf("it says %q", message)
			}
			return nil
		})
		t.Kubectl(updaterCRD, "apply", "-f", "-")
		root.WaitSynced(commit)
		t.App(stays).WaitSynced("")
		t.App(leaves).WaitSynced("")
		before := managed(t)

		// The controller puts a finalizer on each, and is away when it is asked to take it off.
		t.Kubectl("", "-n", rig.ArgoNamespace, "patch", "imageupdater", leaves, "--type", "merge", "-p", `{"metadata":{"finalizers":["imageupdaters.argocd-image-updater.argoproj.io/finalizer"]}}`)
		p.Remove("projects/" + leaves + ".yaml")
		p.render()
		t.Eventually(suite.SyncLimit, "the ImageUpdater waits for its controller", func() error {
			root.Nudge()
			if t.Kubectl("", "-n", rig.ArgoNamespace, "get", "imageupdater", leaves, "-o", "jsonpath={.metadata.deletionTimestamp}") == "" {
				return errors.New("it is not being deleted")
			}
			return nil
		})
		after := managed(t)
		t.Check(after["Application/"+stays] == before["Application/"+stays] && t.Live("Deployment", stays, stays) != nil, "what stays was pruned")
		t.Check(t.Live("Deployment", leaves, leaves) != nil, "onDelete is orphan, but the Deployment went")
		if !t.Fault() {
			t.Kubectl("", "-n", rig.ArgoNamespace, "patch", "imageupdater", leaves, "--type", "merge", "-p", freed)
		}
		t.Eventually(15*time.Second, "the ImageUpdater goes when its finalizer is taken off", func() error {
			if names := t.Kubectl("", "-n", rig.ArgoNamespace, "get", "imageupdater", "-o", "name"); strings.Contains(names, leaves) {
				return errors.New(strings.TrimSpace(names))
			}
			return nil
		})
		t.App(leaves).WaitGone()
		t.Show("without the CRD the root says which kind is missing, and is Synced when it comes; with the controller away a deleted Project's ImageUpdater waits, the rest goes on; the README's command lets it go")
	},
}

// freed is the patch of the blueprint's README.
const freed = `{"metadata":{"finalizers":null}}`
