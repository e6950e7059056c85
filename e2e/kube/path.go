// SPDX-License-Identifier: Apache-2.0

package kube

import "fmt"

// kinds are the kinds that the tests touch, with where the API server serves them.
var kinds = map[string]struct {
	api, plural string
	cluster     bool // has no namespace
}{
	"Namespace":                {api: "/api/v1", plural: "namespaces", cluster: true},
	"ConfigMap":                {api: "/api/v1", plural: "configmaps"},
	"Pod":                      {api: "/api/v1", plural: "pods"},
	"Secret":                   {api: "/api/v1", plural: "secrets"},
	"Service":                  {api: "/api/v1", plural: "services"},
	"Deployment":               {api: "/apis/apps/v1", plural: "deployments"},
	"CustomResourceDefinition": {api: "/apis/apiextensions.k8s.io/v1", plural: "customresourcedefinitions", cluster: true},
	"Application":              {api: "/apis/argoproj.io/v1alpha1", plural: "applications"},
	"AppProject":               {api: "/apis/argoproj.io/v1alpha1", plural: "appprojects"},
}

// resourcePath is where an object is, or, without a name, where its kind is.
func resourcePath(kind, namespace, name string) (string, error) {
	k, ok := kinds[kind]
	if !ok {
		return "", fmt.Errorf("kind %s: its path is not known here", kind)
	}
	path := k.api
	if namespace != "" && !k.cluster {
		path += "/namespaces/" + namespace
	}
	path += "/" + k.plural
	if name != "" {
		path += "/" + name
	}
	return path, nil
}
