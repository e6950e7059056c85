// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
	"github.com/fairlead-krm/fairlead/e2e/updater"
)

// round is one round of Image Updater over an Application, by one of the two ways to write, once Argo CD lists a Pod with the
// tag that runs before.
func round(t *suite.T, app suite.App, r *updater.Registry, write updater.Write, before string) (wrote string) {
	t.Eventually(suite.SyncLimit, app.Name+" has a Pod with "+before, func() error {
		if images := app.Live().Strings("status", "summary", "images"); len(images) != 1 || !strings.HasSuffix(images[0], ":"+before) {
			app.Nudge()
			return fmt.Errorf("the images of its Pods are %q", images)
		}
		return nil
	})
	images, skipped, err := updater.Cycle(t.Context(), t.Kube, write, rig.ArgoNamespace, app.Name, r.Tags)
	t.Must(err)
	t.Assert(len(skipped) == 0, "Image Updater passes over: %q", skipped)
	return strings.Join(images, ", ")
}

// registryOf starts a registry that ends with the case.
func registryOf(t *suite.T) *updater.Registry {
	r, err := updater.NewRegistry()
	t.Must(err)
	t.Cleanup(func(_ context.Context) { r.Close() })
	return r
}

var day = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

var pin = suite.Case{
	Name:  "pin-holds",
	Shows: "`fairlead pin` rolls back: the next rounds of Image Updater write the pinned tag and hold it while newer ones are there, and --clear lets it go on; Git's file keeps its comments",
	Limit: 6 * time.Minute,
	Fault: suite.Fault{
		Plants: "the package is pushed without what the pin rendered",
		Fails:  "pinned: Image Updater writes",
	},
	Run: func(t *suite.T) {
		r := registryOf(t)
		name := t.Name("web")
		image := r.Host + "/owner/" + name
		for i, tag := range []string{"sha-0000001", "sha-0000002", "sha-0000003"} {
			r.Push("owner/"+name, tag, day.AddDate(0, 0, i))
		}
		p := newPack(t)
		t.ForgetNamespace(name)
		workload := application(t, name, image+":sha-0000001", nil)
		// No node says of a Pod that it is ready, so that one must go before the next comes.
		workload.Replace("deploy/deployment.yaml", "  replicas: 1\n", "  replicas: 1\n  strategy: {type: Recreate}\n")
		workload.Push()
		p.project(name, workload.URL(), "images:", "  - "+image+" # what people see")
		root := p.install(p.render())
		app := t.App(name)
		app.WaitSynced("")
		before := "sha-0000001"
		step := func(what, want string, write updater.Write) {
			if want == before {
				for range 3 {
					wrote := round(t, app, r, write, before)
					t.Assert(wrote == "", "%s: Image Updater writes %s where %s is to stay", what, wrote, before)
				}
				return
			}
			wrote := round(t, app, r, write, before)
			t.Assert(wrote == image+":"+want, "%s: Image Updater writes %q, and should %s", what, wrote, want)
			before = want
			tagRuns(t, name, image, want)
		}
		step("not pinned", "sha-0000003", updater.Whole)

		said := t.Fairlead("pin", name, "sha-0000002", "--package", p.Path("."))
		t.Check(contains(said, "changed  projects/"+name+".yaml", "changed  rendered/"+name+".yaml", "Commit and push"), "pin says:\n%s", said)
		if t.Fault() {
			p.Replace("rendered/"+name+".yaml", "regexp:^sha-0000002$", "regexp:^sha-[0-9a-f]{7,40}$")
		}
		// The live state stays as it is until the push, and the root's sync does not undo what the updater wrote.
		t.Check(app.Live().Strings("spec", "source", "kustomize", "images")[0] == image+":sha-0000003", "the pin changed the live Application before it was pushed")
		root.WaitCompared(p.Push())
		t.Check(app.Live().Strings("spec", "source", "kustomize", "images")[0] == image+":sha-0000003", "the root's sync changed the image")
		if !t.Fault() {
			allowed := app.Live().Map("metadata", "annotations")["argocd-image-updater.argoproj.io/"+name+".allow-tags"]
			t.Assert(allowed == "regexp:^sha-0000002$", "the live Application allows %s", allowed)
		}
		step("pinned", "sha-0000002", updater.Whole)
		r.Push("owner/"+name, "sha-0000004", day.AddDate(0, 0, 9))
		step("pinned, a newer one is pushed", "sha-0000002", updater.Images)
		workload.Write(map[string]string{"deploy/settings.yaml": configMap("settings", "2")})
		kustomization(workload, "deployment.yaml", "settings.yaml")
		app.WaitSynced(workload.Push())
		step("pinned, a commit is synced", "sha-0000002", updater.Whole)
		tagRuns(t, name, image, "sha-0000002")

		said = t.Fairlead("pin", name, "--clear", "--package", p.Path("."))
		t.Check(contains(said, "is not pinned any more"), "pin --clear says:\n%s", said)
		t.Fairlead("render", "--check", p.Path("."))
		root.WaitCompared(p.Push())
		step("let go", "sha-0000004", updater.Images)
		t.Show("rolled back from sha-0000003 to sha-0000002 by a push; held over 6 rounds of Image Updater, a newer tag and a sync; after --clear the next round took sha-0000004")
	},
}

// tagRuns waits until the Deployment of an Application runs a tag of an image.
func tagRuns(t *suite.T, name, image, tag string) {
	t.Eventually(suite.SyncLimit, name+" runs "+tag, func() error {
		containers := t.Live("Deployment", name, name).List("spec", "template", "spec", "containers")
		if len(containers) != 1 || containers[0].Text("image") != image+":"+tag {
			return fmt.Errorf("it runs %v", containers)
		}
		return nil
	})
}
