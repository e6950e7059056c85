// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"errors"
	"testing"

	"gotest.tools/v3/assert"
)

func TestSchemaErrors(t *testing.T) {
	const list = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"
	assert.NilError(t, allSchemaErrors(t, list))
	for _, bad := range []string{
		"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n",
		"apiVersion: v1\nkind: ResourceList\nitems: []\n",
		"apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- kind: A\n",
		list + "results:\n- severity: info\n",
		list + "results:\n- message: m\n  severity: fatal\n",
		list + "results:\n- message: m\n  field: {path: a}\n",
		list + "results:\n- message: m\n  resourceRef: {kind: A, name: a}\n",
		list + "results:\n- message: m\n  file: {path: /a}\n",
		list + "results:\n- message: m\n  file: {path: a, index: -1}\n",
		list + "results:\n- message: m\n  tags: {rule: 1}\n",
		list + "results:\n- message: m\n  line: 1\n",
	} {
		assert.Assert(t, allSchemaErrors(t, bad) != nil, bad)
	}
}

func allSchemaErrors(t *testing.T, list string) error {
	t.Helper()
	l, err := read([]byte(list))
	assert.NilError(t, err)
	errs := []error{schemaErrors(l.root)}
	for _, r := range l.results {
		errs = append(errs, resultErrors(r), unknownFields(r))
	}
	return errors.Join(errs...)
}
