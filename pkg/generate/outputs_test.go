// SPDX-License-Identifier: Apache-2.0

package generate_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func TestSecretsDecideWhatTheAppProjectForbids(t *testing.T) {
	const forbidden = "  namespaceResourceBlacklist:\n  - group: \"\"\n    kind: Secret\n"
	for _, tc := range []struct {
		name string
		spec string
		want bool
	}{
		{"none declared", "sync: {prune: true}", true},
		{"out of band", "secrets: [{name: a, keys: [K]}]", true},
		{"one placeholder", "secrets: [{name: a, keys: [K]}, {name: b, keys: [K], mode: placeholder}]", false},
		{"manifests hold Secrets", "rendersSecrets: true", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out := deliver(t, files{"p.yaml": named("x", tc.spec)})
			assert.Equal(t, strings.Contains(out["rendered/x.yaml"], forbidden), tc.want)
		})
	}
}

func TestOnDelete(t *testing.T) {
	orphan := deliver(t, files{"p.yaml": named("x")})["rendered/x.yaml"]
	remove := deliver(t, files{"p.yaml": named("x", "onDelete: delete")})["rendered/x.yaml"]
	assert.Equal(t, strings.Count(orphan, "resources-finalizer"), 1, "the AppProject's alone")
	assert.Equal(t, strings.Count(remove, "resources-finalizer"), 2)
}

func TestTypedSecretStubs(t *testing.T) {
	out := deliver(t, files{"p.yaml": named("x", "secrets:\n- {name: pull, type: kubernetes.io/dockerconfigjson}\n- {name: cert, type: kubernetes.io/tls}\n- name: bare")})
	has(t, out["secrets/pull.example.yaml"], "type: kubernetes.io/dockerconfigjson\n", ".dockerconfigjson: <.dockerconfigjson>", `config.kubernetes.io/local-config: "true"`)
	has(t, out["secrets/cert.example.yaml"], "tls.crt: <tls.crt>", "tls.key: <tls.key>")
	_, there := out["secrets/bare.example.yaml"]
	assert.Check(t, !there, "a Secret without keys has no example")
	has(t, out["rendered/x.yaml"], "name: bare")
}

func TestOneSecretOfSeveralProjects(t *testing.T) {
	shared := deliver(t, files{
		"a.yaml": named("a", "namespace: home", "secrets: [{name: s, keys: [K, L]}]"),
		"b.yaml": named("b", "namespace: home", "secrets: [{name: s, keys: [L, M]}]"),
	})
	has(t, shared["secrets/s.example.yaml"], "  K: <K>\n  L: <L>\n  M: <M>\n")
	settled(t, shared)
	apart := deliver(t, files{
		"a.yaml": named("a", "secrets: [{name: s, keys: [K]}]"),
		"b.yaml": named("b", "secrets: [{name: s, keys: [L]}]"),
	})
	has(t, apart["secrets/a.s.example.yaml"], "namespace: a\n", "K: <K>")
	has(t, apart["secrets/b.s.example.yaml"], "namespace: b\n", "L: <L>")
	settled(t, apart)
}

func TestProjectRoleNeedsNoConfigMap(t *testing.T) {
	out := deliver(t, files{"project.yaml": project(), "platform.yaml": strings.Replace(platform(), "v3.5.7", "v3.5.7, ci: projectRole", 1)})
	has(t, out[app], "  - name: ci\n", "p, proj:home-manager:ci, applications, get, home-manager/home-manager, allow", "p, proj:home-manager:ci, applications, sync, home-manager/home-manager, allow")
	_, there := out[comp]
	assert.Check(t, !there)
	// Back to the account: the role goes.
	back := deliver(t, out.with("platform.yaml", platform()))
	hasNot(t, back[app], "roles:", "proj:")
	assert.DeepEqual(t, back[comp], fresh(t)[comp])
}

func TestAccountsAndPolicies(t *testing.T) {
	out := deliver(t, files{
		"a.yaml":        named("a"),
		"b.yaml":        named("b", "ci: {account: robot}"),
		"platform.yaml": strings.Replace(platform("imageUpdater: {registries: [{prefix: ghcr.io, credentials: 'pullsecret:argocd/ghcr', limit: 5}]}"), "v3.5.7", "v3.5.7, requireOverrideForRevisionSync: true", 1),
	})
	has(t, out[comp], "accounts.github-actions: apiKey", "accounts.robot: apiKey", `application.sync.requireOverridePrivilegeForRevisionSync: "true"`,
		"policy.a.csv: |", "p, github-actions, applications, get, a/a, allow", "policy.b.csv: |", "p, robot, applications, sync, b/b, allow",
		"registries.conf: |", "limit: 5", "api_url: https://ghcr.io")
	settled(t, out)
}

func TestRootApplication(t *testing.T) {
	out := deliver(t, files{"project.yaml": project(), "platform.yaml": platform("package: {repository: 'https://github.com/owner/platform'}")})
	has(t, out["root.yaml"], "kind: AppProject", "kind: Application", "https://github.com/owner/platform", "path: rendered", "targetRevision: main",
		"- /spec/source/kustomize/images", "RespectIgnoreDifferences=true", "kind: ImageUpdater", `config.kubernetes.io/local-config: "true"`)
	hasNot(t, out[list], "root.yaml")
	settled(t, out)
	// Without `package` it goes, whether the Platform stays or not.
	gone := deliver(t, out.with("platform.yaml", platform()))
	_, there := gone["root.yaml"]
	assert.Check(t, !there)
	_, results := run(t, generate.Delivery, files{"project.yaml": strings.Replace(named("k3s"), "owner/k3s", "owner/x", 1), "platform.yaml": platform("package: {repository: 'https://github.com/owner/platform'}")})
	has(t, messages(results), `"k3s" is also the name of the Platform`)
}

func TestPinHoldsOneTag(t *testing.T) {
	out := deliver(t, files{"p.yaml": named("x", "images: [{name: ghcr.io/owner/x, pin: sha-0123abc}]")})
	has(t, out["rendered/x.yaml"], "x.allow-tags: regexp:^sha-0123abc$")
	digest := deliver(t, files{"p.yaml": named("x", "images: [{name: ghcr.io/owner/x, updateStrategy: digest, pin: stable}]")})
	has(t, digest["rendered/x.yaml"], "image-list: x=ghcr.io/owner/x:stable", "x.update-strategy: digest")
}

func TestWholeConfigMapIsEdited(t *testing.T) {
	const theirs = `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-rbac-cm
  namespace: argocd
  labels:
    app.kubernetes.io/part-of: argocd
data:
  policy.default: role:readonly # ours
  policy.csv: |
    p, alice, applications, *, */*, allow
`
	in := files{"a.yaml": named("a"), "b.yaml": named("b"), "rbac.yaml": theirs}
	out := deliver(t, in)
	for line := range strings.Lines(theirs) {
		has(t, out["rbac.yaml"], line)
	}
	has(t, out["rbac.yaml"], "policy.a.csv: |", "policy.b.csv: |", "fairlead.dev/owned: policy.a.csv policy.b.csv")
	hasNot(t, out[comp], "argocd-rbac-cm")
	has(t, out[comp], "argocd-cm")
	settled(t, out)
	fewer, results := run(t, generate.Delivery, out.without("b.yaml"))
	hasNot(t, fewer["rbac.yaml"], "policy.b.csv")
	has(t, messages(results), "policy.b.csv", "[setting-removed]")
	// Nothing is asked for any more: only what was put in goes.
	none := deliver(t, fewer.with("platform.yaml", strings.Replace(platform(), "v3.5.7", "v3.5.7, ci: projectRole", 1)))
	hasNot(t, none["rbac.yaml"], "policy.a.csv", "fairlead.dev/owned")
	has(t, none["rbac.yaml"], "policy.default: role:readonly # ours", "alice")
}

func TestRestrictedFunctionsSetAndPruneOnlyTheirKinds(t *testing.T) {
	everything := fresh(t)
	for _, tc := range []struct {
		name string
		run  func(*krm.ResourceList) error
		make []string
	}{
		{"application", generate.Application, []string{app, list}},
		{"rbac", generate.RBAC, []string{comp}},
		{"secret stubs", generate.SecretStubs, []string{stub}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bare := files{"project.yaml": project(), "platform.yaml": platform()}
			out, results := run(t, tc.run, bare)
			assert.Check(t, !krm.Failed(results), "%v", results)
			assert.Equal(t, len(out), len(bare)+len(tc.make))
			for _, path := range tc.make {
				assert.Equal(t, out[path], everything[path])
			}
			// Over a whole package it changes nothing, and prunes nothing but its own.
			same, _ := run(t, tc.run, everything)
			assert.DeepEqual(t, same, everything)
			other := everything.without("project.yaml").with("other.yaml", named("other"))
			pruned, _ := run(t, tc.run, other)
			for _, path := range []string{app, stub} {
				_, stays := pruned[path]
				assert.Equal(t, stays, !has1(tc.make, path), path)
			}
		})
	}
}

func has1(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

func TestNarrowedGeneratorIsRefused(t *testing.T) {
	for _, field := range []string{"selectors", "exclude"} {
		in := files{"project.yaml": project(), "Kptfile": "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: x\npipeline:\n  mutators:\n  - image: ghcr.io/fairlead-krm/generate-rbac:v1@sha256:abc\n    " + field + ":\n    - kind: Project\n"}
		_, results := run(t, generate.Delivery, in)
		has(t, messages(results), "error: Kptfile:9:", "pipeline.mutators[0]."+field, "hides resources that exist")
	}
}

func TestSecretWithValuesIsRefusedWithoutShowingThem(t *testing.T) {
	for _, data := range []string{"data:\n  K: c2VjcmV0LXRva2Vu", "stringData:\n  K: secret-token", "data: secret-token"} {
		in := files{"project.yaml": project(), "secrets/filled.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n" + data + "\n"}
		_, results := run(t, generate.Delivery, in)
		has(t, messages(results), "error: secrets/filled.yaml:", "must not hold values", ".krmignore")
		hasNot(t, messages(results), "secret-token", "c2VjcmV0")
	}
}

func TestSetIgnoreDifferences(t *testing.T) {
	in := files{
		"project.yaml": project(),
		"hand.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: hand
  namespace: argocd
spec:
  destination:
    namespace: home-manager
  ignoreDifferences:
  # theirs
  - group: apps
    kind: Deployment
    jsonPointers:
    - /spec/replicas
`,
		"elsewhere.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: elsewhere\nspec:\n  destination:\n    namespace: other\n",
		"stub.yaml":      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: by-hand\n  namespace: home-manager\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\ntype: Opaque\n",
	}
	out, results := run(t, generate.SetIgnoreDifferences, in)
	assert.Check(t, !krm.Failed(results), "%v", results)
	has(t, out["hand.yaml"], "# theirs", "/spec/replicas", "name: home-manager-secrets", "name: by-hand", "- /data", "- /stringData", "RespectIgnoreDifferences=true")
	hasNot(t, out["hand.yaml"], "fairlead.dev", "CreateNamespace", "automated")
	assert.Equal(t, out["elsewhere.yaml"], in["elsewhere.yaml"])
	again, _ := run(t, generate.SetIgnoreDifferences, out)
	assert.DeepEqual(t, again, out)
}

func TestProjectsAreKeptFromClusters(t *testing.T) {
	plain := "# mine\napiVersion: fairlead.dev/v1alpha1\nkind: Project\n\nmetadata:\n  name: x # here\n\nspec:\n  # the repository\n  repository: https://github.com/owner/x\n"
	out := deliver(t, files{"p.yaml": plain})
	assert.Equal(t, out["p.yaml"], strings.Replace(plain, "# here\n", "# here\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n", 1), "one place gains two lines, all else stays")
	settled(t, out)
}
