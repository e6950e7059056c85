// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// theirs are the ConfigMaps as a user has them: nothing of them is the product's to change.
var theirs = map[string]struct{ data, labels map[string]string }{
	"argocd-cm": {
		data: map[string]string{
			"url":           "https://argocd.example.org",
			"dex.config":    "connectors:\n- type: github\n  id: github\n  name: GitHub\n  config:\n    clientID: id\n    clientSecret: $dex.github.clientSecret\n",
			"admin.enabled": "true",
		},
		labels: map[string]string{"app.kubernetes.io/part-of": "argocd", "team": "home"},
	},
	"argocd-rbac-cm": {
		data: map[string]string{
			"policy.csv":     "p, role:reader, applications, get, */*, allow\ng, family, role:reader\n",
			"policy.default": "role:none",
			"scopes":         "[groups, email]",
		},
		labels: map[string]string{"app.kubernetes.io/part-of": "argocd", "team": "home"},
	},
	"argocd-image-updater-config": {
		data:   map[string]string{"log.level": "debug", "git.user": "updater"},
		labels: map[string]string{"app.kubernetes.io/part-of": "argocd-image-updater"},
	},
}

// theirManifests are the user's files.
func theirManifests(t *suite.T) map[string]string {
	files := map[string]string{}
	for name, cm := range theirs {
		files[name+".yaml"] = jsonText(t, kube.Object{
			"apiVersion": "v1", "kind": "ConfigMap", "data": cm.data,
			"metadata": map[string]any{"name": name, "namespace": rig.ArgoNamespace, "labels": cm.labels},
		})
	}
	return files
}

// fill is how people make ConfigMaps: the arguments of kubectl that make them, and those that apply a change later.
type fill struct {
	name        string
	make, again []string
}

var fills = []fill{
	{"apply", []string{"apply"}, []string{"apply"}},
	{"server-side", []string{"apply", "--server-side"}, []string{"apply", "--server-side", "--force-conflicts"}},
	{"create", []string{"create"}, []string{"apply"}},
}

// syncs is how often the root is synced over the ConfigMaps.
const syncs = 10

var configMaps = suite.Case{
	Name:  "configmaps-patches",
	Shows: "installing the CI account leaves every key and label of a user in Argo CD's ConfigMaps, however they were made, through syncs, self-heal, prune and the user's next apply",
	Fault: suite.Fault{
		Plants: "the settings are applied as ConfigMaps of their own in place of the patches",
		Fails:  "data of argocd-rbac-cm",
	},
	Limit: 6 * time.Minute,
	Run: func(t *suite.T) {
		t.Cleanup(func(ctx context.Context) {
			_ = t.Kube.Delete(ctx, "ConfigMap", rig.ArgoNamespace, "argocd-image-updater-config") // no other case has it
		})
		p := newPack(t)
		p.Replace("platform.yaml", "    version: v0.12.2\n", "    version: v0.12.2\n    registries: [{prefix: ghcr.io}]\n")
		workload := application(t, "app", "ghcr.io/owner/app:sha-0000000", nil)
		stays := t.Name("stays")
		t.ForgetNamespace(stays)
		p.project(stays, workload.URL())
		p.Write(map[string]string{"install/kustomization.yaml": "resources: [argocd-cm.yaml, argocd-rbac-cm.yaml, argocd-image-updater-config.yaml]\ncomponents: [../rendered/argocd]\n", ".krmignore": "install\n"})
		for name, text := range theirManifests(t) {
			p.Write(map[string]string{"install/" + name: text})
		}
		root := p.install(p.render())
		t.App(stays).WaitSynced("")
		shown := 0
		for _, f := range fills {
			for _, way := range []string{"Component", "patches"} {
				settingsSurvive(t, p, root, workload, f, way)
				shown++
			}
		}
		t.Show("%d ways (made by kubectl apply, apply --server-side, create; account by Component, by merge patches), %d syncs of the root each: %d ConfigMaps with all keys and labels of the user", shown, syncs, len(theirs))
	},
}

// settingsSurvive shows it for one way in which the ConfigMaps were made and one in which the account was installed.
func settingsSurvive(t *suite.T, p *pack, root suite.App, workload *suite.Repo, f fill, way string) {
	kubectl := func(args []string, files ...string) {
		for _, file := range files {
			t.Kubectl("", append(slices.Clone(args), "-f", file)...)
		}
	}
	var files []string
	for name := range theirs {
		t.Must(t.Kube.Delete(t.Context(), "ConfigMap", rig.ArgoNamespace, name))
		files = append(files, p.Path("install/"+name+".yaml"))
	}
	kubectl(f.make, files...)
	where := "made by " + f.name + ", account by " + way
	check := func(step string) {
		for name, cm := range theirs {
			live := t.Live("ConfigMap", rig.ArgoNamespace, name)
			for key, value := range cm.data {
				t.Check(live.Map("data")[key] == value, "%s: after %s: data of %s: %s is %q", where, step, name, key, live.Map("data")[key])
			}
			for key, value := range cm.labels {
				t.Check(live.Map("metadata", "labels")[key] == value, "%s: after %s: labels of %s: %s is %q", where, step, name, key, live.Map("metadata", "labels")[key])
			}
		}
		t.Stop()
	}

	project := t.Name("cm-" + strings.ToLower(f.name+"-"+way))
	t.ForgetNamespace(project)
	p.project(project, workload.URL())
	root.WaitSynced(p.render())
	app := t.App(project)
	app.WaitSynced("")
	install := func() {
		switch {
		case t.Fault():
			partial(t, p, f.again)
		case way == "Component":
			t.Kubectl("", append(slices.Clone(f.again), "-k", p.Path("install"))...)
		default:
			t.Shell(t.Fairlead("explain", "--patches", p.Path(".")))
		}
	}
	install()
	check("the installation")
	ours := func() error {
		if t.Live("ConfigMap", rig.ArgoNamespace, "argocd-cm").Map("data")["accounts.github-actions"] != "apiKey" ||
			!strings.Contains(t.Live("ConfigMap", rig.ArgoNamespace, "argocd-rbac-cm").Map("data")["policy."+project+".csv"], project+"/"+project) ||
			!strings.Contains(t.Live("ConfigMap", rig.ArgoNamespace, "argocd-image-updater-config").Map("data")["registries.conf"], "ghcr.io") {
			return errors.New("the account, its policy or the registry is not in the ConfigMaps")
		}
		return nil
	}
	t.Must(ours())

	for range syncs {
		root.Sync()
	}
	check(fmt.Sprintf("%d syncs of the root", syncs))
	_, err := t.Kube.Patch(t.Context(), "Application", rig.ArgoNamespace, project, map[string]any{"spec": map[string]any{"source": map[string]any{"path": "elsewhere"}}})
	t.Must(err)
	t.Eventually(45*time.Second, "the root heals an Application", func() error {
		if path := app.Live().Text("spec", "source", "path"); path != "deploy" {
			return fmt.Errorf("its path is %q", path)
		}
		return nil
	})
	check("self-heal")
	// The user's own file, which knows nothing of the account.
	kubectl(f.again, files...)
	check("the user's next " + f.again[0])
	if way == "patches" {
		t.Must(ours()) // a merge patch belongs to nobody's last-applied
	} else {
		install() // the user's file is the kustomization
	}
	check("another installation")
	p.Remove("projects/" + project + ".yaml")
	root.WaitSynced(p.render())
	app.WaitGone()
	check("prune of a removed Project")
}

// partial applies the settings as ConfigMaps of their own: what the patches are there to avoid.
func partial(t *suite.T, p *pack, args []string) {
	for name, data := range map[string]map[string]string{
		"argocd-cm":      {"accounts.github-actions": "apiKey"},
		"argocd-rbac-cm": {"policy." + p.platform + ".csv": "p, github-actions, applications, get, a/a, allow\n"},
	} {
		t.Kubectl(jsonText(t, kube.Object{
			"apiVersion": "v1", "kind": "ConfigMap", "data": data, "metadata": map[string]any{"name": name, "namespace": rig.ArgoNamespace},
		}), append(slices.Clone(args), "-f", "-")...)
	}
}
