// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"

	"gotest.tools/v3/assert"
	"sigs.k8s.io/kustomize/kyaml/fn/framework"
	"sigs.k8s.io/yaml"

	"github.com/fairlead-krm/fairlead/functions"
	"github.com/fairlead-krm/fairlead/pkg/command"
)

// TestDefinitionsAreKRM reads each KRMFunctionDefinition by the type of those who defined it, which knows every field.
func TestDefinitionsAreKRM(t *testing.T) {
	for _, name := range command.FunctionNames() {
		var d framework.KRMFunctionDefinition
		assert.NilError(t, yaml.UnmarshalStrict(functions.Doc(name, functions.DefinitionFile), &d))
		assert.Equal(t, d.APIVersion, framework.FunctionDefinitionGroupVersion)
		assert.Equal(t, d.Kind, framework.FunctionDefinitionKind)
		version := d.Spec.Versions[0]
		assert.Check(t, !version.Runtime.Container.Network, name)
		assert.Equal(t, version.Runtime.Container.Image, command.Images+"/"+name+":"+command.ImageTag)
		schema := version.Schema.OpenAPIV3Schema
		assert.DeepEqual(t, schema.Required, []string{"apiVersion", "kind"})
		kind := schema.Properties["kind"]
		assert.DeepEqual(t, kind.Enum, []any{d.Spec.Names.Kind})
	}
}
