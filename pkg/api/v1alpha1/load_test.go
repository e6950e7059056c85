// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func TestLoadFillsInEveryDefault(t *testing.T) {
	m, results := Load(listOf(t, project("images: [ghcr.io/owner/app]\nsecrets: [app-secrets]")))
	assert.Assert(t, !krm.Failed(results), "%v", results)
	assert.Equal(t, len(results), 2, "one info for each version that is assumed: %v", results)
	p := m.Projects[0]
	assert.Assert(t, p.Item != nil)
	assert.Equal(t, p.Name, "app")
	assert.DeepEqual(t, p.Spec, ProjectSpec{
		Repository: "https://github.com/owner/app",
		Path:       "deploy", Revision: "main", Namespace: "app",
		Images: []Image{{
			Name: "ghcr.io/owner/app", Alias: "app", AllowTags: DefaultAllowTags, UpdateStrategy: imageupdater.NewestBuild,
		}},
		Secrets:  []Secret{{Name: "app-secrets", Type: "Opaque", Mode: OutOfBand}},
		Sync:     Sync{Automated: true, Prune: true, SelfHeal: true, CreateNamespace: true},
		OnDelete: Orphan,
		CI:       CI{Account: "github-actions", Branch: "main", Platforms: []string{"linux/amd64", "linux/arm64"}, Context: "."},
	})
	assert.Assert(t, m.Platform.Item == nil)
	assert.DeepEqual(t, m.Platform.Spec, PlatformSpec{
		ArgoCD:       ArgoCD{Version: "v3.5", Namespace: "argocd", Account: "github-actions", CI: CIAccount},
		ImageUpdater: ImageUpdater{Version: "v0.12.2", Settings: SettingsAnnotations},
		Cluster:      Cluster{Server: "https://kubernetes.default.svc"},
	})
}

func TestLoadReadsTheLongForm(t *testing.T) {
	m, results := Load(listOf(t, longProject, longPlatform))
	assert.DeepEqual(t, linesOf(results), []string(nil))
	p := m.Projects[0].Spec
	assert.DeepEqual(t, p.Images, []Image{
		{
			Name: "ghcr.io/owner/app", Alias: "web", AllowTags: "any", IgnoreTags: []string{"pr-*"}, UpdateStrategy: imageupdater.NewestBuild,
			Platforms: []string{"linux/arm64"}, KustomizeName: "web", PullSecret: "pullsecret:argocd/ghcr", ForceUpdate: true,
		},
		{
			Name: "localhost:5000/owner/side", Alias: "side", AllowTags: "regexp:^sha-0123abc$", UpdateStrategy: imageupdater.NewestBuild,
			Platforms: []string{"linux/arm64", "linux/amd64"}, Pin: "sha-0123abc",
		},
	})
	assert.DeepEqual(t, p.Secrets, []Secret{
		{Name: "app-secrets", Keys: []string{"API_TOKEN"}, Type: "Opaque", Mode: Placeholder},
		{Name: "pull", Keys: []string{".dockerconfigjson"}, Type: "kubernetes.io/dockerconfigjson", Mode: OutOfBand},
	})
	assert.DeepEqual(t, p.Sync, Sync{Prune: true, SelfHeal: true, Options: []string{"PruneLast=true"}})
	assert.DeepEqual(t, p.CI, CI{Account: "bot", Branch: "trunk", Platforms: []string{"linux/arm64"}, Context: "web"})
	assert.Equal(t, m.Platform.Spec.ImageUpdater.Settings, SettingsResource)
	assert.DeepEqual(t, m.Platform.Spec.ImageUpdater.Registries, []Registry{
		{Prefix: "ghcr.io", Name: "ghcr.io", APIURL: "https://ghcr.io", Credentials: "pullsecret:argocd/ghcr", Limit: 20},
		{Prefix: "docker.io", Name: "Docker Hub", APIURL: "https://registry-1.docker.io", Limit: 5, CredsExpire: "10h"},
	})
	assert.DeepEqual(t, *m.Platform.Spec.Package, Package{Repository: "git@github.com:owner/platform", Revision: "main", Path: "rendered"})
	assert.Assert(t, m.ImageUpdater.Resource())
}

const longProject = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: home-manager
  labels: {team: home}
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  repository: https://github.com/owner/app
  path: .
  revision: v1.2.3
  namespace: home
  images:
    - name: ghcr.io/owner/app
      alias: web
      allowTags: any
      ignoreTags: [pr-*]
      updateStrategy: latest
      platforms: [linux/arm64]
      kustomizeName: web
      pullSecret: pullsecret:argocd/ghcr
      forceUpdate: true
    - name: localhost:5000/owner/side
      pin: sha-0123abc
  secrets:
    - name: app-secrets
      keys: [API_TOKEN]
      mode: placeholder
    - name: pull
      type: kubernetes.io/dockerconfigjson
  rendersSecrets: true
  sync:
    automated: false
    createNamespace: false
    options: [PruneLast=true]
  onDelete: delete
  ci:
    account: bot
    branch: trunk
    platforms: [linux/arm64]
    context: web
`

const longPlatform = `apiVersion: fairlead.dev/v1alpha1
kind: Platform
metadata:
  name: k3s
spec:
  argocd:
    version: v3.5.7
    namespace: argocd
    url: https://argocd.example.org
    account: ci
    ci: projectRole
    requireOverrideForRevisionSync: true
  imageUpdater:
    version: v1.2
    settings: resource
    registries:
      - prefix: ghcr.io
        credentials: pullsecret:argocd/ghcr
      - prefix: docker.io
        name: Docker Hub
        limit: 5
        credsExpire: 10h
  cluster:
    server: https://10.0.0.1:6443
    platforms: [linux/arm64, linux/amd64]
  package:
    repository: git@github.com:owner/platform
`

func TestLoadSaysAllAtOnceWithLines(t *testing.T) {
	_, results := Load(listOf(t, tenMistakes, known()))
	var got []string
	for _, r := range results {
		rest := strings.TrimPrefix(r.String(), "error: a.yaml:")
		place, _, _ := strings.Cut(rest, ": ")
		got = append(got, place+" "+r.Field.Path+" "+r.Rule)
	}
	assert.DeepEqual(t, got, []string{
		"6:9 spec.path wrong-type",
		"7:3 spec.revison unknown-field",
		"10:13 spec.images[0].name wrong-type",
		"11:7 spec.images[0].allowtags unknown-field",
		"16:9 spec.secrets[0].keys.API_TOKEN secret-value",
		"17:13 spec.onDelete invalid-value",
		"19:12 spec.sync.prune wrong-type",
		"6:3 spec.repository missing-field",
		"8:14 spec.namespace invalid-value",
		"12:13 spec.images[1].name invalid-value",
	})
}

const tenMistakes = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata:
  name: app
spec:
  path: 7
  revison: main
  namespace: My_Home
  images:
    - name: on
      allowtags: any
    - name: ghcr.io/Owner/app
  secrets:
    - name: app
      keys:
        API_TOKEN: abc123
  onDelete: orfan
  sync:
    prune: yes
`

func TestLoadAcrossProjects(t *testing.T) {
	second := strings.Replace(project("namespace: app\npath: more\nsecrets: [{name: s, type: kubernetes.io/tls}]"), "name: app", "name: other", 1)
	for _, test := range []struct {
		name string
		docs []string
		want []string
	}{
		{"two of one name", []string{known(), project(""), project("")}, []string{
			`error: c.yaml:4:9: Project/app: metadata.name: "app" is the name of two Projects, the other one is Project/app at b.yaml:1: rename or remove one of them [duplicate-project]`,
		}},
		{"two Platforms", []string{known(), known()}, []string{
			`error: b.yaml:1:1: Platform/k3s: a package must hold one Platform, and Platform/k3s at a.yaml:1 is one: keep one of the two [second-platform]`,
		}},
		{"one Secret of two types", []string{known(), project("secrets: [s]"), second}, []string{
			`error: c.yaml:9:29: Project/other: spec.secrets[0].type: must be the type that spec.secrets[0] of Project/app at b.yaml:1 has: both name one Secret of namespace "app" [secret-of-two-types]`,
		}},
		{"one folder twice in one namespace", []string{known(), project(""), strings.Replace(project("namespace: app\npath: ./deploy/"), "name: app", "name: other", 1)}, []string{
			`warning: c.yaml:6:3: Project/other: spec: Project/app at b.yaml:1 delivers the same folder "./deploy/" of the same repository into the same namespace "app": each takes the resources from the other, again and again; give one of them another namespace, or remove it [folder-delivered-twice]`,
		}},
		{"one folder in two namespaces", []string{known(), project(""), strings.Replace(project(""), "name: app", "name: other", 1)}, nil},
		{"two folders in one namespace", []string{known(), project(""), strings.Replace(project("namespace: app\npath: more"), "name: app", "name: other", 1)}, nil},
		{"another version", []string{strings.Replace(project(""), "v1alpha1", "v1", 1)}, []string{
			`error: a.yaml:1:13: Project/app: apiVersion: "fairlead.dev/v1" must be "fairlead.dev/v1alpha1" [unknown-version]`,
		}},
		{"unknown kind", []string{strings.Replace(project(""), "kind: Project", "kind: Projekt", 1)}, []string{
			`error: a.yaml:2:7: Projekt/app: kind: unknown kind of fairlead.dev "Projekt": did you mean "Project"? Allowed are Project, Platform [unknown-kind]`,
		}},
		{"options among the items", []string{"apiVersion: fairlead.dev/v1alpha1\nkind: GenerateDelivery\nmetadata: {name: x}\n"}, nil},
		{"nothing of ours", []string{"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, results := Load(listOf(t, test.docs...))
			assert.DeepEqual(t, linesOf(results), test.want)
		})
	}
}

func TestLoadOfNothingAssumesNothing(t *testing.T) {
	m, results := Load(&krm.ResourceList{})
	assert.Equal(t, len(results), 0)
	assert.Equal(t, m.Platform.Spec.ArgoCD.Namespace, "argocd")
}

func TestLoadWarnsOfANewerVersion(t *testing.T) {
	_, results := Load(listOf(t, platform("argocd: {version: v9.1}\nimageUpdater: {version: v7.0.1}")))
	assert.Equal(t, len(results), 2)
	for _, r := range results {
		assert.Equal(t, r.Severity, krm.Warning)
		assert.Equal(t, r.Rule, "version-newer-than-known")
	}
}

func TestLoadTakesABranchForTheWorkflow(t *testing.T) {
	for revision, want := range map[string]string{
		"master": "master", "HEAD": "main", "v1.2.3": "main", "^1.0": "main", "v2": "v2", "release/1.0": "release/1.0",
		"0123456789abcdef0123456789abcdef01234567": "main",
	} {
		m, results := Load(listOf(t, known(), project("revision: "+revision)))
		assert.Assert(t, !krm.Failed(results), "%v", results)
		assert.Equal(t, m.Projects[0].Spec.CI.Branch, want, revision)
	}
}

func TestConfigThatKptEvalMakesUpIsNone(t *testing.T) {
	list, err := krm.Read([]byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nfunctionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: function-input\n  data: {}\n"))
	assert.NilError(t, err)
	_, results := DecodeConfig(list.FunctionConfig, "generate-delivery")
	assert.Equal(t, len(results), 0)
	list, err = krm.Read([]byte("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nfunctionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: function-input\n  data: {allowEmpty: \"true\"}\n"))
	assert.NilError(t, err)
	_, results = DecodeConfig(list.FunctionConfig, "generate-delivery")
	assert.Equal(t, len(results), 1)
}

func TestLoadWarnsOfTheNamespaceOfK3s(t *testing.T) {
	_, results := Load(listOf(t, project("namespace: kube-system")))
	found := 0
	for _, r := range results {
		if r.Rule == "namespace-of-k3s" {
			found++
			assert.Equal(t, r.Severity, krm.Warning)
		}
	}
	assert.Equal(t, found, 1, "%v", results)
}
