// SPDX-License-Identifier: Apache-2.0

package krm

import "go.yaml.in/yaml/v3"

// Marker is the name of the ConfigMap by which a kustomization knows that a function ran. kustomize skips an exec
// function without a word where --enable-exec is missing; a ReplacementTransformer that is listed after the function
// and takes its source from this ConfigMap turns the silence into an error. It is local-config: no build emits it.
const Marker = "fairlead-ran"

// markRun adds the marker where kustomize called. Under kpt it would become a file.
func (l *ResourceList) markRun() {
	if !l.UnderKustomize() {
		return
	}
	for _, it := range l.Items {
		if it.Is("", "ConfigMap") && it.Name == Marker && !it.Removed() {
			return
		}
	}
	l.Add(Item{APIVersion: "v1", Kind: "ConfigMap", Name: Marker}, func() *yaml.Node {
		return Put(Put(Put(Map(), "apiVersion", String("v1")), "kind", String("ConfigMap")), "metadata",
			Put(Put(Map(), "name", String(Marker)), "annotations", Put(Map(), LocalConfigAnnotation, String("true"))))
	})
}

// resourceAnnotation stands on every resource that kustomize hands to a transformer.
const resourceAnnotation = "kustomize.config.k8s.io/id"

// listedAsGenerator finds a function listed under `generators:` of a kustomization: it is given its own configuration
// as the only item and none of the user's, so whatever it did would be wrong. A transformer of a kustomization without
// resources is given the same. Where the configuration is among the resources too it is marked as one.
func (l *ResourceList) listedAsGenerator() []Result {
	if !l.UnderKustomize() {
		return nil
	}
	fc := l.FunctionConfig
	for _, it := range l.Items {
		if _, resource := it.Annotation(resourceAnnotation); resource {
			continue
		}
		if it.Kind == fc.Kind && it.APIVersion == fc.APIVersion && it.Name == fc.Name && it.Namespace == fc.Namespace {
			return []Result{fc.Result(Error, "listed-as-generator", "", nil,
				"kustomize gave this function no resources: list it under `transformers:`, not under `generators:`, in a kustomization that has `resources:`")}
		}
	}
	return nil
}
