// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// secretText stands for the value of a Secret wherever somebody may have written one.
const secretText = "hunter2/Zm9v+YmFy=="

func TestNoValueOfASecretIsSaid(t *testing.T) {
	for _, in := range []string{
		"secrets: [{name: a, keys: {A: '%s'}}]",
		"secrets: [{name: a, keys: [{A: '%s'}]}]",
		"secrets: [{name: a, keys: ['A=%s']}]",
		"secrets: [{name: a, keys: ['%s']}]",
		"secrets: [{name: a, keys: '%s'}]",
		"secrets: [{name: a, keys: [A, ['%s']]}]",
		"secrets: [{name: a, keys: {A: {value: '%s'}}}]",
		"secrets: [{name: a, keys: &x {A: '%s'}}, {name: b, keys: *x}]",
		"secrets: [{name: a, data: {A: '%s'}}]",
		"secrets: [{name: a, stringData: '%s'}]",
		"secrets: [{name: a, value: '%s'}]",
		"secrets: [{name: a, A: '%s'}]",
		"secrets: [{name: a, type: '%s'}]",
		"secrets: [{name: a, mode: '%s'}]",
		"secrets: [{name: {A: '%s'}}]",
		"secrets: [{name: '%s'}]",
		"secrets: ['A=%s']",
		"secrets: ['%s']",
		"secrets: {A: '%s'}",
		"secrets: '%s'",
		"secret: {A: '%s'}",
		"stringData: {A: '%s'}",
		"images: [{name: ghcr.io/o/a, pullSecret: 'user:%s'}]",
		"images: [{name: ghcr.io/o/a, pullSecret: 'ghcr.io=user:%s'}]",
		"images: [{name: ghcr.io/o/a, pullSecret: 'secret:a/b c#%s'}]",
		"images: [{name: ghcr.io/o/a, pullSecret: {password: '%s'}}]",
		"images: ['https://user:%s@ghcr.io/o/a']",
		"images: ['user:%s@ghcr.io/o/a']",
		"revision: 'https://user:%s@example.org/o/a'",
	} {
		t.Run(in, func(t *testing.T) {
			_, results := Load(listOf(t, known(), project(fmt.Sprintf(in, secretText))))
			assert.Assert(t, krm.Failed(results))
			saysNothingOf(t, results, "hunter2", "Zm9v")
		})
	}
	for _, in := range []string{
		"argocd: {url: 'https://user:%s@example.org'}",
		"cluster: {server: 'https://user:%s@example.org'}",
		"imageUpdater: {registries: [{prefix: ghcr.io, credentials: 'user:%s'}]}",
		"imageUpdater: {registries: [{prefix: ghcr.io, credentials: '%s'}]}",
		"imageUpdater: {registries: [{prefix: ghcr.io, credentials: {A: '%s'}}]}",
		"imageUpdater: {registries: [{prefix: ghcr.io, apiURL: 'https://user:%s@ghcr.io'}]}",
		"package: {repository: 'https://user:%s@github.com/o/a'}",
	} {
		t.Run(in, func(t *testing.T) {
			_, results := Load(listOf(t, platform(fmt.Sprintf(in, secretText))))
			assert.Assert(t, krm.Failed(results))
			saysNothingOf(t, results, "hunter2", "Zm9v")
		})
	}
}

// saysNothingOf checks that no word stands in any part of any result.
func saysNothingOf(t *testing.T, results []krm.Result, words ...string) {
	t.Helper()
	for _, r := range results {
		text := fmt.Sprintf("%s %+v", r, r)
		if r.Field != nil {
			text += fmt.Sprintf(" %+v", *r.Field)
		}
		for _, word := range words {
			assert.Assert(t, !strings.Contains(text, word), "%s", text)
		}
	}
}
