// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// intrusion is a function that a repository brings and the wrapper must not run. {ran} stands for a file that exists once it did.
type intrusion struct {
	name, function string
	// files are brought beside it; those that begin with "#!" can be executed.
	files map[string]string
	// says are parts of what the wrapper says.
	says []string
}

// touch is a program that leaves a mark, and passes its input on as a function does.
const touch = "#!/bin/sh\ntouch {ran}\ncat\n"

var intrusions = []intrusion{
	{"a shell", `exec: {path: sh, args: [-c, "touch {ran}; cat"]}`, nil, []string{`it runs "sh"`}},
	{"a shell by its path", `exec: {path: /bin/sh, args: [-c, "touch {ran}; cat"]}`, nil, []string{`it runs "/bin/sh"`}},
	{"a program that it brings", `exec: {path: ./fn.sh}`, map[string]string{"fn.sh": touch}, []string{`it runs "./fn.sh"`}},
	{"a program that it brings by the name of a function", `exec: {path: ./generate-delivery}`, map[string]string{"generate-delivery": touch}, []string{`it runs "./generate-delivery"`}},
	{"a container", `container: {image: ghcr.io/owner/evil}`, nil, []string{`it runs the container "ghcr.io/owner/evil"`}},
}

var wrapperRefuses = suite.Case{
	Name:  "wrapper-refuses",
	Shows: "an Application that asks for the wrapper cannot run a program of its repository: it is refused, by file, line and field, in the condition, and a program named generate-delivery beside a kustomization is not taken for ours",
	Fault: suite.Fault{
		Plants: "the key names a kustomize with both flags in the place of the wrapper",
		Fails:  "ran in the repo-server",
	},
	Run: func(t *suite.T) {
		installWrapper(t)
		if t.Fault() {
			dir, err := t.Dir("flags")
			t.Must(err)
			script := filepath.Join(dir, "kustomize")
			t.Must(os.WriteFile(script, []byte("#!/bin/sh\n[ \"$1\" != build ] || set -- \"$@\" --enable-alpha-plugins --enable-exec\nexec "+t.Bin+"/kustomize \"$@\"\n"), 0o755))
			t.Setting("argocd-cm", map[string]string{"kustomize.path.fairlead": script})
			t.Settle()
		}
		for i, in := range intrusions {
			dir, err := t.Dir("ran")
			t.Must(err)
			ran := filepath.Join(dir, "it")
			app := t.App(t.Name(fmt.Sprintf("intrusion-%d", i)))
			t.Create(asking(app.Name, in.repo(t, ran).URL(), t.Namespace(fmt.Sprintf("intrusion-%d", i))))
			if !t.Fault() {
				app.Says(append([]string{"ComparisonError", "fn.yaml:6:", "metadata.annotations[config.kubernetes.io/function]", "Fairlead's functions run here and nothing else"}, in.says...)...)
			} else {
				app.Refresh()
			}
			_, err = os.Stat(ran)
			t.Check(err != nil, "%s ran in the repo-server", in.name)
		}
		t.Stop()

		// A bare name is ours, whatever lies beside the kustomization.
		dir, err := t.Dir("ran")
		t.Must(err)
		ran := filepath.Join(dir, "it")
		own := intrusion{function: `exec: {path: generate-delivery}`, files: map[string]string{"generate-delivery": touch}}
		app, r, namespace := t.App(t.Name("beside")), own.repo(t, ran), t.Namespace("beside")
		t.Create(asking(app.Name, r.URL(), namespace))
		app.WaitSynced("")
		_, err = os.Stat(ran)
		t.Check(err != nil, "generate-delivery beside the kustomization ran in the repo-server")

		// What was delivered stays when a later commit is refused.
		r.Replace("fn.yaml", "exec: {path: generate-delivery}", "exec: {path: sh}")
		r.Push()
		app.Says("ComparisonError", `it runs "sh"`)
		t.Check(t.Live("ConfigMap", namespace, "settings") != nil, "the ConfigMap was pruned when the function was refused")
		t.Show("%d programs of a repository refused with file, line and field in the condition, none of them ran; a generate-delivery beside the kustomization is not the one that runs; what was delivered stays", len(intrusions))
	},
}

// repo is a repository with the function in a kustomization.
func (in intrusion) repo(t *suite.T, ran string) *suite.Repo {
	r := t.Repo("intrusion")
	fill := func(text string) string { return strings.ReplaceAll(text, "{ran}", ran) }
	r.Write(map[string]string{
		"kustomization.yaml": "resources: [settings.yaml]\ntransformers: [fn.yaml]\n",
		"settings.yaml":      configMap("settings", "1"),
		"fn.yaml": "apiVersion: fairlead.dev/v1alpha1\nkind: GenerateDelivery\nmetadata:\n  name: fn\n  annotations:\n    config.kubernetes.io/function: |\n      " +
			fill(in.function) + "\n",
	})
	for name, text := range in.files {
		r.Write(map[string]string{name: fill(text)})
		t.Must(os.Chmod(r.Path(name), 0o755))
	}
	r.Push()
	return r
}

// asking is an Application that asks for the wrapper and prunes.
func asking(name, repository, namespace string) kube.Object {
	o := applicationOf(name, repository, namespace, map[string]any{"automated": map[string]any{"prune": true, "selfHeal": true}})
	o["spec"].(map[string]any)["source"].(map[string]any)["kustomize"] = map[string]any{"version": "fairlead"}
	return o
}
