// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/outofband"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

var secretsOutOfBand = suite.Case{
	Name:  "secrets-out-of-band",
	Shows: "a Secret that a person applied, before or after the first sync, survives sync, self-heal, prune and the deletion of its Project",
	Fault: suite.Fault{
		Plants: "the AppProject does not forbid the kind Secret",
		Fails:  "a Secret in the manifests was not refused",
	},
	Run: func(t *suite.T) {
		name := t.Name("oob")
		namespace := t.Namespace("oob") // by hand, as the documentation says
		var secrets []handmade
		p := newPack(t)
		workload := application(t, name, "ghcr.io/owner/oob:sha-0000000", map[string]string{"settings.yaml": configMap("settings", "1"), "obsolete.yaml": configMap("obsolete", "1")})
		lines := []string{"onDelete: delete", "secrets:"}
		before, after := ways(t, namespace)
		for _, w := range append(before, after...) {
			secrets = append(secrets, w.handmade)
			lines = append(lines, "  - name: "+w.name, "    keys: [token, extra]")
		}
		p.project(name, workload.URL(), lines...)
		commit := p.render()
		if t.Fault() {
			p.Replace("rendered/"+name+".yaml", "  namespaceResourceBlacklist:\n  - group: \"\"\n    kind: Secret\n", "")
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
		allKept(t, "the first sync", secrets)
		app.Sync()
		allKept(t, "a second sync", secrets)

		heals(t, namespace, "settings")
		allKept(t, "self-heal", secrets)

		workload.Remove("deploy/obsolete.yaml")
		kustomization(workload, "deployment.yaml", "settings.yaml")
		app.WaitSynced(workload.Push())
		t.Assert(t.Live("ConfigMap", namespace, "obsolete") == nil, "what was removed from Git was not pruned")
		allKept(t, "prune", secrets)

		// Copied from a Deployment, as people do: with tracking by label Argo CD would take the Secret for its own.
		t.Kubectl("", "-n", namespace, "label", "secret", secrets[0].name, "app.kubernetes.io/instance="+name)
		// Somebody puts one of the Secrets into Git. The AppProject refuses it, and nothing else of the commit suffers.
		workload.Write(map[string]string{"deploy/secret.yaml": jsonText(t, outofband.StringData.Manifest(secrets[1].name, nil))})
		kustomization(workload, "deployment.yaml", "settings.yaml", "secret.yaml")
		refused := workload.Push()
		app.Refresh()
		const forbidden = "resource :Secret is not permitted in project "
		message := ""
		t.Eventually(30*time.Second, "Argo CD takes up a commit with a Secret", func() error {
			live := app.Live()
			message = live.Text("status", "operationState", "message")
			if !strings.Contains(message, forbidden) && live.Text("status", "operationState", "syncResult", "revision") != refused {
				return errors.New(message)
			}
			return nil
		})
		t.Assert(strings.Contains(message, forbidden+name), "a Secret in the manifests was not refused: %s", message)
		allKept(t, "the refused sync", secrets)
		workload.Remove("deploy/secret.yaml")
		kustomization(workload, "deployment.yaml", "settings.yaml")
		workload.Push()
		app.Terminate() // Argo CD goes on trying the refused commit
		app.Sync()

		p.Remove("projects/" + name + ".yaml")
		p.project(t.Name("other"), workload.URL(), "namespace: "+namespace, "sync: {automated: false}") // the last Project is not removed without --allow-empty
		root.WaitSynced(p.render())
		app.WaitGone()
		t.Eventually(30*time.Second, "onDelete is delete, and the Deployment goes with its Project", func() error {
			if t.Live("Deployment", namespace, name) != nil {
				return errors.New("it is still there")
			}
			return nil
		})
		allKept(t, "the deletion of the Project", secrets)
		t.Show("%d Secrets (kubectl apply, patch, apply --server-side; before and after the first sync) as they were after each step; one put into Git was refused by the AppProject", len(secrets))
	},
}

// handWay is a Secret and the way in which a person sets it.
type handWay struct {
	handmade
	way outofband.ByHand
}

// ways are a Secret for each way, before and after the first sync.
func ways(t *suite.T, namespace string) (before, after []handWay) {
	for i, way := range []outofband.ByHand{outofband.Apply, outofband.Patch, outofband.ServerSide} {
		word := [...]string{"apply", "patch", "ssa"}[i]
		before = append(before, handWay{newHandmade(t, namespace, "before-"+word), way})
		after = append(after, handWay{newHandmade(t, namespace, "after-"+word), way})
	}
	return before, after
}

// allKept asserts that every Secret holds what a person set.
func allKept(t *suite.T, step string, secrets []handmade) {
	for _, s := range secrets {
		err := s.kept(t)
		t.Check(err == nil, "after %s: %v", step, err)
	}
	t.Stop()
}

// heals changes a ConfigMap by hand and waits until Argo CD has undone it.
func heals(t *suite.T, namespace, name string) {
	_, err := t.Kube.Patch(t.Context(), "ConfigMap", namespace, name, map[string]any{"data": map[string]any{"value": "changed by hand"}})
	t.Must(err)
	t.Eventually(45*time.Second, "self-heal undoes a change by hand", func() error {
		if value := t.Live("ConfigMap", namespace, name).Text("data", "value"); value != "1" {
			return fmt.Errorf("%s holds %q", name, value)
		}
		return nil
	})
}
