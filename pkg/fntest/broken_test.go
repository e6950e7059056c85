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
	"results-schema":      func(l *krm.ResourceList) { l.Report(krm.Result{Severity: "fatal", Message: "x"}) },
	"bytes-kept":          func(l *krm.ResourceList) { l.Items[0].Set(l.Items[0].Node()) },
	"idempotent":          func(l *krm.ResourceList) { add(l, strings.Repeat("x", len(l.Items))) },
	"order-means-nothing": func(l *krm.ResourceList) { add(l, "after-"+l.Items[0].Name) },
	"reads-json": func(l *krm.ResourceList) {
		add(l, map[bool]string{true: "block", false: "flow"}[l.Items[0].Node().Style == 0])
	},
	"environment":       func(l *krm.ResourceList) { add(l, "home-"+os.Getenv("HOME")) },
	"unknown-kind":      func(l *krm.ResourceList) { removeKind(l, "Stranger") },
	"failed-as-it-came": nil, // pkg/krm writes such a list; no function can break it
	"path-annotations": func(l *krm.ResourceList) {
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
			checkContract(t, c)
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
