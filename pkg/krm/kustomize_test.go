// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
)

const (
	fromKustomize = "functionConfig:\n  apiVersion: fairlead.dev/v1alpha1\n  kind: F\n  metadata:\n    name: f\n    annotations:\n      config.kubernetes.io/function: 'exec: {path: ./f}'\n"
	fromKpt       = "functionConfig:\n  apiVersion: fairlead.dev/v1alpha1\n  kind: F\n  metadata:\n    name: f\n"
	withoutPath   = "items:\n- apiVersion: v1\n  kind: A\n  metadata:\n    name: a\n"
	withPath      = withoutPath + "    annotations:\n      internal.config.kubernetes.io/path: a.yaml\n"
	itself        = "items:\n- apiVersion: fairlead.dev/v1alpha1\n  kind: F\n  metadata:\n    name: f\n"
)

// What real orchestrators send is in pkg/fntest; these are the forms that it takes.
func TestOrchestrator(t *testing.T) {
	for _, tc := range []struct {
		name, in            string
		kustomize, hasFiles bool
	}{
		{"kustomize", withoutPath + fromKustomize, true, false},
		{"kustomize without resources", "items: []\n" + fromKustomize, true, false},
		{"kustomize with the older annotation", withoutPath + strings.Replace(fromKustomize, "config.kubernetes.io/function", "config.k8s.io/function", 1), true, false},
		{"kpt whose selectors leave no items", "items: []\n" + fromKustomize + "      internal.config.kubernetes.io/path: f.yaml\n", false, true},
		{"kustomize fn run", withPath + fromKustomize, false, true},
		{"kpt", withPath + fromKpt, false, true},
		{"kpt with the older annotation", strings.Replace(withPath, "internal.config", "config", 1) + fromKpt, false, true},
		{"kpt without configuration", withPath, false, true},
		{"a pipe", withoutPath, false, false},
		{"a pipe with configuration", withoutPath + fromKpt, false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l, err := Read([]byte(header + tc.in))
			assert.NilError(t, err)
			assert.Equal(t, l.UnderKustomize(), tc.kustomize)
			assert.Equal(t, l.HasFiles(), tc.hasFiles)
			code, stdout, _ := call(Function{Name: "f", Run: nothing}, header+tc.in)
			assert.Equal(t, code, 0)
			assert.Equal(t, strings.Contains(stdout, "name: "+Marker), tc.kustomize, "the marker in\n%s", stdout)
			_, again, _ := call(Function{Name: "f", Run: nothing}, stdout)
			assert.Equal(t, again, stdout)
		})
	}
}

func TestMarkerOfAFailedRun(t *testing.T) {
	_, stdout, _ := call(Function{Name: "f", Run: func(l *ResourceList) error { return errBroken }}, header+withoutPath+fromKustomize)
	assert.Assert(t, !strings.Contains(stdout, Marker), stdout)
}

func TestListedAsGenerator(t *testing.T) {
	code, stdout, stderr := call(Function{Name: "f", Run: nothing}, header+itself+fromKustomize)
	assert.Equal(t, code, 1)
	checkLine(t, stderr)
	assert.Assert(t, cmp.Contains(stderr, "`transformers:`"))
	assert.Assert(t, strings.HasPrefix(stdout, header+itself+fromKustomize))
	resource := itself + "    annotations:\n      kustomize.config.k8s.io/id: f\n"
	for _, in := range []string{itself + fromKpt, withPath + fromKustomize, resource + fromKustomize} {
		code, _, stderr = call(Function{Name: "f", Run: nothing}, header+in)
		assert.Equal(t, code, 0, stderr)
	}
}
