// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"errors"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/outofband"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// keepAnnotations are what a placeholder carries, so that it goes neither with its file nor with its Application.
var keepAnnotations = map[string]string{
	"argocd.argoproj.io/sync-options":    "Prune=false,Delete=false",
	"argocd.argoproj.io/compare-options": "IgnoreExtraneous",
}

var secretsPlaceholder = suite.Case{
	Name:  "secrets-placeholder",
	Shows: "a Secret whose placeholder is in Git keeps what a person set, through syncs, self-heal, prune, removal of the placeholder and deletion of the Application",
	Fault: suite.Fault{
		Plants: "the ignoreDifferences of the rendered Application lose /stringData",
		Fails:  "the Secret stringdata-",
	},
	Run: func(t *suite.T) {
		t.Parallel(2, 2, func(t *suite.T, i int) {
			base, options := "csa", ""
			if i == 1 {
				base, options = "ssa", "ServerSideApply=true"
			}
			placeholders(t, base, options)
		})
		t.Show("client-side and server-side: 18 Secrets each (stub with data, stringData, neither; kubectl apply, patch, apply --server-side; before and after the first sync) as they were after each step")
	},
}

// placeholders shows it for one way in which Argo CD applies.
func placeholders(t *suite.T, base, option string) {
	name, namespace := t.Name(base), t.Namespace(base)
	files := map[string]string{"settings.yaml": configMap("settings", "1"), "obsolete.yaml": configMap("obsolete", "1")}
	lines := []string{"onDelete: delete", "sync: {options: [" + option + "]}", "secrets:"}
	var before, after []handWay
	var secrets []handmade
	for i, stub := range []outofband.Stub{outofband.Data, outofband.StringData, outofband.NoData} {
		word := [...]string{"data", "stringdata", "nodata"}[i]
		b, a := ways(t, namespace)
		for _, list := range [][]handWay{b, a} {
			for i := range list {
				list[i].name = word + "-" + list[i].name
				secrets = append(secrets, list[i].handmade)
				files["secret-"+list[i].name+".yaml"] = jsonText(t, stub.Manifest(list[i].name, keepAnnotations))
				lines = append(lines, "  - name: "+list[i].name, "    mode: placeholder")
			}
		}
		before, after = append(before, b...), append(after, a...)
	}
	workload := application(t, name, "ghcr.io/owner/app:sha-0000000", files)
	p := newPack(t)
	p.Replace("platform.yaml", p.platform, p.platform+"-"+base) // two packages at once
	p.platform += "-" + base
	p.project(name, workload.URL(), lines...)
	commit := p.render()
	if t.Fault() {
		p.Replace("rendered/"+name+".yaml", "    - /stringData\n", "")
		commit = p.Push()
	}
	for _, w := range before {
		w.set(t, w.way)
	}
	root := p.install(commit)
	app := t.App(name)
	app.WaitSynced("")
	for _, w := range after {
		w.set(t, w.way)
	}
	step := func(what string) { allKept(t, base+": "+what, secrets) }
	step("the first sync")
	app.Sync()
	step("a second sync")
	workload.Replace("deploy/obsolete.yaml", `"1"`, `"2"`)
	app.WaitSynced(workload.Push())
	step("a change of another resource")
	heals(t, namespace, "settings")
	step("self-heal")

	workload.Remove("deploy/obsolete.yaml")
	delete(files, "obsolete.yaml")
	kustomization(workload, append(names(files), "deployment.yaml")...)
	app.WaitSynced(workload.Push())
	t.Assert(t.Live("ConfigMap", namespace, "obsolete") == nil, "what was removed from Git was not pruned")
	step("prune")

	kustomization(workload, "deployment.yaml", "settings.yaml")
	commit = workload.Push()
	app.Refresh() // no sync follows by itself: IgnoreExtraneous leaves the Application Synced
	phase, message := app.TrySync(map[string]any{"prune": true})
	t.Assert(phase == "Succeeded", "syncing %s: %s: %s", name, phase, message)
	app.WaitSynced(commit)
	step("the removal of every placeholder")

	p.Remove("projects/" + name + ".yaml")
	p.project(t.Name(base+"-other"), workload.URL(), "namespace: "+namespace, "sync: {automated: false}") // the last Project is not removed without --allow-empty
	root.WaitSynced(p.render())
	app.WaitGone()
	t.Eventually(30*time.Second, "onDelete is delete, and the Deployment goes with its Project", func() error {
		if t.Live("Deployment", namespace, name) != nil {
			return errors.New("it is still there")
		}
		return nil
	})
	step("the deletion of the Application")
}

func names(files map[string]string) []string {
	var list []string
	for name := range files {
		list = append(list, name)
	}
	return list
}
