// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func TestDecodeConfig(t *testing.T) {
	config, results := DecodeConfig(nil, "generate-delivery")
	assert.Equal(t, len(results), 0)
	assert.DeepEqual(t, config, Config{})
	for _, c := range configKinds {
		config, results = DecodeConfig(configOf(t, c.kind, "metadata: {name: x}\n"), c.function)
		assert.Equal(t, len(results), 0, "%v", results)
		assert.DeepEqual(t, config, Config{})
	}
	config, results = DecodeConfig(configOf(t, "GenerateRBAC", "spec: {allowEmpty: true}\n"), "generate-rbac")
	assert.Equal(t, len(results), 0, "%v", results)
	assert.Assert(t, config.AllowEmpty)
}

func TestDecodeConfigRefuses(t *testing.T) {
	for _, test := range []struct {
		name, kind, rest, function, want string
	}{
		{"unknown option", "GenerateDelivery", "spec: {allowempty: true}\n", "generate-delivery",
			`spec.allowempty: unknown field "allowempty": did you mean "allowEmpty"? Allowed are allowEmpty [unknown-field]`},
		{"no options", "SetIgnoreDifferences", "spec: {strict: true}\n", "set-ignore-differences",
			`spec.strict: unknown field "strict": none is allowed here [unknown-field]`},
		{"another function's", "GenerateRBAC", "", "generate-delivery",
			`the functionConfig of generate-delivery must be absent or of kind GenerateDelivery (fairlead.dev/v1alpha1), GenerateRBAC is that of another function; ` + whereSpecsBelong},
		{"Project", KindProject, "", "generate-delivery", "is a Project; " + whereSpecsBelong},
		{"Platform", KindPlatform, "", "set-ignore-differences", "is a Platform; " + whereSpecsBelong},
		{"unknown function", "GenerateDelivery", "", "generate-all", "generate-all takes no functionConfig"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, results := DecodeConfig(configOf(t, test.kind, test.rest), test.function)
			assert.Equal(t, len(results), 1, "%v", results)
			assert.Assert(t, strings.Contains(results[0].String(), test.want), "%v", results[0])
		})
	}
	config := listOf(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {allowEmpty: 'true'}\n").Items[0]
	_, results := DecodeConfig(config, "generate-delivery")
	assert.Equal(t, len(results), 1)
	assert.Assert(t, strings.Contains(results[0].Message, "is a ConfigMap; "+whereSpecsBelong), "%v", results[0])
}

func configOf(t *testing.T, kind, rest string) *krm.Item {
	return listOf(t, "apiVersion: fairlead.dev/v1alpha1\nkind: "+kind+"\n"+rest).Items[0]
}
