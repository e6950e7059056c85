// SPDX-License-Identifier: Apache-2.0

package generate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itchyny/gojq"
	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
)

const updater = "rendered/argocd-image-updater.yaml"

const ghcr = "registries: [{prefix: ghcr.io, credentials: 'pullsecret:argocd/ghcr'}]"

// installing is a package that installs a release of Image Updater, with more settings of the updater.
func installing(release string, more ...string) files {
	settings := strings.Join(append([]string{"version: " + release, "install: true"}, more...), ", ")
	return files{"project.yaml": project(), "platform.yaml": platform("imageUpdater: {"+settings+"}", "package: {repository: 'https://github.com/owner/platform'}")}
}

// releaseOf names a release of a line: what is installed has a patch.
func releaseOf(line string) string {
	if strings.Count(line, ".") == 1 {
		return line + ".1"
	}
	return line
}

func TestInstallsEveryVersion(t *testing.T) {
	for _, line := range imageupdater.Releases() {
		for _, cd := range argocd.Releases() {
			t.Run(line+" with "+cd, func(t *testing.T) {
				in := installing(releaseOf(line), ghcr)
				in["platform.yaml"] = strings.Replace(in["platform.yaml"], "v3.5.7", cd, 1)
				out := deliver(t, in)
				settled(t, out)
				v, _, err := imageupdater.Resolve(line)
				assert.NilError(t, err)
				c, _, err := argocd.Resolve(cd)
				assert.NilError(t, err)
				text := out[updater]
				has(t, text, "repoURL: https://github.com/argoproj-labs/argocd-image-updater\n", "targetRevision: "+releaseOf(line)+"\n", "path: "+v.InstallPath()+"\n", "RespectIgnoreDifferences=true")
				has(t, out[list], "- argocd-image-updater.yaml\n")
				assert.Equal(t, strings.Contains(text, "kind: CustomResourceDefinition"), v.Resource())
				assert.Equal(t, strings.Contains(text, "kind: ClusterRole\n"), v.AtLeast(0, 15))
				assert.Equal(t, strings.Contains(text, "name: argocd-image-updater*"), v.AtLeast(0, 15) && c.AtLeast(3, 3))
				hasNot(t, text, "kind: ClusterRoleBinding\n        patch", "finalizers: []")
				// What needs the CRD waits for it.
				assert.Equal(t, strings.Contains(out[app], "sync-options: SkipDryRunOnMissingResource=true"), v.Resource())
				assert.Equal(t, strings.Contains(out["root.yaml"], "retry:"), v.Resource())
				// The ConfigMap of the updater is the Application's, so nobody else's.
				hasNot(t, out[comp], "argocd-image-updater-config")
			})
		}
	}
}

// TestInstallIsOffByDefault holds that what is installed goes with the setting, and leaves nothing.
func TestInstallIsOffByDefault(t *testing.T) {
	for _, release := range []string{"v0.12.2", "v0.16.0", "v1.3.0"} {
		without := installing(release, ghcr).edit(t, "platform.yaml", ", install: true", "")
		want := deliver(t, without)
		_, there := want[updater]
		assert.Check(t, !there)
		installed := deliver(t, want.with("platform.yaml", installing(release, ghcr)["platform.yaml"]))
		assert.Check(t, installed[updater] != "")
		back := deliver(t, installed.with("platform.yaml", without["platform.yaml"]))
		for path := range want {
			assert.Equal(t, reordered(back[path]), reordered(want[path]), path)
		}
		assert.Equal(t, len(back), len(want))
	}
}

// TestInstalledVersionIsSwitched holds that a package which changes the version is the same as a new one.
func TestInstalledVersionIsSwitched(t *testing.T) {
	releases := []string{"v0.12.2", "v0.18.0", "v1.1.1", "v1.3.0"}
	for _, from := range releases {
		for _, to := range releases {
			fresh := deliver(t, installing(to, ghcr))
			switched := deliver(t, deliver(t, installing(from, ghcr)).with("platform.yaml", installing(to, ghcr)["platform.yaml"]))
			assert.Equal(t, len(switched), len(fresh), "%s to %s", from, to)
			for path := range fresh {
				assert.Equal(t, reordered(switched[path]), reordered(fresh[path]), "%s to %s: %s", from, to, path)
			}
		}
	}
}

// upstream is an installation of the shape that the updater's repository has: settings without a value, a Secret.
const upstream = `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-image-updater-config
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-image-updater-ssh-config
---
apiVersion: v1
kind: Secret
metadata:
  name: argocd-image-updater-secret
---
apiVersion: v1
kind: Secret
metadata:
  name: argocd-image-updater-tls
type: kubernetes.io/tls
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: argocd-image-updater
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: argocd-image-updater}
subjects:
- {kind: ServiceAccount, name: argocd-image-updater, namespace: argocd}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: argocd-image-updater-controller
spec:
  selector: {matchLabels: {app: updater}}
  template:
    metadata:
      labels: {app: updater}
      annotations: {theirs: "yes"}
    spec:
      containers:
      - {name: updater, image: quay.io/argoprojlabs/argocd-image-updater}
`

// built builds that installation by the real kustomize with the patches of the Application, as Argo CD adds them.
func built(t *testing.T, application string) map[string]any {
	t.Helper()
	var spec struct {
		Spec struct {
			Source struct {
				Kustomize struct{ Patches []map[string]any }
			}
		}
	}
	_, text, ok := strings.Cut(application, "---\n")
	assert.Assert(t, ok)
	assert.NilError(t, yaml.Unmarshal([]byte(text), &spec))
	kustomization, err := yaml.Marshal(map[string]any{"resources": []string{"upstream.yaml"}, "patches": spec.Spec.Source.Kustomize.Patches})
	assert.NilError(t, err)
	dir := t.TempDir()
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "upstream.yaml"), []byte(upstream), 0o644))
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "kustomization.yaml"), kustomization, 0o644))
	resources := map[string]any{}
	for _, doc := range strings.Split(fntest.KustomizeBuild(t, dir).Passed(t), "---\n") {
		var r map[string]any
		assert.NilError(t, yaml.Unmarshal([]byte(doc), &r))
		resources[r["kind"].(string)+" "+r["metadata"].(map[string]any)["name"].(string)] = r
	}
	return resources
}

// at follows keys and indexes.
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

func TestPatchesOfTheInstallation(t *testing.T) {
	const pods = "fairlead.dev/registries"
	out := deliver(t, installing("v0.16.0", ghcr))
	r := built(t, out[updater])
	for name := range r {
		assert.Check(t, !strings.HasPrefix(name, "Secret "), "Secrets are made by hand")
	}
	has(t, at(r["ConfigMap argocd-image-updater-config"], "data", "registries.conf").(string), "prefix: ghcr.io\n", "limit: 20\n")
	assert.Assert(t, at(r["ConfigMap argocd-image-updater-ssh-config"], "data") == nil)
	annotations := at(r["Deployment argocd-image-updater-controller"], "spec", "template", "metadata", "annotations")
	assert.Equal(t, at(annotations, "theirs"), "yes")
	assert.Equal(t, at(r["ClusterRoleBinding argocd-image-updater"], "subjects", 0, "namespace"), "argocd")

	// Other registries start the updater again, the same ones do not.
	other := built(t, deliver(t, installing("v0.16.0", strings.Replace(ghcr, "ghcr'", "ghcr', limit: 5", 1)))[updater])
	again := built(t, deliver(t, installing("v0.16.0", ghcr, "settings: annotations"))[updater])
	of := func(r map[string]any) any {
		return at(r["Deployment argocd-image-updater-controller"], "spec", "template", "metadata", "annotations", pods)
	}
	assert.Check(t, at(annotations, pods) != of(other))
	assert.Equal(t, at(annotations, pods), of(again))

	// Without registries there is nothing to set, and the ConfigMap is left alone as a whole.
	none := deliver(t, installing("v0.16.0"))
	has(t, none[updater], "name: argocd-image-updater-config\n    namespace: argocd\n    jsonPointers:\n    - /data\n")
	assert.Assert(t, at(built(t, none[updater])["ConfigMap argocd-image-updater-config"], "data") == nil)
	taken := deliver(t, out.with("platform.yaml", installing("v0.16.0")["platform.yaml"]))
	assert.Equal(t, reordered(taken[updater]), reordered(none[updater]))
	given := deliver(t, none.with("platform.yaml", installing("v0.16.0", ghcr)["platform.yaml"]))
	assert.Equal(t, reordered(given[updater]), reordered(out[updater]))

	// ClusterRoleBindings name a namespace, which is not everyone's.
	cd := installing("v0.16.0", ghcr)
	cd["platform.yaml"] = strings.Replace(cd["platform.yaml"], "v3.5.7", "v3.5.7, namespace: cd", 1)
	elsewhere := deliver(t, cd)
	has(t, elsewhere[updater], "namespace: cd\n")
	hasNot(t, elsewhere[updater], "namespace: argocd\n")
	assert.Equal(t, at(built(t, elsewhere[updater])["ClusterRoleBinding argocd-image-updater"], "subjects", 0, "namespace"), "cd")
}

// ignored returns what Argo CD leaves out of its comparison of the updater's ConfigMap, by deleting it as Argo CD does.
func ignored(t *testing.T, text string, data any) any {
	t.Helper()
	_, rest, ok := strings.Cut(text, "jqPathExpressions:\n    - ")
	assert.Assert(t, ok, text)
	path, _, _ := strings.Cut(rest, "\n")
	query, err := gojq.Parse("del(" + path + ")")
	assert.NilError(t, err)
	v, ok := query.Run(map[string]any{"kind": "ConfigMap", "data": data}).Next()
	assert.Assert(t, ok)
	if err, failed := v.(error); failed {
		t.Fatal(err)
	}
	return at(v, "data")
}

// TestKeysOfTheLiveConfigMapStay holds that Argo CD decides the keys that Git names and no other.
func TestKeysOfTheLiveConfigMapStay(t *testing.T) {
	out := deliver(t, installing("v1.3.0", ghcr))
	live := map[string]any{"registries.conf": "x", "log.level": "debug", "git.user": "me"}
	assert.DeepEqual(t, ignored(t, out[updater], live), map[string]any{"registries.conf": "x"})
	assert.DeepEqual(t, ignored(t, out[updater], map[string]any{}), map[string]any{})
	assert.Assert(t, ignored(t, out[updater], nil) == nil)

	for _, theirs := range []string{
		"      - patch: |\n          apiVersion: v1\n          kind: ConfigMap\n          metadata: {name: argocd-image-updater-config}\n          data: {log.level: warn}\n",
		"      - target: {kind: ConfigMap, name: argocd-image-.*}\n        patch: '[{op: add, path: /data/log.level, value: warn}]'\n",
		"      - target: {kind: ConfigMap, name: argocd-image-updater-config}\n        patch: |\n          - {op: add, path: /data, value: {log.level: warn}}\n",
	} {
		mine := deliver(t, out.edit(t, updater, "  destination:\n    server: https://kubernetes.default.svc\n    namespace: argocd\n  ignore", theirs+"  destination:\n    server: https://kubernetes.default.svc\n    namespace: argocd\n  ignore"))
		settled(t, mine)
		has(t, mine[updater], theirs)
		assert.DeepEqual(t, ignored(t, mine[updater], live), map[string]any{"registries.conf": "x", "log.level": "debug"})
	}
	// A patch of something else names no key of this ConfigMap.
	other := deliver(t, out.edit(t, updater, "      patches:\n", "      patches:\n      - target: {kind: ConfigMap, name: argocd-image-updater-ssh-config}\n        patch: '[{op: add, path: /data/log.level, value: warn}]'\n"))
	assert.DeepEqual(t, ignored(t, other[updater], live), map[string]any{"registries.conf": "x"})
}

// TestWholeConfigMapOfTheUpdater holds that a package which has the ConfigMap itself keeps it from the installation.
func TestWholeConfigMapOfTheUpdater(t *testing.T) {
	const theirs = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-image-updater-config\n  namespace: argocd\ndata:\n  log.level: debug\n"
	out := deliver(t, installing("v1.3.0", ghcr).with("config.yaml", theirs))
	settled(t, out)
	has(t, out["config.yaml"], "log.level: debug", "registries.conf: |", "prefix: ghcr.io")
	_, there := built(t, out[updater])["ConfigMap argocd-image-updater-config"]
	assert.Check(t, !there)
	hasNot(t, out[updater], "jqPathExpressions", "prefix: ghcr.io")
	// And back.
	back := deliver(t, out.without("config.yaml"))
	assert.Equal(t, reordered(back[updater]), reordered(deliver(t, installing("v1.3.0", ghcr))[updater]))
}

func TestOptionsAndRetryOfAPersonStay(t *testing.T) {
	in := installing("v1.3.0", ghcr)
	out := deliver(t, in)
	mine := out.edit(t, app, "sync-options: SkipDryRunOnMissingResource=true", "sync-options: Prune=false,SkipDryRunOnMissingResource=true").
		edit(t, "root.yaml", "limit: 8", "limit: 8 # mine")
	settled(t, mine)
	off := deliver(t, mine.with("platform.yaml", in.edit(t, "platform.yaml", ", install: true", "")["platform.yaml"]))
	has(t, off[app], "sync-options: Prune=false\n")
	hasNot(t, off["root.yaml"], "retry")

	// What was there before is not taken along.
	without := in.edit(t, "platform.yaml", ", install: true", "")
	theirs := deliver(t, without)
	theirs = theirs.edit(t, app, "kind: ImageUpdater\nmetadata:\n  name: home-manager\n  namespace: argocd\n  annotations:\n", "kind: ImageUpdater\nmetadata:\n  name: home-manager\n  namespace: argocd\n  annotations:\n    argocd.argoproj.io/sync-options: SkipDryRunOnMissingResource=true\n").
		edit(t, "root.yaml", "    automated:\n", "    retry:\n      limit: 3\n    automated:\n")
	on := deliver(t, theirs.with("platform.yaml", in["platform.yaml"]))
	has(t, on["root.yaml"], "limit: 3\n")
	hasNot(t, on["root.yaml"], "backoff", "retry:root")
	again := deliver(t, on.with("platform.yaml", without["platform.yaml"]))
	has(t, again["root.yaml"], "limit: 3\n")
	has(t, again[app], "sync-options: SkipDryRunOnMissingResource=true\n")
}

func TestNameOfTheInstallationIsTaken(t *testing.T) {
	in := installing("v1.3.0").with("b.yaml", strings.Replace(named("argocd-image-updater"), "owner/argocd-image-updater", "owner/x", 1))
	out, results := run(t, generate.Delivery, in)
	has(t, messages(results), `error: b.yaml:4:9:`, `"argocd-image-updater" is also the name of the Application that installs Image Updater`)
	assert.DeepEqual(t, out, in)
	_, results = run(t, generate.Delivery, installing("v1.3.0").edit(t, "platform.yaml", "name: k3s", "name: argocd-image-updater"))
	has(t, messages(results), "error: platform.yaml:4:9:")
	// Without the installation both are names like any other.
	deliver(t, in.edit(t, "platform.yaml", ", install: true", ""))
}
