// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// good are resources about which neither the schema nor Load has anything to say, given a Platform of known versions.
var good = map[string]string{
	"short":                project("images: [ghcr.io/owner/app]\nsecrets:\n- name: s\n  keys: [A, b-c, d.e]"),
	"long":                 longProject,
	"nothing but required": project(""),
	"empty lists":          project("images: []\nsecrets: []\nsync: {}\nci: {}"),
	"ssh repository":       "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: a}\nspec: {repository: 'git@github.com:owner/app.git'}\n",
	"quoted words":         project("namespace: \"yes\"\nrevision: '1.0'"),
	"two images":           project("images:\n- ghcr.io/owner/app\n- name: ghcr.io/owner/app/app\n  alias: second"),
	"semver":               project("images:\n- name: ghcr.io/owner/app\n  updateStrategy: semver\n  allowTags: 'regexp:^v'"),
	"pin beside allowTags": project("images:\n- name: ghcr.io/owner/app\n  allowTags: regexp:^v[0-9]+$\n  pin: v1"),
	"digest of a pin":      project("images:\n- name: ghcr.io/owner/app\n  updateStrategy: digest\n  pin: main"),
	"type of one's own":    project("secrets: [{name: s, type: example.org/token}]"),
	"one of basic-auth":    project("secrets: [{name: s, type: kubernetes.io/basic-auth, keys: [password]}]"),
	"kpt's annotations":    "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata:\n  name: a\n  creationTimestamp: null\n  annotations: {internal.config.kubernetes.io/path: a.yaml}\nspec: {repository: https://github.com/owner/app}\n",
	"Platform":             longPlatform,
	"Platform, empty":      "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\n",
	"Platform, installing": platform("argocd: {version: v3.5.7}\nimageUpdater: {version: 1.3.0, install: true}"),
	"Platform, resource":   platform("argocd: {version: '3.5'}\nimageUpdater: {version: v1.1.0, settings: annotations}"),
}

// bad are resources with what Load must find: rule and field path.
var bad = []struct {
	name, in string
	want     []string
}{
	{"anchor", project("path: &p deploy"), []string{"anchor-in-spec spec.path"}},
	{"alias", project("path: &p deploy\nrevision: *p"), []string{"anchor-in-spec spec.path", "anchor-in-spec spec.revision"}},
	{"merge key", project("sync: &s {prune: true}\nci:\n  <<: *s"), []string{"anchor-in-spec spec.sync", "merge-key spec.ci"}},
	{"anchor in metadata", "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: &m {name: k3s}\n", []string{"anchor-in-spec metadata"}},
	{"duplicate key", project("path: a\npath: b"), []string{"duplicate-key spec.path"}},
	{"duplicate key, deep", project("sync: {prune: true, prune: false}"), []string{"duplicate-key spec.sync.prune"}},
	{"key that is a mapping", "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec: {? {a: b} : c}\n", []string{"wrong-type spec"}},
	{"no metadata", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nspec: {repository: https://github.com/o/a}\n", []string{"missing-field metadata"}},
	{"no name", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {}\nspec: {repository: https://github.com/o/a}\n", []string{"missing-field metadata.name"}},
	{"no spec", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: a}\n", []string{"missing-field spec"}},
	{"null spec", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: a}\nspec:\n", []string{"null-value spec"}},
	{"no repository", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: a}\nspec: {}\n", []string{"missing-field spec.repository"}},
	{"name that is no label", "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: My_App}\n", []string{"invalid-value metadata.name"}},
	{"name that is a number", "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: 12}\n", []string{"wrong-type metadata.name"}},
	{"name that is too long", "apiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg}\n", []string{"invalid-value metadata.name"}},
	{"name default", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: default}\nspec: {repository: https://github.com/o/a}\n", []string{"project-named-default metadata.name"}},
	{"status", project("") + "status: {}\n", []string{"unknown-field status"}},
	{"string for a list", project("images: ghcr.io/owner/app"), []string{"wrong-type spec.images"}},
	{"list for a string", project("path: [a]"), []string{"wrong-type spec.path"}},
	{"string for an object", project("sync: yes"), []string{"wrong-type spec.sync"}},
	{"number for a string", project("revision: 1.10"), []string{"wrong-type spec.revision"}},
	{"date for a string", project("revision: 2024-01-01"), []string{"wrong-type spec.revision"}},
	{"word of YAML 1.1", project("namespace: no"), []string{"wrong-type spec.namespace"}},
	{"boolean in quotes", project("rendersSecrets: 'true'"), []string{"wrong-type spec.rendersSecrets"}},
	{"nulls", project("path:\nimages: ~\nsync:\nrendersSecrets:"), []string{"null-value spec.path", "null-value spec.images", "null-value spec.sync", "null-value spec.rendersSecrets"}},
	{"empty strings", project("path: ''\nimages: ['']"), []string{"invalid-value spec.path", "invalid-value spec.images[0]"}},
	{"two lines", project("revision: \"a\\nb\""), []string{"invalid-value spec.revision"}},
	{"octal", platform("imageUpdater: {registries: [{prefix: ghcr.io, limit: 010}]}"), []string{"invalid-value spec.imageUpdater.registries[0].limit"}},
	{"enum", project("onDelete: Delete"), []string{"invalid-value spec.onDelete"}},
	{"bad repository", "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: a}\nspec: {repository: owner/app}\n", []string{"invalid-value spec.repository"}},
	{"path that leaves", project("path: ../x"), []string{"invalid-value spec.path"}},
	{"revision with a space", project("revision: a b"), []string{"invalid-value spec.revision"}},
	{"namespace that is no label", project("namespace: a.b"), []string{"invalid-value spec.namespace"}},
	{"image with a tag", project("images: ['ghcr.io/owner/app:latest']"), []string{"invalid-value spec.images[0].name"}},
	{"image in upper case", project("images: [{name: ghcr.io/Owner/app}]"), []string{"invalid-value spec.images[0].name"}},
	{"image with a scheme", project("images: ['https://ghcr.io/owner/app']"), []string{"invalid-value spec.images[0].name"}},
	{"image without a name", project("images: [{alias: a}]"), []string{"missing-field spec.images[0].name"}},
	{"alias", project("images: [{name: ghcr.io/o/a, alias: a=b}]"), []string{"invalid-value spec.images[0].alias"}},
	{"default alias that is too long", project("images: [ghcr.io/o/aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeee]"), []string{"invalid-value spec.images[0].alias"}},
	{"two images of one default alias", project("images: [ghcr.io/o/app, docker.io/p/app]"), []string{"duplicate-alias spec.images[1].alias"}},
	{"two images of one alias", project("images: [ghcr.io/o/app, {name: docker.io/p/b, alias: app}]"), []string{"duplicate-alias spec.images[1].alias"}},
	{"allowTags without its prefix", project("images: [{name: ghcr.io/o/a, allowTags: ^sha-.*$}]"), []string{"invalid-value spec.images[0].allowTags"}},
	{"allowTags that is no RE2", project("images: [{name: ghcr.io/o/a, allowTags: 'regexp:(?!x)'}]"), []string{"invalid-value spec.images[0].allowTags"}},
	{"ignoreTags", project("images: [{name: ghcr.io/o/a, ignoreTags: ['[', 'regexp:x', ok]}]"), []string{"invalid-value spec.images[0].ignoreTags[0]", "invalid-value spec.images[0].ignoreTags[1]"}},
	{"updateStrategy", project("images: [{name: ghcr.io/o/a, updateStrategy: newest}]"), []string{"invalid-value spec.images[0].updateStrategy"}},
	{"digest without pin", project("images: [{name: ghcr.io/o/a, updateStrategy: digest}]"), []string{"digest-without-pin spec.images[0].updateStrategy"}},
	{"semver of commits", project("images: [{name: ghcr.io/o/a, updateStrategy: semver}]"), []string{"missing-field spec.images[0].allowTags"}},
	{"platforms", project("images: [{name: ghcr.io/o/a, platforms: [linux/aarch64, arm64]}]"), []string{"invalid-value spec.images[0].platforms[0]", "invalid-value spec.images[0].platforms[1]"}},
	{"kustomizeName with a tag", project("images: [{name: ghcr.io/o/a, kustomizeName: 'a:1'}]"), []string{"invalid-value spec.images[0].kustomizeName"}},
	{"pullSecret", project("images: [{name: ghcr.io/o/a, pullSecret: 'pullsecret:ghcr'}]"), []string{"invalid-value spec.images[0].pullSecret"}},
	{"pin that is no tag", project("images: [{name: ghcr.io/o/a, pin: 'a b'}]"), []string{"invalid-value spec.images[0].pin"}},
	{"pin that allowTags does not take", project("images: [{name: ghcr.io/o/a, pin: v1, allowTags: 'regexp:^v[0-9]{2}$'}]"), []string{"invalid-value spec.images[0].pin"}},
	{"pin that ignoreTags drops", project("images: [{name: ghcr.io/o/a, pin: pr-1, ignoreTags: [v*, pr-*]}]"), []string{"invalid-value spec.images[0].pin"}},
	{"secret name", project("secrets: [App]"), []string{"invalid-value spec.secrets[0].name"}},
	{"secret twice", project("secrets: [a, a]"), []string{"duplicate-secret spec.secrets[1].name"}},
	{"keys", project("secrets: [{name: a, keys: ['a b', c, c]}]"), []string{"invalid-value spec.secrets[0].keys[0]", "invalid-value spec.secrets[0].keys[2]"}},
	{"key with a value", project("secrets: [{name: a, keys: [A=b]}]"), []string{"secret-value spec.secrets[0].keys[0]"}},
	{"keys with values", project("secrets: [{name: a, keys: {A: b, C: d}}]"), []string{"secret-value spec.secrets[0].keys.A", "secret-value spec.secrets[0].keys.C"}},
	{"list of keys with values", project("secrets: [{name: a, keys: [{A: b}]}]"), []string{"secret-value spec.secrets[0].keys[0].A"}},
	{"stringData", project("secrets: [{name: a, stringData: {A: b}}, {name: c, value: d}]"), []string{"secret-value spec.secrets[0].stringData.A", "secret-value spec.secrets[1].value"}},
	{"secrets as a mapping", project("secrets: {A: b}"), []string{"secret-value spec.secrets.A"}},
	{"secret type", project("secrets: [{name: a, type: opaque}]"), []string{"invalid-value spec.secrets[0].type"}},
	{"key that the type requires", project("secrets: [{name: a, type: kubernetes.io/tls, keys: [tls.crt]}]"), []string{"missing-key spec.secrets[0].keys"}},
	{"secret mode", project("secrets: [{name: a, mode: outofband}]"), []string{"invalid-value spec.secrets[0].mode"}},
	{"sync options", project("sync: {options: [CreateNamespace=true, RespectIgnoreDifferences=false, PruneLats=true, PruneLast=true, PruneLast=false]}"), []string{
		"invalid-value spec.sync.options[0]", "invalid-value spec.sync.options[1]", "invalid-value spec.sync.options[2]", "invalid-value spec.sync.options[4]",
	}},
	{"ci", project("ci: {account: a.b, branch: 'a b', platforms: [x], context: /a}"), []string{
		"invalid-value spec.ci.account", "invalid-value spec.ci.branch", "invalid-value spec.ci.platforms[0]", "invalid-value spec.ci.context",
	}},
	{"versions that are none", platform("argocd: {version: latest}\nimageUpdater: {version: stable}"), []string{"invalid-value spec.argocd.version", "invalid-value spec.imageUpdater.version"}},
	{"versions too old", platform("argocd: {version: v2.9}\nimageUpdater: {version: v0.11}"), []string{"invalid-value spec.argocd.version", "invalid-value spec.imageUpdater.version"}},
	{"version refused", platform("imageUpdater: {version: v1.0.1}"), []string{"invalid-value spec.imageUpdater.version"}},
	{"version that is a number", platform("argocd: {version: 3.5}"), []string{"wrong-type spec.argocd.version"}},
	{"url", platform("argocd: {url: http://argocd.example.org}"), []string{"invalid-value spec.argocd.url"}},
	{"url with a path", platform("argocd: {url: https://example.org/argocd}"), []string{"invalid-value spec.argocd.url"}},
	{"url with a password", platform("argocd: {url: 'https://u:hunter2@example.org'}"), []string{"invalid-value spec.argocd.url"}},
	{"argocd", platform("argocd: {namespace: A, account: admin, ci: role}"), []string{"invalid-value spec.argocd.ci", "invalid-value spec.argocd.namespace", "invalid-value spec.argocd.account"}},
	{"override before v3.3", platform("argocd: {version: v3.2, requireOverrideForRevisionSync: true}"), []string{"field-unknown-to-version spec.argocd.requireOverrideForRevisionSync"}},
	{"installed version without its patch", platform("imageUpdater: {version: v1.3, install: true}"), []string{"invalid-value spec.imageUpdater.version"}},
	{"installed version that is refused", platform("imageUpdater: {version: v1.0.3, install: true}"), []string{"invalid-value spec.imageUpdater.version"}},
	{"install that is no boolean", platform("imageUpdater: {install: yes please}"), []string{"wrong-type spec.imageUpdater.install"}},
	{"resource before v1.1", platform("imageUpdater: {version: v0.18, settings: resource}"), []string{"invalid-value spec.imageUpdater.settings"}},
	{"registries", platform("imageUpdater:\n  registries:\n  - {name: x}\n  - {prefix: 'https://ghcr.io'}\n  - {prefix: ghcr.io, apiURL: ghcr.io, credentials: 'user:hunter2', limit: 0, credsExpire: 10}\n  - {prefix: ghcr.io, credsExpire: soon}"), []string{
		"missing-field spec.imageUpdater.registries[0].prefix", "invalid-value spec.imageUpdater.registries[2].limit", "wrong-type spec.imageUpdater.registries[2].credsExpire",
		"invalid-value spec.imageUpdater.registries[1].prefix", "invalid-value spec.imageUpdater.registries[2].apiURL", "invalid-value spec.imageUpdater.registries[2].credentials",
		"duplicate-registry spec.imageUpdater.registries[3].prefix", "invalid-value spec.imageUpdater.registries[3].credsExpire",
	}},
	{"credentials as a mapping", platform("imageUpdater: {registries: [{prefix: ghcr.io, credentials: {password: hunter2}}]}"), []string{"secret-value spec.imageUpdater.registries[0].credentials.password"}},
	{"cluster", platform("cluster: {server: in-cluster, platforms: [linux]}"), []string{"invalid-value spec.cluster.server", "invalid-value spec.cluster.platforms[0]"}},
	{"package without repository", platform("package: {path: /x}"), []string{"missing-field spec.package.repository", "invalid-value spec.package.path"}},
}

func TestGood(t *testing.T) {
	for name, in := range good {
		t.Run(name, func(t *testing.T) {
			list := listOf(t, in)
			_, results := Load(list)
			assert.DeepEqual(t, linesOf(results), []string(nil))
			assert.NilError(t, validate(t, compiled(t, list.Items[0].Kind), in))
		})
	}
}

func TestBad(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{KindProject: compiled(t, KindProject), KindPlatform: compiled(t, KindPlatform)}
	missed := 0
	for _, test := range bad {
		t.Run(test.name, func(t *testing.T) {
			list := listOf(t, test.in)
			_, results := Load(list)
			var got []string
			for _, r := range results {
				if r.Rule != "version-assumed" {
					assert.Equal(t, r.Severity, krm.Error)
					assert.Assert(t, r.Line > 0, "%s has no place", r)
					got = append(got, r.Rule+" "+r.Field.Path)
				}
			}
			assert.DeepEqual(t, got, test.want)
			if validate(t, schemas[list.Items[0].Kind], test.in) == nil {
				missed++
			}
		})
	}
	t.Logf("of %d bad samples the schemas let %d pass", len(bad), missed)
}

// validate checks a document against a schema as an editor does. What is no JSON at all counts as refused by it.
func validate(t testing.TB, s *jsonschema.Schema, in string) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(in), &v); err != nil {
		return err
	}
	return s.Validate(v)
}
