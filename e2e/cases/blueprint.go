// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"encoding/base64"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/outofband"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// upstream is where a rendered package installs Image Updater from, and installed the name under which it does.
const (
	upstream  = "https://github.com/argoproj-labs/argocd-image-updater"
	installed = "argocd-image-updater"
)

var blueprint = suite.Case{
	Name:  "blueprint-rendered",
	Shows: "the package that `fairlead init` lays down, with its README followed step by step, becomes Synced with all its Applications; Secrets and settings made by hand stay",
	Fault: suite.Fault{
		Plants: "the Application that installs Image Updater has no ignoreDifferences",
		Fails:  "log.level of argocd-image-updater-config",
	},
	Run: func(t *suite.T) {
		samples := samplesOf(t)
		p := initialized(t, samples)
		secrets := filled(t, p) // they are in the folder, and neither in a commit nor in a function's input
		t.Fairlead("render", "--check", p.Path("."))
		updater := upstreamOf(t)
		// What only the real package reaches: the repository of Image Updater, which is not on this machine.
		p.Replace("rendered/"+installed+".yaml", upstream, updater.URL())
		if t.Fault() {
			p.Edit("rendered/"+installed+".yaml", func(text string) string {
				from, to := strings.Index(text, "  ignoreDifferences:\n"), strings.Index(text, "  syncPolicy:\n")
				return text[:from] + text[to:]
			})
		}
		commit := p.Push()
		for _, file := range p.Committed() {
			t.Check(!strings.HasPrefix(file, "secrets/") || strings.HasSuffix(file, ".example.yaml"), "%s was committed", file)
		}

		// 1. The pipelines' account.
		t.Shell(t.Fairlead("explain", "--patches", p.Path(".")))
		token := t.Token("github-actions")
		// 2. Secrets were applied before. 3. Image Updater's own: somebody has had one already.
		t.Kubectl(jsonText(t, kube.Object{
			"apiVersion": "v1", "kind": "ConfigMap", "data": map[string]any{"log.level": "debug"},
			"metadata": map[string]any{"name": installed + "-config", "namespace": rig.ArgoNamespace},
		}), "apply", "-f", "-")
		theirs := newHandmade(t, rig.ArgoNamespace, installed+"-secret")
		theirs.set(t, outofband.Apply)
		t.Cleanup(func(ctx context.Context) {
			_ = t.Kube.Delete(ctx, "Application", rig.ArgoNamespace, p.platform) // or it brings the rest again
			for _, o := range [][2]string{{"Application", installed}, {"Deployment", installed}, {"Secret", theirs.name}, {"ConfigMap", installed + "-config"}, {"ConfigMap", installed + "-ssh-config"}} {
				_ = t.Kube.Delete(ctx, o[0], rig.ArgoNamespace, o[1])
			}
		})
		// 5. The root.
		root := p.install(commit)
		apps := append(slices.Sorted(maps.Keys(samples)), installed)
		for _, name := range apps {
			t.App(name).WaitSynced("")
			t.Check(len(t.App(name).Conditions()) == 0, "%s is Synced, and says: %q", name, t.App(name).Conditions())
		}
		t.Check(len(root.Conditions()) == 0, "the root is Synced, and says: %q", root.Conditions())

		for name, s := range samples {
			for _, deployment := range s.deployments {
				t.Check(t.Live("Deployment", s.namespace, deployment) != nil, "the Deployment %s of %s is not there", deployment, name)
			}
			made := pipeline("the pipelines' account", token).try(t, target{own: name}, named("GET own", "sync own", "delete own")...)
			t.Check(made == 3, "%d calls were made", made)
		}
		for of, values := range secrets {
			data, err := t.Live("Secret", of.namespace, of.name).Data()
			t.Must(err)
			t.Check(len(values) > 0 && maps.Equal(data, values), "the Secret %s is not what was applied by hand", of.name)
		}
		config := t.Live("ConfigMap", rig.ArgoNamespace, installed+"-config").Map("data")
		t.Check(strings.Contains(config["registries.conf"], "prefix: ghcr.io"), "registries.conf of Image Updater does not come from platform.yaml")
		t.Check(config["log.level"] == "debug", "log.level of %s-config, set by hand, is %q", installed, config["log.level"])
		t.Must(theirs.kept(t))
		t.Check(t.Live("Deployment", rig.ArgoNamespace, installed) != nil, "Image Updater is not installed")
		t.Stop()
		t.Show("root and %d Applications Synced without a condition, %d Secrets and one setting of a user as applied by hand; the account syncs both. Image Updater's installation is a stand-in in a local repository, tag and path as rendered", len(apps), len(secrets)+1)
	},
}

// sample is one of the two Projects of the blueprint on this rig.
type sample struct {
	repository, namespace string
	deployments           []string
}

// samplesOf makes the repositories of the sample Projects, of the product's examples. They keep their names.
func samplesOf(t *suite.T) map[string]sample {
	samples := map[string]sample{
		"home-manager":   {namespace: "home-manager", deployments: []string{"home-manager"}},
		"k3s-monitoring": {namespace: "monitoring", deployments: []string{"collector", "dashboard"}},
	}
	for name, s := range samples {
		r := t.Repo(name)
		r.Copy(filepath.Join(t.Root, "examples", name, "deploy"), "deploy", func(text string) string { return text })
		r.Push()
		s.repository = r.URL()
		samples[name] = s
		t.FreshNamespace(s.namespace)
	}
	return samples
}

// initialized is the package as `fairlead init` lays it down, with repositories that this rig reaches.
func initialized(t *suite.T, samples map[string]sample) *pack {
	p := &pack{Repo: t.Repo("platform"), t: t, platform: "k3s"}
	t.Fairlead("init", p.Path("."), "--repository", p.URL(), "--argocd-url", "https://argocd.example.org", "--argocd", "v3.5.7")
	for name, s := range samples {
		p.Replace("projects/"+name+".yaml", "repository: https://github.com/owner/"+name+"\n", "repository: "+s.repository+"\n")
	}
	t.Fairlead("render", p.Path("."))
	return p
}

// open finds a value to fill in an example of a Secret.
var open = regexp.MustCompile(`(?m)^  ([-._A-Za-z0-9]+): <[-._A-Za-z0-9]+>$`)

// filled copies the examples of Secrets, fills and applies them, as the README says. It returns the values by Secret.
func filled(t *suite.T, p *pack) map[handmade]map[string]string {
	examples, err := filepath.Glob(p.Path("secrets/*.example.yaml"))
	t.Must(err)
	secrets := map[handmade]map[string]string{}
	for _, file := range examples {
		example, err := os.ReadFile(file)
		t.Must(err)
		values := map[string]string{}
		text := open.ReplaceAllStringFunc(string(example), func(line string) string {
			key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
			values[key] = t.Value()
			return "  " + key + ": " + base64.StdEncoding.EncodeToString([]byte(values[key]))
		})
		own := "secrets/" + strings.TrimSuffix(filepath.Base(file), ".example.yaml") + ".yaml"
		p.Write(map[string]string{own: text})
		of := handmade{namespace: line(text, "  namespace: "), name: line(text, "  name: ")}
		if t.Live("Namespace", "", of.namespace) == nil {
			t.Kubectl("", "create", "namespace", of.namespace)
		}
		t.Kubectl("", "apply", "-f", p.Path(own))
		secrets[of] = values
	}
	return secrets
}

// line is the rest of the first line that begins so.
func line(text, beginning string) string {
	for l := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(l, beginning); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// upstreamOf makes a repository as Image Updater's own, with what a release installs: nothing of it has a value.
func upstreamOf(t *suite.T) *suite.Repo {
	r := t.Repo(installed)
	r.Write(map[string]string{
		"manifests/base/kustomization.yaml": "resources: [installation.yaml]\n",
		"manifests/base/installation.yaml":  strings.ReplaceAll(installationYAML, "NAME", installed),
	})
	r.Push()
	r.Tag("v0.12.2")
	return r
}

// installationYAML has the kinds that Image Updater v0.12.2 installs, by the names that it gives them.
const installationYAML = `apiVersion: v1
kind: ServiceAccount
metadata: {name: NAME}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: NAME}
rules: [{apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, update, patch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: NAME}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: NAME}
subjects: [{kind: ServiceAccount, name: NAME}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: NAME-config}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: NAME-ssh-config}
---
apiVersion: v1
kind: Secret
metadata: {name: NAME-secret}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      serviceAccountName: NAME
      containers: [{name: NAME, image: 'quay.io/argoprojlabs/NAME:v0.12.2'}]
`
