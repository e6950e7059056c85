// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"os"
	"path/filepath"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

var wrapperMissing = suite.Case{
	Name:  "wrapper-missing",
	Shows: "whatever is missing in the repo-server, the binary, the key or the flags, the Application says so and nothing is pruned; the global flags do what the wrapper does, as the documented way out",
	Fault: suite.Fault{
		Plants: "the kustomization does not list tripwire.yaml",
		Fails:  "the second flag is missing: nothing is pruned",
	},
	Run: func(t *suite.T) {
		installWrapper(t)
		p := newInside(t, "wrapper")
		if t.Fault() {
			p.Replace("kustomization.yaml", "  - tripwire.yaml\n", "")
			p.commit = p.Push()
		}
		p.synced()
		before := managed(t)
		set := func(key string, value any) {
			_, err := t.Kube.Patch(t.Context(), "ConfigMap", rig.ArgoNamespace, "argocd-cm", map[string]any{"data": map[string]any{key: value}})
			t.Must(err)
			t.Settle()
		}
		const wrapperKey, flagsKey = "kustomize.path.fairlead", "kustomize.buildOptions"

		gone := filepath.Join(filepath.Dir(t.Bin), "nowhere", "fairlead-kustomize")
		set(wrapperKey, gone)
		p.fails("the binary of the wrapper is missing", before, gone, "no such file or directory")
		set(wrapperKey, nil)
		p.fails("the key is missing", before, "kustomize version fairlead is not registered")

		// The way out: the flags for everybody, and the functions on the PATH.
		p.asks(nil)
		flags := line(shipped(t, "global-flags/argocd-cm.yaml"), "  "+flagsKey+": ")
		set(flagsKey, flags)
		p.synced()
		p.root.Sync()
		t.Must(p.unpruned(before))
		set(flagsKey, nil)
		p.fails("both flags are missing", before, "external plugins disabled")
		set(flagsKey, "--enable-alpha-plugins")
		p.fails("the second flag is missing", before, "nothing selected by ConfigMap", "fairlead-ran")
		set(flagsKey, flags)
		p.synced()

		function := filepath.Join(t.Bin, "validate-delivery")
		t.Must(os.Rename(function, function+".away"))
		t.Cleanup(func(context.Context) { _ = os.Rename(function+".away", function) }) // it is back already, if all went well
		p.Replace("deployment.yaml", "replicas: 1", "replicas: 2")                     // a commit that is in no cache
		p.commit = p.Push()
		p.fails("the binary of a function is missing", before, "validate-delivery", "executable file not found in $PATH")
		t.Must(os.Rename(function+".away", function))
		p.synced()
		t.Check(t.Live("Deployment", p.namespace, p.namespace).At("spec", "replicas") == float64(2), "the commit that waited was not delivered")
		t.Must(p.unpruned(before))
		t.Show("five states of the repo-server (no binary of the wrapper, no key, no flags, one of two flags, no binary of a function): each a ComparisonError that names it, nothing pruned; Synced again, with the global flags")
	},
}
