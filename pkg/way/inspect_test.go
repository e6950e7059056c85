// SPDX-License-Identifier: Apache-2.0

package way_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/cluster"
	"github.com/fairlead-krm/fairlead/pkg/fntest"
	"github.com/fairlead-krm/fairlead/pkg/way"
)

// built is the minimal installation with components of install/, as kustomize builds it.
func built(t *testing.T, components ...string) string {
	t.Helper()
	dir := t.TempDir()
	assert.NilError(t, os.CopyFS(filepath.Join(dir, "install"), os.DirFS(install)))
	assert.NilError(t, os.CopyFS(filepath.Join(dir, "argocd"), os.DirFS("testdata/argocd")))
	text := "namespace: argocd\nresources: [install.yaml]\ncomponents:\n"
	for _, c := range components {
		text += "- ../install/" + c + "\n"
	}
	if len(components) == 0 {
		text = strings.TrimSuffix(text, "components:\n")
	}
	assert.NilError(t, os.WriteFile(filepath.Join(dir, "argocd", "kustomization.yaml"), []byte(text), 0o644))
	return fntest.KustomizeBuild(t, filepath.Join(dir, "argocd")).Passed(t)
}

// inspect looks at a dump.
func inspect(t *testing.T, dump string, e way.Expected) *way.Report {
	t.Helper()
	c, err := cluster.Dump(cluster.Stdin, strings.NewReader(dump))
	assert.NilError(t, err)
	if e.Namespace == "" {
		e.Namespace = "argocd"
	}
	r, err := way.Inspect(t.Context(), c, options, e)
	assert.NilError(t, err)
	return r
}

// find returns a way of a report.
func find(r *way.Report, name string) way.Way {
	i := slices.IndexFunc(r.Ways, func(w way.Way) bool { return w.Name == name })
	return r.Ways[i]
}

// states are the states of the findings of a way.
func states(findings []way.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, string(f.State))
	}
	return strings.Join(all, ",")
}

func TestManifestsInstallTheirWay(t *testing.T) {
	for _, tc := range []struct {
		components []string
		works      []string
	}{
		{nil, nil},
		{[]string{"network-policy"}, nil},
		{[]string{"wrapper"}, []string{way.Wrapper}},
		{[]string{"wrapper", "network-policy"}, []string{way.Wrapper}},
		{[]string{"sidecar"}, []string{way.Sidecar}},
		{[]string{"wrapper", "sidecar"}, []string{way.Wrapper, way.Sidecar}},
		{[]string{"global-flags", "network-policy"}, []string{way.GlobalFlags}},
	} {
		t.Run(strings.Join(tc.components, " and "), func(t *testing.T) {
			r := inspect(t, built(t, tc.components...), way.Expected{})
			for _, w := range r.Ways {
				assert.Equal(t, w.Installed, slices.Contains(tc.works, w.Name), "%s: %v", w.Name, w.Findings)
				assert.Equal(t, w.Works, w.Installed, "%s: %v", w.Name, w.Findings)
			}
			assert.Check(t, !r.Failed())
			assert.Equal(t, r.ArgoCD, "v3.5.7")
		})
	}
}

// TestComponentsFailWhereThereIsNoArgoCD holds that a component that patches nothing does not pass in silence.
func TestComponentsFailWhereThereIsNoArgoCD(t *testing.T) {
	for _, component := range []string{"wrapper", "sidecar", "global-flags"} {
		dir := t.TempDir()
		assert.NilError(t, os.CopyFS(filepath.Join(dir, "install"), os.DirFS(install)))
		assert.NilError(t, os.WriteFile(filepath.Join(dir, "x.yaml"), []byte("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n"), 0o644))
		assert.NilError(t, os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte("resources: [x.yaml]\ncomponents: [install/"+component+"]\n"), 0o644))
		fntest.KustomizeBuild(t, dir).Failed(t, "nothing selected by Deployment")
	}
}

const (
	ourProject  = "\n---\napiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: %s, namespace: argocd}\nspec: {sourceRepos: [%s]}\n"
	application = "\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: NAME, namespace: argocd}\nspec: {source: SOURCE}\n"
)

func app(name, source string) string {
	return strings.NewReplacer("NAME", name, "SOURCE", source).Replace(application)
}

// mainContainer is where the repo server's own container says its name.
const mainContainer = "        name: argocd-repo-server\n        volumeMounts"

func withKustomize(path string) string {
	return "        env:\n        - name: FAIRLEAD_KUSTOMIZE\n          value: " + path + "\n" + mainContainer
}

func TestInspect(t *testing.T) {
	plain, wrapped, beside, global := built(t), built(t, "wrapper"), built(t, "sidecar"), built(t, "global-flags")
	const key = "  kustomize.path.fairlead: /opt/fairlead/fairlead-kustomize\n"
	for _, tc := range []struct {
		name, way string
		dump      string
		from, to  string
		states    string
		want      []string
	}{
		{"no key", way.Wrapper, wrapped, key, "", "ok,missing", []string{`kubectl -n argocd patch configmap argocd-cm --type merge -p '{"data":{"kustomize.path.fairlead":"/opt/fairlead/fairlead-kustomize"}}'`}},
		{"no init container", way.Wrapper, wrapped, "image: ghcr.io/fairlead-krm/fairlead:v0.1\n        name: fairlead-install", "image: busybox:1\n        name: other", "missing", []string{"no init container", "kubectl -n argocd patch deployment argocd-repo-server --type strategic --patch-file install/wrapper/argocd-repo-server.yaml"}},
		{"no init container in the chart", way.Wrapper, strings.ReplaceAll(wrapped, "name: argocd-repo-server\n        volumeMounts", "name: repo-server\n        volumeMounts"), "image: ghcr.io/fairlead-krm/fairlead:v0.1\n        name: fairlead-install", "image: busybox:1\n        name: other", "missing", []string{"give install/wrapper/values.yaml to the chart"}},
		{"an init container of another name", way.Wrapper, wrapped, "name: fairlead-install", "name: other", "ok,ok", nil},
		{"a mirror", way.Wrapper, wrapped, "image: ghcr.io/fairlead-krm/fairlead:v0.1", "image: registry.local:5000/mirror/fairlead:v0.1@sha256:00", "ok,ok", nil},
		{"no version", way.Wrapper, wrapped, "fairlead-krm/fairlead:v0.1", "fairlead-krm/fairlead", "ok,warning,ok", []string{"has no fixed version"}},
		{"latest", way.Wrapper, wrapped, "fairlead-krm/fairlead:v0.1", "fairlead-krm/fairlead:latest", "ok,warning,ok", []string{"has no fixed version"}},
		{"another version", way.Wrapper, wrapped, "fairlead-krm/fairlead:v0.1", "fairlead-krm/fairlead:v0.2", "ok,warning,ok", []string{"the cluster runs v0.2, and this is v0.1.3"}},
		{"another image", way.Wrapper, wrapped, "ghcr.io/fairlead-krm/fairlead:v0.1", "busybox:1", "ok,info,ok", []string{"whether it holds the same"}},
		{"no arguments", way.Wrapper, wrapped, "- install\n        - /opt/fairlead", "- version", "wrong", []string{"must be `install /opt/fairlead`"}},
		{"arguments in the command", way.Wrapper, wrapped, "- args:\n        - install\n        - /opt/fairlead\n", "- command:\n        - /function\n        - install\n        - /opt/fairlead/\n", "ok,ok", nil},
		{"installs where no volume is", way.Wrapper, wrapped, "- install\n        - /opt/fairlead", "- install\n        - /custom-tools", "wrong", []string{"installs into /custom-tools, where no volume is mounted"}},
		{"the volume is readOnly", way.Wrapper, wrapped, "          name: fairlead\n      - ", "          name: fairlead\n          readOnly: true\n      - ", "wrong,ok", []string{"is mounted readOnly there"}},
		{"kustomize of nobody", way.Wrapper, wrapped, mainContainer, withKustomize("/usr/bin/kustomise"), "ok,ok,warning", []string{"FAIRLEAD_KUSTOMIZE of the repo server is /usr/bin/kustomise: no volume brings it"}},
		{"the kustomize of Argo CD", way.Wrapper, wrapped, mainContainer, withKustomize("/usr/local/bin/kustomize"), "ok,ok", nil},
		{"a relative kustomize", way.Wrapper, wrapped, mainContainer, withKustomize("kustomize"), "ok,ok,wrong", []string{"must be the absolute path"}},
		{"no volume", way.Wrapper, wrapped, "      - emptyDir: {}\n        name: fairlead\n", "", "missing,ok", []string{"not among the volumes"}},
		{"not mounted", way.Wrapper, wrapped, "        - mountPath: /opt/fairlead\n          name: fairlead\n          readOnly: true\n", "", "ok,missing", []string{`kubectl -n argocd patch deployment argocd-repo-server --type strategic -p '{"spec":{"template":{"spec":{"containers":[{"name":"argocd-repo-server","volumeMounts":[{"name":"fairlead","mountPath":"/opt/fairlead","readOnly":true}]}]}}}}'`}},
		{"mounted elsewhere", way.Wrapper, wrapped, "        - mountPath: /opt/fairlead\n          name: fairlead\n          readOnly: true\n", "        - mountPath: /tools\n          name: fairlead\n", "ok,wrong", []string{"in the repo server the wrapper is /tools/fairlead-kustomize", `"kustomize.path.fairlead":"/tools/fairlead-kustomize"`}},
		{"mounted elsewhere, and the key too", way.Wrapper, strings.Replace(wrapped, key, "  kustomize.path.fairlead: /tools/fairlead-kustomize\n", 1), "        - mountPath: /opt/fairlead\n          name: fairlead\n          readOnly: true\n", "        - mountPath: /tools\n          name: fairlead\n", "ok,ok", nil},
		{"mounted as one file", way.Wrapper, strings.Replace(wrapped, key, "  kustomize.path.fairlead: /usr/local/bin/fairlead-kustomize\n", 1), "        - mountPath: /opt/fairlead\n          name: fairlead\n          readOnly: true\n", "        - mountPath: /usr/local/bin/fairlead-kustomize\n          subPath: fairlead-kustomize\n          name: fairlead\n", "ok,ok", nil},
		{"a relative path", way.Wrapper, wrapped, key, "  kustomize.path.fairlead: fairlead-kustomize\n", "ok,wrong", []string{"must be an absolute path"}},
		{"another name", way.Wrapper, wrapped, "kustomize.path.fairlead:", "kustomize.path.ours:", "ok,ok", nil},
		{"the older word", way.Wrapper, wrapped, "kustomize.path.fairlead:", "kustomize.version.fairlead:", "ok,ok", nil},
		{"a name twice", way.Wrapper, wrapped, key, key + "  kustomize.version.fairlead: /usr/local/bin/kustomize\n", "ok,wrong,ok", []string{"Argo CD refuses all settings of kustomize", `{"op":"remove","path":"/data/kustomize.version.fairlead"}`}},
		{"kustomize is off", way.Wrapper, wrapped, key, key + "  kustomize.enable: \"false\"\n", "ok,ok,wrong", []string{"turns kustomize off"}},
		{"global flags beside it", way.Wrapper, wrapped, key, key + "  kustomize.buildOptions: --enable-exec --enable-alpha-plugins\n", "ok,ok,warning", []string{"keeps nobody out"}},
		{"any file may be read", way.Wrapper, wrapped, key, key + "  kustomize.buildOptions: --load-restrictor LoadRestrictionsNone\n", "ok,ok,wrong", []string{"the wrapper refuses it"}},
		{"any file may be read, in one word", way.Wrapper, wrapped, key, key + "  kustomize.buildOptions: --load-restrictor=LoadRestrictionsNone\n", "ok,ok,wrong", []string{"the wrapper refuses it"}},
		{"files of the folder may be read", way.Wrapper, wrapped, key, key + "  kustomize.buildOptions: --load-restrictor LoadRestrictionsRootOnly\n", "ok,ok", nil},
		{"any file may be read, and no way", way.GlobalFlags, plain, "  url: https://argocd.example.org\n", "  kustomize.buildOptions: --load-restrictor LoadRestrictionsNone\n", "warning", []string{"every repository reads any file of the repo server"}},
		{"used", way.Wrapper, wrapped + app("one", "{kustomize: {version: fairlead}}") + app("two", "{kustomize: {version: v5}}"), "", "", "ok,ok,ok", []string{"used by one"}},
		{"used by one of many sources", way.Wrapper, wrapped + strings.Replace(app("one", "[{chart: x}, {kustomize: {version: fairlead}}]"), "source:", "sources:", 1), "", "", "ok,ok,ok", []string{"used by one"}},
		{"used by nobody", way.Wrapper, wrapped + app("two", "{path: x}"), "", "", "ok,ok,info", []string{"spec.source.kustomize.version: fairlead"}},
		{"asked for and not installed", way.Wrapper, plain + app("one", "{kustomize: {version: fairlead}}"), "", "", "wrong", []string{"one asks for the kustomize \"fairlead\", which is not registered"}},

		{"open to every repository", way.GlobalFlags, global, "https://github.com/owner/home", "'*'", "danger,ok", []string{"AppProject home allows every repository"}},
		{"open by two AppProjects", way.GlobalFlags, global + strings.NewReplacer("%s]", "'**']", "%s", "default").Replace(ourProject), "https://github.com/owner/home", "'https://**'", "danger,ok", []string{"AppProjects default, home allow every repository"}},
		{"open but for one", way.GlobalFlags, global, "https://github.com/owner/home", "'!https://github.com/evil/*'", "danger,ok", nil},
		{"open to a host", way.GlobalFlags, global, "https://github.com/owner/home", "'https://github.com/*/*'", "danger,ok", []string{"AppProject home allows repositories that anybody can make, such as https://github.com/owner-of-nobody/repo"}},
		{"open to a deep host", way.GlobalFlags, global, "https://github.com/owner/home", "'https://github.com/**'", "danger,ok", []string{"that anybody can make"}},
		{"open to groups of a host", way.GlobalFlags, global, "https://github.com/owner/home", "'https://gitlab.com/*/*/*'", "danger,ok", []string{"that anybody can make"}},
		{"open to a host by SSH", way.GlobalFlags, global, "https://github.com/owner/home", "'git@github.com:*/*'", "danger,ok", []string{"that anybody can make"}},
		{"open to a host by SSH, as a URL", way.GlobalFlags, global, "https://github.com/owner/home", "'ssh://git@codeberg.org/*/*'", "danger,ok", []string{"that anybody can make"}},
		{"open to a name", way.GlobalFlags, global, "https://github.com/owner/home", "'https://github.com/*/deploy-*'", "danger,ok", []string{"such as https://github.com/owner-of-nobody/deploy-"}},
		{"open by a question mark", way.GlobalFlags, global, "https://github.com/owner/home", "'?**'", "danger,ok", []string{"allows every repository"}},
		{"open by alternatives", way.GlobalFlags, global, "https://github.com/owner/home", "'{**,b}'", "danger,ok", []string{"allows every repository"}},
		{"open by a class", way.GlobalFlags, global, "https://github.com/owner/home", "'[h]**'", "danger,ok", []string{"allows every repository"}},
		{"a star does not cross a slash", way.GlobalFlags, global, "https://github.com/owner/home", "'https://github.com/*'", "warning,ok", []string{"every Application may run"}},
		{"all but denied", way.GlobalFlags, global, "https://github.com/owner/home", "'**'\n  - '!**'", "warning,ok", []string{"every Application may run"}},
		{"alternatives of one owner", way.GlobalFlags, global, "https://github.com/owner/home", "'https://github.com/owner/{a,b}'", "warning,ok", []string{"every Application may run"}},
		{"no AppProject", way.GlobalFlags, global, "kind: AppProject", "kind: AppProjekt", "warning,ok", []string{"the dump holds no AppProject"}},
		{"open to an owner", way.GlobalFlags, global, "https://github.com/owner/home", "'https://github.com/owner/*'", "warning,ok", []string{"every Application may run every program"}},
		{"a flag turned off", way.GlobalFlags, global, "--enable-exec", "--enable-exec=false", "warning", []string{"leaves functions out without a word"}},
		{"half the flags", way.GlobalFlags, plain, "  url: https://argocd.example.org\n", "  kustomize.buildOptions: --enable-exec\n", "warning", []string{"which does nothing"}},
		{"flags for one kustomize", way.GlobalFlags, plain, "  url: https://argocd.example.org\n", "  kustomize.buildOptions.fairlead: --enable-alpha-plugins --enable-exec\n", "warning", []string{"is not read by Argo CD v3.2 and later"}},
		{"flags for one kustomize of an older Argo CD", way.GlobalFlags, strings.ReplaceAll(plain, "argocd:v3.5.7", "argocd:v3.1.0"), "  url: https://argocd.example.org\n", "  kustomize.buildOptions.v5: --enable-alpha-plugins --enable-exec\n", "warning", []string{"lets every Application that asks for the kustomize \"v5\""}},
		{"flags for the wrapper", way.GlobalFlags, wrapped, key, key + "  kustomize.buildOptions.fairlead: --enable-alpha-plugins --enable-exec\n", "", nil},
		{"flags for others", way.GlobalFlags, plain, "  url: https://argocd.example.org\n", "  kustomize.buildOptions: --enable-alpha-plugins --enable-exec\n", "warning,info", []string{"Fairlead's functions are not in the repo server"}},
		{"flags and the wrapper's mount", way.GlobalFlags, wrapped, key, "  kustomize.buildOptions: --enable-alpha-plugins --enable-exec\n", "warning,ok,warning", []string{"not on the PATH"}},
		{"a policy of others", way.GlobalFlags, global + "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: argocd}\nspec: {podSelector: {matchLabels: {a: b}}, policyTypes: [Egress]}\n", "", "", "warning,warning,ok", []string{"no NetworkPolicy bounds"}},

		{"no plugin server", way.Sidecar, beside, "- command:\n        - /var/run/argocd/argocd-cmp-server\n", "- command:\n        - /function\n", "ok,wrong,ok", []string{"must be /var/run/argocd/argocd-cmp-server"}},
		{"no sockets", way.Sidecar, beside, "        - mountPath: /home/argocd/cmp-server/plugins\n          name: plugins\n        - mountPath: /home/argocd/cmp-server/config", "        - mountPath: /home/argocd/cmp-server/config", "ok,missing,ok", []string{"no volume at /home/argocd/cmp-server/plugins"}},
		{"the /tmp of the repo server", way.Sidecar, beside, "        - mountPath: /tmp\n          name: fairlead-tmp\n", "        - mountPath: /tmp\n          name: tmp\n", "ok,warning,ok", []string{"shares /tmp"}},
		{"another user", way.Sidecar, beside, "runAsUser: 999", "runAsUser: 65534", "ok,wrong,ok", []string{"must run as user 999"}},
		{"no configuration", way.Sidecar, beside, "        - mountPath: /home/argocd/cmp-server/config/plugin.yaml\n          name: fairlead-plugin\n          subPath: plugin.yaml\n", "", "ok,missing", []string{"no volume brings /home/argocd/cmp-server/config/plugin.yaml"}},
		{"a folder as configuration", way.Sidecar, beside, "mountPath: /home/argocd/cmp-server/config/plugin.yaml\n          name: fairlead-plugin\n          subPath: plugin.yaml\n", "mountPath: /home/argocd/cmp-server/config\n          name: fairlead-plugin\n", "ok,ok", nil},
		{"no ConfigMap", way.Sidecar, beside, "  name: fairlead-plugin\n  namespace", "  name: gone\n  namespace", "ok,missing", []string{"the ConfigMap fairlead-plugin"}},
		{"another key", way.Sidecar, beside, "subPath: plugin.yaml", "subPath: other.yaml", "ok,wrong", []string{"the key other.yaml"}},
		{"another command", way.Sidecar, beside, "[/function, render, --stdout, .]", "[sh, -c, 'kustomize build .']", "ok,wrong", []string{"runs \"sh\" with arguments, and not `fairlead render --stdout .`"}},
		{"no volume for /tmp", way.Sidecar, beside, "      - emptyDir: {}\n        name: fairlead-tmp\n", "", "ok,missing,ok", []string{"the volume fairlead-tmp, which the sidecar fairlead mounts at /tmp"}},
		{"discovery", way.Sidecar, beside, "      # Without `discover`", "      discover: {fileName: Kptfile}\n      #", "ok,ok,warning", []string{"takes over Applications"}},
		{"used", way.Sidecar, beside + app("one", "{plugin: {name: fairlead}}"), "", "", "ok,ok,ok", []string{"used by one"}},
		{"used with a version", way.Sidecar, beside + app("one", "{plugin: {name: fairlead-v1}}"), "      # Without `discover`", "      version: v1\n      #", "ok,ok,ok", []string{"used by one"}},
		{"used by nobody", way.Sidecar, beside + app("one", "{path: x}"), "", "", "ok,ok,info", []string{"no Application asks"}},
		{"written by Image Updater", way.Sidecar, beside + app("one", "{plugin: {name: fairlead}, kustomize: {images: ['a:b']}}"), "", "", "ok,ok,ok,wrong", []string{"Image Updater writes spec.source.kustomize.images"}},
		{"asked for and not installed", way.Sidecar, plain + app("one", "{plugin: {name: fairlead}}"), "", "", "wrong", []string{"no sidecar offers it"}},
	} {
		t.Run(tc.way+" "+tc.name, func(t *testing.T) {
			assert.Assert(t, strings.Contains(tc.dump, tc.from), "%q is not in the dump", tc.from)
			w := find(inspect(t, strings.Replace(tc.dump, tc.from, tc.to, 1), way.Expected{Version: "v0.1.3"}), tc.way)
			said := ""
			for _, f := range w.Findings {
				said += string(f.State) + " " + f.Message + "\n" + f.Remedy + "\n"
			}
			assert.Equal(t, states(w.Findings), tc.states, said)
			for _, want := range tc.want {
				assert.Check(t, strings.Contains(said, want), "%q is not in:\n%s", want, said)
			}
		})
	}
}

func TestVersions(t *testing.T) {
	dump := built(t)
	for _, tc := range []struct{ image, platform, state, want string }{
		{"quay.io/argoproj/argocd:v3.5.7", "", "", ""},
		{"quay.io/argoproj/argocd:v3.5.7", "v3.5.1", "ok", "the Platform says v3.5.1"},
		{"quay.io/argoproj/argocd:v3.4.4", "v3.5.7", "wrong", "the repo server runs v3.4.4, and the Platform says v3.5.7"},
		{"quay.io/argoproj/argocd:v9.0.0", "", "warning", "newer than what is known"},
		{"quay.io/argoproj/argocd:v2.9.0", "", "warning", "older than"},
		{"quay.io/argoproj/argocd@sha256:00", "v3.5.7", "info", "has no tag"},
		{"registry.local:5000/argocd:v3.5.7@sha256:00", "v3.5", "ok", "v3.5"},
	} {
		r := inspect(t, strings.ReplaceAll(dump, "quay.io/argoproj/argocd:v3.5.7", tc.image), way.Expected{ArgoCD: tc.platform})
		assert.Equal(t, states(r.Findings), tc.state, "%s %v", tc.image, r.Findings)
		if tc.want != "" {
			assert.Check(t, strings.Contains(r.Findings[0].Message, tc.want), "%v", r.Findings)
		}
	}
}

func TestRollout(t *testing.T) {
	const at = "kind: Deployment\nmetadata:\n"
	for _, tc := range []struct{ generation, status, state string }{
		{"2", "{observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1}", "ok"},
		{"3", "{observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1}", "wrong"},
		{"2", "{observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1}", "wrong"},
		{"2", "{observedGeneration: 2, replicas: 1, updatedReplicas: 1}", "wrong"},
		{"2", "{}", "wrong"},
	} {
		dump := strings.Replace(built(t, "wrapper"), at, "kind: Deployment\nstatus: "+tc.status+"\nmetadata:\n  generation: "+tc.generation+"\n", 1)
		assert.Equal(t, states(inspect(t, dump, way.Expected{}).Findings), tc.state, tc.status)
	}
}

func TestScaledToNothing(t *testing.T) {
	dump := strings.Replace(built(t, "wrapper"), "spec:\n  selector:", "status: {observedGeneration: 2}\nspec:\n  replicas: 0\n  selector:", 1)
	findings := inspect(t, dump, way.Expected{}).Findings
	assert.Equal(t, states(findings), "wrong", "%v", findings)
	assert.Check(t, strings.Contains(findings[0].Message, "is scaled to 0"), "%v", findings)
}

func TestNoArgoCD(t *testing.T) {
	c, err := cluster.Dump(cluster.Stdin, strings.NewReader("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: argocd}\n"))
	assert.NilError(t, err)
	_, err = way.Inspect(t.Context(), c, options, way.Expected{Namespace: "argocd"})
	assert.ErrorContains(t, err, "there is no repo server of Argo CD in the namespace argocd")
}

// TestNobodyKnowsWhoMayRun holds that global flags without an AppProject are not said to work.
func TestNobodyKnowsWhoMayRun(t *testing.T) {
	dump := built(t, "global-flags")
	assert.Check(t, find(inspect(t, dump, way.Expected{}), way.GlobalFlags).Works)
	assert.Check(t, !find(inspect(t, strings.Replace(dump, "kind: AppProject", "kind: AppProjekt", 1), way.Expected{}), way.GlobalFlags).Works)
}
