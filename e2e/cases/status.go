// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

const repoServer = "argocd-repo-server"

// describe makes the Deployment of the repo-server that Argo CD's own installation has, with some of the shipped components. It is what people install
// that is looked at: the rig's repo-server is a process, and of the Pod, which no node runs, it is said that it is ready.
func describe(t *suite.T, components ...string) {
	manifests, err := t.ArgoManifests(t.Context())
	t.Must(err)
	dir := t.Repo("install") // a folder; nothing of it is committed
	dir.Copy(filepath.Join(manifests, "install.yaml"), "install.yaml", func(text string) string { return text })
	dir.Copy(filepath.Join(t.Root, "install"), "components", func(text string) string { return text })
	kustomization := "namespace: " + rig.ArgoNamespace + "\nresources: [install.yaml]\n" +
		"replicas: [{name: " + repoServer + ", count: 1}]\ncomponents:\n"
	for _, c := range append(components, "network-policy") {
		kustomization += "- components/" + c + "\n"
	}
	dir.Write(map[string]string{"kustomization.yaml": kustomization})
	for _, document := range strings.Split(t.Kubectl("", "kustomize", dir.Path(".")), "\n---\n") {
		kind, name := line(document, "kind: "), line(document, "  name: ")
		if kind == "Deployment" && name == repoServer || kind == "ConfigMap" && (name == "argocd-cm" || name == "fairlead-plugin") {
			t.Kubectl(document, "apply", "--server-side", "--force-conflicts", "-f", "-")
		}
	}
	ready(t)
	t.Settle()
}

// ready says of the repo server's Pod what a kubelet would, and waits until its Deployment has heard.
func ready(t *suite.T) {
	t.Eventually(time.Minute, "the repo server's Deployment is rolled out", func() error {
		pods := strings.Fields(t.Kubectl("", "-n", rig.ArgoNamespace, "get", "pods", "-l", "app.kubernetes.io/name="+repoServer, "-o", "name"))
		for _, pod := range pods {
			t.Kubectl("", "-n", rig.ArgoNamespace, "patch", pod, "--subresource=status", "--type=merge", "-p",
				`{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`)
		}
		status := t.Kubectl("", "-n", rig.ArgoNamespace, "get", "deployment", repoServer, "-o", "jsonpath={.status.observedGeneration} {.status.availableReplicas} {.status.replicas} {.metadata.generation}")
		f := strings.Fields(status)
		if len(f) != 4 || f[0] != f[3] || f[1] != "1" || f[2] != "1" {
			return fmt.Errorf("observed, available, all, generation: %s", status)
		}
		return nil
	})
}

// inspected is what `fairlead status --platform` says, and whether it fails.
func inspected(t *suite.T, args ...string) (said string, failed bool) {
	said, err := t.Program("fairlead", "", append([]string{"status", "--platform", "--kubeconfig", t.Kubeconfig}, args...)...)
	return said, err != nil
}

var status = suite.Case{
	Name:  "status-platform",
	Shows: "`fairlead status --platform` says of a live cluster which way is installed from the shipped manifests and whether it works, and fails while the flags are global and an AppProject allows every repository",
	Fault: suite.Fault{
		Plants: "the key of argocd-cm names a path where no volume is",
		Fails:  "wrapper: status --platform fails",
	},
	Run: func(t *suite.T) {
		t.Cleanup(func(ctx context.Context) {
			_ = t.Kube.Delete(ctx, "Deployment", rig.ArgoNamespace, repoServer)
			_ = t.Kube.Delete(ctx, "ConfigMap", rig.ArgoNamespace, "fairlead-plugin")
			_, _ = t.Kube.Patch(ctx, "AppProject", rig.ArgoNamespace, "default", map[string]any{"spec": map[string]any{"sourceRepos": []string{"*"}}})
		})
		said, failed := inspected(t)
		t.Check(failed && strings.Contains(said, "there is no repo server of Argo CD in the namespace argocd"), "without a Deployment: %s", said)

		for _, w := range []struct {
			component, name string
			application     func(name string) kube.Object
		}{
			{"wrapper", "wrapper", func(name string) kube.Object { return asking(name, "file:///nowhere", "default") }},
			{"sidecar", "sidecar", func(name string) kube.Object {
				o := applicationOf(name, "file:///nowhere", "default", nil)
				o["spec"].(map[string]any)["source"].(map[string]any)["plugin"] = map[string]any{"name": "fairlead"}
				return o
			}},
		} {
			describe(t, w.component)
			if t.Fault() {
				t.Setting("argocd-cm", map[string]string{"kustomize.path.fairlead": "/custom-tools/fairlead-kustomize"})
			}
			app := t.App(t.Name("asks-" + w.name))
			t.Create(w.application(app.Name))
			said, failed = inspected(t)
			t.Assert(!failed, "%s: status --platform fails:\n%s", w.name, said)
			t.Check(contains(said, "Argo CD v3.5.7", "\n"+w.name+": works\n", "used by "+app.Name), "%s: status --platform says:\n%s", w.name, said)
			t.Check(strings.Count(said, ": works\n") == 1, "%s: more than one way is said to work:\n%s", w.name, said)
			t.Check(!strings.Contains(said, "danger"), "%s: status --platform says danger:\n%s", w.name, said)
			app.Delete(false)
			t.Must(t.Kube.Delete(t.Context(), "Deployment", rig.ArgoNamespace, repoServer))
			t.Setting("argocd-cm", map[string]string{})
			_, err := t.Kube.Patch(t.Context(), "ConfigMap", rig.ArgoNamespace, "argocd-cm", map[string]any{"data": map[string]any{"kustomize.path.fairlead": nil}})
			t.Must(err)
		}

		describe(t, "global-flags")
		said, failed = inspected(t)
		t.Check(failed && contains(said, "is open to strangers", "AppProject default allows every repository", "spec.sourceRepos"), "flags beside an AppProject that allows everything: failed %t:\n%s", failed, said)
		_, err := t.Kube.Patch(t.Context(), "AppProject", rig.ArgoNamespace, "default", map[string]any{"spec": map[string]any{"sourceRepos": []string{"https://github.com/owner/platform"}}})
		t.Must(err)
		said, failed = inspected(t)
		t.Check(!failed && contains(said, "global-flags: works"), "flags beside an AppProject that names its repositories: failed %t:\n%s", failed, said)

		// A package that speaks to another Argo CD than the one that runs.
		p := newPack(t)
		said, failed = inspected(t, p.Path("."))
		t.Check(!failed && strings.Contains(said, "the Platform says v3.5.7"), "a Platform of the version that runs: failed %t:\n%s", failed, said)
		p.Replace("platform.yaml", "version: v3.5.7", "version: v3.0.0")
		said, failed = inspected(t, p.Path("."))
		t.Check(failed && strings.Contains(said, "the repo server runs v3.5.7, and the Platform says v3.0.0"), "a Platform of another version: failed %t:\n%s", failed, said)
		t.Show("wrapper and sidecar from the shipped components over Argo CD's own install.yaml: each works, and the other does not; global flags: open to strangers and exit 1 with sourceRepos '*', works without; a Platform of another version: exit 1")
	},
}
