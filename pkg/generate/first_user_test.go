// SPDX-License-Identifier: Apache-2.0

package generate_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func TestMovedFileIsListedOrReported(t *testing.T) {
	in := fresh(t)
	below := deliver(t, in.without(app).with("rendered/sub/a.yaml", in[app]))
	has(t, below[list], "- sub/a.yaml")
	out, results := run(t, generate.Delivery, in.without(app).with("apps/a.yaml", in[app]))
	has(t, messages(results), "warning: apps/a.yaml:", "stands outside rendered/", "[not-listed]")
	_, there := out[list]
	assert.Check(t, !there, "a list of nothing builds nothing")
}

func TestProjectMayNotBeNamedLikeTheList(t *testing.T) {
	_, results := run(t, generate.Delivery, files{"a.yaml": named("a"), "k.yaml": named("kustomization")})
	has(t, messages(results), `error: k.yaml:4:9:`, `"kustomization" must not be the name of a Project`)
}

func TestSetIgnoreDifferencesTakesNothingOut(t *testing.T) {
	in := deliver(t, files{"project.yaml": project("sync: {options: [PruneLast=true, ServerSideApply=true]}"), "platform.yaml": platform()})
	out, results := run(t, generate.SetIgnoreDifferences, in)
	assert.Check(t, !krm.Failed(results))
	assert.DeepEqual(t, out, in)
}

func TestPatchOfAPersonStaysBesideOurs(t *testing.T) {
	const theirs = "patches:\n- target:\n    kind: ConfigMap\n    name: argocd-cm # mine\n  patch: |\n    data:\n      admin.enabled: \"false\"\n"
	in := fresh(t).edit(t, comp, "patches:\n", theirs)
	settled(t, in)
	out := deliver(t, in.with("other.yaml", named("other")))
	has(t, out[comp], theirs, "policy.other.csv")
	settled(t, out)
	more := fresh(t).edit(t, comp, "    fieldPaths:\n    - metadata.name\n", "    fieldPaths:\n    - metadata.name\n    - metadata.labels.mine\n")
	settled(t, more)
}

func TestSettingsOfAPersonStay(t *testing.T) {
	in := files{
		"project.yaml":  project(),
		"platform.yaml": platform("imageUpdater: {registries: [{prefix: ghcr.io}]}"),
		"cm.yaml":       "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\n  namespace: argocd\ndata:\n  accounts.github-actions: login\n",
		"rbac.yaml":     "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-rbac-cm\n  namespace: argocd\ndata:\n  policy.home-manager.csv: |\n    p, me, applications, get, */*, allow\n",
		"updater.yaml":  "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-image-updater-config\n  namespace: argocd\ndata:\n  registries.conf: |\n    registries:\n    - prefix: priv.io # mine\n",
	}
	out, results := run(t, generate.Delivery, in)
	has(t, out["cm.yaml"], "accounts.github-actions: login, apiKey")
	assert.Equal(t, out["rbac.yaml"], in["rbac.yaml"])
	assert.Equal(t, out["updater.yaml"], in["updater.yaml"])
	has(t, messages(results), "warning: rbac.yaml:7:28:", "data[policy.home-manager.csv]", "data[registries.conf]", "[differs-from-project]")
	again, _ := run(t, generate.Delivery, out)
	assert.DeepEqual(t, again, out)
	// And they stay when the Project goes.
	gone, _ := run(t, generate.Delivery, out.without("project.yaml").with("other.yaml", named("other", "ci: {account: robot}")))
	has(t, gone["cm.yaml"], "accounts.github-actions: login")
	assert.Check(t, strings.HasPrefix(gone["rbac.yaml"], strings.SplitAfter(in["rbac.yaml"], "namespace: argocd\n")[0]))
	has(t, gone["rbac.yaml"], "p, me, applications, get, */*, allow")
}

func TestEntriesAddedToARuleStay(t *testing.T) {
	in := fresh(t).edit(t, app, "    - /data\n", "    - /data\n    - /metadata/labels # mine\n")
	settled(t, in)
	out := deliver(t, in.edit(t, "project.yaml", "keys: [API_TOKEN, DB_PASSWORD]", "keys: [API_TOKEN]"))
	has(t, out[app], "- /metadata/labels # mine")
}

func TestManualSyncOfAPersonStays(t *testing.T) {
	hand := "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: home-manager\n  namespace: argocd\nspec:\n  project: home-manager\n"
	out, results := run(t, generate.Delivery, files{"project.yaml": project(), "hand.yaml": hand})
	hasNot(t, out["hand.yaml"], "automated", "prune")
	has(t, out["hand.yaml"], "RespectIgnoreDifferences=true")
	has(t, messages(results), "spec.syncPolicy.automated: is not set")
}

func TestOlderArgoCDLosesTheNameOfTheWhitelist(t *testing.T) {
	in := fresh(t)
	has(t, in[app], "kind: Namespace\n    name: home-manager")
	older := in.with("platform.yaml", strings.Replace(platform(), "v3.5.7", "v3.1.0", 1))
	out := deliver(t, older)
	hasNot(t, out[app], "kind: Namespace\n    name:")
	assert.DeepEqual(t, out, deliver(t, files{"project.yaml": in["project.yaml"], "platform.yaml": older["platform.yaml"]}))
}

func TestProjectInArgoCDsNamespaceIsRefused(t *testing.T) {
	_, results := run(t, generate.Delivery, files{"a.yaml": named("a", "namespace: argocd")})
	has(t, messages(results), "spec.namespace", "must not be the namespace of Argo CD")
}

func TestProjectNamedLikeArgoCDsNamespaceIsRefused(t *testing.T) {
	_, results := run(t, generate.Delivery, files{"a.yaml": named("argocd")})
	has(t, messages(results), "spec.namespace", "must not be the namespace of Argo CD")
}

func TestNullSyncPolicyOfAPersonStaysManual(t *testing.T) {
	for _, policy := range []string{"  syncPolicy:\n", "  syncPolicy: null\n", "  syncPolicy: {automated: null}\n", "  syncPolicy: {}\n"} {
		hand := "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: home-manager\n  namespace: argocd\nspec:\n  project: home-manager\n  source:\n" + policy
		out, results := run(t, generate.Delivery, files{"project.yaml": project(), "hand.yaml": hand})
		hasNot(t, out["hand.yaml"], "prune", "repoURL")
		has(t, out["hand.yaml"], "RespectIgnoreDifferences=true")
		has(t, messages(results), "spec.syncPolicy.automated", "spec.source")
		again, _ := run(t, generate.Delivery, out)
		assert.DeepEqual(t, again, out)
	}
}

func TestWhatAPersonListedOutlivesOurs(t *testing.T) {
	in := fresh(t).edit(t, list, "resources:\n", "resources:\n- ./mine.yaml\n- ../elsewhere\n").with("rendered/mine.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n")
	settled(t, in)
	in = in.edit(t, comp, "patches:\n", "patches:\n- target:\n    kind: Deployment\n  patch: '{}'\n")
	gone, _ := run(t, generate.Delivery, in.without(app).with("apps/a.yaml", in[app]).with("platform.yaml", strings.Replace(platform(), "v3.5.7", "v3.5.7, ci: projectRole", 1)))
	has(t, gone[list], "- ./mine.yaml", "- ../elsewhere")
	hasNot(t, gone[list], "home-manager.yaml")
	has(t, gone[comp], "kind: Deployment")
	hasNot(t, gone[comp], "argocd-cm", "policy")
}

func TestKustomizationOfAPersonInThePlaceOfTheList(t *testing.T) {
	_, results := run(t, generate.Delivery, files{"project.yaml": project(), list: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [x.yaml]\n"})
	has(t, messages(results), "error: rendered/kustomization.yaml:1:1:", "[list-taken]")
}
