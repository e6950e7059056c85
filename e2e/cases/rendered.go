// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"errors"
	"fmt"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

var rendered = suite.Case{
	Name:  "rendered-package",
	Shows: "a rendered package with its root becomes Synced; a new Project brings its Application; a deleted one takes exactly its own",
	Fault: suite.Fault{
		Plants: "the render after a Project's deletion leaves another Project out of rendered/kustomization.yaml",
		Fails:  "was pruned with",
	},
	Run: func(t *suite.T) {
		p := newPack(t)
		p.example("home-manager")
		p.example("k3s-monitoring", "namespace: monitoring", "namespace: "+t.Name("monitoring"))
		root := p.install(p.render())
		examples := map[string]string{t.Name("home-manager"): t.Name("home-manager"), t.Name("k3s-monitoring"): t.Name("monitoring")}
		for app, namespace := range examples {
			t.ForgetNamespace(namespace)
			t.App(app).WaitSynced("")
		}
		for name, deployment := range map[string]string{t.Name("home-manager"): t.Name("home-manager"), t.Name("k3s-monitoring"): "collector"} {
			t.Check(t.Live("Deployment", examples[name], deployment) != nil, "the Deployment %s of %s is not there", deployment, name)
		}

		third := t.Name("third")
		t.ForgetNamespace(third)
		workload := application(t, third, "ghcr.io/owner/third:sha-0000000", nil)
		p.project(third, workload.URL())
		root.WaitSynced(p.render())
		app := t.App(third)
		app.WaitSynced("")
		before := managed(t)

		p.Remove("projects/" + third + ".yaml")
		t.Fairlead("render", p.Path("."))
		if t.Fault() {
			p.Replace("rendered/kustomization.yaml", "- "+t.Name("home-manager")+".yaml\n", "")
		}
		root.WaitSynced(p.Push())
		app.WaitGone()
		t.Eventually(30*time.Second, "the AppProject of the deleted Project is gone", func() error {
			if t.Live("AppProject", rig.ArgoNamespace, third) != nil {
				return errors.New("it is still there")
			}
			return nil
		})
		after := managed(t)
		for key, uid := range before {
			if key != "Application/"+third && key != "AppProject/"+third {
				t.Check(after[key] == uid, "%s was pruned with %s", key, third)
			}
		}
		t.Check(t.Live("Deployment", third, third) != nil, "onDelete is orphan, but the Deployment went with its Project")
		t.Show("root and %d Applications Synced; %s came with a push and went with the next; %d others untouched, its Deployment left running", len(examples), third, len(before)-2)
	},
}

// managed are the Applications and AppProjects there are, by kind and name, with their UID.
func managed(t *suite.T) map[string]string {
	uids := map[string]string{}
	for _, kind := range []string{"Application", "AppProject"} {
		objects, err := t.Kube.List(t.Context(), kind, rig.ArgoNamespace)
		t.Must(err)
		for _, o := range objects {
			uids[kind+"/"+o.Name()] = o.Text("metadata", "uid")
		}
	}
	return uids
}

var renderedTripwire = suite.Case{
	Name:  "rendered-tripwire",
	Shows: "where kustomize skips the function without a word, the tripwire makes it an error, and nothing is pruned",
	Fault: suite.Fault{
		Plants: "the kustomization does not list tripwire.yaml",
		Fails:  "nothing is pruned",
	},
	Run: func(t *suite.T) {
		const both, alphaOnly = "--enable-alpha-plugins --enable-exec", "--enable-alpha-plugins"
		t.Setting("argocd-cm", map[string]string{"kustomize.buildOptions": both})
		t.Settle()
		name := t.Name("home-manager")
		r := t.Repo("package")
		edit := func(text string) string { return text }
		for _, file := range []string{"kustomization.yaml", "platform.yaml", "project.yaml", "generate.yaml", "validate.yaml", "tripwire.yaml"} {
			r.Copy(t.Root+"/examples/home-manager/argocd/"+file, file, edit)
		}
		r.Replace("project.yaml", "home-manager", name)
		r.Replace("project.yaml", "https://github.com/owner/"+name, application(t, name, "ghcr.io/owner/home-manager:sha-0000000", nil).URL())
		// Something that no function makes: an empty build would not be pruned anyway.
		r.Write(map[string]string{"settings.yaml": configMap(t.Name("settings"), "1")})
		r.Replace("kustomization.yaml", "resources:\n", "resources:\n  - settings.yaml\n")
		if t.Fault() {
			r.Replace("kustomization.yaml", "  - tripwire.yaml\n", "")
		}
		commit := r.Push()
		root := t.App(t.Name("root"))
		t.ForgetNamespace(name)
		t.Create(applicationOf(root.Name, r.URL(), t.Namespace("settings"), map[string]any{"automated": map[string]any{"prune": true, "selfHeal": true}}))
		root.WaitSynced(commit)
		t.App(name).WaitSynced("")
		before := managed(t)

		t.Setting("argocd-cm", map[string]string{"kustomize.buildOptions": alphaOnly})
		t.Settle()
		unpruned := func() error {
			after := managed(t)
			for key := range before {
				if after[key] != before[key] {
					return fmt.Errorf("%s was pruned", key)
				}
			}
			return nil
		}
		root.Refresh()
		t.Throughout(8*time.Second, "nothing is pruned", unpruned)
		conditions := root.Conditions()
		t.Assert(len(conditions) == 1 && contains(conditions[0], "ComparisonError", "nothing selected by ConfigMap", "fairlead-ran"),
			"the root does not say that the function was skipped: %q", conditions)
		root.Refresh()
		t.Throughout(4*time.Second, "nothing is pruned", unpruned)

		t.Setting("argocd-cm", map[string]string{"kustomize.buildOptions": both})
		t.Settle()
		root.Refresh()
		root.WaitSynced(commit)
		t.Must(unpruned())
		t.Show("without --enable-exec: ComparisonError \"nothing selected by ConfigMap … fairlead-ran\", nothing pruned; Synced again with it")
	},
}

// applicationOf is an Application as a person writes it, of the root of a repository, in AppProject default.
func applicationOf(name, repository, namespace string, syncPolicy map[string]any) kube.Object {
	return kube.Object{
		"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
		"metadata": map[string]any{"name": name, "namespace": rig.ArgoNamespace},
		"spec": map[string]any{
			"project":     "default",
			"source":      map[string]any{"repoURL": repository, "targetRevision": "main", "path": "."},
			"destination": map[string]any{"server": "https://kubernetes.default.svc", "namespace": namespace},
			"syncPolicy":  syncPolicy,
		},
	}
}
