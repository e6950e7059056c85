// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"context"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// installSidecar runs the plugin server with the configuration that people install. The rig has no containers: the image's entry point is
// the product's binary.
func installSidecar(t *suite.T) {
	manifest := shipped(t, "sidecar/plugin.yaml", "/function", t.Bin+"/fairlead")
	_, config, found := strings.Cut(manifest, "  plugin.yaml: |\n")
	if !found {
		t.Break("install/sidecar/plugin.yaml: there is no plugin.yaml in the ConfigMap")
	}
	stop, err := t.StartPluginServer(t.Context(), strings.ReplaceAll(config, "\n    ", "\n")[4:])
	t.Must(err)
	t.Cleanup(func(context.Context) { stop() })
}

var sidecar = suite.Case{
	Name:  "sidecar-package",
	Shows: "a package that the plugin renders becomes Synced with all its Applications, which Image Updater goes on to update; its write-back into the package's own Application breaks that one, and nothing is pruned",
	Fault: suite.Fault{
		Plants: "the package is rendered through the wrapper in the place of the plugin",
		Fails:  "the source of the package is Kustomize",
	},
	Run: func(t *suite.T) {
		installSidecar(t)
		way := "sidecar"
		if t.Fault() {
			installWrapper(t)
			way = "wrapper"
		}
		p := newInside(t, way)
		p.synced()
		sourceType := p.root.Live().Text("status", "sourceType")
		t.Check(sourceType == "Plugin", "the source of the package is %s", sourceType)
		t.Stop()
		resources := p.root.Resources()
		t.Check(len(resources) == 5, "expected the Deployment and, of each Project, Application and AppProject: %v", resources)

		// The Applications that the plugin renders are of kustomize: Image Updater follows them.
		for i, w := range writers {
			tag := []string{"sha-1111111", "sha-2222222"}[i]
			for name := range p.children {
				t.Must(w.write(t.Context(), t.Kube, rig.ArgoNamespace, name, []string{image + ":" + tag}))
				runs(t, name, tag)
			}
			p.root.Refresh()
			p.root.WaitSynced("")
			for name := range p.children {
				runs(t, name, tag)
			}
		}

		// The package's own Application is not: a write into it breaks it, and taking the images out mends it.
		before := managed(t)
		for _, w := range writers {
			t.Must(w.write(t.Context(), t.Kube, rig.ArgoNamespace, p.root.Name, []string{image + ":sha-3333333"}))
			p.fails(w.name+": after the write-back", before, "multiple application sources defined: Kustomize,Plugin")
			_, err := t.Kube.Patch(t.Context(), "Application", rig.ArgoNamespace, p.root.Name, map[string]any{"spec": map[string]any{"source": map[string]any{"kustomize": nil}}})
			t.Must(err)
			p.synced()
		}
		t.Must(p.unpruned(before))
		t.Show("the package and 2 Applications Synced by the plugin (sourceType Plugin); images rolled out below it; in the package's own Application a write-back is \"multiple application sources defined\", nothing pruned, mended by taking it out")
	},
}
