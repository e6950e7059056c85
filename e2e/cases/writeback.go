// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
	"github.com/fairlead-krm/fairlead/e2e/updater"
)

// writers are the two ways in which Image Updater writes into a live Application.
var writers = []struct {
	name  string
	write updater.Write
}{
	{"whole", updater.Whole},
	{"images", updater.Images},
}

// undoing is how long a root is given to undo what was written: two of its looks at Git.
const undoing = 30 * time.Second

const image = "ghcr.io/owner/web"

var writeback = suite.Case{
	Name:  "writeback-child",
	Shows: "what Image Updater writes into a rendered Application survives the root's self-heal and the next render, loses no other field, and rolls out",
	Fault: suite.Fault{
		Plants: "a rendered Application has a field that argo-cd v2.2.7 does not know: spec.syncPolicy.managedNamespaceMetadata",
		Fails:  "whole: the write changed spec.syncPolicy",
	},
	Run: func(t *suite.T) {
		p := newPack(t)
		workloads := map[string]*suite.Repo{}
		for _, w := range writers {
			name := t.Name(w.name)
			t.ForgetNamespace(name)
			r := application(t, name, image, map[string]string{"settings.yaml": configMap("settings", "1")})
			r.Write(map[string]string{"deploy/kustomization.yaml": "resources: [deployment.yaml, settings.yaml]\nimages: [{name: " + image + ", newTag: sha-0000000}]\n"})
			r.Push()
			workloads[name] = r
			p.project(name, r.URL(), "images: ["+image+"]")
		}
		t.Fairlead("render", p.Path("."))
		if t.Fault() {
			p.Replace("rendered/"+t.Name("whole")+".yaml", "  syncPolicy:\n", "  syncPolicy:\n    managedNamespaceMetadata:\n      labels:\n        team: home\n")
		}
		root := p.install(p.Push())
		for _, w := range writers {
			app := t.App(t.Name(w.name))
			app.WaitSynced("")
			runs(t, app.Name, "sha-0000000")
			before := app.Live()
			t.Must(w.write(t.Context(), t.Kube, rig.ArgoNamespace, app.Name, []string{image + ":sha-1111111"}))
			after := app.Live()
			images := after.At("spec", "source", "kustomize").(map[string]any)
			t.Check(len(images) == 1, "%s: the write left spec.source.kustomize as %v", w.name, images)
			delete(after.At("spec", "source").(map[string]any), "kustomize") // the product renders none
			for _, key := range keys(before, after) {
				a, b := jsonText(t, before.At("spec", key)), jsonText(t, after.At("spec", key))
				t.Check(a == b, "%s: the write changed spec.%s from\n%sto\n%s", w.name, key, a, b)
			}
			t.Check(maps.Equal(before.Map("metadata", "annotations"), after.Map("metadata", "annotations")), "%s: the write changed annotations", w.name)
			t.Stop()
		}
		written := func(tag string) func() error {
			return func() error {
				for _, w := range writers {
					images := t.App(t.Name(w.name)).Live().Strings("spec", "source", "kustomize", "images")
					if len(images) != 1 || images[0] != image+":"+tag {
						return fmt.Errorf("%s: spec.source.kustomize.images is %q", w.name, images)
					}
				}
				return nil
			}
		}
		t.Throughout(undoing, "the root's self-heal leaves what was written", written("sha-1111111"))
		for _, w := range writers {
			runs(t, t.Name(w.name), "sha-1111111")
		}

		// The next render changes both Applications.
		for name, r := range workloads {
			p.project(name, r.URL(), "images: ["+image+"]", "secrets: [app-secrets]")
		}
		root.WaitSynced(p.render())
		root.Sync()
		for _, w := range writers {
			app := t.App(t.Name(w.name))
			rules := app.Live().List("spec", "ignoreDifferences")
			t.Assert(len(rules) == 1, "%s: the next render did not reach the Application", w.name)
			workloads[app.Name].Write(map[string]string{"deploy/settings.yaml": configMap("settings", "2")})
			app.WaitSynced(workloads[app.Name].Push())
			runs(t, app.Name, "sha-1111111")
		}
		t.Must(written("sha-1111111")())
		for _, w := range writers {
			t.Must(w.write(t.Context(), t.Kube, rig.ArgoNamespace, t.Name(w.name), []string{image + ":sha-2222222"}))
			runs(t, t.Name(w.name), "sha-2222222")
		}
		t.Show("v0.12.2 (the whole Application in the fields of argo-cd v2.2.7) and 1.x (a patch of the images): kept over %s of self-heal, a render and a sync; every other field as it was; both tags rolled out", undoing)
	},
}

// runs waits until the Deployment runs a tag.
func runs(t *suite.T, name, tag string) {
	t.Eventually(suite.SyncLimit, name+" runs "+tag, func() error {
		live := t.Live("Deployment", name, name)
		containers := live.List("spec", "template", "spec", "containers")
		if len(containers) != 1 {
			return errors.New("there is no Deployment")
		}
		if running := containers[0].Text("image"); running != image+":"+tag {
			return fmt.Errorf("it runs %s", running)
		}
		return nil
	})
}

func keys(objects ...kube.Object) []string {
	all := map[string]bool{}
	for _, o := range objects {
		spec, _ := o.At("spec").(map[string]any)
		for key := range spec {
			all[key] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// written is a child of a root as a person writes it, and whether a root without the rule undoes what is written into it.
type written struct {
	name, kustomize string
	undone          bool
}

var children = []written{
	{name: "bare"},
	{name: "prefix", kustomize: "    kustomize: {namePrefix: ''}\n"},
	{name: "labels", kustomize: "    kustomize: {commonLabels: {team: home}}\n"},
	{name: "old", kustomize: "    kustomize: {images: ['" + image + ":sha-0000000']}\n", undone: true},
	{name: "none", kustomize: "    kustomize: {images: []}\n", undone: true},
}

var writebackParent = suite.Case{
	Name:  "writeback-parent",
	Shows: "the rule of the rendered root keeps what is written into Applications that people wrote, of which some would lose it without the rule",
	Fault: suite.Fault{
		Plants: "the rendered root has no ignoreDifferences",
		Fails:  "with the rule: old: ",
	},
	Run: func(t *suite.T) {
		p := newPack(t)
		workload := application(t, "web", image+":sha-0000000", nil)
		p.project(t.Name("rendered"), workload.URL(), manual)
		t.ForgetNamespace(t.Name("rendered"))
		t.Fairlead("render", p.Path("."))
		rule := "  ignoreDifferences:\n  - group: argoproj.io\n    kind: Application\n    jsonPointers:\n    - /spec/source/kustomize/images\n"
		if t.Fault() {
			p.Replace("root.yaml", rule, "")
		}
		// What people wrote stands beside what was rendered; the second root is one without the rule, over Applications of its own.
		plain := t.Repo("plain")
		for _, c := range children {
			p.Write(map[string]string{"rendered/by-hand/" + c.name + ".yaml": child(t.Name("with-"+c.name), workload.URL(), c.kustomize)})
			plain.Write(map[string]string{c.name + ".yaml": child(t.Name("without-"+c.name), workload.URL(), c.kustomize)})
		}
		p.Write(map[string]string{"rendered/by-hand/kustomization.yaml": "resources: [bare.yaml, prefix.yaml, labels.yaml, old.yaml, none.yaml]\n"})
		p.Replace("rendered/kustomization.yaml", "resources:\n", "resources:\n- by-hand\n")
		commit := p.Push()
		plainCommit := plain.Push()
		root := p.install(commit)
		without := t.App(t.Name("without"))
		t.Create(applicationOf(without.Name, plain.URL(), rig.ArgoNamespace, map[string]any{"automated": map[string]any{"prune": true, "selfHeal": true}}))
		without.WaitSynced(plainCommit)

		roots := []struct {
			name string
			app  suite.App
		}{{"with", root}, {"without", without}}
		for _, r := range roots {
			for _, c := range children {
				t.Must(updater.Images(t.Context(), t.Kube, rig.ArgoNamespace, t.Name(r.name+"-"+c.name), []string{image + ":sha-1111111"}))
			}
		}
		t.Sleep(seen)
		undone := 0
		for _, r := range roots {
			r.app.Refresh()
			r.app.Sync()
		}
		t.Sleep(5 * time.Second) // for a self-heal that follows
		for _, r := range roots {
			for _, c := range children {
				images := t.Live("Application", rig.ArgoNamespace, t.Name(r.name+"-"+c.name)).Strings("spec", "source", "kustomize", "images")
				kept := slices.Equal(images, []string{image + ":sha-1111111"})
				want := r.name == "with" || !c.undone
				t.Check(kept == want, "%s the rule: %s: spec.source.kustomize.images is %q", r.name, c.name, images)
				if !kept {
					undone++
				}
			}
		}
		t.Show("of %d Applications of five shapes, a root without the rule undid %d, the rendered root none", len(children), undone)
	},
}

func child(name, repository, kustomize string) string {
	return fmt.Sprintf(`apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: %s, namespace: argocd}
spec:
  project: default
  source:
    repoURL: %s
    targetRevision: main
    path: deploy
%s  destination: {server: https://kubernetes.default.svc, namespace: default}
`, name, repository, kustomize)
}
