// SPDX-License-Identifier: Apache-2.0

package command

import (
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/generate"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Images is the place of the functions' images: Images, a slash, the function's name.
const Images = "ghcr.io/fairlead-krm"

// ImageTag is the tag by which packages, manifests and documentation name the images: the newest patch of this minor.
const ImageTag = "v0.1"

// functions are all functions, in the order in which a person meets them.
var functions = []krm.Function{
	{Name: generate.DeliveryName, Run: generate.Delivery},
	{Name: generate.ApplicationName, Run: generate.Application},
	{Name: generate.RBACName, Run: generate.RBAC},
	{Name: generate.SecretStubsName, Run: generate.SecretStubs},
	{Name: generate.SetIgnoreDifferencesName, Run: generate.SetIgnoreDifferences},
	{Name: check.ValidateName, Run: check.Validate},
}

// FunctionNames returns the names of all functions.
func FunctionNames() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.Name
	}
	return names
}

// function returns a function with its documentation.
func function(name string, docs Docs) (krm.Function, bool) {
	for _, f := range functions {
		if f.Name == name {
			f.Readme, f.Metadata = docs(name, "README.md"), docs(name, "metadata.yaml")
			return f, true
		}
	}
	return krm.Function{}, false
}
