// SPDX-License-Identifier: Apache-2.0

package fntest

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/fntest/testdata/sample"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// broken are functions that break one promise each, by the name of the check that must find it.
var broken = map[string]func(*krm.ResourceList){
	"schema":          func(l *krm.ResourceList) { l.Report(krm.Result{Severity: "fatal", Message: "x"}) },
	"untouched bytes": func(l *krm.ResourceList) { l.Items[0].Set(l.Items[0].Node()) },
	"idempotent":      func(l *krm.ResourceList) { add(l, strings.Repeat("x", len(l.Items))) },
	"shuffled":        func(l *krm.ResourceList) { add(l, "after-"+l.Items[0].Name) },
	"JSON": func(l *krm.ResourceList) {
		add(l, map[bool]string{true: "block", false: "flow"}[l.Items[0].Node().Style == 0])
	},
	"environment":       func(l *krm.ResourceList) { add(l, "home-"+os.Getenv("HOME")) },
	"foreign kinds":     func(l *krm.ResourceList) { removeKind(l, "Foreign") },
	"failed as it came": nil, // pkg/krm writes such a list; no function can break it
	"annotations of orchestrators": func(l *krm.ResourceList) {
		n := krm.Map(krm.String("apiVersion"), krm.String("v1"), krm.String("kind"), krm.String("ConfigMap"),
			krm.String("metadata"), krm.Map(krm.String("name"), krm.String("a")))
		l.Items[0].Set(n)
	},
}

func add(l *krm.ResourceList, name string) {
	for _, it := range l.Items {
		if it.Name == name {
			return
		}
	}
	l.Add(krm.Item{APIVersion: "v1", Kind: "ConfigMap", Name: name}, func() *yaml.Node {
		return krm.Map(krm.String("apiVersion"), krm.String("v1"), krm.String("kind"), krm.String("ConfigMap"),
			krm.String("metadata"), krm.Map(krm.String("name"), krm.String(name)))
	})
}

func removeKind(l *krm.ResourceList, kind string) {
	for _, it := range l.Items {
		if it.Kind == kind {
			it.Remove()
		}
	}
}

const brokenEnv = "FAIRLEAD_FNTEST_BROKEN"

// TestBrokenFunction runs only in the process that TestHarness starts.
func TestBrokenFunction(t *testing.T) {
	broke := broken[os.Getenv(brokenEnv)]
	if broke == nil {
		t.Skip("see TestHarness")
	}
	fn := sample.Identity
	fn.Run = func(l *krm.ResourceList) error { broke(l); return nil }
	for _, folder := range Cases(t, "testdata/cases/identity") {
		if folder.Name == "passes" {
			c := newCase(fn, folder)
			for _, p := range contract {
				t.Run(p.name, func(t *testing.T) { p.check(t, c) })
			}
		}
	}
}

// TestHarness: a harness that finds nothing is worse than none.
func TestHarness(t *testing.T) {
	self, err := os.Executable()
	assert.NilError(t, err)
	for name, broke := range broken {
		if broke == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(self, "-test.run=^TestBrokenFunction$", "-test.v")
			cmd.Env = append(os.Environ(), brokenEnv+"="+name)
			out, err := cmd.CombinedOutput()
			assert.Assert(t, errors.As(err, new(*exec.ExitError)), "nothing was found:\n%s", out)
			assert.Assert(t, strings.Contains(string(out), "--- FAIL: TestBrokenFunction/"+strings.ReplaceAll(name, " ", "_")), "%s", out)
		})
	}
}

func TestSchemaErrors(t *testing.T) {
	const list = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"
	assert.NilError(t, schemaErrors(parse(t, list)))
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
		assert.Assert(t, schemaErrors(parse(t, bad)) != nil, bad)
	}
}
