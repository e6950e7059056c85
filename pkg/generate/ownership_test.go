// SPDX-License-Identifier: Apache-2.0

package generate_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

const (
	app  = "rendered/home-manager.yaml"
	stub = "secrets/home-manager-secrets.example.yaml"
	list = "rendered/kustomization.yaml"
	comp = "rendered/argocd/kustomization.yaml"
)

// fresh is a rendered package with one Project.
func fresh(t *testing.T) files {
	t.Helper()
	out := deliver(t, files{"project.yaml": project(), "platform.yaml": platform()})
	settled(t, out)
	return out
}

func TestHandEditsStay(t *testing.T) {
	for _, tc := range []struct{ name, path, old, edited string }{
		{"comment above", app, "kind: Application", "# mine\nkind: Application"},
		{"comment behind", app, "  project: home-manager\n", "  project: home-manager # mine\n"},
		{"comment in a list", app, "    - RespectIgnoreDifferences=true", "    # mine\n    - RespectIgnoreDifferences=true"},
		{"label", app, "  name: home-manager\n  namespace: argocd\n  annotations:\n    fairlead.dev/project: home-manager\n    argocd-image", "  name: home-manager\n  namespace: argocd\n  labels:\n    mine: \"yes\"\n  annotations:\n    fairlead.dev/project: home-manager\n    argocd-image"},
		{"annotation", app, "    argocd-image-updater.argoproj.io/write-back-method", "    mine: x\n    argocd-image-updater.argoproj.io/write-back-method"},
		{"updater annotation that is read", app, "    argocd-image-updater.argoproj.io/write-back-method", "    argocd-image-updater.argoproj.io/home-manager.ignore-tags: pr-*\n    argocd-image-updater.argoproj.io/write-back-method"},
		{"sync option", app, "    - RespectIgnoreDifferences=true", "    - RespectIgnoreDifferences=true\n    - ServerSideApply=true"},
		{"rule for another kind", app, "  ignoreDifferences:\n", "  ignoreDifferences:\n  - group: apps\n    kind: Deployment\n    jsonPointers:\n    - /spec/replicas\n"},
		{"rule for another Secret", app, "  ignoreDifferences:\n", "  ignoreDifferences:\n  - kind: Secret\n    name: other\n    namespace: home-manager\n    jsonPointers:\n    - /data\n    - /stringData\n"},
		{"retry", app, "  syncPolicy:\n", "  syncPolicy:\n    retry:\n      limit: 2\n"},
		{"info", app, "  syncPolicy:\n", "  info:\n  - name: url\n    value: https://x\n  syncPolicy:\n"},
		{"another repository", app, "  sourceRepos:\n", "  sourceRepos:\n  - https://github.com/owner/charts\n"},
		{"another destination", app, "  destinations:\n", "  destinations:\n  - server: https://kubernetes.default.svc\n    namespace: shared\n"},
		{"a role", app, "  sourceRepos:\n", "  roles:\n  - name: reader\n    policies: []\n  sourceRepos:\n"},
		{"description", app, "  sourceRepos:\n", "  description: mine\n  sourceRepos:\n"},
		{"forbidden kind", app, "    kind: Secret\n---", "    kind: Secret\n  - group: \"\"\n    kind: ResourceQuota\n---"},
		{"quoted value", app, "repoURL: https://github.com/owner/home-manager", "repoURL: 'https://github.com/owner/home-manager'"},
		{"order of keys", app, "    repoURL: https://github.com/owner/home-manager\n    targetRevision: main\n", "    targetRevision: main\n    repoURL: https://github.com/owner/home-manager\n"},
		{"stub's label", stub, "  annotations:\n", "  labels:\n    mine: \"yes\"\n  annotations:\n"},
		{"another patch", comp, "patches:\n", "patches:\n- target:\n    kind: Deployment\n  patch: '{}'\n"},
		{"another entry", list, "resources:\n", "resources:\n- ../by-hand\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			edited := fresh(t).edit(t, tc.path, tc.old, tc.edited)
			settled(t, edited)
			// The same edit also survives a change of the Project in another place.
			changed := deliver(t, edited.edit(t, "project.yaml", "    - name: home-manager-secrets", "    - name: more\n      keys: [A]\n    - name: home-manager-secrets"))
			for line := range strings.Lines(tc.edited) {
				has(t, changed[tc.path], strings.TrimSpace(line))
			}
			settled(t, changed)
		})
	}
}

func TestOwnedValuesAreSet(t *testing.T) {
	for _, tc := range []struct{ name, path, old, edited string }{
		{"repository", app, "repoURL: https://github.com/owner/home-manager", "repoURL: https://github.com/other/x"},
		{"revision", app, "targetRevision: main", "targetRevision: v1"},
		{"revision gone", app, "    targetRevision: main\n", ""},
		{"AppProject", app, "  project: home-manager\n", "  project: default\n"},
		{"prune", app, "      prune: true", "      prune: false"},
		{"updater annotation", app, "update-strategy: latest", "update-strategy: semver"},
		{"updater annotation gone", app, "    argocd-image-updater.argoproj.io/write-back-method: argocd\n", ""},
		{"sync option turned", app, "    - RespectIgnoreDifferences=true", "    - RespectIgnoreDifferences=false"},
		{"sync option gone", app, "    - RespectIgnoreDifferences=true\n", ""},
		{"pointer gone", app, "    - /stringData\n", ""},
		{"rule gone", app, "  ignoreDifferences:\n  - kind: Secret\n    name: home-manager-secrets\n    namespace: home-manager\n    jsonPointers:\n    - /data\n    - /stringData\n", ""},
		{"repository allowed", app, "  - https://github.com/owner/home-manager\n", ""},
		{"finalizer of the AppProject", app, "  finalizers:\n  - resources-finalizer.argocd.argoproj.io\n", ""},
		{"Secret not forbidden", app, "  namespaceResourceBlacklist:\n  - group: \"\"\n    kind: Secret\n", ""},
		{"policy", comp, "applications, sync, home-manager/home-manager", "applications, *, home-manager/home-manager"},
		{"stub's key", stub, "  API_TOKEN: <API_TOKEN>\n", ""},
		{"list", list, "- home-manager.yaml\n", "- gone.yaml\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			want := fresh(t)
			got := deliver(t, want.edit(t, tc.path, tc.old, tc.edited))
			settled(t, got)
			for _, line := range strings.Split(strings.TrimSpace(tc.old), "\n") {
				has(t, got[tc.path], strings.TrimSpace(line))
			}
			assert.Equal(t, strings.Count(got[tc.path], "\n"), strings.Count(want[tc.path], "\n"), "%s", got[tc.path])
		})
	}
}

func TestDeadUpdaterAnnotationGoes(t *testing.T) {
	in := fresh(t).edit(t, app, "    argocd-image-updater.argoproj.io/write-back-method",
		"    argocd-image-updater.argoproj.io/home-manager.platform: linux/arm64\n    argocd-image-updater.argoproj.io/other.allow-tags: any\n    argocd-image-updater.argoproj.io/write-back-method")
	out, results := run(t, generate.Delivery, in)
	hasNot(t, out[app], "home-manager.platform:", "other.allow-tags")
	has(t, messages(results), "home-manager.platform", "other.allow-tags", "[updater-annotation-removed]")
	settled(t, out)
}

func TestReadUpdaterAnnotationStaysWithAnInfo(t *testing.T) {
	in := fresh(t).edit(t, app, "    argocd-image-updater.argoproj.io/write-back-method", "    argocd-image-updater.argoproj.io/home-manager.ignore-tags: pr-*\n    argocd-image-updater.argoproj.io/write-back-method")
	out, results := run(t, generate.Delivery, in)
	has(t, out[app], "home-manager.ignore-tags: pr-*")
	has(t, messages(results), "info: ", "[updater-annotation-kept]")
}

func TestWhatAnEarlierRunPutInGoes(t *testing.T) {
	first := deliver(t, files{
		"platform.yaml": platform(),
		"project.yaml":  project("sync: {options: [PruneLast=true]}", "onDelete: delete", "namespace: home"),
	})
	has(t, first[app], "PruneLast=true", "finalizers:", "namespace: home\n")
	second := deliver(t, first.with("project.yaml", strings.Replace(named("home-manager", "rendersSecrets: true", "sync: {automated: false, createNamespace: false}"), "owner/", "moved/", 1)))
	hasNot(t, second[app], "PruneLast", "home-manager-secrets", "owner/home-manager", "namespace: home\n", "kind: Namespace", "kind: Secret", "automated:", "prune:", "image-list")
	has(t, second[app], "CreateNamespace=false", "https://github.com/moved/home-manager", "namespace: home-manager")
	assert.Equal(t, strings.Count(second[app], "resources-finalizer.argocd.argoproj.io"), 1, "only the AppProject's")
	_, there := second[stub]
	assert.Check(t, !there)
	settled(t, second)
}

func TestProjectThatIsGoneTakesItsResources(t *testing.T) {
	both := deliver(t, files{"platform.yaml": platform(), "project.yaml": project(), "other.yaml": named("other", "secrets: [{name: o, keys: [K]}]")})
	out, results := run(t, generate.Delivery, both.without("other.yaml"))
	assert.DeepEqual(t, out, fresh(t))
	has(t, messages(results), `Application/argocd/other: removed: Project "other" is gone`, "AppProject/argocd/other: removed", "Secret/other/o: removed")
}

func TestNoProjectPrunesNothing(t *testing.T) {
	in := fresh(t).without("project.yaml")
	out, results := run(t, generate.Delivery, in)
	assert.Check(t, krm.Failed(results))
	has(t, messages(results), "there is no Project among the items", "nothing was pruned", "allowEmpty")
	assert.DeepEqual(t, out, in)
}

func TestNothingToDoIsFine(t *testing.T) {
	in := files{"x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n"}
	out, results := run(t, generate.Delivery, in)
	assert.Equal(t, len(results), 0, "%v", results)
	assert.DeepEqual(t, out, in)
}

func TestTakingTheMarkOffHandsOver(t *testing.T) {
	in := fresh(t)
	in[app] = strings.ReplaceAll(in[app], "    fairlead.dev/project: home-manager\n", "")
	in = in.edit(t, app, "targetRevision: main", "targetRevision: v1")
	out, results := run(t, generate.Delivery, in)
	has(t, out[app], "targetRevision: v1")
	hasNot(t, out[app], "fairlead.dev/project")
	has(t, messages(results), "warning: ", "[differs-from-project]", `"v1"`)
	// The resource outlives the Project.
	left, _ := run(t, generate.Delivery, out.without("project.yaml").with("other.yaml", named("other")))
	assert.Equal(t, left[app], out[app])
}

func TestUnmarkedResourceIsAdopted(t *testing.T) {
	hand := `# written by hand
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: home-manager
  namespace: argocd
spec:
  project: default # not ours
  source:
    repoURL: https://github.com/owner/home-manager
    path: manifests
    targetRevision: HEAD
  destination:
    server: https://kubernetes.default.svc
    namespace: home-manager
  syncPolicy:
    syncOptions:
    # keep this
    - CreateNamespace=false
    - ServerSideApply=true
`
	out, results := run(t, generate.Delivery, files{"project.yaml": project(), "apps/mine.yaml": hand})
	assert.Equal(t, strings.Count(strings.Join([]string{out[app], out["apps/mine.yaml"]}, ""), "kind: Application\n"), 1, "not doubled")
	has(t, out["apps/mine.yaml"], "# written by hand", "project: default # not ours", "path: manifests", "targetRevision: HEAD", "# keep this",
		"ServerSideApply=true", "RespectIgnoreDifferences=true", "/stringData", "image-list: home-manager=ghcr.io/owner/home-manager")
	hasNot(t, out["apps/mine.yaml"], "fairlead.dev/", "automated")
	has(t, messages(results), "spec.project", "spec.source.path", "spec.source.targetRevision")
	again, _ := run(t, generate.Delivery, out)
	assert.DeepEqual(t, again, out)
}

func TestExistingResourceStaysInItsFile(t *testing.T) {
	in := fresh(t)
	moved := in.without(app).with("rendered/by-hand.yaml", in[app])
	out := deliver(t, moved.edit(t, "project.yaml", "name: home-manager-secrets", "name: other-secrets"))
	_, there := out[app]
	assert.Check(t, !there)
	has(t, out["rendered/by-hand.yaml"], "other-secrets")
	hasNot(t, out["rendered/by-hand.yaml"], "home-manager-secrets")
	has(t, out[list], "by-hand.yaml")
	hasNot(t, out[list], "- home-manager.yaml")
}

func TestResourceThatStandsTwiceIsRefused(t *testing.T) {
	in := fresh(t)
	_, results := run(t, generate.Delivery, in.with("rendered/copy.yaml", in[app]))
	has(t, messages(results), "stands twice", app)
}
